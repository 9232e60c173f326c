// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// goneFor makes BOS unreachable for d once a POST has arrived. post and get are the faults of the two kinds of request.
func goneFor(d time.Duration, post, get bossim.Fault) []bossim.Fault {
	post.Times, get.For = 1, d
	return []bossim.Fault{onPOST(post), onGET(get)}
}

var (
	lost     = bossim.Fault{Drop: true}
	lostDone = bossim.Fault{Drop: true, Commit: true}
	down     = bossim.Fault{Status: 503}
	refused  = bossim.Fault{Status: 403}
	noRoute  = bossim.Fault{Status: 404, Body: "404 page not found"} // from a gateway
	busy     = bossim.Fault{Status: 429, Header: map[string]string{"Retry-After": "50"}}
	busyLong = bossim.Fault{Status: 429, Header: map[string]string{"Retry-After": "86400"}}
)

const (
	minute  = time.Minute
	forEver = 240 * time.Hour
)

var outages = map[string]row{
	"dropped for 1 min, done":      {goneFor(minute, lostDone, lost), started, 1, 1, minute, minute + 30*time.Second},
	"dropped for 1 min, undone":    {goneFor(minute, lost, lost), started, 1, 2, minute, minute + 30*time.Second},
	"503 for 1 min, done":          {goneFor(minute, lostDone, down), started, 1, 1, minute, minute + 30*time.Second},
	"503 for 1 min, undone":        {goneFor(minute, down, down), started, 1, 2, minute, minute + 30*time.Second},
	"no route for 1 min, done":     {goneFor(minute, lostDone, noRoute), started, 1, 1, minute, minute + 30*time.Second},
	"no route for 1 min, undone":   {goneFor(minute, lost, noRoute), started, 1, 2, minute, minute + 30*time.Second},
	"500 for 4 min, done":          {goneFor(4*minute, lostDone, bossim.Fault{Status: 500}), started, 1, 1, 4 * minute, 270 * time.Second},
	"a page for 4 min, undone":     {goneFor(4*minute, lost, bossim.Fault{Status: 200, Body: "<p>Hello"}), started, 1, 2, 4 * minute, 270 * time.Second},
	"dropped for ever, done":       {goneFor(forEver, lostDone, lost), unresolved, 1, 1, 5 * minute, 330 * time.Second},
	"dropped for ever, undone":     {goneFor(forEver, lost, lost), unresolved, 0, 1, 5 * minute, 330 * time.Second},
	"503 for ever, late":           {goneFor(forEver, bossim.Fault{CommitAfter: 29 * time.Second}, down), unresolved, 1, 1, 5 * minute, 330 * time.Second},
	"no route for ever, done":      {goneFor(forEver, lostDone, noRoute), unresolved, 1, 1, 5 * minute, 330 * time.Second},
	"403 once, done":               {[]bossim.Fault{once(onPOST(lostDone)), once(onGET(refused))}, started, 1, 1, 0, time.Second},
	"403 once, undone":             {[]bossim.Fault{once(onPOST(lost)), once(onGET(refused))}, started, 1, 2, window, 0},
	"403 for 30 s, late":           {goneFor(30*time.Second, bossim.Fault{CommitAfter: 29 * time.Second}, refused), started, 1, 1, 29 * time.Second, window},
	"403 for ever, done":           {goneFor(forEver, lostDone, refused), unresolved, 1, 1, window, 0},
	"403 for ever, late":           {goneFor(forEver, bossim.Fault{CommitAfter: 29 * time.Second}, refused), unresolved, 1, 1, window, 0},
	"401 for ever, undone":         {goneFor(forEver, lost, bossim.Fault{Status: 401}), unresolved, 0, 1, window, 0},
	"400 for ever, late":           {goneFor(forEver, bossim.Fault{CommitAfter: 29 * time.Second}, bossim.Fault{Status: 400}), unresolved, 1, 1, window, 0},
	"503 for 1 min, 403 once":      {append(goneFor(minute, lostDone, down), once(onGET(refused))), started, 1, 1, minute, minute + 65*time.Second},
	"503 for 1 min, 403 for ever":  {append(goneFor(minute, lostDone, down), onGET(refused)), unresolved, 1, 1, minute, minute + 65*time.Second},
	"429":                          {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 429}))}, started, 1, 2, window, 0},
	"429, back in 50 s":            {[]bossim.Fault{once(onPOST(busy))}, started, 1, 2, 50 * time.Second, 0},
	"429, back in a day":           {[]bossim.Fault{once(onPOST(busyLong))}, started, 1, 2, 2 * minute, 0},
	"429 to the looks, too":        {[]bossim.Fault{once(onPOST(lostDone)), once(onGET(busy))}, started, 1, 1, 50 * time.Second, 0},
	"429, though it was done":      {[]bossim.Fault{once(onPOST(bossim.Fault{Status: 429, Commit: true}))}, started, 1, 1, 0, 0},
	"lost three times":             {[]bossim.Fault{onPOST(bossim.Fault{Drop: true, Times: 3})}, started, 1, 4, 3 * window, 0},
	"lost four times":              {[]bossim.Fault{onPOST(lost)}, notStarted, 0, 4, 4 * window, 0},
	"503 for ever":                 {[]bossim.Fault{onPOST(down)}, notStarted, 0, 4, 4 * window, 0},
	"429 for ever":                 {[]bossim.Fault{onPOST(bossim.Fault{Status: 429})}, notStarted, 0, 4, 4 * window, 0},
	"lost, then refused":           {[]bossim.Fault{once(onPOST(lost)), onPOST(bossim.Fault{Status: 400})}, notStarted, 0, 2, window, 0},
	"lost, then 403":               {[]bossim.Fault{once(onPOST(lost)), onPOST(bossim.Fault{Status: 403})}, notStarted, 0, 2, window, 0},
	"400":                          {[]bossim.Fault{onPOST(bossim.Fault{Status: 400})}, notStarted, 0, 1, 0, 0},
	"403":                          {[]bossim.Fault{onPOST(bossim.Fault{Status: 403})}, notStarted, 0, 1, 0, 0},
	"405":                          {[]bossim.Fault{onPOST(bossim.Fault{Status: 405})}, notStarted, 0, 1, 0, 0},
	"a redirect":                   {[]bossim.Fault{onPOST(bossim.Fault{Status: 307, Header: map[string]string{"Location": "/x"}})}, notStarted, 0, 1, 0, 0},
	"late, and would be again":     {[]bossim.Fault{onPOST(bossim.Fault{CommitAfter: 29 * time.Second})}, started, 1, 1, 29 * time.Second, window},
	"everything dropped for 1 min": {[]bossim.Fault{{Drop: true, For: minute}}, started, 1, 2, minute, minute + 30*time.Second},
	"everything 503 for 3 min":     {[]bossim.Fault{{Status: 503, For: 3 * minute}}, started, 1, 2, 3 * minute, 3*minute + 30*time.Second},
}

