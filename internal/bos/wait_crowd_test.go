// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"net/http"
	"path"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// waitedFor is what a server sees of many sessions that are waited for from the same moment on.
type waitedFor struct {
	mu       sync.Mutex
	began    time.Time
	ends     time.Duration  // when every session is complete
	inSecond map[int]int    // requests
	requests map[string]int // by session
	late     time.Duration  // the longest from the end of a session to the request that showed it
}

func (w *waitedFor) serve(out http.ResponseWriter, r *http.Request) {
	name, passed := path.Base(r.URL.Path), time.Since(w.began)
	w.mu.Lock()
	w.inSecond[int(passed/time.Second)]++
	w.requests[name]++
	status := "running"
	if passed >= w.ends {
		status, w.late = "complete", max(w.late, passed-w.ends)
	}
	w.mu.Unlock()
	if r.Method == http.MethodPost {
		scripted.Created(out, r)
		return
	}
	scripted.OK(record(name, "", status))(out, r)
}

// waitForAll waits for so many sessions, which begin at once and end at once.
func (b *bubble) waitForAll(sessions int, ends time.Duration) *waitedFor {
	seen := &waitedFor{began: time.Now(), ends: ends, inSecond: map[int]int{}, requests: map[string]int{}}
	b.handler = seen.serve
	var all sync.WaitGroup
	for i := range sessions {
		all.Go(func() {
			if got, err := b.WaitForSession(b.t.Context(), fmt.Sprintf("s%d", i), nil); err != nil || !got.Complete() {
				b.t.Errorf("%+v, %v", got, err)
			}
		})
	}
	all.Wait()
	return seen
}

// most returns the most requests in one second, and for one session.
func (w *waitedFor) most() (inSecond, forOne int) {
	for _, n := range w.inSecond {
		inSecond = max(inSecond, n)
	}
	for _, n := range w.requests {
		forOne = max(forOne, n)
	}
	return inSecond, forOne
}

// Sessions that begin together are polled at a steady rate, from the beginning on, and their end is seen within one
// poll interval.
func TestWaitForSession_manyAtOnceAreSpread(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		sessions int
		ends     time.Duration
		inSecond int // at most
		forOne   int // at most
	}{
		{1, 40 * time.Minute, 1, 250},
		{10, 10 * time.Minute, 10, 65},
		{1000, 0, 101, 1},
		{1500, 25 * time.Second, 201, 4}, // two per hundredth of a second for half of the interval
	} {
		t.Run(fmt.Sprint(row.sessions, row.ends), func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T, b *bubble) {
				seen := b.waitForAll(row.sessions, row.ends)

				inSecond, forOne := seen.most()
				t.Logf("%d requests in a second, %d for a session, seen after %v", inSecond, forOne, seen.late)
				if inSecond > row.inSecond || forOne > row.forOne || seen.late > 10*time.Second {
					t.Errorf("%d requests in a second, %d for a session, seen after %v", inSecond, forOne, seen.late)
				}
			})
		})
	}
}

// Where more sessions wait than the request rate allows to poll, each is polled in its turn, and so is a new session
// started. The wait for a turn is no part of any time-out.
func TestWaitForSession_manyAtOnceKeepTheRequestRate(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		var queued time.Duration
		var start sync.WaitGroup
		start.Go(func() {
			b.pass(time.Minute)
			asked := time.Now()
			if _, err := b.CreateSession(t.Context(), boot); err != nil {
				t.Error(err)
			}
			queued = time.Since(asked)
		})

		seen := b.waitForAll(400, 2*time.Minute) // 400 sessions take 20 s at this rate

		start.Wait()
		t.Logf("the POST waited for %v", queued)
		if queued == 0 || queued > 30*time.Second {
			t.Errorf("the POST waited for %v", queued)
		}
		inSecond, forOne := seen.most()
		t.Logf("%d requests in a second, %d for a session, seen after %v", inSecond, forOne, seen.late)
		if inSecond > 21 || forOne > 8 || seen.late > 31*time.Second {
			t.Errorf("%d requests in a second, %d for a session, seen after %v", inSecond, forOne, seen.late)
		}
	}, func(c *config) { c.MaxRequestsPerSecond, c.RequestTimeout = 20, 5*time.Second })
}
