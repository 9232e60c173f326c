// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// before starts a session in the simulator, as an earlier run did.
func (s *simulated) before(t *testing.T, create bos.SessionCreate) {
	t.Helper()
	if _, err := s.CreateSession(t.Context(), create); err != nil {
		t.Fatal(err)
	}
}

func with(edit func(*bos.SessionCreate)) bos.SessionCreate {
	create := boot
	edit(&create)
	return create
}

// A session that has the name is found before the first POST, which is then not made. If the name is taken, or the
// session shown, only after that look-up, BOS rejects the POST.
func TestStartSession_nameTaken(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		existing bos.SessionCreate
		adopt    bool
		end      string
	}{
		"refused":             {boot, false, conflict},
		"adopted":             {boot, true, started},
		"another operation":   {with(func(c *bos.SessionCreate) { c.Operation = bos.OperationReboot }), true, conflict},
		"another template":    {with(func(c *bos.SessionCreate) { c.TemplateName = "blue" }), true, conflict},
		"another limit":       {with(func(c *bos.SessionCreate) { c.Limit = ptr("*") }), true, conflict},
		"staged":              {with(func(c *bos.SessionCreate) { c.Stage = true }), true, conflict},
		"with disabled nodes": {with(func(c *bos.SessionCreate) { c.IncludeDisabled = true }), true, conflict},
	} {
		for _, hidden := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, hidden %t", name, hidden), func(t *testing.T) {
				t.Parallel()
				s := newSimulated(t, bossim.DefaultSystem(4))
				s.before(t, test.existing)
				posts := 1
				if hidden {
					s.sim.Inject(once(onGET(bossim.Fault{Rewrite: gone})))
					posts = 2
				}

				got, err := s.StartSession(t.Context(), boot, test.adopt)

				row{end: test.end, sessions: 1, posts: posts}.check(t, s, got.Session, err)
				if got.Adopted != (err == nil) || s.InTenant("").Adopted("s1") != got.Adopted || got.NodesProve && got.Adopted {
					t.Errorf("%+v", got)
				}
			})
		}
	}
}

// The look-up before the first POST is retried like any request, including after transient failures of BOS or a proxy.
func TestStartSession_retriesLookUpOfName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault bossim.Fault
		row
	}{
		"500 once":      {bossim.Fault{Status: 500, Times: 1}, row{end: started, sessions: 1, posts: 1, to: time.Second}},
		"half a 404":    {bossim.Fault{Truncate: 10, Times: 1}, row{end: started, sessions: 1, posts: 1, to: time.Second}},
		"a page, twice": {bossim.Fault{Status: 200, Body: "<p>Hello", Times: 2}, row{end: started, sessions: 1, posts: 1, to: 3 * time.Second}},
		"no route":      {bossim.Fault{Status: 404, Body: "404 page not found", Times: 3}, row{end: started, sessions: 1, posts: 1, to: 7 * time.Second}},
		"about another": {
			bossim.Fault{
				Status: 200, Header: map[string]string{"Content-Type": "application/json"},
				Body: strings.Replace(scripted.Session("running", "", "null"), "s1", "s2", 1), Times: 1,
			},
			row{end: started, sessions: 1, posts: 1, to: time.Second},
		},
		"403 once":         {bossim.Fault{Status: 403, Times: 1}, row{end: started, sessions: 1, posts: 1, to: time.Second}},
		"403 twice":        {bossim.Fault{Status: 403, Times: 2}, row{end: notStarted, to: time.Second}},
		"400":              {bossim.Fault{Status: 400, Times: 1}, row{end: notStarted}},
		"503 five times":   {bossim.Fault{Status: 503, Times: 5}, row{end: started, sessions: 1, posts: 1, from: 15 * time.Second, to: 31 * time.Second}},
		"503, once more":   {bossim.Fault{Status: 503, Times: 6}, row{end: notStarted, from: 15 * time.Second, to: 31 * time.Second}},
		"dropped for ever": {bossim.Fault{Drop: true}, row{end: notStarted, from: 15 * time.Second, to: 31 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4), onGET(test.fault))

			got, err := s.StartSession(t.Context(), boot, true)

			test.check(t, s, got.Session, err)
		})
	}
}

func TestStartSession_nameTakenAfterLookUp(t *testing.T) {
	t.Parallel()
	later := func(f bossim.Fault) bossim.Fault { f.Skip = 1; return onGET(f) }
	for name, test := range map[string]struct {
		existing bos.SessionCreate
		adopt    bool
		faults   []bossim.Fault // after the first look-up, which finds nothing
		row
	}{
		"lost, another template": {
			with(func(c *bos.SessionCreate) { c.TemplateName = "blue" }), false,
			[]bossim.Fault{onPOST(lost)},
			row{end: conflict, sessions: 1, posts: 2},
		},
		"lost, adopted": {boot, true, []bossim.Fault{onPOST(lost)}, row{end: started, sessions: 1, posts: 2}},
		"adopted in an outage": {
			boot, true,
			[]bossim.Fault{later(bossim.Fault{Status: 503, For: minute})},
			row{end: started, sessions: 1, posts: 2, from: minute, to: 90 * time.Second},
		},
		"not adopted in a long one": {
			boot, true,
			[]bossim.Fault{later(down)},
			row{end: conflict, sessions: 1, posts: 2, from: 5 * minute, to: 330 * time.Second},
		},
		"taken, and gone at the look": {
			boot, true,
			[]bossim.Fault{onGET(bossim.Fault{Rewrite: gone})},
			row{end: conflict, sessions: 1, posts: 2, from: window},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4))
			s.before(t, test.existing)
			for _, fault := range test.faults {
				s.sim.Inject(fault)
			}
			s.sim.Inject(once(onGET(bossim.Fault{Rewrite: gone})))

			got, err := s.StartSession(t.Context(), boot, test.adopt)

			test.check(t, s, got.Session, err)
		})
	}
}

