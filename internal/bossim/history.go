// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"slices"
	"time"
)

// Fate is what became of a node in a session.
type Fate string

// The fates of a node. The zero value is a node that the session still acts on.
const (
	FateNone       Fate = ""
	FateSucceeded  Fate = "succeeded"
	FateFailed     Fate = "failed"
	FateHeld       Fate = "held"       // neither: disabled by somebody, or unknown to another service
	FateSuperseded Fate = "superseded" // another session took it before this one was complete
)

// Past is one session that a POST committed. It is kept as long as the server
// exists, although the session's record may be deleted and its name used again.
// No request reads it.
type Past struct {
	Name, Tenant, Operation, TemplateName, Limit string
	V1                                           bool
	By                                           string // the header X-Request-Id of the POST
	Start                                        string // from the record
	Error                                        string // of the set-up

	// Completed is when the session ended, and Dropped when its record was
	// deleted, by the request with that X-Request-Id, or "" for BOS itself.
	Completed, Dropped time.Time
	DroppedBy          string

	// Nodes are those that the session was applied to. In v1, a node that did not
	// fail has no fate.
	Nodes map[string]Fate
}

// history is every session so far, and the session that each node was assigned to
// last.
type history struct {
	all    []*Past
	of     map[*session]*Past
	v1     map[string]*Past
	holder map[string]*Past // by node; v2 only
}

func newHistory() history {
	return history{of: map[*session]*Past{}, v1: map[string]*Past{}, holder: map[string]*Past{}}
}

// History returns every session that a POST has committed up to the clock's now,
// in that order.
func (s *Server) History() []Past {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())
	list := make([]Past, 0, len(s.store.history.all))
	for _, past := range s.store.history.all {
		shown := *past
		shown.Nodes = maps.Clone(past.Nodes)
		if !past.V1 && past.Completed.IsZero() {
			s.fates(shown.Nodes, FateNone)
		}
		list = append(list, shown)
	}

	return list
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

func (s *Server) remember(c *call, past *Past) *Past {
	past.By, past.Nodes = c.request.Header.Get("X-Request-Id"), map[string]Fate{}
	s.store.history.all = append(s.store.history.all, past)

	return past
}

// assign records that a session has been applied to a node.
func (h *history) assign(node string, to *session) {
	past := h.of[to]
	if past == nil { // the session comes from a Seed
		delete(h.holder, node)

		return
	}
	if before := h.holder[node]; before != nil && before != past && before.Completed.IsZero() {
		before.Nodes[node] = FateSuperseded
	}
	past.Nodes[node], h.holder[node] = FateNone, past
}

// fates records what has become of the nodes that the session still has. An
// enabled one gets the given fate.
func (s *Server) fates(nodes map[string]Fate, enabled Fate) {
	for node, fate := range nodes {
		c := s.store.components.byID[node]
		switch {
		case fate != FateNone || c == nil:
		case c.enabled():
			nodes[node] = enabled
		case c.status() == statusStable:
			nodes[node] = FateSucceeded
		case c.status() == statusFailed:
			nodes[node] = FateFailed
		default:
			nodes[node] = FateHeld
		}
	}
}

// recordCompletion records the end of a session.
func (s *Server) recordCompletion(session *session) {
	if past := s.store.history.of[session]; past != nil {
		past.Completed, past.Error = s.now(), deref(session.Status.Error)
		s.fates(past.Nodes, FateHeld)
	}
}

// recordDrop records that a session's record was deleted.
func (h *history) recordDrop(past *Past, at time.Time, c *call) {
	if past == nil {
		return
	}
	past.Dropped = at
	if c != nil {
		past.DroppedBy = c.request.Header.Get("X-Request-Id")
	}
}
