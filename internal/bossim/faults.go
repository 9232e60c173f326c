// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"bytes"
	"cmp"
	"net/http"
	"time"
)

// Fault makes the server misbehave. Without Commit, a fault that replaces the
// answer (Status, Drop, Reset) leaves the request undone.
type Fault struct {
	Name         string // for the log; "" = "fault"
	Method, Path string // "" = any; Path is a path.Match pattern on the path without prefix and query
	// Service is the service whose requests it matches. "" is HSM or TAPMS if Path
	// begins as theirs do ("/hsm/v2/groups", "/v1alpha3/tenants/*"), else BOS: a
	// fault without a path leaves HSM alone. ServiceAny matches any.
	Service string
	// Outside spares BOS's own requests to HSM, which set up sessions and meet the
	// same faults otherwise: BOS repeats them after a 5xx and ends the session with
	// an error after anything else. A 401 or 403 is the gateway's and always spares
	// them.
	Outside     bool
	Within      string // "" = any; only requests whose body contains this text
	Skip, Times int    // matches to let pass first; then how often it fires (0 = no limit)

	// For is how long the fault keeps firing after it fired first (0 = no limit),
	// such as for a server that is unavailable for a minute.
	For time.Duration

	// Delay is slept on the clock before anything else; with Commit or
	// CommitAfter, after executing the request and before answering.
	Delay  time.Duration
	Commit bool // execute the request before misbehaving

	// CommitAfter executes the request that much later than it was received,
	// whether or not another request arrives by then: a server that is still busy
	// when its client no longer waits for the answer. The connection is dropped
	// at once, or Status is answered. It overrides Commit.
	CommitAfter time.Duration

	Status int               // answer with this status …
	Header map[string]string // … with these headers (Content-Type too; else text/plain) …
	Body   string            // … and this body

	// NoEffect answers a DELETE as usual and leaves everything as it was. BOS
	// does so if an operator writes back a record that it had read before.
	// Requests with other methods never match the fault.
	NoEffect bool

	// AnswerOf answers with what a GET of this path (a query may follow) would
	// return: a cache or a proxy has swapped two answers. Combined with Status,
	// the answer has that status.
	AnswerOf string

	Drop     bool // close the connection without an answer
	Reset    bool // reset the connection (RST)
	Truncate int  // send the real answer's headers, but only this many bytes of its body

	// Rewrite changes the real answer. It may change the header too.
	Rewrite func(status int, header http.Header, body []byte) (int, []byte)
}

// outside reports whether the fault is one of the way to HSM.
func (f *Fault) outside() bool {
	return f.Outside || f.Status == http.StatusUnauthorized || f.Status == http.StatusForbidden
}

type armedFault struct {
	Fault

	seen  int
	first time.Time // when it fired for the first time
}

// spent reports whether the fault has fired as often, or for as long, as it
// should.
func (f *armedFault) spent(now time.Time) bool {
	if f.Times > 0 && f.seen >= f.Skip+f.Times {
		return true
	}

	return f.For > 0 && !f.first.IsZero() && !now.Before(f.first.Add(f.For))
}

// Inject arms a fault. If several match a request, the one injected first fires.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Name == "" {
		f.Name = "fault"
	}
	s.faults = append(s.faults, &armedFault{Fault: f})
}

// Lift removes every fault injected so far.
func (s *Server) Lift() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// matchFault returns the fault that applies to this request, or nil. Only the
// fault that fires, or lets the request pass, counts it.
func (s *Server) matchFault(c *call) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.firingFault(c)
}

// firingFault is matchFault for a caller that holds the lock.
func (s *Server) firingFault(c *call) *Fault {
	for _, f := range s.faults {
		if of := cmp.Or(f.Service, serviceOf(f.Path)); of != ServiceAny && of != c.service {
			continue
		}
		if c.inside && f.outside() {
			continue
		}
		if f.Method != "" && f.Method != c.request.Method {
			continue
		}
		if f.Path != "" && !matchesPath(f.Path, c.path) {
			continue
		}
		if !bytes.Contains(c.body, []byte(f.Within)) {
			continue
		}
		if f.NoEffect && c.request.Method != http.MethodDelete {
			continue
		}
		if f.spent(c.at) {
			continue
		}
		f.seen++
		if f.seen <= f.Skip {
			continue
		}
		if f.first.IsZero() {
			f.first = c.at
		}

		return &f.Fault
	}

	return nil
}
