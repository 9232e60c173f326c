// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"context"
	"net/http"
	"time"
)

// ServeHTTP serves the API under "/" and, as behind the gateway, under
// "/apis/bos".
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := s.newCall(r)
	c.at = s.clock.Now()
	if fault := s.matchFault(c); fault != nil {
		s.applyFault(w, c, fault)

		return
	}
	s.execute(c)
	if c.answer.after > 0 {
		_ = s.clock.Sleep(context.WithoutCancel(r.Context()), c.answer.after)
	}
	s.record(c, c.answer.status, "")
	c.write(w)
}

// execute advances the store and answers the request from it.
func (s *Server) execute(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())
	c.answer = s.dispatch(c)
}

// executeLater schedules the request for d from now, as an event among the
// operators'. Its answer is discarded.
func (s *Server) executeLater(c *call, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())
	later := *c // the request's own goroutine still uses c
	s.schedule.after(d, func() { later.answer = s.dispatch(&later) })
}
