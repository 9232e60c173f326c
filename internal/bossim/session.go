// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"slices"
	"time"
)

// session is BOS's record of a session.
type session struct {
	Components      string        `json:"components"`
	IncludeDisabled bool          `json:"include_disabled"`
	Limit           string        `json:"limit"`
	Name            string        `json:"name"`
	Operation       string        `json:"operation"`
	Stage           bool          `json:"stage"`
	Status          sessionStatus `json:"status"`
	TemplateName    string        `json:"template_name"`
	Tenant          *string       `json:"tenant"`

	// since is when it came into the store: an operator that looks at that
	// very instant has just missed it.
	since time.Time
	// settingUp is true from the first look of the set-up operator on.
	settingUp bool
}

type sessionStatus struct {
	EndTime   *string `json:"end_time"`
	Error     *string `json:"error"`
	StartTime string  `json:"start_time"`
	Status    string  `json:"status"`
}

// What a session's status may be.
const (
	sessionPending  = "pending"
	sessionRunning  = "running"
	sessionComplete = "complete"
)

func (s *session) key() key { return key{deref(s.Tenant), s.Name} }

// started is the session's start, or the zero time if nobody can read it.
func (s *session) started() time.Time {
	t, _ := parseTime(s.Status.StartTime)

	return t
}

// sessionsIn lists the sessions with that status ("" = all) in the order of
// their start, then of their names: what the operators go by.
func (s *store) sessionsIn(status string) []*session {
	from := s.open
	if status == "" || status == sessionComplete {
		from = s.sessions
	}
	var list []*session
	for _, session := range from {
		if status == "" || session.Status.Status == status {
			list = append(list, session)
		}
	}
	slices.SortFunc(list, func(a, b *session) int {
		if c := a.started().Compare(b.started()); c != 0 {
			return c
		}
		if a.Name != b.Name {
			return compareText(a.Name, b.Name)
		}

		return compareText(deref(a.Tenant), deref(b.Tenant))
	})

	return list
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// hasSession asks for sessions that are not complete.
func (s *store) hasSession(status string) bool {
	for _, session := range s.open {
		if session.Status.Status == status {
			return true
		}
	}

	return false
}

// keepSession adds a session, or takes note of its status.
func (s *store) keepSession(session *session) {
	s.cleanup.known = false
	k := session.key()
	s.sessions[k] = session
	delete(s.open, k)
	if session.Status.Status != sessionComplete {
		s.open[k] = session
	}
}

// drop deletes a session, on a request or by BOS itself (nil).
func (s *Server) drop(k key, c *call) {
	s.store.cleanup.known = false
	s.store.history.dropped(s.store.history.of[s.store.sessions[k]], s.now(), c)
	delete(s.store.sessions, k)
	delete(s.store.open, k)
	delete(s.store.statuses, k)
}

// SessionsStarted is the number of sessions that a POST committed up to the
// clock's now: those deleted since count too, those of a Seed do not.
func (s *Server) SessionsStarted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())

	return s.started
}

// Sessions are the names of the sessions present at the clock's now, sorted;
// a tenant's as tenant/name. Those of v1 go by their ids, ghosts left out.
func (s *Server) Sessions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())
	names := make([]string, 0, len(s.store.sessions))
	for k := range maps.Keys(s.store.sessions) {
		if k.tenant != "" {
			names = append(names, k.tenant+"/"+k.name)
		} else {
			names = append(names, k.name)
		}
	}
	names = slices.AppendSeq(names, maps.Keys(s.store.v1.sessions))
	slices.Sort(names)

	return names
}
