// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// steps returns the handler n times.
func steps(n int, handler http.HandlerFunc) []http.HandlerFunc {
	return slices.Repeat([]http.HandlerFunc{handler}, n)
}

// life returns a script made of parts.
func life(t *testing.T, parts ...[]http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	return scripted.Steps(t, slices.Concat(parts...)...)
}

func TestWaitForSession_pollsWithIncreasingPauses(t *testing.T) {
	t.Parallel()
	var f *fixture
	var mu sync.Mutex
	var at []time.Duration
	answers := life(t, steps(6, running()), steps(1, scripted.Complete))
	f = newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		at = append(at, f.elapsed()/time.Second)
		mu.Unlock()
		answers(w, r)
	})

	got, err := f.WaitForSession(t.Context(), "s1", nil)

	if err != nil || !got.Complete() {
		t.Fatalf("got %+v, %v", got, err)
	}
	if want := []time.Duration{1, 3, 7, 15, 25, 35, 45}; !slices.Equal(at, want) { // pauses of 1, 2, 4, 8, 10, 10 … s
		t.Errorf("looked after %d s, want %d", at, want)
	}
}

func TestWaitForSession_honoursShortPollInterval(t *testing.T) {
	t.Parallel()
	f := newFixture(t, life(t, steps(4, running()), steps(1, scripted.Complete)),
		func(c *config) { c.PollInterval = time.Second })

	if _, err := f.WaitForSession(t.Context(), "s1", nil); err != nil || f.elapsed() != 5*time.Second {
		t.Errorf("after %v: %v", f.elapsed(), err)
	}
}

func TestWaitForSession_observesChangesOnly(t *testing.T) {
	t.Parallel()
	f := newFixture(t, life(t,
		steps(2, scripted.Pending),
		steps(3, running()),
		steps(1, scripted.Status(503)),
		steps(2, running()),
		steps(2, scripted.OK(scripted.Session("running", "x3000c0s1b0n0,x3000c0s1b1n0", "null"))),
		steps(2, scripted.OK(scripted.Session("paused", "x3000c0s1b0n0,x3000c0s1b1n0", "null"))), // unknown to BOS: counts as not complete
		steps(2, scripted.OK(scripted.Session("paused", "x3000c0s1b0n0,x3000c0s1b1n0", `"oh"`))),
		steps(1, scripted.OK(scripted.Session("complete", "x3000c0s1b0n0,x3000c0s1b1n0", `"oh"`))),
	))
	var observed []string

	got, err := f.WaitForSession(t.Context(), "s1", func(s bos.Session) {
		observed = append(observed, fmt.Sprint(s.Status, len(s.Components), s.Error))
	})

	if err != nil || got.Error != "oh" || !got.Complete() {
		t.Fatalf("got %+v, %v", got, err)
	}
	want := []string{"pending0", "running1", "running2", "paused2", "paused2oh", "complete2oh"}
	if !slices.Equal(observed, want) {
		t.Errorf("observed %q, want %q", observed, want)
	}
}

func TestWaitForSession_toleratesTransientFailures(t *testing.T) {
	t.Parallel()
	for name, passing := range map[string][]http.HandlerFunc{
		"401": steps(1, scripted.Status(401)), "403": steps(1, scripted.Status(403)),
		"404 of a gateway": steps(1, scripted.Status(404)), "404 page": steps(1, scripted.Answer(404, "text/plain", "404 page not found")),
		"429": steps(1, scripted.Status(429)), "500": steps(1, scripted.Status(500)), "502": steps(1, scripted.Status(502)),
		"503": steps(1, scripted.Status(503)), "504": steps(1, scripted.Status(504)),
		"dropped":   steps(2, scripted.Drop), // net/http itself retries a GET on another connection
		"truncated": steps(1, scripted.Truncated(200, scripted.Session("running", "", "null"))),
		"a page":    steps(1, scripted.Answer(200, "text/html", "<p>Maintenance")),
		"empty":     steps(1, scripted.OK("")), "another's JSON": steps(1, scripted.OK(`{"x":1}`)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, life(t, steps(1, running()), passing, steps(1, scripted.Complete)))

			got, err := f.WaitForSession(t.Context(), "s1", nil)

			if err != nil || !got.Complete() {
				t.Errorf("got %+v, %v", got, err)
			}
			// Pauses of 1 s and 2 s, and then a backoff of up to 1 s after the failure.
			if f.elapsed() < 3500*time.Millisecond || f.elapsed() > 4*time.Second {
				t.Errorf("took %v", f.elapsed())
			}
		})
	}
}

