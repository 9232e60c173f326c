// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"net/http"
	"net/url"
)

// executeWithoutEffect answers a DELETE as if it had been executed, and restores
// whatever it removed.
func (s *Server) executeWithoutEffect(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())
	restore := s.store.snapshot()
	c.answer = s.dispatch(c)
	restore()
}

// snapshot saves every record and returns a function that restores those that
// have been removed since.
func (s *store) snapshot() func() {
	before, components := *s, maps.Clone(s.components.byID)
	before.sessions, before.open = maps.Clone(s.sessions), maps.Clone(s.open)
	before.statuses, before.templates = maps.Clone(s.statuses), maps.Clone(s.templates)
	before.v1.sessions, before.v1.statuses = maps.Clone(s.v1.sessions), maps.Clone(s.v1.statuses)
	before.v1.bootSets = make(map[string]map[string]*v1BootSet, len(s.v1.bootSets))
	for id, sets := range s.v1.bootSets {
		before.v1.bootSets[id] = maps.Clone(sets)
	}

	return func() {
		table := s.components
		*s = before
		s.components, s.cleanup.known = table, false
		for id, c := range components {
			if s.components.byID[id] == nil {
				s.components.put(c)
			}
		}
	}
}

// answerTo returns the answer that a GET of that path would get.
func (s *Server) answerTo(c *call, path string) answer {
	request := c.request.Clone(c.request.Context())
	request.Method, request.Body = http.MethodGet, http.NoBody
	where, err := url.Parse(c.prefix + path)
	if err != nil {
		return internalError()
	}
	request.URL = where
	other := s.newCall(request)
	s.execute(other)

	return other.answer
}
