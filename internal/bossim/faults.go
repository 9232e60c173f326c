// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"bytes"
	"cmp"
	"context"
	"net"
	"net/http"
	"path"
	"strconv"
	"time"
)

// Fault makes the server misbehave. Without Commit, a fault that replaces the
// answer (Status, Drop, Reset) leaves the request undone.
type Fault struct {
	Name         string // for the log; "" = "fault"
	Method, Path string // "" = any; Path is a path.Match pattern on the path without prefix and query
	Within       string // "" = any; only requests whose body contains this text
	Skip, Times  int    // matches to let pass first; then how often it fires (0 = no limit)

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
	for _, f := range s.faults {
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

func matchesPath(pattern, name string) bool {
	matched, err := path.Match(pattern, name)

	return err == nil && matched
}

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

// hangUp closes the connection without an answer.
func hangUp(w http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		// This is not HTTP/1.1, or not a real connection: use net/http's own way
		// to abort.
		panic(http.ErrAbortHandler)
	}
	if tcp, isTCP := conn.(*net.TCPConn); isTCP && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
