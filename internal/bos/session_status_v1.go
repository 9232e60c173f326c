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

// progress is what BOS's agent has recorded of a session.
type progress struct {
	of      recordV1
	sets    bootSetsV1
	records map[string]bootSetV1
}

// progress gets the session's template and the record of each of its boot sets.
func (v sessionsV1) progress(ctx context.Context, of recordV1, once bool) (progress, error) {
	sets, err := v.bootSets(ctx, of, once)
	if err != nil {
		return progress{}, err
	}
	p := progress{of: of, sets: sets, records: map[string]bootSetV1{}}
	for _, name := range sets.names {
		record, err := v.bootSet(ctx, of.Name, name, once)
		var failure *gateway.Error
		if errors.As(err, &failure) && saysAbsentV1(failure) {
			continue // the agent has not begun it (065_life_bootset_before_boa.json)
		}
		if err != nil {
			return progress{}, withHint(err, brokenRecordsHint)
		}
		p.records[name] = record
	}
	if of.Complete() && len(p.missing()) > 0 { // the session may have been deleted in between
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

// withNodes adds to a session what the records of its boot sets show. It leaves Components nil while a boot set of a
// running session has no record yet: part of the nodes would be taken for all of them.
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

func (v sessionsV1) status(ctx context.Context, name string, once bool) (SessionStatus, error) {
	found, err := v.confirmedRecord(ctx, name, once)
	if err != nil {
		return SessionStatus{}, err
	}
	p, err := v.progress(ctx, found, once)
	if errors.Is(err, errNoBootSets) {
		return SessionStatus{}, &NodesUnknownError{Name: name, Template: found.TemplateName}
	}
	if err != nil {
		return SessionStatus{}, err
	}
	return p.noun(v.c.clock.Now()), nil
}

// missing returns the boot sets that the agent was to process and that have no record.
func (p progress) missing() []string {
	return slices.DeleteFunc(slices.Clone(p.sets.initial), func(name string) bool {
		_, found := p.records[name]
		return found
	})
}

// fault returns what is wrong with a complete session apart from its nodes, or "". The agent writes a record of each
// boot set that it begins, and ends the session even if it could not begin one.
func (p progress) fault() string {
	if missing := p.missing(); len(missing) > 0 {
		const text = "BOS has no record of boot set %s: it was not carried out, or " +
			"session template %s was changed since"
		return fmt.Sprintf(text, strings.Join(missing, ", "), p.of.TemplateName)
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

// nodeStates returns the state of every node of the session. A node may be in two boot sets.
func (p progress) nodeStates() map[string]nodeState {
	all := map[string]nodeState{}
	for _, name := range p.sets.names {
		record := p.records[name]
		for node, s := range record.nodeStates(p.of.Operation, p.sets.configures) {
			if other, twice := all[node]; twice {
				s = s.merge(other)
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
		counts[node.label()]++
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

// sessionNodes lists the nodes that noun counts. When the session is complete, the agent works on no node any more.
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
			nodes.Working[s.phase] = append(nodes.Working[s.phase], node)
		}
	}
	return nodes
}

// status returns the session's status. It stays pending if the agent dies before it has written anything.
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

// duration uses the client's clock for a running session, as BOS v1 does not report a duration.
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
	// failedSilently replaces the message that BOS's agent does not write for a node that is not up in time.
	failedSilently = "failed, and BOS v1 does not say why"
	// leftSilently is the reason for a node without a result when the record contains none.
	leftSilently = "BOS's agent ended without a result for it"
	// unreported is the reason why a node that the session was known to have has no record.
	unreported = "BOS v1 no longer reports on it: the session template was changed meanwhile, " +
		"and BOS v1 reports by the boot sets that it has now"
)

// withUnreported adds count nodes whose names are not known.
func withUnreported(errs map[string]NodeError, count int) map[string]NodeError {
	if errs == nil {
		errs = map[string]NodeError{}
	}
	errs[unreported] = NodeError{Count: count, Truncated: true}
	return errs
}

// errors merges the messages of the phases of all boot sets. For a complete session it adds the reason for each node
// without a result. Failed nodes without a message get failedSilently.
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
			why := cmp.Or(s.reason, leftSilently)
			nodes[why] = append(nodes[why], node)
		}
	}
	errs := make(map[string]NodeError, len(nodes))
	for message, of := range nodes {
		slices.Sort(of)
		of = slices.Compact(of)
		listed := slices.Clip(of[:min(len(of), maxErrorNodes)])
		errs[message] = NodeError{Count: len(of), Nodes: listed, Truncated: len(of) > maxErrorNodes}
	}
	return errs
}
