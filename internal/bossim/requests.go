// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"path"
	"slices"
	"time"
)

// Request is an entry of the log.
type Request struct {
	Time      time.Time // when it was received, on the clock
	Service   string    // ServiceBOS, ServiceHSM or ServiceTAPMS
	Method    string
	Path      string // without the gateway's prefix, with the query
	Tenant    string
	RequestID string // the header X-Request-Id
	Status    int    // of the answer; 0 = none
	Fault     string // the name of the fault that it matched
	Body      string
}

func (s *Server) record(c *call, status int, fault string) {
	path := c.path
	if query := c.request.URL.RawQuery; query != "" {
		path += "?" + query
	}
	entry := Request{
		Time: c.at, Service: c.service, Method: c.request.Method, Path: path, Tenant: c.tenant,
		RequestID: c.request.Header.Get("X-Request-Id"),
		Status:    status, Fault: fault, Body: string(c.body),
	}
	s.mu.Lock()
	s.log = append(s.log, entry)
	hook := s.hook
	s.mu.Unlock()
	if hook != nil {
		hook(entry)
	}
}

// Requests returns the log, in the order of the answers.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()

	return slices.Clone(s.log)
}

// RequestsTo returns the log's entries of one service, in the order of the answers.
func (s *Server) RequestsTo(service string) []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Service != service })
}

// Count returns how many requests with that method ("" = any) matched the
// path.Match pattern, without query and prefix. They are BOS's, unless the pattern
// begins as a path of HSM or TAPMS does.
func (s *Server) Count(method, pathPattern string) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Service == serviceOf(pathPattern) && (method == "" || r.Method == method) && matchesPath(pathPattern, withoutQuery(r.Path)) {
			n++
		}
	}

	return n
}

func withoutQuery(path string) string {
	for i := range path {
		if path[i] == '?' {
			return path[:i]
		}
	}

	return path
}

func matchesPath(pattern, name string) bool {
	matched, err := path.Match(pattern, name)

	return err == nil && matched
}

// OnRequest registers f to be called with each entry of the log, just before the
// answer is sent. Several requests may call f at once.
func (s *Server) OnRequest(f func(Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = f
}
