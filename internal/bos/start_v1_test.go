// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

func newRequest(t *testing.T, method, path string) *http.Request {
	t.Helper()
	return httptest.NewRequestWithContext(t.Context(), method, path, nil)
}

// onV1 restricts a fault to one path of v1: the list, or the session of a GET.
func onV1(path string, f bossim.Fault) bossim.Fault {
	f.Path = path
	if f.Method == "" {
		f.Method = "GET"
	}
	return f
}

func onPOSTv1(f bossim.Fault) bossim.Fault {
	f.Method, f.Times = "POST", 1
	return onV1("/v1/session", f)
}

var (
	lostV1     = onPOSTv1(bossim.Fault{Drop: true})
	lostDoneV1 = onPOSTv1(bossim.Fault{Drop: true, Commit: true})
)

func noList(f bossim.Fault) bossim.Fault { return onV1("/v1/session", f) }

// rowV1 is a start on v1 under faults. There is never a second POST.
type rowV1 struct {
	faults   []bossim.Fault
	end      string
	sessions int // number of sessions started, besides those from before
	posts    int
	from, to time.Duration
}

var startsV1 = map[string]rowV1{
	"answered":             {nil, started, 1, 1, 0, 0},
	"lost, done":           {[]bossim.Fault{lostDoneV1}, started, 1, 1, window, window + time.Second},
	"lost, undone":         {[]bossim.Fault{lostV1}, unresolved, 0, 1, window, window + time.Second},
	"reset, done":          {[]bossim.Fault{onPOSTv1(bossim.Fault{Reset: true, Commit: true})}, started, 1, 1, window, window + time.Second},
	"cut off, done":        {[]bossim.Fault{onPOSTv1(bossim.Fault{Truncate: 20})}, started, 1, 1, window, window + time.Second},
	"done after 29 s":      {[]bossim.Fault{onPOSTv1(bossim.Fault{CommitAfter: 29 * time.Second})}, started, 1, 1, window, window + time.Second},
	"no answer, done":      {[]bossim.Fault{onPOSTv1(bossim.Fault{Delay: time.Minute, Commit: true})}, started, 1, 1, 40 * time.Second, 2 * minute},
	"502, done":            {[]bossim.Fault{onPOSTv1(bossim.Fault{Status: 502, Commit: true})}, started, 1, 1, window, window + time.Second},
	"500":                  {[]bossim.Fault{onPOSTv1(bossim.Fault{Status: 500})}, unresolved, 0, 1, window, window + time.Second},
	"408, done":            {[]bossim.Fault{onPOSTv1(bossim.Fault{Status: 408, Commit: true})}, started, 1, 1, window, window + time.Second},
	"400":                  {[]bossim.Fault{onPOSTv1(bossim.Fault{Status: 400})}, notStarted, 0, 1, 0, 0},
	"403":                  {[]bossim.Fault{onPOSTv1(bossim.Fault{Status: 403})}, notStarted, 0, 1, 0, 0},
	"429":                  {[]bossim.Fault{onPOSTv1(bossim.Fault{Status: 429})}, notStarted, 0, 1, 0, 0},
	"a gateway's 404":      {[]bossim.Fault{onPOSTv1(bossim.Fault{Status: 404})}, notStarted, 0, 1, 0, 0},
	"list fails, answered": {[]bossim.Fault{noList(bossim.Fault{Drop: true})}, started, 1, 1, 0, 0},
	"list fails before":    {[]bossim.Fault{noList(bossim.Fault{Drop: true, Times: 1}), lostDoneV1}, unresolved, 1, 1, window, window + time.Second},
	"list fails once after": {
		[]bossim.Fault{noList(bossim.Fault{Status: 503, Skip: 1, Times: 1}), lostDoneV1},
		started, 1, 1, window,
		window + 2*time.Second,
	},
	"list fails for ever": {[]bossim.Fault{noList(bossim.Fault{Drop: true, Skip: 1}), lostDoneV1}, unresolved, 1, 1, 5 * minute, 6 * minute},
	"list is refused":     {[]bossim.Fault{noList(bossim.Fault{Status: 403, Skip: 1}), lostDoneV1}, unresolved, 1, 1, window, window + 2*time.Second},
	"not described once": {
		[]bossim.Fault{onV1("/v1/session/*", bossim.Fault{Status: 503, Times: 1}), lostDoneV1},
		started, 1, 1,
		window, window + 2*time.Second,
	},
	"not described for ever": {[]bossim.Fault{onV1("/v1/session/*", bossim.Fault{Status: 500}), lostDoneV1}, unresolved, 1, 1, 5 * minute, 6 * minute},
	"described as not there": {
		[]bossim.Fault{onV1("/v1/session/*", bossim.Fault{Rewrite: nowhere}), lostDoneV1},
		unresolved, 1, 1, window,
		window + time.Second,
	},
	"its start is not told": {
		[]bossim.Fault{onV1("/v1/session/*", bossim.Fault{Rewrite: unstarted}), lostDoneV1},
		unresolved, 1, 1,
		window, window + time.Second,
	},
	"its start is of long ago": {
		[]bossim.Fault{onV1("/v1/session/*", bossim.Fault{Rewrite: longAgo}), lostDoneV1},
		unresolved, 1, 1, window,
		window + time.Second,
	},
}

