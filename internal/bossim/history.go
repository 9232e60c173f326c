// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
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

// Past is one session that a POST committed, for as long as the server lives:
// its record may be deleted, and its name used again. No request reads it.
type Past struct {
	Name, Tenant, Operation, TemplateName, Limit string
	V1                                           bool
	By                                           string // the header X-Request-Id of the POST
	Start                                        string // as the record says it
	Error                                        string // of the set-up

	// Completed is when the session came to its end, and Dropped when its record
	// was deleted, by the request of that X-Request-Id, or "" for BOS itself.
	Completed, Dropped time.Time
	DroppedBy          string

	// Nodes are those that the session was let loose on. On v1 a node that did not fail has no fate.
	Nodes map[string]Fate
}

// history is every session so far, and which of them each node was given to last.
type history struct {
	all    []*Past
	of     map[*session]*Past
	v1     map[string]*Past
	holder map[string]*Past // by node; v2 only
}

func newHistory() history {
	return history{of: map[*session]*Past{}, v1: map[string]*Past{}, holder: map[string]*Past{}}
}

// History is every session that a POST has committed up to the clock's now, in that order.
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

func (s *Server) remember(c *call, past *Past) *Past {
	past.By, past.Nodes = c.request.Header.Get("X-Request-Id"), map[string]Fate{}
	s.store.history.all = append(s.store.history.all, past)

	return past
}

// give notes that a session has been let loose on a node.
func (h *history) give(node string, to *session) {
	past := h.of[to]
	if past == nil { // of a Seed
		delete(h.holder, node)

		return
	}
	if before := h.holder[node]; before != nil && before != past && before.Completed.IsZero() {
		before.Nodes[node] = FateSuperseded
	}
	past.Nodes[node], h.holder[node] = FateNone, past
}

// fates fills in what has become of the nodes that the session still has. An
// enabled one is given that fate.
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

// completed notes the end of a session.
func (s *Server) completed(session *session) {
	if past := s.store.history.of[session]; past != nil {
		past.Completed, past.Error = s.now(), deref(session.Status.Error)
		s.fates(past.Nodes, FateHeld)
	}
}

// dropped notes that a record was deleted.
func (h *history) dropped(past *Past, at time.Time, c *call) {
	if past == nil {
		return
	}
	past.Dropped = at
	if c != nil {
		past.DroppedBy = c.request.Header.Get("X-Request-Id")
	}
}
