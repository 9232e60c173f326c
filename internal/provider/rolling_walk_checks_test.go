// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// rolledWave is what a state says of a wave.
type rolledWave struct {
	Session   string `json:"session"`
	Nodes     string `json:"nodes"`
	NodeCount int    `json:"node_count"`
	sessionState
}

func (w *rolledWave) status() string { return said(w.Status) }

func (w *rolledWave) result() string { return said(w.Result) }

// rolledState is what a state says of a rollout.
type rolledState struct {
	Waves     []rolledWave `json:"waves_status"`
	Result    string       `json:"result"`
	NodeCount int          `json:"node_count"`
	MaxFailed float64      `json:"max_failed_percent"`

	tainted bool
}

// halted returns the first wave that has not succeeded, and after which the user has not continued.
func (s *rolledState) halted(consented map[string]bool) (session, result string) {
	if s == nil {
		return "", ""
	}
	for _, wave := range s.Waves {
		if result := wave.result(); result != "" && result != "succeeded" && !consented[wave.Session] {
			return wave.Session, result
		}
	}
	return "", ""
}

// rollout reads the state's only rollout; nil = there is none.
func (e *engine) rollout() *rolledState {
	e.t.Helper()
	content, err := os.ReadFile(filepath.Join(e.dir, "terraform.tfstate"))
	if err != nil || len(content) == 0 {
		return nil
	}
	var file struct {
		Resources []struct {
			Type      string
			Instances []struct {
				Status     string
				Attributes rolledState
			}
		}
	}
	if err := json.Unmarshal(content, &file); err != nil {
		e.t.Fatal(err)
	}
	for _, r := range file.Resources {
		if r.Type == "bos_rolling_session" && len(r.Instances) > 0 {
			state := r.Instances[0].Attributes
			state.tainted = r.Instances[0].Status == "tainted"
			return &state
		}
	}
	return nil
}

func (k *rolloutWalk) state() *rolledState { return k.dir.rollout() }

func (k *rolloutWalk) history() []bossim.Past { return k.bos.History() }

func (k *rolloutWalk) violation(format string, args ...any) {
	k.world.notef("VIOLATION: "+format, args...)
	k.violations = append(k.violations, fmt.Sprintf(format, args...))
}

// failing reports whether a session has ended and not all of its nodes have succeeded.
func failing(past bossim.Past) bool {
	ended := !past.Completed.IsZero()
	for _, fate := range past.Nodes {
		if ended && fate != bossim.FateSucceeded {
			return true
		}
	}
	return ended && (past.Error != "" || len(past.Nodes) == 0)
}

func (k *rolloutWalk) finished() bool {
	state := k.state()
	return state != nil && len(state.Waves) > 0 &&
		!slices.ContainsFunc(state.Waves, func(wave rolledWave) bool { return wave.result() == "" })
}

// check compares what was started, and the state, with what happened.
func (k *rolloutWalk) check() {
	past := k.history()
	k.wantOneAfterTheOther(past)
	k.wantOneRequest()
	state := k.state()
	if state == nil {
		return
	}
	if k.planned == nil {
		k.planned = state.Waves
	}
	k.wantSameWaves(state)
	for i, wave := range state.Waves {
		wave.MaxFailed = state.MaxFailed
		for _, problem := range wave.contradictions() {
			k.violation("wave %s contradicts itself: %s", wave.Session, problem)
		}
		started := i < len(past)
		switch {
		case wave.status() != "" && !started:
			k.violation("the state shows session %s as %s: it was never started", wave.Session, wave.status())
		case started && wave.result() == "succeeded" && (past[i].Completed.IsZero() || failing(past[i])):
			k.violation("wave %s is shown as succeeded: %+v", wave.Session, past[i])
		case started && wave.result() == "failed" && !failing(past[i]):
			k.violation("wave %s is shown as failed: %+v", wave.Session, past[i])
		}
	}
	if state.Result == "succeeded" && (len(past) != len(state.Waves) || slices.ContainsFunc(past, failing)) {
		k.violation("the rollout is shown as succeeded after %d of %d waves", len(past), len(state.Waves))
	}
}