func TestWaitForSession_backsOff(t *testing.T) {
	t.Parallel()
	f := newFixture(t, life(t, steps(20, scripted.Status(503)), steps(1, scripted.Complete)))

	_, err := f.WaitForSession(t.Context(), "s1", nil)

	// Pauses of 1 s, then 1+2+4+8+16 s and 15 times 30 s; the second half of each is jitter.
	if longest := 482 * time.Second; err != nil || f.elapsed() > longest || f.elapsed() < longest/2 {
		t.Errorf("took %v: %v", f.elapsed(), err)
	}
	if n := len(f.Seen("GET")); n != 21 {
		t.Errorf("%d requests: the request repeats on its own, too", n)
	}
}

func TestWaitForSession_honoursRetryAfter(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(http.StatusServiceUnavailable)
	}, scripted.Complete))

	if _, err := f.WaitForSession(t.Context(), "s1", nil); err != nil || f.elapsed() != 91*time.Second {
		t.Errorf("took %v: %v", f.elapsed(), err)
	}
}

func TestWaitForSession_endsAtOnceOnLastingFailure(t *testing.T) {
	t.Parallel()
	for code, kind := range map[int]error{
		400: nil, 401: gateway.ErrUnauthorized, 403: gateway.ErrUnauthorized, 302: nil, 405: nil,
	} {
		answers := []http.HandlerFunc{running(), scripted.Problem(code, "No", "not so")}
		if errors.Is(kind, gateway.ErrUnauthorized) { // tolerated once
			answers = append(answers, scripted.Status(code))
		}
		f := newFixture(t, scripted.Steps(t, answers...))

		got, err := f.WaitForSession(t.Context(), "s1", nil)

		var failure *gateway.Error
		if !errors.As(err, &failure) || failure.Status != code || (kind != nil && !errors.Is(err, kind)) {
			t.Errorf("%d: %v", code, err)
		}
		if got.Status != bos.StatusRunning || len(got.Components) != 1 {
			t.Errorf("%d: the last seen session is %+v", code, got)
		}
	}
}

func TestWaitForSession_endsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		seen   string
		kind   error
		want   string
	}{
		"running": {running(), "running", nil, "waiting for session s1: context deadline exceeded"},
		"unavailable": {
			scripted.Status(503), "", gateway.ErrUnavailable,
			"waiting for session s1: context deadline exceeded; the last answer was: GET /v2/sessions/s1: 503 Service Unavailable: (empty answer)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, test.answer)
			ctx, cancel := f.clock.WithTimeout(t.Context(), 2*time.Hour)
			defer cancel()

			got, err := f.WaitForSession(ctx, "s1", nil)

			if !errors.Is(err, context.DeadlineExceeded) || (test.kind != nil && !errors.Is(err, test.kind)) || scripted.WithoutID(err) != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if got.Status != test.seen || f.elapsed() < 2*time.Hour || f.elapsed() > 2*time.Hour+time.Minute {
				t.Errorf("got %+v after %v", got, f.elapsed())
			}
		})
	}
}

func TestWaitForSession_reportsOnlyLastingFailure(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	f := newFixture(t, scripted.Steps(t, scripted.Status(503), running()))

	got, err := f.WaitForSession(ctx, "s1", func(bos.Session) { cancel(enough) })

	if !errors.Is(err, enough) || errors.Is(err, gateway.ErrUnavailable) || got.Status != bos.StatusRunning {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWaitForSession_interruptedDuringRequest(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	f := newFixture(t, scripted.Steps(t, running(), func(_ http.ResponseWriter, r *http.Request) {
		cancel(enough)
		<-r.Context().Done()
	}))

	got, err := f.WaitForSession(ctx, "s1", nil)

	if !errors.Is(err, enough) || got.Status != bos.StatusRunning {
		t.Errorf("got %+v, %v", got, err)
	}
}
