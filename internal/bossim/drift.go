// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "fmt"

// BootArtifacts are what a node boots. Empty fields are none.
type BootArtifacts struct{ Kernel, Initrd, KernelParameters string }

// BootBehind has a node run other artifacts than BOS wants, as if somebody had
// booted it behind BOS's back, with an image that BOS has booted before. The
// node reports them at once, as its reporter would, or when BOS lets it: not
// while BOS works on the node. BOS itself does nothing about it. A name that no
// node has is an error.
func (s *Server) BootBehind(name string, boots BootArtifacts) error {
	return s.behind([]string{name}, func(n *node) {
		booted := &artifacts{Initrd: &boots.Initrd, Kernel: &boots.Kernel, KernelParameters: &boots.KernelParameters}
		n.command++
		n.power, n.silent = powerOn, false
		n.boots, n.token = booted, s.tokenFor(booted)
		s.report(n, n.command)
	})
}

// PowerOffBehind switches nodes off behind BOS's back. Their records go on to
// show what they reported last, now, until the option component_actual_state_ttl
// has them emptied. A name that no node has is an error; the nodes before it
// are off then.
func (s *Server) PowerOffBehind(names ...string) error {
	return s.behind(names, func(n *node) {
		s.reportLast(n)
		n.command++
		n.power = powerOff
	})
}

// StopReporting has the reporters of nodes die with the report of now: the
// nodes run on, but their records are emptied when the option
// component_actual_state_ttl is over. The next boot starts a new reporter. A
// name that no node has is an error; the nodes before it are silent then.
func (s *Server) StopReporting(names ...string) error {
	return s.behind(names, func(n *node) {
		s.reportLast(n)
		n.silent = true
	})
}

// behind does something to nodes at the clock's now.
func (s *Server) behind(names []string, do func(*node)) error {
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

// reportLast renews what the record of a node that is up shows.
func (s *Server) reportLast(n *node) {
	c := s.store.components.byID[n.name]
	if c == nil || !s.reports(n, c) {
		return
	}
	now := s.timestamp()
	s.store.components.change(c, func(c *component) {
		c.ActualState = c.ActualState.with(nil)
		c.ActualState.LastUpdated = &now
	})
}

// reports: the node renews what its record shows.
func (s *Server) reports(n *node, c *component) bool {
	return n.powerState() == powerOn && !n.silent && n.failure != FailBoot &&
		c.ActualState.artifacts().any() && c.ActualState.artifacts().equal(n.boots)
}

// believe takes a report over HTTP about a node that is up for the node's own:
// it runs what it says, and goes on saying so. Who reports for a node that is
// off is believed until component_actual_state_ttl is over.
func (s *Server) believe(c *component) {
	n, boots := s.world.nodes[c.ID], c.ActualState.artifacts()
	if n.powerState() != powerOn || !boots.any() || boots.equal(n.boots) {
		return
	}
	n.command++
	n.silent, n.reported = false, n.command
	n.boots, n.token = boots, deref(c.ActualState.BSSToken)
}
