// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"slices"
	"time"
)

// completeSessions is the completion operator: a session is complete when no
// enabled component names it, and none names it in its staged state. Only the
// name counts, whatever the tenant.
func (s *Server) completeSessions() {
	for _, session := range s.store.sessionsIn(sessionRunning) {
		busy := len(s.store.components.byStaged[session.Name]) > 0
		for _, c := range s.store.components.bySession[session.Name] {
			busy = busy || c.enabled()
		}
		if !busy {
			s.complete(session)
		}
	}
}

// complete ends a session and freezes its extended status.
func (s *Server) complete(session *session) {
	if s.store.sessions[session.key()] != session {
		return
	}
	now := s.timestamp()
	session.Status.Status, session.Status.EndTime = sessionComplete, &now
	s.store.keepSession(session)
	s.recordCompletion(session)
	s.saveStatus(session)
}

// cleanupWake returns when the next session exceeds the option
// cleanup_completed_session_ttl, counted from its start.
func (s *Server) cleanupWake() (time.Time, bool) {
	ttl := s.store.options.text("cleanup_completed_session_ttl")
	if ageMinutes(ttl) == 0 {
		return time.Time{}, false
	}
	if at, known := s.store.cleanup.at(ttl); known {
		return at, !at.IsZero()
	}
	var earliest time.Time
	for _, session := range s.store.sessions {
		// The operator deletes by name, without a tenant, like any client.
		if session.Status.Status != sessionComplete || s.store.sessions[key{"", session.Name}] == nil {
			continue
		}
		at := session.started().Add(time.Duration(ageMinutes(ttl)) * time.Minute)
		if earliest.IsZero() || at.Before(earliest) {
			earliest = at
		}
	}
	s.store.cleanup = cleanupTime{ttl: ttl, earliest: earliest, known: true}

	return earliest, !earliest.IsZero()
}

// cleanUpSessions is the clean-up operator: it deletes the complete sessions that
// are older, without a tenant. So a tenant's session is never cleaned up
// (life_ttl_tenant.json).
func (s *Server) cleanUpSessions() {
	list, _ := s.filterSessions("", sessionComplete, s.store.options.text("cleanup_completed_session_ttl"), "")
	for _, session := range list {
		s.drop(key{"", session.Name}, nil)
	}
}

// actualStateWake makes the operator run sixteen times within the TTL.
func (s *Server) actualStateWake() (time.Time, bool) {
	return s.store.actualStates.Add(s.actualStateTTL() / 16), true
}

func (s *Server) actualStateTTL() time.Duration {
	return time.Duration(ageMinutes(s.store.options.text("component_actual_state_ttl"))) * time.Minute
}

// cleanUpActualStates clears actual states that have not been renewed within the
// TTL; a node that is up has renewed its own by then.
func (s *Server) cleanUpActualStates() {
	s.store.actualStates = s.now()
	now := s.timestamp()
	for _, c := range s.store.components.all() {
		if !c.ActualState.artifacts().any() {
			continue
		}
		updated, known := parseTime(deref(c.ActualState.LastUpdated))
		if known && s.now().Sub(updated) < s.actualStateTTL() {
			continue
		}
		n := s.world.nodes[c.ID]
		up := s.isReporting(n, c)
		s.store.components.change(c, func(c *component) {
			if up {
				c.ActualState = c.ActualState.with(nil)
				c.ActualState.LastUpdated = &now

				return
			}
			c.ActualState = c.ActualState.cleared(now)
			c.setAction(actionCleanup, now)
		})
	}
}

// discoveryWake returns the time of the next discovery, if HSM has nodes for
// which BOS has no component.
func (s *Server) discoveryWake() (time.Time, bool) {
	missing := len(s.world.nodes) > len(s.store.components.byID)+len(s.world.undiscovered) || s.store.componentsLost

	return s.store.discovered.Add(s.seconds("discovery_frequency")), missing
}

func (s *Server) discover() {
	s.store.discovered, s.store.componentsLost = s.now(), false
	for _, name := range slices.Sorted(maps.Keys(s.world.nodes)) {
		listed := s.world.hsm.components[name] != nil && !s.world.undiscovered.has(name)
		if listed && s.store.components.byID[name] == nil {
			s.store.components.put(s.newlyDiscovered(name))
		}
	}
}
