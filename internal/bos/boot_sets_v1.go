// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// bootSetsV1 are the boot sets of a session. BOS v1 names them in the session's template only, and the agent works by
// the template as it was when the session began. So what a template said first is kept: a boot set that is
// taken out of it later still has its record, and one that is added later is none of the session's.
type bootSetsV1 struct {
	names      []string // all that the template has had since, sorted
	began      []string // those that it had first
	configures bool
}

// bootSetCache is what a client has seen of the templates of its sessions, by session. Shared by the copies of a
// client.
type bootSetCache struct {
	mu   sync.Mutex
	sets map[string]bootSetsV1
}

// see takes in what the template of a session says now, and returns what is known in all.
func (m *bootSetCache) see(session string, names []string, configures bool) bootSetsV1 {
	m.mu.Lock()
	defer m.mu.Unlock()
	sets, known := m.sets[session]
	if !known {
		sets = bootSetsV1{began: names, configures: configures}
	}
	sets.names = slices.Compact(slices.Sorted(slices.Values(slices.Concat(sets.names, names))))
	m.sets[session] = sets
	return sets
}

// known returns false where the template was never seen with a boot set.
func (m *bootSetCache) known(session string) (bootSetsV1, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sets, known := m.sets[session]
	return sets, known
}

// errNoBootSets is that the template of a session is gone, or names no boot sets. Only by these names can BOS be asked for
// its records: the session's own status does not list them (084_two_status.json).
var errNoBootSets = errors.New("the session's template names no boot sets")

// bootSets asks for the template of the session. While a list is made nothing is remembered: that is of every session
// that BOS has.
func (v sessionsV1) bootSets(ctx context.Context, of recordV1, once bool) (bootSetsV1, error) {
	template, err := v.template(ctx, of.TemplateName, once)
	var failure *gateway.Error
	gone := of.TemplateName == "" || errors.As(err, &failure) && saysAbsentV1(failure) // the session's own answer has shown that v1 is there
	if err != nil && !gone {
		return bootSetsV1{}, err
	}
	if gone || len(template.BootSets) == 0 {
		if sets, known := v.c.bootSets.known(of.Name); known {
			return sets, nil
		}
		return bootSetsV1{}, errNoBootSets
	}
	names := slices.Sorted(maps.Keys(template.BootSets))
	if v.templates != nil {
		return bootSetsV1{names: names, began: names, configures: template.configuresNodes()}, nil
	}
	return v.c.bootSets.see(of.Name, names, template.configuresNodes()), nil
}

// bootSetV1 is the record that BOS's agent writes of one boot set, from its beginning with every node and every phase
// of the operation (104_ghost_bootset.json).
type bootSetV1 struct {
	Name   string    `json:"name"`
	Phases []phaseV1 `json:"phases"`
}

func (w *bootSetV1) Check() error {
	if w.Name == "" || w.Phases == nil {
		return errors.New("the answer is not the status of a boot set")
	}
	return nil
}

func (w *bootSetV1) Subject() (name, tenant string) { return w.Name, "" }

// phaseV1 names shutdown, boot or configure. Each node is in one of its categories.
type phaseV1 struct {
	Name       string              `json:"name"`
	Categories []categoryV1        `json:"categories"`
	Errors     map[string][]string `json:"errors"` // nodes by message; not there without any (070_life_bootset_complete.json)
}

// categoryV1 names not_started, in_progress, succeeded, failed or excluded.
type categoryV1 struct {
	Name  string   `json:"name"`
	Nodes []string `json:"node_list"`
}

// nodes are those of one category. Case does not matter (074_life_category_mixed_case.json).
func (w *phaseV1) nodes(category string) []string {
	var nodes []string
	for _, c := range w.Categories {
		if strings.EqualFold(c.Name, category) {
			nodes = append(nodes, c.Nodes...)
		}
	}
	return nodes
}

// started tells whether any node has left the category in which all begin.
func (w *phaseV1) started() bool {
	return slices.ContainsFunc(w.Categories, func(c categoryV1) bool {
		return !strings.EqualFold(c.Name, "not_started") && len(c.Nodes) > 0
	})
}

func (w *bootSetV1) phase(name string) *phaseV1 {
	for i := range w.Phases {
		if strings.EqualFold(w.Phases[i].Name, name) {
			return &w.Phases[i]
		}
	}
	return nil
}

