// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

// statuses requests the session s n times, a step of the clock apart; 0 means no
// answer.
func (w *wire) statuses(n int, step time.Duration) []int {
	w.t.Helper()
	var got []int
	for range n {
		answer, _ := w.do(w.t.Context(), http.MethodGet, "/v2/sessions/s", "")
		got = append(got, answer.status)
		w.clock.Advance(step)
	}

	return got
}

// TestFault_for: the time counts from when the fault first fires, not from its
// injection, nor from the matches that it lets pass.
func TestFault_for(t *testing.T) {
	w := newWire(t,
		Fault{Method: http.MethodGet, Skip: 2, For: time.Minute, Status: http.StatusServiceUnavailable},
		Fault{Method: http.MethodGet, Status: http.StatusTeapot},
	)
	w.clock.Advance(time.Hour)

	got := w.statuses(7, 20*time.Second)

	// The next fault gets what this one lets pass, at first and once it is spent.
	if want := []int{418, 418, 503, 503, 503, 418, 418}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFault_forAndTimes(t *testing.T) {
	for name, test := range map[string]struct {
		fault Fault
		want  []int
	}{
		"times first": {Fault{For: time.Minute, Times: 2, Status: 500}, []int{500, 500, 404, 404, 404}},
		"time first":  {Fault{For: time.Minute, Times: 9, Status: 500}, []int{500, 500, 500, 404, 404}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, test.fault)

			if got := w.statuses(5, 20*time.Second); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestFault_commitAfterDropsAndCommitsLater(t *testing.T) {
	w := newWire(t, Fault{Name: "late", Method: http.MethodPost, Times: 1, CommitAfter: 29 * time.Second})

	_, err := w.post()

	if !errors.Is(err, io.EOF) || !w.clock.Now().Equal(epoch) || w.SessionsStarted() != 0 {
		t.Fatalf("%v at %v, started %d", err, w.clock.Now(), w.SessionsStarted())
	}
	if last := w.Requests()[0]; last.Status != 0 || last.Fault != "late" {
		t.Errorf("log: %+v", last)
	}
	w.clock.Advance(28 * time.Second)
	if got := w.statuses(1, time.Second); got[0] != http.StatusNotFound || w.Count(http.MethodPost, "/v2/sessions") != 1 {
		t.Errorf("after 28 s: %v", got)
	}

	// The clock is at 29 s: no request is necessary.
	if w.SessionsStarted() != 1 {
		t.Errorf("after 29 s: started %d", w.SessionsStarted())
	}
	if got, err := w.post(); err != nil || got.status != http.StatusConflict || w.SessionsStarted() != 1 {
		t.Errorf("again: %+v, %v, started %d", got, err, w.SessionsStarted())
	}
}

// TestFault_commitAfterKeepsTheOrder: the commit happens at its own time,
// although the clock has passed it in one step. So the operators that ran in
// between have seen the session.
func TestFault_commitAfterKeepsTheOrder(t *testing.T) {
	w := newWire(t, Fault{Method: http.MethodPost, Times: 1, CommitAfter: 29 * time.Second})
	if _, err := w.post(); err == nil {
		t.Fatal("it was answered")
	}

	w.clock.Advance(10 * time.Minute)

	got := w.session("s")
	if want := timestamp(epoch.Add(29 * time.Second)); got.Status.StartTime != want {
		t.Errorf("started at %s, want %s", got.Status.StartTime, want)
	}
	if got.Status.Status == sessionPending {
		t.Error("no operator has seen it")
	}
}

// TestFault_commitAfterIsRefusedLikeAnyOther: the store at the time of the commit
// decides, not the store when the request was received.
func TestFault_commitAfterIsRefusedLikeAnyOther(t *testing.T) {
	w := newWire(t, Fault{Method: http.MethodPost, Times: 1, CommitAfter: time.Minute})
	if _, err := w.post(); err == nil {
		t.Fatal("it was answered")
	}
	if got, err := w.post(); err != nil || got.status != http.StatusCreated {
		t.Fatalf("%+v, %v", got, err)
	}

	w.clock.Advance(time.Hour)

	if w.SessionsStarted() != 1 || w.session("s").Status.StartTime != timestamp(epoch) {
		t.Errorf("started %d: %+v", w.SessionsStarted(), w.session("s"))
	}
}

func TestFault_commitAfterWithStatusAndDelay(t *testing.T) {
	w := newWire(t, Fault{
		Method: http.MethodPost, Times: 1, CommitAfter: 29 * time.Second, Delay: 30 * time.Second,
		Status: http.StatusGatewayTimeout, Body: "upstream request timeout",
	})

	got, err := w.post()

	if err != nil || got.status != http.StatusGatewayTimeout || got.body != "upstream request timeout" {
		t.Errorf("%+v, %v", got, err)
	}
	if now := w.clock.Now(); !now.Equal(epoch.Add(30*time.Second)) || w.SessionsStarted() != 1 {
		t.Errorf("at %v, started %d", now, w.SessionsStarted())
	}
	if got := w.session("s").Status.StartTime; got != timestamp(epoch.Add(29*time.Second)) {
		t.Errorf("started at %s", got)
	}
}

// TestConcurrent_clientGivesUpBeforeTheAnswer: the client gives up, in the
// clock's time, and the server executes the request nevertheless.
func TestConcurrent_clientGivesUpBeforeTheAnswer(t *testing.T) {
	w := newWire(t, Fault{Delay: time.Minute, Times: 1})
	// The stepped clock passes the client's deadline and the delay's end in one
	// step, so the answer is held until the client is gone: net/http may
	// otherwise take whichever of the two it sees first.
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if in.Method != http.MethodPost {
			w.ServeHTTP(out, in)
			return
		}
		w.ServeHTTP(httptest.NewRecorder(), in)
		<-in.Context().Done()
	}))
	t.Cleanup(server.Close)
	w.url = server.URL
	ctx, cancel := w.clock.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()

	_, err := w.do(ctx, http.MethodPost, "/v2/sessions", newSession)

	if err == nil || !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	// The log's entry is written once the request has been executed; the answer
	// to a later request shows its effect.
	for w.Count(http.MethodPost, "/v2/sessions") == 0 {
		if _, err := w.do(t.Context(), http.MethodGet, "/v2/healthz", ""); err != nil {
			t.Fatal(err)
		}
	}
	if w.SessionsStarted() != 1 {
		t.Errorf("started: %d", w.SessionsStarted())
	}
}
