// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// The tests called TestConcurrent_… use a Server or a clock from several
// goroutines at once: the race detector is for these.

func TestConcurrent_readersDoNotChangeTheAnswers(t *testing.T) {
	answers := func(readers int) string {
		r := newRig(t, DefaultSystem(16))
		r.start("s", "reboot", "compute", "")
		var all strings.Builder
		for range 100 {
			r.clock.Advance(10 * time.Second)
			var group sync.WaitGroup
			for range readers {
				group.Go(func() { r.Advance(); r.Sessions(); r.Requests() })
			}
			group.Wait()
			_, text := r.ask(http.MethodGet, "/v2/components?session=s", "")
			all.WriteString(text)
		}

		return all.String()
	}

	if answers(0) != answers(8) {
		t.Error("the answers differ")
	}
}

// TestConcurrent_everyMethodOfTheServer runs each exported method beside
// requests, faults and a clock that moves.
func TestConcurrent_everyMethodOfTheServer(t *testing.T) {
	r := newRigWith(t, Config{System: healthy(16), Version: "2.10.34"})
	logged := make(chan Request, 1)
	r.OnRequest(func(entry Request) {
		select {
		case logged <- entry:
		default:
		}
	})
	nodes := NodeNames(2)
	boots := BootArtifacts{Kernel: "s3://boot-images/other/kernel"}
	work := []func(i int) error{
		func(int) error { r.clock.Advance(5 * time.Second); r.Advance(); return nil },
		func(i int) error { return r.startBeside(fmt.Sprintf("s%d", i)) },
		func(i int) error {
			_, _ = r.ask(http.MethodDelete, fmt.Sprintf("/v2/sessions/s%d", i/2), "")
			_, _ = r.ask(http.MethodGet, "/v2/sessions", "")
			_, _ = r.ask(http.MethodGet, "/v1/session", "")
			return nil
		},
		func(i int) error {
			r.Inject(Fault{Path: "/v2/components", Times: 1, Status: http.StatusServiceUnavailable})
			_, _ = r.ask(http.MethodGet, "/v2/components", "")
			if i%5 == 0 {
				r.Lift()
			}
			return nil
		},
		func(int) error {
			return errors.Join(r.BootBehind(nodes[0], boots), r.PowerOffBehind(nodes...), r.StopReporting(nodes[1]))
		},
		func(int) error { r.LoseBootAgents(1); return r.Load(Seed{}) },
		func(int) error {
			r.History()
			r.Sessions()
			r.SessionsStarted()
			r.Requests()
			r.Count(http.MethodPost, "/v2/sessions")
			return nil
		},
	}

	var group sync.WaitGroup
	for _, do := range work {
		group.Go(func() {
			for i := range 20 {
				if err := do(i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()

	if got := r.SessionsStarted(); got != 40 {
		t.Errorf("%d sessions started, want 20 of each API", got)
	}
	if entry := <-logged; entry.Status == 0 {
		t.Errorf("logged: %+v", entry)
	}
}

// startBeside starts a session of each API.
func (r *rig) startBeside(name string) error {
	v2, _ := r.ask(http.MethodPost, "/v2/sessions", `{"name":"`+name+`","operation":"reboot","template_name":"compute"}`)
	v1, _ := r.ask(http.MethodPost, "/v1/session", `{"operation":"boot","templateName":"blue"}`)
	if v2 != http.StatusCreated || v1 != http.StatusCreated {
		return fmt.Errorf("POST: v2 %d, v1 %d", v2, v1)
	}

	return nil
}

func TestConcurrent_steppedClock(t *testing.T) {
	c := NewSteppedClock(epoch)
	const sleepers = 8
	var group sync.WaitGroup
	for range sleepers {
		group.Go(func() {
			ctx, cancel := c.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			if err := c.Sleep(ctx, time.Minute); err != nil {
				t.Error(err)
			}
			expired, stop := c.WithTimeout(ctx, time.Minute)
			defer stop()
			c.Advance(time.Minute)
			<-expired.Done()
			if !errors.Is(context.Cause(expired), context.DeadlineExceeded) {
				t.Errorf("cause: %v", context.Cause(expired))
			}
		})
	}
	group.Wait()

	if got, want := c.Now(), epoch.Add(2*sleepers*time.Minute); !got.Equal(want) {
		t.Errorf("the clock reads %v, want %v", got, want)
	}
}
