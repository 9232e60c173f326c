// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Seed is a starting state in BOS's own JSON, for replays and tests. Everything
// in it is added to what is there, replacing what has the same name.
type Seed struct {
	// Reset first removes every template, session, extended status and component
	// (and all nodes, images and options), so that only the seed remains.
	Reset bool

	// System adds nodes (Nodes, Names) and applies its selections to the existing
	// nodes. Images and Templates are added.
	System System

	Templates  []json.RawMessage // as GET answers them: name, tenant
	Sessions   []json.RawMessage // as GET answers them: name, tenant, status …, in any state
	Statuses   []SeedStatus      // extended statuses as saved at completion
	Components []json.RawMessage // as GET answers them; whole records. An unknown id becomes a node.
	Options    json.RawMessage   // an object, merged into the options

	// The records of v1, as GET answers them. No boot agent runs for loaded
	// sessions. A status without its session is a ghost: listed, but not
	// described.
	V1Sessions []json.RawMessage // of …/session/{id}: job, times …
	V1Statuses []json.RawMessage // of …/status: id, metadata
	V1BootSets []json.RawMessage // of …/status/{boot_set}: session, name, phases
}

// SeedStatus is the extended status of one session.
type SeedStatus struct {
	Name, Tenant string
	Status       json.RawMessage
}

// Load adds a starting state to what is there. If it returns an error, part of
// the state may have been loaded.
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

// loadV1 adds a seed's records of v1.
func (s *Server) loadV1(seed Seed) error {
	for _, load := range []struct {
		what  string
		texts []json.RawMessage
		add   func(json.RawMessage) error
	}{
		{"v1 session", seed.V1Sessions, s.loadV1Session},
		{"v1 status", seed.V1Statuses, s.loadV1Status},
		{"v1 boot set", seed.V1BootSets, s.loadV1BootSet},
	} {
		for _, text := range load.texts {
			if err := load.add(text); err != nil {
				return fmt.Errorf("%s: %w: %.80s", load.what, err, text)
			}
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
		// GET shows a status for records that have none: those of nodes that
		// nobody has touched since their discovery.
		if c.action() == actionDiscovered && c.phase() == "" && c.override() == "" {
			c.Status = nil
		}
	}
	s.addNode(c.ID)
	s.store.components.put(c)
	s.settle(c, s.world.nodes[c.ID], slices.Contains(on, c.ID))

	return nil
}

// settle puts the node into the state that its component implies, and continues
// what the operators have begun.
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
