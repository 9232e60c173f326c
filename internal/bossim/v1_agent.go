// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"cmp"
	"slices"
	"time"
)

// bootAgent is the program that BOS v1 starts for each session and does not
// control afterwards. It works on the nodes, and writes its progress into the
// status records, whether or not they exist: that is how a session that is
// deleted early leaves a ghost.
type bootAgent struct {
	server    *Server
	session   string
	operation string
	working   int // boot sets that are not done yet
}

// setAgent is the agent's part for one boot set.
type setAgent struct {
	*bootAgent

	name          string
	template, set *object
	nodes         []string // those that have not failed, sorted
	phases        []string
}

// agentPeriod is the time between two polls of an agent, which the options of v2
// do not change.
func (s *Server) agentPeriod() time.Duration {
	return cmp.Or(s.timing.Agent, s.timing.Operator, 15*time.Second)
}

func (a *bootAgent) now() *string { return ptr(pythonTime(a.server.now())) }

// later continues after the time that a call takes.
func (a *bootAgent) later(f func()) { a.server.schedule.after(a.server.agentPeriod()/20, f) }

// poll checks once in each of the agent's periods whether something has ended.
func (a *bootAgent) poll(ended func() bool) {
	a.server.schedule.after(a.server.agentPeriod(), func() {
		if !ended() {
			a.poll(ended)
		}
	})
}

// record returns the boot set's record, or nil if it has been deleted.
func (a *setAgent) record() *v1BootSet { return a.server.store.v1.bootSets[a.session][a.name] }

func (a *setAgent) newRecord() *v1BootSet {
	record := &v1BootSet{Name: a.name, Session: a.session, Metadata: v1Metadata{StartTime: a.now()}}
	for _, name := range a.phases {
		phase := &v1Phase{Name: name, Metadata: v1Metadata{StartTime: a.now()}}
		for _, category := range []string{v1NotStarted, v1Succeeded, v1Failed, v1Excluded, v1InProgress} {
			phase.Categories = append(phase.Categories, &v1Category{Name: category, NodeList: []string{}})
		}
		phase.Categories[0].NodeList = slices.Clone(a.nodes)
		inDatabaseOrder(phase.Categories[0].NodeList, func(node string) string { return node })
		record.Phases = append(record.Phases, phase)
	}

	return record
}

// times writes the times of a phase, or of the whole boot set.
func (a *setAgent) times(phase string, start, stop *string) {
	record := a.record()
	if record == nil {
		return
	}
	metadata := &record.Metadata
	if phase != v1WholeSet {
		found := record.phase(phase)
		if found == nil {
			return
		}
		metadata = &found.Metadata
	}
	if start != nil {
		metadata.StartTime = start
	}
	if stop != nil {
		metadata.StopTime = stop
	}
}

// move records that nodes have moved from one category of a phase to another.
func (a *setAgent) move(phase string, nodes []string, from, to string) {
	record := a.record()
	if record == nil || len(nodes) == 0 {
		return
	}
	if found := record.phase(phase); found != nil && found.category(from) != nil && found.category(to) != nil {
		found.move(nodes, found.category(from), found.category(to))
	}
}

// fail excludes nodes from the following phases, and records the reason, if the
// agent knows it.
func (a *setAgent) fail(phase string, nodes []string, why string) {
	if len(nodes) == 0 {
		return
	}
	failed := setOf(nodes...)
	a.nodes = slices.DeleteFunc(slices.Clone(a.nodes), failed.has)
	a.move(phase, nodes, v1InProgress, v1Failed)
	for _, node := range nodes {
		a.server.store.history.v1[a.session].Nodes[node] = FateFailed
	}
	if record := a.record(); record != nil && why != "" && record.phase(phase) != nil {
		record.phase(phase).addErrors(map[string][]string{why: nodes})
	}
}

// since is the time from then to now.
func (a *setAgent) since(then time.Time) time.Duration { return a.server.now().Sub(then) }
