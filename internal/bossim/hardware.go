// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "time"

// ready reports whether HSM lists the node as Ready: it is up.
func (n *node) ready() bool { return n.power == powerOn && n.reported == n.command }

// powerState returns the power state that PCS reports; "" for a node that it does
// not know.
func (n *node) powerState() string {
	switch {
	case n == nil || n.failure == FailUnknownToPCS:
		return ""
	case n.failure == FailPower:
		return powerUndefined
	default:
		return n.power
	}
}

// powerNodeOff is the command to power off. A node that ignores graceful commands
// obeys the forced one.
func (s *Server) powerNodeOff(n *node, forced bool) {
	if n == nil || n.failure == FailPower || n.failure == FailStaysOn || (n.failure == FailPowerOff && !forced) {
		return
	}
	n.command++
	command := n.command
	s.schedule.after(s.timing.PowerOff, func() {
		if n.command == command {
			n.power = powerOff
		}
	})
}

// powerNodeOn is the command to power on. After Timing.PowerOn the node's power
// reads on, and later it reports what it has booted.
func (s *Server) powerNodeOn(n *node) {
	if n == nil || n.failure == FailPower || n.failure == FailPowerOn {
		return
	}
	n.command++
	command := n.command
	s.schedule.after(s.timing.PowerOn, func() {
		if n.command != command {
			return
		}
		n.power, n.silent = powerOn, false
		if n.failure != FailBoot {
			s.schedule.after(s.bootTime(n), func() { s.report(n, command) })
		}
	})
}

// bootTime differs between nodes by up to Timing.Spread, and is always the same
// for one node.
func (s *Server) bootTime(n *node) time.Duration {
	if s.timing.Spread <= 0 {
		return s.timing.Boot
	}

	return s.timing.Boot + time.Duration(hash(n.name)%uint64(s.timing.Spread))
}

// report is what a node does once it is up: it sends BOS the token it booted
// with, and starts its configuration. BOS rejects the state of a node that it is
// about to change; the node then retries.
func (s *Server) report(n *node, command int) {
	if n.command != command || n.power != powerOn {
		return
	}
	n.reported = command
	c := s.store.components.byID[n.name]
	if c == nil {
		return
	}
	if !mayReport(c) {
		s.schedule.after(2*s.period(), func() { s.report(n, command) })

		return
	}
	token, updated, boots := n.token, s.timestamp(), n.boots
	if noted := s.store.tokens[token]; noted != nil {
		boots = noted
	}
	s.store.components.change(c, func(c *component) {
		c.ActualState = &state{BootArtifacts: boots, BSSToken: &token, LastUpdated: &updated}
	})
	n.cfs.enabled = true
	s.startConfiguration(n)
}

// mayReport returns false while BOS itself changes the node's state.
func mayReport(c *component) bool {
	return !c.enabled() || c.status() == statusStable || c.action() == actionPowerOn
}

// startConfiguration makes CFS configure the node, if it has a configuration.
func (s *Server) startConfiguration(n *node) {
	n.cfs.run++
	if n.cfs.desired == "" {
		n.cfs.status = cfsUnconfigured

		return
	}
	n.cfs.status = cfsPending
	run := n.cfs.run
	s.schedule.after(s.timing.Configure, func() {
		switch {
		case n.cfs.run != run:
		case n.failure == FailConfiguration:
			n.cfs.status = cfsFailed
		default:
			n.cfs.status = cfsConfigured
		}
	})
}