// BOS is retried with backoff, and an unknown result is reported as such.
func TestStartSession_outage(t *testing.T) {
	t.Parallel()
	for name, row := range outages {
		row.underBothNames(t, name)
	}
}

func TestStartSession_reportsWhatIsKnown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		faults []bossim.Fault
		kind   error
		want   string
	}{
		"unresolved": {
			goneFor(forEver, bossim.Fault{Status: 502}, down), gateway.ErrAmbiguous,
			"session s1 may or may not have been started: POST /v2/sessions: 502 Bad Gateway: (empty answer); " +
				"looking for it: GET /v2/sessions/s1: 503 Service Unavailable: (empty answer)",
		},
		"given up": {
			[]bossim.Fault{onPOST(down)},
			gateway.ErrUnavailable,
			"session s1 was not started, as BOS carried out none of 4 requests: POST /v2/sessions: 503 Service Unavailable: (empty answer)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4), test.faults...)

			_, err := s.StartSession(t.Context(), random, false)

			if err == nil || scripted.WithoutID(err) != test.want || !errors.Is(err, test.kind) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			var not *bos.NotStartedError
			var failure *gateway.Error
			if !errors.As(err, &failure) || errors.As(err, &not) && errors.Is(err, gateway.ErrAmbiguous) {
				t.Errorf("of another kind: %#v", err)
			}
		})
	}
}

// Look-ups are made at most every half a second, and at least every 30 s.
func TestStartSession_backsOffBetweenLookUps(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4), goneFor(forEver, lost, down)...)

	_, err := s.StartSession(t.Context(), random, false)

	// Pauses of 0, 1, 2, 4, 8, 16, 30 … s; the second half of each is jitter.
	if n := s.sim.Count("GET", "/v2/sessions/s1"); endOf(err) != unresolved || n < 14 || n > 26 {
		t.Errorf("%d looks in %v: %v", n, s.elapsed(), err)
	}
}

// Making a connection takes time; the 30 s of the server begin when the request arrives.
func TestStartSession_countsFromRequestSent(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4), late(34*time.Second))
	var connections atomic.Int32
	s.dialWith(t, func(ctx context.Context, network, address string) (net.Conn, error) {
		if connections.Add(1) == 1 {
			s.clock.Advance(25 * time.Second)
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	})

	got, err := s.StartSession(t.Context(), random, false)

	row{end: started, sessions: 1, posts: 1, from: 59 * time.Second, to: minute}.check(t, s, got.Session, err)
}

// If the time-out of the look-up interrupts a request, the error reports the failure before it.
func TestStartSession_reportsFailureBeforeTimeout(t *testing.T) {
	t.Parallel()
	down := bossim.Fault{Status: 500, Body: "down", Times: 1}
	for api, test := range map[bos.APIVersion]struct {
		create     bos.SessionCreate
		post, look func(bossim.Fault) bossim.Fault
		before     int // requests of this kind before the POST
	}{
		bos.APIv2: {random, onPOST, onGET, 0},
		bos.APIv1: {bootV1, onPOSTv1, noList, 1},
	} {
		t.Run(string(api), func(t *testing.T) {
			t.Parallel()
			first, second := down, bossim.Fault{Delay: time.Hour, Drop: true} // the search ends in the middle of a request
			first.Skip, second.Skip = test.before, test.before
			s := newRelease(t, "2.10.34", api, bossim.DefaultSystem(4), test.post(bossim.Fault{Drop: true, Times: 1}), test.look(first), test.look(second))
			server := httptest.NewServer(s.sim)
			defer server.Close()
			client, err := config{Config: gateway.Config{Endpoint: server.URL, Clock: s.clock, RequestTimeout: time.Hour}, APIVersion: api}.client()
			if err != nil {
				t.Fatal(err)
			}

			_, err = client.StartSession(t.Context(), test.create, false)

			if endOf(err) != unresolved || !strings.Contains(err.Error(), "500 Internal Server Error: down") || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", endOf(err), err)
			}
		})
	}
}