// wantOneAfterTheOther: the sessions are the waves in their order, each once, no node is in two of them, and each was
// started after the end of the one before it and the pause; after a failed one only if the user continued.
func (k *rolloutWalk) wantOneAfterTheOther(all []bossim.Past) {
	pause, _ := time.ParseDuration(k.wish.pause)
	of := map[string]string{}
	for i, one := range all {
		if want := fmt.Sprintf("blue-w%02d", i+1); one.Name != want {
			k.violation("session %d is %s, want %s", i+1, one.Name, want)
		}
		for node := range one.Nodes {
			if before := of[node]; before != "" {
				k.violation("%s is in %s and in %s", node, before, one.Name)
			}
			of[node] = one.Name
		}
		if i == 0 {
			continue
		}
		before := all[i-1]
		start, err := time.Parse("2006-01-02T15:04:05", one.Start[:len("2006-01-02T15:04:05")])
		if err != nil {
			k.t.Fatal(err)
		}
		earliest := before.Completed.Add(pause).Truncate(time.Second)
		if before.Completed.IsZero() || start.Before(earliest) {
			k.violation("%s was started at %v, and %s ended at %v", one.Name, start, before.Name, before.Completed)
		}
		if failing(before) && !k.consented[before.Name] {
			k.violation("%s was started after %s, which failed", one.Name, before.Name)
		}
	}
}

// wantOneRequest: what is sent again is the same, and BOS had the time to carry out what was sent before.
func (k *rolloutWalk) wantOneRequest() {
	last := map[string]bossim.Request{}
	for _, r := range k.bos.Requests() {
		if r.Method != http.MethodPost || r.Path != pathsV2.start {
			continue
		}
		var body struct{ Name string }
		if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
			k.t.Fatal(err)
		}
		if before, again := last[body.Name]; again && (before.Body != r.Body || r.Time.Sub(before.Time) < commitWindow) {
			k.violation("sent twice within %v:\n%s\n%s", r.Time.Sub(before.Time), before.Body, r.Body)
		}
		last[body.Name] = r
	}
}

// wantSameWaves: the waves are those that were shown first, and their sessions act on their nodes.
func (k *rolloutWalk) wantSameWaves(state *rolledState) {
	past := k.history()
	for i, wave := range state.Waves {
		// An import knows the waves that were started, and the next apply the others.
		if i < len(k.planned) && (wave.Session != k.planned[i].Session || wave.Nodes != k.planned[i].Nodes) {
			k.violation("wave %d was %s of %s, and is %s of %s", i, k.planned[i].Session, k.planned[i].Nodes, wave.Session, wave.Nodes)
		}
		if i < len(past) && past[i].Limit != wave.Nodes {
			k.violation("session %s has the limit %s, and its wave the nodes %s", past[i].Name, past[i].Limit, wave.Nodes)
		}
	}
	if len(state.Waves) > len(k.planned) {
		k.planned = state.Waves
	}
}

// wantEachNodeOnce holds of a rollout whose waves all ran.
func (k *rolloutWalk) wantEachNodeOnce() {
	past := k.history()
	var nodes []string
	for _, one := range past {
		for node := range one.Nodes {
			nodes = append(nodes, node)
		}
	}
	slices.Sort(nodes)
	want := slices.Sorted(slices.Values(k.nodes))
	if !slices.Equal(nodes, want) {
		k.violation("%d nodes were acted upon, want %d, each once", len(nodes), len(want))
	}
	rest := max(0, len(want)-k.wish.canary)
	waves := min(1, k.wish.canary) + (rest+k.wish.size-1)/k.wish.size
	if len(past) != len(k.planned) || k.wish.by == "none" && len(past) != waves {
		k.violation("%d sessions of %d waves", len(past), len(k.planned))
	}
}
