// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const rollingReboot = `
	resource "bos_rolling_session" "test" {
	  name          = "roll"
	  operation     = "reboot"
	  template_name = "compute"
	  limit         = "blue,green"
	  waves         = { %s }
	  %s
	}`

func rollout(waves, more string) string { return fmt.Sprintf(rollingReboot, waves, more) }

// rolling returns the attributes of the state's bos_rolling_session, and whether it is tainted.
func (e *engine) rolling() (values map[string]any, tainted bool) {
	e.t.Helper()
	content, err := os.ReadFile(filepath.Join(e.dir, "terraform.tfstate"))
	if err != nil {
		e.t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Type      string
			Instances []struct {
				Status     string
				Attributes map[string]any
			}
		}
	}
	if err := json.Unmarshal(content, &state); err != nil {
		e.t.Fatal(err)
	}
	for _, r := range state.Resources {
		if r.Type == "bos_rolling_session" {
			return r.Instances[0].Attributes, r.Instances[0].Status == "tainted"
		}
	}
	return nil, false
}

// results returns the results of the state's waves, as "succeeded,failed,-".
func (e *engine) results() string {
	e.t.Helper()
	values, _ := e.rolling()
	var results []string
	waves, _ := values["waves_status"].([]any)
	for _, wave := range waves {
		result, _ := wave.(map[string]any)["result"].(string)
		if result == "" {
			result = "-"
		}
		results = append(results, result)
	}
	return strings.Join(results, ",")
}

// wantWaves checks which sessions have run, by the simulator, and that no node was in two of them.
func (s *sim) wantWaves(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	in := map[string]string{}
	for _, past := range s.History() {
		got = append(got, fmt.Sprintf("%s:%d", past.Name, len(past.Nodes)))
		for node := range past.Nodes {
			if other, found := in[node]; found {
				t.Errorf("%s was in %s and %s", node, other, past.Name)
			}
			in[node] = past.Name
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("waves %q, want %q", got, want)
	}
	if got := s.SessionsStarted(); got != len(want) {
		t.Errorf("%d sessions were started, want %d", got, len(want))
	}
}

func TestRolling_canaryAndWaves(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout("size = 12, canary = 2, pause = \"5m\"", ""))

	plan := tf.must("plan")
	says(t, plan, "32 of 63 nodes in 4 waves", "roll-w01: 2 nodes (canary), x3000c0s1b0n0, x3000c0s1b1n0", "roll-w04: 6 nodes")
	before := bos.Clock.Now()
	tf.must("apply", "-auto-approve")

	bos.wantWaves(t, "roll-w01:2", "roll-w02:12", "roll-w03:12", "roll-w04:6")
	if got := tf.results(); got != "succeeded,succeeded,succeeded,succeeded" {
		t.Error(got)
	}
	past := bos.History()
	for i := range past[1:] {
		if began := past[i+1].Start; began < past[i].Completed.Add(5*60e9).UTC().Format("2006-01-02T15:04:05") {
			t.Errorf("wave %d began at %s, and the one before ended at %s", i+2, began, past[i].Completed)
		}
	}
	if bos.Clock.Now().Sub(before) < 15*60e9 {
		t.Error("there was no pause")
	}
	tf.wantNothing()
	tf.must("destroy", "-auto-approve")
	bos.wantWaves(t, "roll-w01:2", "roll-w02:12", "roll-w03:12", "roll-w04:6")
	if left := bos.Sessions(); len(left) != 0 {
		t.Errorf("records left: %q", left)
	}
}

func TestRolling_canaryFails(t *testing.T) {
	bos := foreseen(t, "auto", func(c *bossim.Config) { c.System.Failing["x3000c0s1b1n0"] = bossim.FailPowerOn })
	tf := newEngine(t, bos)
	tf.write(rollout("size = 12, canary = 2", ""))

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to reboot 1 of 2 nodes", "wave 1 of 4", "3 waves after it, 30 nodes, were not started")
	bos.wantWaves(t, "roll-w01:2")
	if _, tainted := tf.rolling(); !tainted {
		t.Error("not tainted")
	}

	// A plain apply would replace it: that starts nothing, either, and keeps the state.
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to plan rollout \"roll\"", "terraform untaint ADDRESS")
	bos.wantWaves(t, "roll-w01:2")

	tf.must("untaint", "bos_rolling_session.test")
	says(t, tf.must("plan"), "Continuing rollout \"roll\" with wave 2 of 4: 30 nodes", "Session \"roll-w01\" before it has the result \"failed\"")
	tf.must("apply", "-auto-approve")
	bos.wantWaves(t, "roll-w01:2", "roll-w02:12", "roll-w03:12", "roll-w04:6")
	if values, _ := tf.rolling(); values["result"] != "failed" {
		t.Error(values["result"])
	}
	tf.wantNothing()
}
