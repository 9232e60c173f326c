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

// Fault makes the server misbehave. Without Commit a fault that answers
// something else (Status, Drop, Reset) leaves the request undone.
type Fault struct {
	Name         string // for the log; "" = "fault"
	Method, Path string // "" = any; Path is a path.Match pattern on the path without prefix and query
	Within       string // "" = any; only requests whose body has this text in it
	Skip, Times  int    // matches to let pass first; how often it fires then (0 = for ever)

	// For is how long, from the first time it fires, it goes on firing (0 = for
	// ever): a server that is gone for a minute.
	For time.Duration

	Delay  time.Duration // slept on the clock before anything else; with Commit or CommitAfter, between doing and answering
	Commit bool          // carry the request out before misbehaving

	// CommitAfter has the request carried out so much later than it came,
	// whether or not somebody asks again by then: a server that is still at
	// work when its client has no answer any more. The connection is dropped
	// at once, or Status answered. It overrides Commit.
	CommitAfter time.Duration

	Status int               // answer this status …
	Header map[string]string // … with these headers (Content-Type too; else text/plain) …
	Body   string            // … and this body

	// NoEffect answers a DELETE truly and leaves everything as it was. BOS does
	// so when an operator writes the record back that it had read before. Other
	// methods never meet the fault.
	NoEffect bool

	// AnswerOf answers what a GET of this path (a query may follow) would get:
	// a cache or a proxy has mixed up two answers. With Status it has that status.
	AnswerOf string

	Drop     bool // close the connection without an answer
	Reset    bool // reset the connection (RST)
	Truncate int  // send the true answer's headers, but only this many bytes of its body

	// Rewrite alters the true answer. It may change the header too.
	Rewrite func(status int, header http.Header, body []byte) (int, []byte)
}

type armedFault struct {
	Fault

	seen  int
	first time.Time // when it fired first
}

// spent reports whether it has fired as often, or for as long, as it should.
func (f *armedFault) spent(now time.Time) bool {
	if f.Times > 0 && f.seen >= f.Skip+f.Times {
		return true
	}

	return f.For > 0 && !f.first.IsZero() && !now.Before(f.first.Add(f.For))
}

// Inject arms a fault. Of several that match a request the first injected
// fires.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Name == "" {
		f.Name = "fault"
	}
	s.faults = append(s.faults, &armedFault{Fault: f})
}

// Lift takes every fault away that was injected so far.
func (s *Server) Lift() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// matchFault is the fault that this request meets, or nil. Only the fault that
// fires, or lets pass, counts the request.
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

// misbehave answers as the fault says. The server works on though its client
// may have gone: a Delay outlives the request's context.
func (s *Server) misbehave(w http.ResponseWriter, c *call, f *Fault) {
	switch {
	case f.CommitAfter > 0:
		s.carryOutLater(c, f.CommitAfter)
	case f.NoEffect:
		s.carryOutInVain(c)
	case f.Commit:
		s.carryOut(c)
	}
	if f.Delay > 0 {
		_ = s.clock.Sleep(context.WithoutCancel(c.request.Context()), f.Delay)
	}
	instead := f.Status != 0 || f.Drop || f.Reset || f.CommitAfter > 0 || f.AnswerOf != ""
	if !f.Commit && !f.NoEffect && !instead {
		s.carryOut(c)
	}
	switch {
	case c.answer.dropped && !instead:
		s.record(c, 0, f.Name)
		hangUp(w, false)
	case f.Drop || f.Reset:
		s.record(c, 0, f.Name)
		hangUp(w, f.Reset)
	case f.AnswerOf != "":
		other := s.askedFor(c, f.AnswerOf)
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

// truncate promises the whole body, sends the beginning and breaks off.
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
		// Not HTTP/1.1, or no real connection: the server's own way out.
		panic(http.ErrAbortHandler)
	}
	if tcp, isTCP := conn.(*net.TCPConn); isTCP && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
