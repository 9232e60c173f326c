// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "fmt"

// BootArtifacts is what a node boots. Empty fields are absent.
type BootArtifacts struct{ Kernel, Initrd, KernelParameters string }

// BootBehind makes a node run other artifacts than BOS desires, as if somebody
// had booted it without BOS, with an image that BOS has booted before. The node
// reports them at once, as its reporter would, or as soon as BOS accepts it,
// which it does not while it is acting on the node. BOS itself does nothing about
// it. It returns an error for a name that no node has.
func (s *Server) BootBehind(name string, boots BootArtifacts) error {
	return s.changeNodes([]string{name}, func(n *node) {
		booted := &artifacts{Initrd: &boots.Initrd, Kernel: &boots.Kernel, KernelParameters: &boots.KernelParameters}
		n.command++
		n.power, n.silent = powerOn, false
		n.boots, n.token = booted, s.tokenFor(booted)
		s.report(n, n.command)
	})
}

// PowerOffBehind powers nodes off without BOS. Their records continue to show
// what was reported last, which is now, until the option
// component_actual_state_ttl has them cleared. It returns an error for a name
// that no node has; the nodes before it are off then.
func (s *Server) PowerOffBehind(names ...string) error {
	return s.changeNodes(names, func(n *node) {
		s.renewReport(n)
		n.command++
		n.power = powerOff
	})
}

// StopReporting ends the reporters of nodes after a last report now. The nodes
// keep running, but their records are cleared when component_actual_state_ttl has
// passed. The next boot starts a new reporter. It returns an error for a name
// that no node has; the nodes before it are silent then.
func (s *Server) StopReporting(names ...string) error {
	return s.changeNodes(names, func(n *node) {
		s.renewReport(n)
		n.silent = true
	})
}

// Repair ends the failures of nodes. It returns an error for a name that no node
// has; the nodes before it are repaired then.
func (s *Server) Repair(names ...string) error {
	return s.changeNodes(names, func(n *node) { n.failure = FailNone })
}

// changeNodes applies do to the nodes at the clock's now.
func (s *Server) changeNodes(names []string, do func(*node)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())
	for _, name := range names {
		n := s.world.nodes[name]
		if n == nil {
			return fmt.Errorf("there is no node %q", name)
		}
		do(n)
	}

	return nil
}

// renewReport updates what the record of a running node shows.
func (s *Server) renewReport(n *node) {
	c := s.store.components.byID[n.name]
	if c == nil || !s.isReporting(n, c) {
		return
	}
	now := s.timestamp()
	s.store.components.change(c, func(c *component) {
		c.ActualState = c.ActualState.with(nil)
		c.ActualState.LastUpdated = &now
	})
}

// isReporting reports whether the node renews what its record shows.
func (s *Server) isReporting(n *node, c *component) bool {
	return n.powerState() == powerOn && !n.silent && n.failure != FailBoot &&
		c.ActualState.artifacts().any() && c.ActualState.artifacts().equal(n.boots)
}

// acceptReport treats a report over HTTP about a running node as the node's own:
// the node runs what it says, and continues to report it. A report for a node
// that is off stands until component_actual_state_ttl has passed.
func (s *Server) acceptReport(c *component) {
	n, boots := s.world.nodes[c.ID], c.ActualState.artifacts()
	if n.powerState() != powerOn || !boots.any() || boots.equal(n.boots) {
		return
	}
	n.command++
	n.silent, n.reported = false, n.command
	n.boots, n.token = boots, deref(c.ActualState.BSSToken)
}
