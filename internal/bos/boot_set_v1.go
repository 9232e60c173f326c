// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"slices"
	"strings"
)

// bootSetV1 is the record that BOS's agent writes of one boot set, from its beginning with every
// node and every phase of the operation (104_ghost_bootset.json).
type bootSetV1 struct {
	Name   string    `json:"name"`
	Phases []phaseV1 `json:"phases"`
}

func (w *bootSetV1) check() error {
	if w.Name == "" || w.Phases == nil {
		return errors.New("the answer is not the status of a boot set")
	}
	return nil
}

func (w *bootSetV1) subject() (name, tenant string) { return w.Name, "" }

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

// last is the phase by which a node's success is told. A boot ends with configure, where nodes that failed
// before stay not started (082_fail_bootset.json), but not where the template has nothing
// configured. nil = the record has no such phase, and nobody succeeded.
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

// standing is how far a node has come.
type standing struct {
	failed    bool   // in any phase
	succeeded bool   // in the last one
	at        string // the phase that it is in; "" = between two, or done
}

func (s standing) word() string {
	switch {
	case s.failed:
		return "failed"
	case s.succeeded:
		return "succeeded"
	default:
		return s.at
	}
}

// standings are those of every node of the boot set, the excluded ones among them: no recording has
// any, and so far they neither failed nor succeeded.
func (w *bootSetV1) standings(operation Operation, configures bool) map[string]standing {
	standings := map[string]standing{}
	change := func(nodes []string, by func(*standing)) {
		for _, node := range nodes {
			s := standings[node]
			by(&s)
			standings[node] = s
		}
	}
	for _, name := range []string{"configure", "boot", "shutdown"} { // a node that waits for a later phase may be in it already
		phase := w.phase(name)
		if phase == nil {
			continue
		}
		for _, c := range phase.Categories {
			change(c.Nodes, func(*standing) {})
		}
		change(phase.nodes("in_progress"), func(s *standing) { s.at = name })
		change(phase.nodes("failed"), func(s *standing) { s.failed = true })
	}
	if last := w.last(operation, configures); last != nil {
		change(last.nodes("succeeded"), func(s *standing) { s.succeeded = true })
	}
	return standings
}
