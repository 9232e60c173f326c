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

// bootSetsV1 describes the boot sets of a session. BOS v1 names them in the session's template only, and the agent uses
// the template as it was when the session began. So the first version that the client saw is kept: a boot set that is
// removed from the template later still has its record, and one that is added later does not belong to the session.
type bootSetsV1 struct {
	names      []string // all boot sets that the template has had since, sorted
	initial    []string // those in the first version seen
	configures bool
}

// bootSetCache is what a client has seen of the templates of its sessions, by session. All copies of a client share it.
type bootSetCache struct {
	mu   sync.Mutex
	sets map[string]bootSetsV1
}

// add records the boot sets that the template of a session has now, and returns all that are known.
func (m *bootSetCache) add(session string, names []string, configures bool) bootSetsV1 {
	m.mu.Lock()
	defer m.mu.Unlock()
	sets, known := m.sets[session]
	if !known {
		sets = bootSetsV1{initial: names, configures: configures}
	}
	sets.names = slices.Compact(slices.Sorted(slices.Values(slices.Concat(sets.names, names))))
	m.sets[session] = sets
	return sets
}

// known returns false if the template was never seen with a boot set.
func (m *bootSetCache) known(session string) (bootSetsV1, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sets, known := m.sets[session]
	return sets, known
}

// errNoBootSets reports that the template of a session is gone, or names no boot sets. BOS's records can be requested
// by these names only: the session's own status does not list them (084_two_status.json).
var errNoBootSets = errors.New("the session's template names no boot sets")

// bootSets gets the template of the session. For a list of sessions it records nothing in the cache of the client,
// which would grow by every session that BOS has.
func (v sessionsV1) bootSets(ctx context.Context, of recordV1, once bool) (bootSetsV1, error) {
	template, err := v.template(ctx, of.TemplateName, once)
	var failure *gateway.Error
	// The GET of the session has shown that the system has v1.
	gone := of.TemplateName == "" || errors.As(err, &failure) && saysAbsentV1(failure)
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
		return bootSetsV1{names: names, initial: names, configures: template.configuresNodes()}, nil
	}
	return v.c.bootSets.add(of.Name, names, template.configuresNodes()), nil
}

// bootSetV1 is the record that BOS's agent writes of one boot set. From the beginning it contains every node and every
// phase of the operation (104_ghost_bootset.json).
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

// phaseV1 is the record of a phase: shutdown, boot or configure. Each node is in one of its categories.
type phaseV1 struct {
	Name       string       `json:"name"`
	Categories []categoryV1 `json:"categories"`

	// Errors lists nodes by message. It is absent if there are none (070_life_bootset_complete.json).
	Errors map[string][]string `json:"errors"`
}

// categoryV1 lists the nodes that are not_started, in_progress, succeeded, failed or excluded.
type categoryV1 struct {
	Name  string   `json:"name"`
	Nodes []string `json:"node_list"`
}

// nodes returns the nodes of one category. Case is ignored (074_life_category_mixed_case.json).
func (w *phaseV1) nodes(category string) []string {
	var nodes []string
	for _, c := range w.Categories {
		if strings.EqualFold(c.Name, category) {
			nodes = append(nodes, c.Nodes...)
		}
	}
	return nodes
}

// started reports whether any node has left the category in which all begin.
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

// last returns the phase that decides on a node's success, or nil if the record has no such phase and no node
// succeeded. A boot ends with configure, in which nodes that failed before remain not started (082_fail_bootset.json),
// but not if the template configures nothing.
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

// nodeState is the progress of one node.
type nodeState struct {
	failed    bool   // failed in any phase
	succeeded bool   // succeeded in the last phase, and has a result in every phase before it
	phase     string // the phase that the node is in; "" if it is between two phases, or done
	reason    string // the reason to report if the session ends while the node has no result
}

func (s nodeState) label() string {
	switch {
	case s.failed:
		return "failed"
	case s.succeeded:
		return "succeeded"
	default:
		return s.phase
	}
}

// merge combines the states of a node that is in two boot sets: it failed if it failed in either, and succeeded if it
// succeeded in both.
func (s nodeState) merge(other nodeState) nodeState {
	reason := s.reason
	if s.succeeded {
		reason = other.reason
	}
	return nodeState{
		failed: s.failed || other.failed, succeeded: s.succeeded && other.succeeded, phase: s.phase, reason: reason,
	}
}

// The reasons for a node for which BOS's agent ended without a result.
const (
	// notBooted applies to a boot of nodes that are all on. The agent boots none of them, configures them, and leaves
	// them in progress in the boot phase. If only some are on, it records success for all.
	notBooted = "BOS's agent had it configured, but has no record that it booted. " +
		"This is what BOS v1 records of nodes that were on already: boot leaves them as they are, reboot does not"
	noResult = "BOS's agent ended without a result for it (phase %s: %s)"
	// noResultOrOn is appended to noResult where nothing is configured: the record of nodes that are on is then the
	// same as that of nodes whose image the agent could not find.
	noResultOrOn = ". BOS v1 records this also of nodes that were on already: " +
		"boot leaves them as they are, reboot does not"
)

// nodeStates returns the state of every node of the boot set. Excluded nodes, which no recording contains, have neither
// failed nor succeeded.
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
	// A node that waits for a later phase may already be listed in it.
	for _, name := range []string{"configure", "boot", "shutdown"} {
		phase := w.phase(name)
		if phase == nil {
			continue
		}
		for _, c := range phase.Categories {
			change(c.Nodes, func(*nodeState) {})
		}
		change(phase.nodes("in_progress"), func(s *nodeState) { s.phase = name })
		change(phase.nodes("failed"), func(s *nodeState) { s.failed = true })
		if reached = reached || phase == last; !reached { // the operation does not need this phase
			continue
		}
		for node, category := range phase.unfinished() {
			change([]string{node}, func(s *nodeState) { s.markUnfinished(operation, name, category) })
		}
	}
	return nodeStates
}

// unfinished returns the nodes for which the phase has no result, with their category. A node that was moved from a
// category in which it was not is in two (237_bootset_get_both_categories.json); the result counts.
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

// markUnfinished records that a phase has no result for the node. It is called from the last phase to the first, so
// that the reason names the earliest phase.
func (s *nodeState) markUnfinished(operation Operation, phase, category string) {
	s.reason = fmt.Sprintf(noResult, phase, category)
	switch stuck := operation == OperationBoot && phase == "boot" && category == "in_progress"; {
	case stuck && s.succeeded:
		s.reason = notBooted
	case stuck:
		s.reason += noResultOrOn
	}
	s.succeeded = false
}
