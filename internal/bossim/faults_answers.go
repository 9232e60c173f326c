// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"
)

// applyFault answers as the fault specifies. The server continues even if its
// client has gone: a Delay outlives the request's context.
func (s *Server) applyFault(w http.ResponseWriter, c *call, f *Fault) {
	switch {
	case f.CommitAfter > 0:
		s.executeLater(c, f.CommitAfter)
	case f.NoEffect:
		s.executeWithoutEffect(c)
	case f.Commit:
		s.execute(c)
	}
	if f.Delay > 0 {
		_ = s.clock.Sleep(context.WithoutCancel(c.request.Context()), f.Delay)
	}
	instead := f.Status != 0 || f.Drop || f.Reset || f.CommitAfter > 0 || f.AnswerOf != ""
	if !f.Commit && !f.NoEffect && !instead {
		s.execute(c)
	}
	switch {
	case c.answer.dropped && !instead:
		s.record(c, 0, f.Name)
		hangUp(w, false)
	case f.Drop || f.Reset:
		s.record(c, 0, f.Name)
		hangUp(w, f.Reset)
	case f.AnswerOf != "":
		other := s.answerTo(c, f.AnswerOf)
		other.status = cmp.Or(f.Status, other.status)
		s.record(c, other.status, f.Name)
		writeAnswer(w, c.request, other)
	case f.Status != 0:
		s.record(c, f.Status, f.Name)
		f.answerInstead(w, c)
	case f.CommitAfter > 0: // there is no answer yet
		s.record(c, 0, f.Name)
		hangUp(w, false)
	case f.Rewrite != nil:
		s.rewrite(w, c, f)
	case f.Truncate > 0:
		s.record(c, c.answer.status, f.Name)
		truncate(w, c.answer, f.Truncate)
	default:
		s.record(c, c.answer.status, f.Name)
		c.write(w)
	}
}

func (f *Fault) answerInstead(w http.ResponseWriter, c *call) {
	w.Header().Set("Content-Type", "text/plain")
	for name, value := range f.Header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Body)))
	w.WriteHeader(f.Status)
	if c.request.Method != http.MethodHead {
		_, _ = w.Write([]byte(f.Body))
	}
}

func (s *Server) rewrite(w http.ResponseWriter, c *call, f *Fault) {
	header := c.answer.header()
	status, body := f.Rewrite(c.answer.status, header, bytes.Clone(c.answer.body))
	s.record(c, status, f.Name)
	for name, values := range header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// truncate announces the whole body, sends the beginning and breaks off.
func truncate(w http.ResponseWriter, a answer, n int) {
	for name, values := range a.header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if n >= len(a.body) {
		_, _ = w.Write(a.body)

		return
	}
	_, _ = w.Write(a.body[:n])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

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
