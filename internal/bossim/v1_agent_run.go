// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"slices"
	"strings"
)

// v1Phases returns the phases of an operation, or nil if it is not an operation.
func v1Phases(operation string) []string {
	switch strings.ToLower(operation) {
	case v1Shutdown:
		return []string{v1Shutdown}
	case v1Configure:
		return []string{v1Configure}
	case v1Boot:
		return []string{v1Boot, v1Configure}
	case v1Reboot:
		return []string{v1Shutdown, v1Boot, v1Configure}
	default:
		return nil
	}
}

// LoseBootAgents makes the next n boot agents of v1 (all, if n is below 0) die
// before they start: their sessions never get a stop time. 0 ends it.
func (s *Server) LoseBootAgents(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = n
}

// startAgent starts a boot agent after the time that its job takes to start. It
// uses the template as it is now: a later change creates another object.
func (s *Server) startAgent(made *v1Session, template *object, limit string) {
	if s.lost != 0 {
		s.lost = max(s.lost-1, -1)

		return
	}
	agent := &bootAgent{server: s, session: made.id, operation: strings.ToLower(made.operation)}
	s.schedule.after(s.agentPeriod()+s.timing.SetUp, func() { agent.begin(template, limit) })
}

// begin finds the nodes of the boot sets and starts on each set. The agent dies
// of an operation or a limit that it does not understand.
func (a *bootAgent) begin(template *object, limit string) {
	phases := v1Phases(a.operation)
	if phases == nil {
		return
	}
	sets := template.sub("boot_sets")
	agents := make([]*setAgent, 0, len(sets.keys))
	for _, name := range sets.keys {
		nodes, err := a.server.v1Nodes(sets.sub(name), limit)
		if err != nil {
			return
		}
		for _, node := range nodes {
			a.server.store.history.v1[a.session].Nodes[node] = FateNone
		}
		agents = append(agents, &setAgent{
			bootAgent: a, name: name, template: template, set: sets.sub(name), nodes: nodes, phases: phases,
		})
	}
	records := &a.server.store.v1
	if records.statuses[a.session] == nil {
		records.statuses[a.session] = &v1Status{id: a.session, bootSets: sets.keys, start: a.now()}
	}
	a.working = len(agents)
	for _, set := range agents {
		set.begin()
	}
}

// v1Nodes returns a boot set's nodes after the session's limit. The agent
// excludes the nodes that HSM does not know or has disabled, and knows nothing of
// locks, tenants and architectures.
func (s *Server) v1Nodes(set *object, limit string) ([]string, error) {
	nodes := setOf(set.texts("node_list")...)
	for _, group := range set.texts("node_groups") {
		maps.Copy(nodes, s.world.hsm.group(group))
	}
	for _, role := range set.texts("node_roles_groups") {
		maps.Copy(nodes, s.world.hsm.byRole()[role])
	}
	if limit != "" {
		if err := applyLimit(nodes, limit, s.world.hsm.label); err != nil {
			return nil, err
		}
	}
	nodes.keep(func(name string) bool {
		c := s.world.hsm.components[name]

		return c != nil && s.world.nodes[name] != nil && !c.disabled
	})

	return slices.Sorted(maps.Keys(nodes)), nil
}

// begin creates the boot set's record, unless it exists, and runs the phases.
func (a *setAgent) begin() {
	if a.record() == nil {
		a.server.keepV1BootSet(a.newRecord())
	}
	if a.dies() {
		a.done()

		return
	}
	a.later(func() {
		a.times(v1WholeSet, a.now(), nil)
		if len(a.nodes) == 0 {
			a.end()

			return
		}
		a.later(func() { a.run(a.phases) })
	})
}

// run runs the phases; next is called with false if the remaining nodes cannot
// continue.
func (a *setAgent) run(phases []string) {
	if len(phases) == 0 {
		a.end()

		return
	}
	next := func(goOn bool) {
		if !goOn {
			phases = phases[:1]
		}
		a.later(func() { a.run(phases[1:]) })
	}
	switch phases[0] {
	case v1Shutdown:
		a.shutDown(next)
	case v1Boot:
		a.boot(next)
	default:
		a.configure(next)
	}
}

// end ends the boot set, and the session if it was the last.
func (a *setAgent) end() {
	a.times(v1WholeSet, nil, a.now())
	a.done()
}

// dies reports whether the thread of the boot set ends with an exception before
// its first phase, which leaves the record as it was. The agent reads the
// configuration whatever the operation and enable_cfs are, and does not check
// that there is one.
func (a *setAgent) dies() bool {
	if !a.template.sub("cfs").has("configuration") {
		return true
	}
	boots, provider := a.operation == v1Boot || a.operation == v1Reboot, a.set.text("rootfs_provider")

	return boots && provider != "" && !a.server.knowsRootfs(provider)
}

// done ends the session if no other boot set is left.
func (a *setAgent) done() {
	a.working--
	if a.working > 0 {
		return
	}
	a.later(func() {
		a.server.store.history.v1[a.session].Completed = a.server.now()
		if status := a.server.store.v1.statuses[a.session]; status != nil && status.stop == nil {
			status.stop = a.now()
		}
	})
}
