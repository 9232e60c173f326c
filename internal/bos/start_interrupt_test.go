// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

var errInterrupt = errors.New("interrupt")

// An interrupt prevents nothing that is needed to determine the result of the POST, and every further POST.
func TestStartSession_interrupted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		during string // method of the request during which it comes
		row
	}{
		"POST answered":          {"POST", row{nil, started, 1, 1, 0, 0}},
		"POST lost, done":        {"POST", row{[]bossim.Fault{onPOST(lostDone)}, started, 1, 1, 0, 0}},
		"POST lost, undone":      {"POST", row{[]bossim.Fault{onPOST(lost)}, notStarted, 0, 1, window, 0}},
		"POST lost, late":        {"POST", row{[]bossim.Fault{late(29 * time.Second)}, started, 1, 1, 29 * time.Second, window}},
		"POST refused":           {"POST", row{[]bossim.Fault{onPOST(bossim.Fault{Status: 400})}, notStarted, 0, 1, 0, 0}},
		"POST, 429":              {"POST", row{[]bossim.Fault{onPOST(busy)}, notStarted, 0, 1, 50 * time.Second, 0}},
		"looking, done":          {"GET", row{goneFor(minute, lostDone, down), started, 1, 1, minute, minute + 30*time.Second}},
		"looking, undone":        {"GET", row{goneFor(minute, lost, down), notStarted, 0, 1, minute, minute + 30*time.Second}},
		"looking, never to know": {"GET", row{goneFor(forEver, lostDone, down), unresolved, 1, 1, 5 * minute, 330 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			s := newSimulated(t, bossim.DefaultSystem(4), test.faults...)
			s.sim.OnRequest(func(r bossim.Request) {
				if r.Method == test.during {
					cancel(errInterrupt)
				}
			})

			got, err := s.StartSession(ctx, random, false)

			if context.Cause(ctx) == nil {
				t.Fatal("it was not interrupted")
			}
			test.check(t, s, got.Session, err)
		})
	}
}

func TestStartSession_reportsInterrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	s := newSimulated(t, bossim.DefaultSystem(4), onPOST(down))
	s.sim.OnRequest(func(bossim.Request) { cancel(errInterrupt) })

	_, err := s.StartSession(ctx, random, false)

	var not *bos.NotStartedError
	want := "session s1 was not started, as BOS did not carry out the request: interrupt, before another attempt; " +
		"the last one: POST /v2/sessions: 503 Service Unavailable: (empty answer)"
	if !errors.As(err, &not) || not.Attempts != 1 || !errors.Is(err, errInterrupt) || scripted.WithoutID(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestStartSession_makesNoRequestAfterInterrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	s := newSimulated(t, bossim.DefaultSystem(4))
	cancel(errInterrupt)

	_, err := s.StartSession(ctx, random, false)

	if want := "session s1 was not started: interrupt"; !errors.Is(err, errInterrupt) || err.Error() != want || len(s.sim.Requests()) != 0 {
		t.Errorf("got %v after %d requests", err, len(s.sim.Requests()))
	}
	if _, err := s.StartSession(t.Context(), random, false); err != nil || len(s.sim.Requests()) != 1 {
		t.Errorf("the control failed: %v", err)
	}
}
