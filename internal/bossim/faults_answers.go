// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"net/http"
	"net/url"
)

// carryOutInVain answers a DELETE as if it had been carried out, and puts back
// whatever it dropped.
func (s *Server) carryOutInVain(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())
	putBack := s.store.keepAll()
	c.answer = s.dispatch(c)
	putBack()
}

// keepAll notes every record, for a function that puts back those that have
// been dropped since.
func (s *store) keepAll() func() {
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

// askedFor is what the caller would be answered to a GET of that path.
func (s *Server) askedFor(c *call, path string) answer {
	request := c.request.Clone(c.request.Context())
	request.Method, request.Body = http.MethodGet, http.NoBody
	where, err := url.Parse(c.prefix + path)
	if err != nil {
		return internalError()
	}
	request.URL = where
	other := s.newCall(request)
	s.carryOut(other)

	return other.answer
}
