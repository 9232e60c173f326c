// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// onPOST and onGET restrict a fault to the POST of a session and to its look-ups.
func onPOST(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = "POST", "/v2/sessions"
	return f
}

func onGET(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = "GET", "/v2/sessions/*"
	return f
}

// once limits a fault to a single request.
func once(f bossim.Fault) bossim.Fault {
	f.Times = 1
	return f
}

// The possible results of a start.
const (
	started    = "started"
	notStarted = "not started" // and the error says so
	unresolved = "unresolved"
	conflict   = "conflict"
)

func endOf(err error) string {
	var unknown *bos.UnresolvedError
	var other *bos.ConflictError
	var failure *gateway.Error
	var not *bos.NotStartedError
	switch {
	case err == nil:
		return started
	case errors.As(err, &unknown):
		return unresolved
	case errors.As(err, &other), errors.Is(err, gateway.ErrConflict):
		return conflict
	case errors.As(err, &not), errors.As(err, &failure) && !errors.Is(err, gateway.ErrAmbiguous):
		return notStarted
	default:
		return fmt.Sprintf("%T", err)
	}
}

// row is a start under faults and its expected result.
type row struct {
	faults   []bossim.Fault
	end      string
	sessions int // started, in the end
	posts    int
	from, to time.Duration // bounds of its duration in simulated time; to = 0: at most from
}

func (r row) check(t *testing.T, s *simulated, got bos.Session, err error) {
	t.Helper()
	took := s.elapsed()
	if endOf(err) != r.end || (err == nil) != (got.Name == "s1") {
		t.Errorf("%s, want %s: %+v, %v", endOf(err), r.end, got, err)
	}
	if took < r.from || took > max(r.from, r.to) {
		t.Errorf("took %v, want %v to %v", took, r.from, r.to)
	}
	if n := s.posts(); n != r.posts {
		t.Errorf("%d POSTs, want %d", n, r.posts)
	}
	if n := s.startedInTheEnd(); n != r.sessions {
		t.Errorf("%d sessions started, want %d", n, r.sessions)
	}
}

// underBothNames checks the start under a random name, and under a chosen one, which is looked up before the POST.
func (r row) underBothNames(t *testing.T, name string) {
	t.Helper()
	for kind, create := range map[string]bos.SessionCreate{"random": random, "chosen": boot} {
		t.Run(name+", "+kind, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4))
			for _, fault := range r.faults {
				if !create.Generated && fault.Method == http.MethodGet {
					fault.Skip++
				}
				if !create.Generated && fault.Method == "" {
					fault.Skip += 2 // after the look-ups of the record and of the nodes
				}
				s.sim.Inject(fault)
			}

			got, err := s.StartSession(t.Context(), create, false)

			r.check(t, s, got.Session, err)
		})
	}
}

const window = 35 * time.Second

var replyLost = map[string]row{
	"dropped before":  {[]bossim.Fault{once(onPOST(bossim.Fault{Drop: true}))}, started, 1, 2, window, 0},
	"dropped after":   {[]bossim.Fault{once(onPOST(bossim.Fault{Drop: true, Commit: true}))}, started, 1, 1, 0, 0},
	"reset before":    {[]bossim.Fault{once(onPOST(bossim.Fault{Reset: true}))}, started, 1, 2, window, 0},
	"reset after":     {[]bossim.Fault{once(onPOST(bossim.Fault{Reset: true, Commit: true}))}, started, 1, 1, 0, 0},
	"408 before":      {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 408}))}, started, 1, 2, window, 0},
	"408 after":       {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 408, Commit: true}))}, started, 1, 1, 0, 0},
	"500 before":      {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 500}))}, started, 1, 2, window, 0},
	"500 after":       {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 500, Commit: true}))}, started, 1, 1, 0, 0},
	"502 before":      {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 502}))}, started, 1, 2, window, 0},
	"502 after":       {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 502, Commit: true}))}, started, 1, 1, 0, 0},
	"503 before":      {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 503}))}, started, 1, 2, window, 0},
	"503 after":       {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 503, Commit: true}))}, started, 1, 1, 0, 0},
	"504 before":      {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 504}))}, started, 1, 2, window, 0},
	"504 after":       {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 504, Commit: true}))}, started, 1, 1, 0, 0},
	"truncated":       {[]bossim.Fault{once(onPOST(bossim.Fault{Truncate: 20}))}, started, 1, 1, 0, 0},
	"empty":           {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 201, Commit: true}))}, started, 1, 1, 0, 0},
	"a login page":    {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 200, Body: "<p>Log in"}))}, started, 1, 2, window, 0},
	"another session": {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 201, Body: `{"name":"s2"}`, Commit: true}))}, started, 1, 1, 0, 0},
	"of wrong types":  {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 201, Body: `{"name":["s1"]}`, Commit: true}))}, started, 1, 1, 0, 0},
	"no answer, done": {[]bossim.Fault{once(onPOST(bossim.Fault{Delay: time.Minute, Commit: true}))}, started, 1, 1, time.Minute, 0},
	"no answer, late": {[]bossim.Fault{once(onPOST(bossim.Fault{Delay: time.Minute, CommitAfter: 59 * time.Second}))}, started, 1, 1, time.Minute, 0},
}

// Whatever happens to the answer, a session that was started is found, and one that was not is started.
func TestStartSession_lostAnswer(t *testing.T) {
	t.Parallel()
	for name, row := range replyLost {
		row.underBothNames(t, name)
	}
}

// late has the server carry the POST out after its client has given up.
func late(after time.Duration) bossim.Fault {
	return onPOST(bossim.Fault{Times: 1, CommitAfter: after})
}

var carriedOutLate = map[string]row{
	"after 1 s":          {[]bossim.Fault{late(time.Second)}, started, 1, 1, 0, 4 * time.Second},
	"after 29 s":         {[]bossim.Fault{late(29 * time.Second)}, started, 1, 1, 29 * time.Second, window},
	"at the last moment": {[]bossim.Fault{late(window)}, started, 1, 1, window, 0},
	"504, and after 29 s": {
		[]bossim.Fault{once(onPOST(bossim.Fault{Status: 504, CommitAfter: 29 * time.Second}))},
		started, 1, 1,
		29 * time.Second, window,
	},
	"the first and the repeat": {
		[]bossim.Fault{once(onPOST(bossim.Fault{Drop: true})), late(29 * time.Second)},
		started, 1, 2,
		64 * time.Second, 2 * window,
	},
	"later than any server does": {[]bossim.Fault{late(36 * time.Second)}, started, 1, 2, window, 0},
	"before the repeat, a 409": {
		[]bossim.Fault{late(window + time.Second), once(onPOST(bossim.Fault{Delay: 2 * time.Second}))},
		started, 1,
		2, window + 2*time.Second, 0,
	},
	"while the repeat is dropped": {
		[]bossim.Fault{late(36 * time.Second), once(onPOST(bossim.Fault{Drop: true}))},
		started, 1, 2,
		window + time.Second, window + 3*time.Second,
	},
}

// A 404 right after a lost answer proves nothing.
func TestStartSession_carriedOutLate(t *testing.T) {
	t.Parallel()
	for name, row := range carriedOutLate {
		row.underBothNames(t, name)
	}
}
