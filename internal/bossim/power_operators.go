// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"fmt"
	"slices"
	"time"
)

// retryLimit is BOS's error for a node for which no service reported one.
const retryLimit = "The retry limit has been hit for this component, but no services have reported specific errors"

// powerOn is the power-on operator.
func (s *Server) powerOn() {
	s.act(
		s.waiting(0, statusPowerOnPending),
		actionPowerOn,
		func(e *eventStats) **int { return &e.PowerOn },
		func(c *component, n *node) {
			boots := c.DesiredState.artifacts()
			token := s.tokenFor(boots)
			c.DesiredState = c.DesiredState.with(&state{BSSToken: &token})
			c.Session = ptr(c.session())
			if n == nil {
				return
			}
			n.boots, n.token = boots, token
			n.cfs.enabled, n.cfs.status = false, cfsUnconfigured
			n.cfs.run++
			n.cfs.desired = deref(c.DesiredState.Configuration)
			s.powerNodeOn(n)
		},
	)
}

// powerOffGracefully is the operator for nodes that must be powered off.
func (s *Server) powerOffGracefully() {
	s.act(
		s.waiting(0, statusPowerOffPending),
		actionPowerOffGraceful,
		func(e *eventStats) **int { return &e.PowerOffGraceful },
		func(_ *component, n *node) { s.powerNodeOff(n, false) },
	)
}

// powerOffForcefully is the operator for nodes that did not power off in time.
func (s *Server) powerOffForcefully() {
	s.act(
		s.waiting(s.seconds("max_power_off_wait_time"), statusPowerOffGraceful, statusPowerOffForceful),
		actionPowerOffForceful,
		func(e *eventStats) **int { return &e.PowerOffForceful },
		func(_ *component, n *node) { s.powerNodeOff(n, true) },
	)
}

// waiting returns the enabled components in one of these statuses whose last
// action is longer ago than that (0 = any time).
func (s *Server) waiting(longer time.Duration, statuses ...string) []*component {
	var list []*component
	for _, c := range s.store.components.all() {
		if c.enabled() && slices.Contains(statuses, c.status()) && (longer == 0 || s.sinceAction(c) > longer) {
			list = append(list, c)
		}
	}

	return list
}

// isPowered reports whether the power operators find the node when they ask HSM
// for the nodes of their batch: some releases only if it is enabled.
func (s *Server) isPowered(id string) bool {
	c := s.world.hsm.components[id]

	return c != nil && (!c.disabled || !s.version.skipsDisabled())
}

// act performs an action on the components. Those that have used up their
// attempts fail; for the others BOS records the action first, then performs it,
// and counts it.
func (s *Server) act(list []*component, action string, counter func(*eventStats) **int, do func(*component, *node)) {
	for _, c := range list {
		if !s.isPowered(c.ID) {
			continue
		}
		if s.attempts(c, counter) >= s.retries(c) {
			s.fail(c)

			continue
		}
		s.store.components.change(c, func(c *component) {
			c.Error = ptr("")
			c.setAction(action, s.timestamp())
		})
		s.schedule.after(s.callTime(), func() {
			if s.store.components.byID[c.ID] != c {
				return
			}
			s.store.components.change(c, func(c *component) {
				do(c, s.world.nodes[c.ID])
				c.setAction(action, s.timestamp())
				events := eventStats{}
				if c.EventStats != nil {
					events = *c.EventStats
				}
				field := counter(&events)
				*field = ptr(deref(*field) + 1)
				c.EventStats = &events
			})
		})
	}
}

func (s *Server) attempts(c *component, counter func(*eventStats) **int) int {
	if c.EventStats == nil {
		return 0
	}

	return deref(*counter(c.EventStats))
}

func (s *Server) retries(c *component) int {
	if c.RetryPolicy != nil {
		return *c.RetryPolicy
	}

	return s.number("default_retry_policy")
}

// fail overrides the status; the status operator disables the component in its
// next run.
func (s *Server) fail(c *component) {
	s.store.components.change(c, func(c *component) {
		c.setStatus(nil, statusFailed)
		if deref(c.Error) == "" {
			c.Error = ptr(retryLimit)
		}
	})
}

// tokenFor returns the BSS token of these artifacts. Each run of the operator
// makes a new one, which all its nodes share.
func (s *Server) tokenFor(boots *artifacts) string {
	if boots == nil {
		boots = emptyArtifacts()
	}
	seed := fmt.Sprint("bss", s.schedule.now.UnixNano(),
		deref(boots.Kernel), deref(boots.KernelParameters), deref(boots.Initrd))
	a, b := hash(seed), hash(seed+"/")
	token := fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, 0x8000|b>>48&0x3fff, b&0xffffffffffff)
	noted := *boots
	noted.Timestamp = ptr(s.timestamp())
	s.store.tokens[token] = &noted

	return token
}

// configure is the configuration operator: it sends CFS the configuration of
// components that wait for one, if CFS holds another.
func (s *Server) configure() {
	for _, c := range s.waiting(0, statusConfiguring) {
		n := s.world.nodes[c.ID]
		desired := ""
		if c.DesiredState != nil {
			desired = deref(c.DesiredState.Configuration)
		}
		if n == nil || n.cfs.desired == desired {
			continue
		}
		n.cfs.desired, n.cfs.enabled = desired, true
		s.startConfiguration(n)
		s.store.components.change(c, func(c *component) { c.Error = ptr("") })
	}
}
