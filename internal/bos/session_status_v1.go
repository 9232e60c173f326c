// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// progress is what BOS's agent has written down of a session.
type progress struct {
	of      recordV1
	sets    bootSetsV1
	records map[string]bootSetV1
}

// progress asks for the template of the session and for the record of each of its boot sets.
func (v sessionsV1) progress(ctx context.Context, of recordV1, once bool) (progress, error) {
	sets, err := v.bootSets(ctx, of, once)
	if err != nil {
		return progress{}, err
	}
	p := progress{of: of, sets: sets, records: map[string]bootSetV1{}}
	for _, name := range sets.names {
		record, err := v.bootSet(ctx, of.Name, name, once)
		var failure *gateway.Error
		if errors.As(err, &failure) && saysAbsentV1(failure) { // the agent has not come to it (065_life_bootset_before_boa.json)
			continue
		}
		if err != nil {
			return progress{}, withHint(err, brokenRecordsHint)
		}
		p.records[name] = record
	}
	if of.Complete() && len(p.missing()) > 0 { // or the session was deleted meanwhile
		_, err = v.confirmedRecord(ctx, of.Name, once)
	}
	return p, err
}

func (v sessionsV1) bootSet(ctx context.Context, session, name string, once bool) (bootSetV1, error) {
	return callV1[bootSetV1](ctx, v, gateway.Request{
		Method: http.MethodGet, Path: sessionPathV1 + "/status/{boot_set}",
		Elements: map[string]string{"name": session, "boot_set": name}, About: name, Once: once,
	})
}

// withNodes completes what one GET tells. Before every boot set has its record, part of the nodes would be
// taken for all of them.
func (v sessionsV1) withNodes(ctx context.Context, found recordV1, once bool) (Session, error) {
	session := found.Session
	p, err := v.progress(ctx, found, once)
	if errors.Is(err, errNoBootSets) {
		session.NodesUnknown, session.unconfirmed = true, session.Complete()
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
		session.Error, session.unconfirmed = p.fault(), len(p.missing()) > 0
	}
	if session.Complete() || len(p.missing()) == 0 {
		session.Components = p.nodes()
	}
	return session, nil
}

func (v sessionsV1) status(ctx context.Context, name string) (SessionStatus, error) {
	found, err := v.confirmedRecord(ctx, name, false)
	if err != nil {
		return SessionStatus{}, err
	}
	p, err := v.progress(ctx, found, false)
	if errors.Is(err, errNoBootSets) {
		return SessionStatus{}, &NodesUnknownError{Name: name, Template: found.TemplateName}
	}
	if err != nil {
		return SessionStatus{}, err
	}
	return p.noun(v.c.clock.Now()), nil
}

// missing are the boot sets without a record that the agent was to carry out.
func (p progress) missing() []string {
	return slices.DeleteFunc(slices.Clone(p.sets.began), func(name string) bool {
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
	for _, node := range p.nodeStates() {
		if node.failed {
			return ""
		}
	}
	if p.of.errors > 0 {
		return fmt.Sprintf("BOS counts %d errors, but none of its boot sets has a failed node", p.of.errors)
	}
	return ""
}

// nodeStates are those of every node of the session, of which one may be in two boot sets.
func (p progress) nodeStates() map[string]nodeState {
	all := map[string]nodeState{}
	for _, name := range p.sets.names {
		record := p.records[name]
		for node, s := range record.nodeStates(p.of.Operation, p.sets.configures) {
			if other, twice := all[node]; twice {
				s = s.with(other)
			}
			all[node] = s
		}
	}
	return all
}

func (p progress) nodes() []string {
	return slices.Sorted(maps.Keys(p.nodeStates()))
}

// noun counts each node once.
func (p progress) noun(now time.Time) SessionStatus {
	counts := map[string]int{}
	nodeStates := p.nodeStates()
	for _, node := range nodeStates {
		counts[node.word()]++
	}
	percent := func(count int) float64 { return 100 * float64(count) / float64(max(1, len(nodeStates))) }
	return SessionStatus{
		Status:            p.status(),
		Managed:           len(nodeStates),
		PercentSuccessful: percent(counts["succeeded"]),
		PercentFailed:     percent(counts["failed"]),
		Phases: Phases{
			PercentComplete:    percent(counts["succeeded"] + counts["failed"]),
			PercentPoweringOn:  percent(counts["boot"]),
			PercentPoweringOff: percent(counts["shutdown"]),
			PercentConfiguring: percent(counts["configure"]),
		},
		Errors: p.errors(),
		Nodes:  p.sessionNodes(),

		NoTakeover:  true,
		unconfirmed: p.of.Complete() && len(p.missing()) > 0,

		StartTime: p.of.StartTime,
		EndTime:   p.of.EndTime,
		Duration:  p.of.duration(now),
	}
}

// sessionNodes names what noun counts. Of a session that is complete the agent works on no node any more.
func (p progress) sessionNodes() *SessionNodes {
	nodes := &SessionNodes{Working: map[string][]string{}, Errors: p.errors()}
	nodeStates := p.nodeStates()
	for _, node := range slices.Sorted(maps.Keys(nodeStates)) {
		switch s := nodeStates[node]; {
		case s.failed:
			nodes.Failed = append(nodes.Failed, node)
		case s.succeeded:
			nodes.Successful = append(nodes.Successful, node)
		case p.of.Complete():
			nodes.Held = append(nodes.Held, node)
		default:
			nodes.Working[s.at] = append(nodes.Working[s.at], node)
		}
	}
	return nodes
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
func (d recordV1) duration(now time.Time) time.Duration {
	end := d.EndTime
	if !d.Complete() {
		end = now
	}
	if d.StartTime.IsZero() {
		return 0
	}
	return max(0, end.Sub(d.StartTime))
}

const (
	// failedSilently stands for the message that BOS's agent does not write of a node that is not up in time.
	failedSilently = "failed, and BOS v1 does not say why"
	// leftSilently stands for what the record does not say of a node without a result.
	leftSilently = "BOS's agent ended without a result for it"
	// unreported is why there is no record of a node that the session was seen to have.
	unreported = "BOS v1 no longer reports on it: the session template was changed meanwhile, and BOS v1 reports by the boot sets that it has now"
)

// withUnreported adds so many nodes that are not known by name.
func withUnreported(errs map[string]NodeError, count int) map[string]NodeError {
	if errs == nil {
		errs = map[string]NodeError{}
	}
	errs[unreported] = NodeError{Count: count, Truncated: true}
	return errs
}

// errors puts together what the phases of all boot sets say, and why a node has no result when the session is complete.
// It names the failed nodes of which nothing is said.
func (p progress) errors() map[string]NodeError {
	nodes := map[string][]string{}
	said := map[string]bool{}
	for _, record := range p.records {
		for _, phase := range record.Phases {
			for message, of := range phase.Errors {
				nodes[message] = append(nodes[message], of...)
				for _, node := range of {
					said[node] = true
				}
			}
		}
	}
	for node, s := range p.nodeStates() {
		switch {
		case s.failed && !said[node]:
			nodes[failedSilently] = append(nodes[failedSilently], node)
		case p.of.Complete() && !s.failed && !s.succeeded:
			why := cmp.Or(s.left, leftSilently)
			nodes[why] = append(nodes[why], node)
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