// last is the phase by which a node's success is told. A boot ends with configure, where nodes that failed before stay
// not started (082_fail_bootset.json), but not where the template has nothing configured. nil = the record has no such
// phase, and nobody succeeded.
func (w *bootSetV1) last(operation Operation, configures bool) *phaseV1 {
	switch configure := w.phase("configure"); {
	case operation == OperationShutdown:
		return w.phase("shutdown")
	case operation == OperationConfigure:
		return configure
	case configure != nil && (configures || configure.started()):
		return configure
	default:
		return w.phase("boot")
	}
}

// nodeState is how far a node has come.
type nodeState struct {
	failed    bool   // in any phase
	succeeded bool   // in the last one, and left behind by none before it
	at        string // the phase that it is in; "" = between two, or done
	left      string // what to say of it if this is the end and it neither failed nor succeeded
}

func (s nodeState) word() string {
	switch {
	case s.failed:
		return "failed"
	case s.succeeded:
		return "succeeded"
	default:
		return s.at
	}
}

// with joins the nodeStates of a node that is in two boot sets: it has failed if it failed in either, and succeeded
// if it did in both.
func (s nodeState) with(other nodeState) nodeState {
	left := s.left
	if s.succeeded {
		left = other.left
	}
	return nodeState{failed: s.failed || other.failed, succeeded: s.succeeded && other.succeeded, at: s.at, left: left}
}

// What is said of a node that BOS's agent ended without a result for.
const (
	// notBooted: boot of nodes that are all on. The agent boots none of them, has them configured, and leaves them in
	// progress in the phase boot. Where only some are on, it records success for all.
	notBooted = "BOS's agent had it configured, but has no record that it booted. This is what BOS v1 records of nodes that were on already: " +
		"boot leaves them as they are, reboot does not"
	leftBehind = "BOS's agent ended without a result for it (phase %s: %s)"
	// orOn completes leftBehind where nothing is configured: what is recorded of nodes that are on is then the same as
	// of nodes whose image the agent could not find.
	orOn = ". BOS v1 records this also of nodes that were on already: boot leaves them as they are, reboot does not"
)

// nodeStates are those of every node of the boot set, the excluded ones among them: no recording has any, and so far
// they neither failed nor succeeded.
func (w *bootSetV1) nodeStates(operation Operation, configures bool) map[string]nodeState {
	nodeStates := map[string]nodeState{}
	change := func(nodes []string, by func(*nodeState)) {
		for _, node := range nodes {
			s := nodeStates[node]
			by(&s)
			nodeStates[node] = s
		}
	}
	last := w.last(operation, configures)
	if last != nil {
		change(last.nodes("succeeded"), func(s *nodeState) { s.succeeded = true })
	}
	reached := last == nil
	for _, name := range []string{"configure", "boot", "shutdown"} { // a node that waits for a later phase may be in it already
		phase := w.phase(name)
		if phase == nil {
			continue
		}
		for _, c := range phase.Categories {
			change(c.Nodes, func(*nodeState) {})
		}
		change(phase.nodes("in_progress"), func(s *nodeState) { s.at = name })
		change(phase.nodes("failed"), func(s *nodeState) { s.failed = true })
		if reached = reached || phase == last; !reached { // the operation does not need it
			continue
		}
		for node, category := range phase.unfinished() {
			change([]string{node}, func(s *nodeState) { s.leave(operation, name, category) })
		}
	}
	return nodeStates
}

// unfinished are the nodes that the phase has no result for, and the category that they are in. One that was moved
// from where it was not is in two categories (237_bootset_get_both_categories.json): the result counts.
func (w *phaseV1) unfinished() map[string]string {
	nodes := map[string]string{}
	for _, category := range []string{"not_started", "in_progress"} {
		for _, node := range w.nodes(category) {
			nodes[node] = category
		}
	}
	for _, category := range []string{"succeeded", "failed"} {
		for _, node := range w.nodes(category) {
			delete(nodes, node)
		}
	}
	return nodes
}

// leave takes in that a phase has no result for the node. Called from the last phase to the first, so that the
// earliest one is what is said in the end.
func (s *nodeState) leave(operation Operation, phase, category string) {
	s.left = fmt.Sprintf(leftBehind, phase, category)
	switch stuck := operation == OperationBoot && phase == "boot" && category == "in_progress"; {
	case stuck && s.succeeded:
		s.left = notBooted
	case stuck:
		s.left += orOn
	}
	s.succeeded = false
}
