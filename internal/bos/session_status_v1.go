// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// progress is what BOS's agent has written down of a session.
type progress struct {
	of         described
	bootSets   []string // of the template, sorted
	records    map[string]bootSetV1
	configures bool
}

// errUntold is that the template of a session is gone, or names no boot sets. Only by these names
// can BOS be asked for its records: the session's own status does not list them (084_two_status.json).
var errUntold = errors.New("the session's template names no boot sets")

// progress asks for the template of the session and for the record of each of its boot sets.
func (v sessionsV1) progress(ctx context.Context, of described, once bool) (progress, error) {
	template, err := v.template(ctx, of.TemplateName, once)
	var failure *Error
	switch {
	case of.TemplateName == "", errors.As(err, &failure) && failure.saysAbsent(): // the session's own answer has shown that v1 is there
		return progress{}, errUntold
	case err != nil:
		return progress{}, err
	case len(template.BootSets) == 0:
		return progress{}, errUntold
	}
	p := progress{of: of, bootSets: slices.Sorted(maps.Keys(template.BootSets)), records: map[string]bootSetV1{}, configures: template.configures()}
	for _, name := range p.bootSets {
		record, err := v.bootSet(ctx, of.Name, name, once)
		if errors.As(err, &failure) && failure.saysAbsent() { // the agent has not come to it (065_life_bootset_before_boa.json)
			continue
		}
		if err != nil {
			return progress{}, hinted(err, brokenRecords)
		}
		p.records[name] = record
	}
	if of.Complete() && len(p.missing()) > 0 { // or the session was deleted meanwhile
		_, err = v.describe(ctx, of.Name, once)
	}
	return p, err
}

func (v sessionsV1) bootSet(ctx context.Context, session, name string, once bool) (bootSetV1, error) {
	return callV1[bootSetV1](ctx, v, request{
		method: http.MethodGet, path: sessionPathV1 + "/status/{boot_set}",
		elements: map[string]string{"name": session, "boot_set": name}, about: name, once: once,
	})
}

// withNodes completes what one GET tells. Before every boot set has its record, part of the nodes would be
// taken for all of them.
func (v sessionsV1) withNodes(ctx context.Context, found described, once bool) (Session, error) {
	session := found.Session
	p, err := v.progress(ctx, found, once)
	if errors.Is(err, errUntold) {
		session.NodesUntold = true
		if session.Complete() && found.errors > 0 {
			session.Error = fmt.Sprintf("BOS counts %d errors", found.errors)
		}
		return session, nil
	}
	if err != nil {
		return Session{}, err
	}
	session.Status = p.status()
	if session.Complete() {
		session.Error = p.fault()
	}
	if session.Complete() || len(p.missing()) == 0 {
		session.Components = p.nodes()
	}
	return session, nil
}

func (v sessionsV1) status(ctx context.Context, name string) (SessionStatus, error) {
	found, err := v.describe(ctx, name, false)
	if err != nil {
		return SessionStatus{}, err
	}
	p, err := v.progress(ctx, found, false)
	if errors.Is(err, errUntold) {
		return SessionStatus{}, &UntoldError{Name: name, Template: found.TemplateName}
	}
	if err != nil {
		return SessionStatus{}, err
	}
	return p.noun(v.c.clock.Now()), nil
}

// missing are the boot sets without a record.
func (p progress) missing() []string {
	return slices.DeleteFunc(slices.Clone(p.bootSets), func(name string) bool {
		_, found := p.records[name]
		return found
	})
}

// fault is what is wrong with a complete session besides its nodes. The agent writes a record of each boot set
// that it begins with, and ends the session even where it could not begin with one.
func (p progress) fault() string {
	if missing := p.missing(); len(missing) > 0 {
		return fmt.Sprintf("BOS has no record of boot set %s: it was not carried out, or session template %s was changed since", strings.Join(missing, ", "), p.of.TemplateName)
	}
	for _, node := range p.standings() {
		if node.failed {
			return ""
		}
	}
	if p.of.errors > 0 {
		return fmt.Sprintf("BOS counts %d errors, but none of its boot sets has a failed node", p.of.errors)
	}
	return ""
}

// standings are those of every node of the session. One that is in two boot sets has failed if it failed
// in either, and succeeded if it did in both.
func (p progress) standings() map[string]standing {
	all := map[string]standing{}
	for _, name := range p.bootSets {
		record := p.records[name]
		for node, s := range record.standings(p.of.Operation, p.configures) {
			if other, twice := all[node]; twice {
				s.failed = s.failed || other.failed
				s.succeeded = s.succeeded && other.succeeded
			}
			all[node] = s
		}
	}
	return all
}

func (p progress) nodes() []string {
	return slices.Sorted(maps.Keys(p.standings()))
}

// noun counts each node once.
func (p progress) noun(now time.Time) SessionStatus {
	counts := map[string]int{}
	standings := p.standings()
	for _, node := range standings {
		counts[node.word()]++
	}
	percent := func(count int) float64 { return 100 * float64(count) / float64(max(1, len(standings))) }
	return SessionStatus{
		Status:            p.status(),
		Managed:           len(standings),
		PercentSuccessful: percent(counts["succeeded"]),
		PercentFailed:     percent(counts["failed"]),
		Phases: Phases{
			PercentComplete:    percent(counts["succeeded"] + counts["failed"]),
			PercentPoweringOn:  percent(counts["boot"]),
			PercentPoweringOff: percent(counts["shutdown"]),
			PercentConfiguring: percent(counts["configure"]),
		},
		Errors: p.errors(),

		NoTakeover: true,
		StartTime:  p.of.StartTime,
		EndTime:    p.of.EndTime,
		Duration:   p.of.duration(now),
	}
}

// status is pending for ever where the agent dies before it has written anything.
func (p progress) status() string {
	switch {
	case p.of.Complete():
		return StatusComplete
	case len(p.records) == 0:
		return StatusPending
	default:
		return StatusRunning
	}
}

// duration is told by our clock while the session goes on, as BOS v1 does not tell it.
func (d described) duration(now time.Time) time.Duration {
	end := d.EndTime
	if !d.Complete() {
		end = now
	}
	if d.StartTime.IsZero() {
		return 0
	}
	return max(0, end.Sub(d.StartTime))
}

// failedSilently stands for the message that BOS's agent does not write of a node that is not up in time.
const failedSilently = "failed, and BOS v1 does not say why"

// errors puts together what the phases of all boot sets say, and names the failed nodes of which none says anything.
func (p progress) errors() map[string]NodeError {
	nodes := map[string][]string{}
	failed := map[string]bool{}
	for node, s := range p.standings() {
		failed[node] = s.failed
	}
	for _, record := range p.records {
		for _, phase := range record.Phases {
			for message, of := range phase.Errors {
				nodes[message] = append(nodes[message], of...)
				for _, node := range of {
					failed[node] = false
				}
			}
		}
	}
	for node, silently := range failed {
		if silently {
			nodes[failedSilently] = append(nodes[failedSilently], node)
		}
	}
	errs := make(map[string]NodeError, len(nodes))
	for message, of := range nodes {
		slices.Sort(of)
		of = slices.Compact(of)
		errs[message] = NodeError{Count: len(of), Nodes: slices.Clip(of[:min(len(of), maxErrorNodes)]), Truncated: len(of) > maxErrorNodes}
	}
	return errs
}
