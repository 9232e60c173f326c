// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// remove deletes a session's record, as another client would.
func (s *simulated) remove(t *testing.T, name string) {
	t.Helper()
	answer := httptest.NewRecorder()
	s.sim.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/v2/sessions/"+name, nil))
	if answer.Code != http.StatusNoContent {
		t.Errorf("DELETE: %d", answer.Code)
	}
}

// removedBeforeLook deletes the record at the given time after the POST was carried out, before the POST is answered.
func (s *simulated) removedBeforeLook(t *testing.T, after time.Duration) {
	t.Helper()
	removed := false
	s.sim.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodPost && !removed {
			removed = true
			s.clock.Advance(after)
			s.remove(t, "s1")
		}
	})
}

var staged = with(func(c *bos.SessionCreate) { c.Stage = true })

func askingNodes(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = "GET", "/v2/components"
	return f
}

// The record of a session that BOS has started is deleted before the session is looked up. Its nodes prove that it ran,
// and no second session is started.
func TestStartSession_recordDeletedBeforeLookUp(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]bos.SessionCreate{"random": random, "chosen": boot, "staged": staged} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4), once(onPOST(lostDone)))
			s.removedBeforeLook(t, 30*time.Second) // by then set-up has assigned the nodes

			got, err := s.StartSession(t.Context(), create, false)

			row{end: started, sessions: 1, posts: 1, from: window}.check(t, s, got.Session, err)
			if !got.RecordGone || !got.NodesProve || got.Adopted || len(got.Components) != 3 {
				t.Errorf("got %+v", got)
			}
			if field, same := got.Matches(create); !same {
				t.Errorf("another %s: %+v", field, got)
			}
		})
	}
}

// A session that is deleted before set-up never runs: no node knows it, and it is started again.
func TestStartSession_deletedBeforeSetUp(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4), once(onPOST(lostDone)))
	s.removedBeforeLook(t, 0)

	got, err := s.StartSession(t.Context(), boot, false)

	row{end: started, sessions: 2, posts: 2, from: window}.check(t, s, got.Session, err)
	if got.RecordGone || !got.NodesProve {
		t.Errorf("got %+v", got)
	}
}

// If the nodes prove nothing, the result stays unresolved, and no further POST is made.
func TestStartSession_checksNodesBeforeAnotherPOST(t *testing.T) {
	t.Parallel()
	earlier := func(t *testing.T, s *simulated) {
		t.Helper()
		s.before(t, boot)
		s.clock.Advance(minute)
		s.remove(t, "s1")
	}
	nothing := func(*testing.T, *simulated) {}
	late := func(f bossim.Fault) bossim.Fault { f.Skip = 1; return askingNodes(f) } // after the request for nodes before the POST
	for name, test := range map[string]struct {
		create bos.SessionCreate
		before func(*testing.T, *simulated)
		faults []bossim.Fault
		says   string
		row
	}{
		"free": {boot, nothing, nil, "", row{end: started, sessions: 1, posts: 2, from: window}},
		"nodes knew the name": {
			boot, earlier, nil, "knew an earlier session of that name",
			row{end: unresolved, sessions: 1, posts: 2, from: window + minute},
		},
		"staged, nodes knew the name": {
			staged, earlier, nil, "knew an earlier session of that name",
			row{end: unresolved, sessions: 1, posts: 2, from: window + minute},
		},
		"random": {random, nothing, nil, "", row{end: started, sessions: 1, posts: 2, from: window}},
		"nodes refused, random": {
			random, nothing,
			[]bossim.Fault{askingNodes(refused)},
			"403",
			row{end: unresolved, posts: 1, from: window, to: window + 31*time.Second},
		},
		"refused once, random": {
			random, nothing,
			[]bossim.Fault{once(askingNodes(refused))},
			"",
			row{end: started, sessions: 1, posts: 2, from: window, to: window + 31*time.Second},
		},
		"refused from the start": {
			boot, nothing,
			[]bossim.Fault{askingNodes(refused)},
			"403",
			row{end: unresolved, posts: 1, from: window, to: window + time.Second},
		},
		"refused later": {
			boot, nothing,
			[]bossim.Fault{late(refused)},
			"403",
			row{end: unresolved, posts: 1, from: window, to: window + 31*time.Second},
		},
		"not answered for a minute": {
			boot, nothing,
			[]bossim.Fault{late(bossim.Fault{Status: 503, For: minute})},
			"",
			row{end: started, sessions: 1, posts: 2, from: window + minute, to: window + 2*minute},
		},
		"not answered for ever": {boot, nothing, []bossim.Fault{late(down)}, "503", row{end: unresolved, posts: 1, from: 5 * minute, to: 6 * minute}},
		"not answered before, then are": {
			boot, nothing,
			[]bossim.Fault{askingNodes(bossim.Fault{Status: 503, Times: 6})},
			"503",
			row{end: unresolved, posts: 1, from: window, to: 2 * minute},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4))
			test.before(t, s)
			for _, fault := range append(test.faults, once(onPOST(lost))) {
				s.sim.Inject(fault)
			}

			got, err := s.StartSession(t.Context(), test.create, false)

			test.check(t, s, got.Session, err)
			if err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("it does not say %q: %v", test.says, err)
			}
		})
	}
}

// If the answer to the POST is clear, nodes that know the name prevent nothing; they only prove nothing later.
func TestStartSession_nodesProve(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		create bos.SessionCreate
		prior  bool // an earlier session of the name, on the nodes only
		faults []bossim.Fault
		proves bool
		asked  int // number of requests for nodes
	}{
		"random":           {random, false, nil, true, 0},
		"chosen":           {boot, false, nil, true, 1},
		"chosen again":     {boot, true, nil, false, 1},
		"staged":           {staged, false, nil, true, 2},
		"nodes refused":    {boot, false, []bossim.Fault{askingNodes(refused)}, false, 1},
		"nodes not BOS's":  {boot, false, []bossim.Fault{askingNodes(bossim.Fault{Status: 200, Body: "<p>Log in"})}, false, 1},
		"nodes not served": {boot, false, []bossim.Fault{askingNodes(down)}, false, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4), test.faults...)
			sessions := 1
			if test.prior {
				s.before(t, boot)
				s.clock.Advance(minute)
				s.remove(t, "s1")
				sessions = 2
			}

			got, err := s.StartSession(t.Context(), test.create, false)

			if err != nil || got.NodesProve != test.proves || got.Adopted || got.RecordGone {
				t.Errorf("got %+v, %v", got, err)
			}
			if asked := s.sim.Count("GET", "/v2/components"); asked != test.asked || s.posts() != sessions || s.startedInTheEnd() != sessions {
				t.Errorf("%d questions, %d POSTs, %d sessions", asked, s.posts(), s.sim.SessionsStarted())
			}
		})
	}
}

// The gateway does not allow a tenant's administrator to send a query.
func TestStartSession_readsNodesOfTenantWithoutQuery(t *testing.T) {
	t.Parallel()
	system := bossim.DefaultSystem(4)
	system.Tenants = map[string][]string{"blue": bossim.NodeNames(2)}
	s := newSimulated(t, system)
	s.before(t, boot) // of no tenant, on every node
	s.clock.Advance(minute)

	_, err := s.InTenant("blue").StartSession(t.Context(), boot, false)

	for _, r := range s.sim.Requests() {
		if strings.Contains(r.Path, "components") && strings.Contains(r.Path, "?") {
			t.Errorf("asked for %s", r.Path)
		}
	}
	if s.sim.Count("GET", "/v2/components") != 1 || endOf(err) != notStarted && err != nil {
		t.Errorf("%v", err)
	}
}