func nowhere(_ int, header http.Header, _ []byte) (int, []byte) {
	header.Set("Content-Type", "application/json")
	return http.StatusNotFound, []byte("{}")
}

func unstarted(status int, _ http.Header, _ []byte) (int, []byte) {
	return status, []byte(`{"operation":"boot","templateName":"compute","start_time":"","stop_time":""}`)
}

func longAgo(status int, _ http.Header, _ []byte) (int, []byte) {
	return status, []byte(`{"operation":"boot","templateName":"compute","start_time":"2026-11-22T10:54:59Z","stop_time":null}`)
}

func TestStartSessionV1_postsOnce(t *testing.T) {
	t.Parallel()
	for name, row := range startsV1 {
		for _, release := range simulatedV1 {
			t.Run(name+", "+release, func(t *testing.T) {
				t.Parallel()
				s := newRelease(t, release, bos.APIv1, healthySystem(4))
				before := s.startedByOther(t, bootV1) // with the same inputs, complete or not
				s.clock.Advance(time.Second)
				began := s.clock.Now()
				for _, fault := range row.faults {
					s.sim.Inject(fault)
				}

				got, err := s.StartSession(t.Context(), bootV1, true)

				if got.Unproven != (err == nil && row.to > 0) { // without a limit, the nodes of a session prove nothing
					t.Errorf("unproven: %t", got.Unproven)
				}
				if got.Complete() && len(got.Components) == 0 {
					t.Errorf("complete, but read without its nodes: %+v", got)
				}
				took := s.clock.Now().Sub(began)
				if endOf(err) != row.end || (err == nil) != (got.Name != "" && got.Name != before) {
					t.Errorf("%s, want %s: %+v, %v", endOf(err), row.end, got, err)
				}
				if took < row.from || took > max(row.from, row.to) {
					t.Errorf("took %v, want %v to %v", took, row.from, row.to)
				}
				if n := s.sim.Count("POST", "/v1/session") - 1; n != row.posts {
					t.Errorf("%d POSTs, want %d", n, row.posts)
				}
				if n := s.startedInTheEnd() - 1; n != row.sessions {
					t.Errorf("%d sessions, want %d", n, row.sessions)
				}
				if row.end == unresolved && !strings.Contains(err.Error(), "GET /v1/session lists the ids") {
					t.Errorf("it does not say how to find it: %v", err)
				}
			})
		}
	}
}

// An interrupt before the POST prevents it; after it, the result of the POST is determined.
func TestStartSessionV1_interrupted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		during string
		faults []bossim.Fault
		end    string
		posts  int
	}{
		"at the list":   {"GET", nil, notStarted, 0},
		"POST answered": {"POST", nil, started, 1},
		"POST lost":     {"POST", []bossim.Fault{lostDoneV1}, started, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4), test.faults...)
			s.sim.OnRequest(func(r bossim.Request) {
				if r.Method == test.during {
					cancel(errInterrupt)
				}
			})

			_, err := s.StartSession(ctx, bootV1, false)

			if endOf(err) != test.end || s.sim.Count("POST", "/v1/session") != test.posts || s.startedInTheEnd() != test.posts {
				t.Errorf("%d POSTs, %d sessions: %v", s.sim.Count("POST", "/v1/session"), s.startedInTheEnd(), err)
			}
			if test.end == notStarted && (!errors.Is(err, errInterrupt) || errors.Is(err, gateway.ErrAmbiguous)) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestStartSessionV1_noServer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	client, err := config{Config: gateway.Config{Endpoint: server.URL, Clock: bossim.NewSteppedClock(start)}, APIVersion: bos.APIv1}.client()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.StartSession(t.Context(), bootV1, false); endOf(err) != notStarted {
		t.Errorf("got %v", err)
	}
}

func TestStartSessionV1_noV1(t *testing.T) {
	t.Parallel()
	s := newRelease(t, "2.50.0", bos.APIv1, healthySystem(4))
	var gone *bos.NoV1Error
	if _, err := s.StartSession(t.Context(), bootV1, false); !errors.As(err, &gone) || s.sim.Count("POST", "/v1/session") > 1 || s.elapsed() != 0 {
		t.Errorf("after %v: %v", s.elapsed(), err)
	}
}
