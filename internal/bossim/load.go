// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Load lays a starting state over what is there. On an error part of it may be
// loaded already.
func (s *Server) Load(seed Seed) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seed.Reset {
		s.reset()
	}
	s.schedule.advance(s.clock.Now())
	if err := s.addSystem(seed.System); err != nil {
		return fmt.Errorf("system: %w", err)
	}
	if len(seed.Options) > 0 {
		options, err := parseObject(seed.Options)
		if err != nil {
			return fmt.Errorf("options: %w", err)
		}
		s.mergeOptions(options)
	}
	if err := s.addTemplates(seed.Templates); err != nil {
		return err
	}
	for _, text := range seed.Sessions {
		loaded := &session{since: s.now()}
		if err := json.Unmarshal(text, loaded); err != nil {
			return fmt.Errorf("session: %w", err)
		}
		s.store.keepSession(loaded)
	}
	if err := s.loadV1(seed); err != nil {
		return err
	}
	for _, saved := range seed.Statuses {
		s.store.statuses[key{saved.Tenant, saved.Name}] = slices.Clone(saved.Status)
	}
	for _, text := range seed.Components {
		if err := s.loadComponent(text, seed.System.On); err != nil {
			return fmt.Errorf("component: %w", err)
		}
	}

	return nil
}

func (s *Server) loadComponent(text json.RawMessage, on []string) error {
	c := &component{}
	if err := json.Unmarshal(text, c); err != nil {
		return err
	}
	if c.ID == "" {
		return fmt.Errorf("no id: %.80s", text)
	}
	if c.Status != nil {
		c.Status.Status = nil
		// GET shows a status of records that have none: of a node that nobody
		// has touched since its discovery.
		if c.action() == actionDiscovered && c.phase() == "" && c.override() == "" {
			c.Status = nil
		}
	}
	s.addNode(c.ID)
	s.store.components.put(c)
	s.settle(c, s.world.nodes[c.ID], slices.Contains(on, c.ID))

	return nil
}

// settle puts the node into the state that its component tells of, and sets
// going what the operators have begun.
func (s *Server) settle(c *component, n *node, on bool) {
	n.command++
	n.power = powerOff
	if on {
		n.power = powerOn
	}
	desired := ""
	if c.DesiredState != nil {
		desired = deref(c.DesiredState.Configuration)
		n.boots, n.token = c.DesiredState.BootArtifacts, deref(c.DesiredState.BSSToken)
		s.store.tokens[n.token] = n.boots
	}
	delete(s.store.tokens, "")
	n.cfs = configuration{status: cfsUnconfigured, run: n.cfs.run + 1}
	if boots := c.ActualState.artifacts(); boots.any() {
		n.power, n.boots, n.token = powerOn, boots, deref(c.ActualState.BSSToken)
		n.reported = n.command
		s.store.tokens[n.token] = boots
		s.settleConfiguration(c, n, desired)
	}
	if !c.enabled() {
		return
	}
	switch c.status() {
	case statusPowerOffPending:
		n.power = powerOn
	case statusPowerOffGraceful, statusPowerOffForceful:
		n.power = powerOn
		s.powerNodeOff(n, c.action() == actionPowerOffForceful)
	case statusPowerOnCalled:
		if n.power == powerOff {
			n.cfs.desired = desired
			s.powerNodeOn(n)
		}
	}
}

func (s *Server) settleConfiguration(c *component, n *node, desired string) {
	n.cfs.desired = desired
	switch {
	case desired == "":
	case c.enabled() && c.phase() == phaseConfiguring:
		s.startConfiguration(n)
	case deref(c.Error) == "cfs configuration failed":
		n.cfs.status = cfsFailed
	default:
		n.cfs.status = cfsConfigured
	}
}
