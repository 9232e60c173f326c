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

	// since is when it was added to the store: an operator that runs at that very
	// instant has just missed it.
	since time.Time
	// settingUp is true from the first run of the set-up operator.
	settingUp bool
}

type sessionStatus struct {
	EndTime   *string `json:"end_time"`
	Error     *string `json:"error"`
	StartTime string  `json:"start_time"`
	Status    string  `json:"status"`
}

// The values of a session's status.
const (
	sessionPending  = "pending"
	sessionRunning  = "running"
	sessionComplete = "complete"
)

func (s *session) key() key { return key{deref(s.Tenant), s.Name} }

// started returns the session's start, or the zero time if it cannot be parsed.
func (s *session) started() time.Time {
	t, _ := parseTime(s.Status.StartTime)

	return t
}

// sessionsIn returns the sessions with that status ("" = all) in the order in
// which the operators process them: by start, then by name.
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

// hasSession reports whether a session that is not complete has that status.
func (s *store) hasSession(status string) bool {
	for _, session := range s.open {
		if session.Status.Status == status {
			return true
		}
	}

	return false
}

// keepSession adds a session, or updates the index after its status has changed.
func (s *store) keepSession(session *session) {
	s.cleanup.known = false
	k := session.key()
	s.sessions[k] = session
	delete(s.open, k)
	if session.Status.Status != sessionComplete {
		s.open[k] = session
	}
}

// drop deletes a session, for a request or for BOS itself (nil).
func (s *Server) drop(k key, c *call) {
	s.store.cleanup.known = false
	s.store.history.recordDrop(s.store.history.of[s.store.sessions[k]], s.now(), c)
	delete(s.store.sessions, k)
	delete(s.store.open, k)
	delete(s.store.statuses, k)
}

// SessionsStarted returns the number of sessions that a POST committed up to the
// clock's now, including those deleted since, but not those of a Seed.
func (s *Server) SessionsStarted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())

	return s.started
}

// Sessions returns the names of the sessions that exist at the clock's now,
// sorted; a tenant's as tenant/name. Those of v1 are listed by id, without
// ghosts.
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