// gone turns any answer into a 404 of BOS's own.
func gone(_ int, header http.Header, _ []byte) (int, []byte) {
	header.Set("Content-Type", "application/problem+json")
	return 404, []byte(`{"title":"The resource was not found","detail":"Session 's1' does not exist"}`)
}

func TestStartSession_reportsFirstDifference(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	s.before(t, with(func(c *bos.SessionCreate) { c.TemplateName = "blue" }))

	_, err := s.StartSession(t.Context(), boot, true)

	var other *bos.ConflictError
	if !errors.As(err, &other) || other.Field != "template_name" || other.Found.TemplateName != "blue" || !errors.Is(err, gateway.ErrConflict) {
		t.Fatalf("got %#v", err)
	}
	if want := "session s1 exists with another template_name"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

// An existing session with the same inputs, recent or old, is not the result of the lost POST: adopting it would run
// nothing. It is found by the look-up before the POST.
func TestStartSession_ignoresEarlierSession(t *testing.T) {
	t.Parallel()
	for name, age := range map[string]time.Duration{
		"a week old":       7 * 24 * time.Hour,
		"a minute old":     time.Minute,
		"of a fast server": -time.Hour,
	} {
		for _, adopt := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, adopt %t", name, adopt), func(t *testing.T) {
				t.Parallel()
				s := newSimulated(t, bossim.DefaultSystem(4), onPOST(bossim.Fault{Status: 502}))
				text := scripted.Session("complete", "x3000c0s1b0n0", "null")
				text = strings.Replace(text, "2026-11-22T10:58:19", start.Add(-age).Format("2006-01-02T15:04:05"), 1)
				if err := s.sim.Load(bossim.Seed{Sessions: []json.RawMessage{[]byte(text)}}); err != nil {
					t.Fatal(err)
				}
				end := map[bool]string{false: conflict, true: started}[adopt]

				got, err := s.StartSession(t.Context(), boot, adopt)

				row{end: end}.check(t, s, got.Session, err)
				if err != nil && err.Error() != "session s1 exists already" {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

// If BOS has shown that the name was free, a session with an old start time comes from a clock that is slow.
func TestStartSession_toleratesSlowClock(t *testing.T) {
	t.Parallel()
	slow := onGET(bossim.Fault{Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
		return status, bytes.Replace(body, []byte("2026-11-22T11:00:29"), []byte("2026-11-22T06:00:29"), 1)
	}})
	s := newSimulated(t, bossim.DefaultSystem(4), late(29*time.Second), slow)

	got, err := s.StartSession(t.Context(), boot, false)

	if err != nil || !got.StartTime.Before(start) || s.startedInTheEnd() != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// A deleted record that one of BOS's operators writes again is not the result of the POST.
func TestStartSession_ignoresReappearedRecord(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	s.before(t, boot)
	if _, err := s.Session(t.Context(), "s1"); err != nil {
		t.Fatal(err)
	}
	s.sim.Inject(bossim.Fault{Method: "DELETE", Status: 204})
	if err := s.DeleteSession(t.Context(), "s1"); err != nil {
		t.Fatal(err)
	}
	s.sim.Inject(once(onGET(bossim.Fault{Rewrite: gone})))
	s.sim.Inject(onPOST(lost))

	_, err := s.StartSession(t.Context(), boot, false)

	if endOf(err) != unresolved || s.posts() != 2 || !strings.Contains(err.Error(), "given up before") {
		t.Errorf("%d POSTs: %v", s.posts(), err)
	}
}

func TestStartSession_doesNotAdoptReleasedName(t *testing.T) {
	t.Parallel()
	release := func(s *simulated) { s.Release("s1") }
	for name, test := range map[string]struct {
		release func(s *simulated)
		end     string
		texts   string
	}{
		"never":              {func(*simulated) {}, started, ""},
		"released":           {release, conflict, "given up before"},
		"by a copy":          {func(s *simulated) { s.InTenant("blue").InTenant("").Release("s1") }, conflict, "given up before"},
		"another name":       {func(s *simulated) { s.Release("s2") }, started, ""},
		"for another tenant": {func(s *simulated) { s.InTenant("blue").Release("s1") }, started, ""},
		"by a DELETE that fails": {func(s *simulated) {
			s.sim.Inject(bossim.Fault{Method: "DELETE", Status: 403})
			_ = s.DeleteSession(t.Context(), "s1")
		}, conflict, "given up before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4))
			s.before(t, boot)
			test.release(s)

			_, err := s.InTenant("").StartSession(t.Context(), boot, true)

			if endOf(err) != test.end || s.startedInTheEnd() != 1 {
				t.Errorf("%v, %d sessions", err, s.sim.SessionsStarted())
			}
			if err != nil && !strings.Contains(err.Error(), test.texts) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A released name that is free can be used again, also if the answer is lost.
func TestStartSession_reusesReleasedName(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	s.before(t, boot)
	s.clock.Advance(time.Hour)
	if err := s.DeleteSession(t.Context(), "s1"); err != nil {
		t.Fatal(err)
	}
	s.sim.Inject(once(onPOST(lostDone)))

	got, err := s.StartSession(t.Context(), boot, true)

	if err != nil || !got.StartTime.Equal(start.Add(time.Hour)) || s.posts() != 2 || s.startedInTheEnd() != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
}
