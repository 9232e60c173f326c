// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// counted is the extended status of a running session of 200 nodes.
const counted = `{"status": "running", "managed_components_count": 200, "percent_successful": 50.0, "percent_failed": 1.5,
	"percent_staged": 0.0, "phases": {"percent_complete": 51.5, "percent_powering_on": 6.0, "percent_powering_off": 0.0, "percent_configuring": 20.0},
	"error_summary": {"no": {"count": 3, "list": "a,b,c"}}, "timing": {}}`

// asked is when a server was asked for a session, and for its extended status, since the wait began.
type asked struct {
	mu            sync.Mutex
	began         time.Time
	polls, counts []time.Duration
}

// serve answers that every session runs for half an hour; status answers for the extended status.
func (a *asked) serve(status http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		passed := time.Since(a.began)
		name, isStatus := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/apis/bos/v2/sessions/"), "/status")
		a.mu.Lock()
		if isStatus {
			a.counts = append(a.counts, passed)
		} else {
			a.polls = append(a.polls, passed)
		}
		a.mu.Unlock()
		switch {
		case isStatus:
			status(w, r)
		case passed < 30*time.Minute:
			scripted.OK(record(name, "", "running"))(w, r)
		default:
			scripted.OK(record(name, "", "complete"))(w, r)
		}
	}
}

func watchedWait(
	t *testing.T, watched bool, status http.HandlerFunc, edits ...func(*config),
) (a *asked, seen []bos.Progress) {
	t.Helper()
	inBubble(t, func(t *testing.T, b *bubble) {
		a = &asked{began: time.Now()}
		b.handler = a.serve(status)
		client := b.Client
		if watched {
			client = client.Watched(bos.Watcher{
				Progress: func(p bos.Progress) { seen = append(seen, p) },
				Failed:   func(err error, _ int) { t.Error(err) }, Answered: func() { t.Error("answered") },
			})
		}
		if got, err := client.WaitForSession(t.Context(), "s1", nil); err != nil || !got.Complete() {
			t.Errorf("%+v, %v", got, err)
		}
	}, edits...)
	return a, seen
}

// A wait that is watched polls at the same times as another one, however the extended status is answered. That is asked
// for at most once a minute, and by no other wait.
func TestWatched_pollsAsBefore(t *testing.T) {
	t.Parallel()
	alone, _ := watchedWait(t, false, nil)
	if len(alone.counts) > 0 || len(alone.polls) < 180 {
		t.Fatalf("%d polls and %d counts without a watcher", len(alone.polls), len(alone.counts))
	}
	for name, status := range map[string]http.HandlerFunc{
		"at once": scripted.OK(counted),
		"after a while": func(w http.ResponseWriter, r *http.Request) {
			<-time.After(4 * time.Second)
			scripted.OK(counted)(w, r)
		},
		"never":    func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"503":      scripted.Answer(503, "text/plain", "no"),
		"404":      scripted.Answer(404, "application/problem+json", `{"title": "Session not found", "detail": "no"}`),
		"nonsense": scripted.OK("[]"),
		"complete": scripted.OK(strings.Replace(counted, "running", "complete", 1)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			watched, seen := watchedWait(t, true, status)

			if !slices.Equal(watched.polls, alone.polls) {
				t.Errorf("polls at %v, want %v", watched.polls, alone.polls)
			}
			for i, at := range watched.counts[1:] {
				if at-watched.counts[i] < time.Minute {
					t.Errorf("counted at %v and %v", watched.counts[i], at)
				}
			}
			least, most := 25, 30
			if name == "never" { // less and less often: BOS would do the work in vain
				least, most = 3, 5
			}
			if n := len(watched.counts); n < least || n > most {
				t.Errorf("%d counts in half an hour: %v", n, watched.counts)
			}
			want := []bos.Progress{{Status: "running", Nodes: 1}}
			if name == "at once" || name == "after a while" {
				want = append(want, bos.Progress{Status: "running", Nodes: 1, Counts: &bos.NodeCounts{
					Managed: 200, PoweringOn: 12, Configuring: 40, Ready: 100, Failed: 3,
					Errors: map[string]bos.NodeError{"no": {Count: 3, Nodes: []string{"a", "b", "c"}}},
				}})
			}
			if len(seen) != 1+len(watched.counts) {
				t.Errorf("called %d times for one change and %d counts", len(seen), len(watched.counts))
			}
			seen = slices.CompactFunc(seen, func(a, b bos.Progress) bool { return reflect.DeepEqual(a, b) })
			if !reflect.DeepEqual(seen, want) {
				t.Errorf("seen %+v, want %+v", seen, want)
			}
		})
	}
}

// A count takes no turn of the request rate from a poll.
func TestWatched_leavesTheRequestRateToPolls(t *testing.T) {
	t.Parallel()
	for rate, most := range map[float64]int{0.1: 0, 0.15: 0, 0.5: 30, 2: 30} {
		limited := func(c *config) { c.MaxRequestsPerSecond = rate }
		alone, _ := watchedWait(t, false, nil, limited)
		watched, _ := watchedWait(t, true, scripted.OK(counted), limited)
		if !slices.Equal(watched.polls, alone.polls) {
			t.Errorf("%g requests per second: polls at %v, want %v", rate, watched.polls, alone.polls)
		}
		if n := len(watched.counts); n > most || most > 0 && n < 25 {
			t.Errorf("%g requests per second: %d counts", rate, n)
		}
	}
}

// Of many sessions, one at a time is counted.
func TestWatched_oneCountAtATime(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		a := &asked{began: time.Now()}
		var mu sync.Mutex
		var now, most int
		b.handler = a.serve(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			<-time.After(2 * time.Second)
			mu.Lock()
			now--
			mu.Unlock()
			scripted.OK(counted)(w, r)
		})
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				client := b.Watched(bos.Watcher{Progress: func(bos.Progress) {}, Failed: func(error, int) {}, Answered: func() {}})
				if got, err := client.WaitForSession(t.Context(), fmt.Sprintf("s%d", i), nil); err != nil || !got.Complete() {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
		all.Wait()
		if most != 1 || len(a.counts) < 100 {
			t.Errorf("%d counts, %d at once", len(a.counts), most)
		}
	})
}

// The first failed request and each one after it are reported, and then that BOS answers.
func TestWatched_failures(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		began := time.Now()
		a := &asked{began: began}
		serve := a.serve(scripted.OK(counted))
		b.handler = func(w http.ResponseWriter, r *http.Request) {
			if passed := time.Since(began); passed > time.Minute && passed < 2*time.Minute {
				scripted.Answer(503, "text/plain", "no")(w, r)
				return
			}
			serve(w, r)
		}
		var failures []int
		answered := 0
		client := b.Watched(bos.Watcher{
			Progress: func(bos.Progress) {}, Answered: func() { answered++ },
			Failed: func(err error, n int) {
				failures = append(failures, n)
				if !strings.Contains(err.Error(), "503") {
					t.Error(err)
				}
			},
		})
		if _, err := client.WaitForSession(t.Context(), "s1", nil); err != nil {
			t.Error(err)
		}
		for i, n := range failures {
			if n != i+1 {
				t.Errorf("failures %v", failures)
			}
		}
		if len(failures) < 3 || answered != 1 {
			t.Errorf("failures %v, answered %d times", failures, answered)
		}
	})
}
