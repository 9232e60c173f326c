// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

const sureOfAbsence = 35 * time.Second

// 404s that another answer contradicts prove nothing, however many there are.
func TestWaitForSession_toleratesContradicted404s(t *testing.T) {
	t.Parallel()
	stray := steps(3, scripted.NoSession)
	f := newFixture(t, life(t,
		steps(1, running()), steps(1, scripted.NoSession), steps(1, running()), stray, steps(1, running()),
		steps(1, scripted.NoSession), steps(1, scripted.Status(503)), steps(1, scripted.NoSession), steps(1, running()), steps(1, scripted.Complete)))

	got, err := f.WaitForSession(t.Context(), "s1", nil)

	if err != nil || !got.Complete() {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWaitForSession_confirmsAnAbsence(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"gone", "gone, and slow to say it", "gone, behind a bad server"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *fixture
			var first time.Duration
			n := 0
			f = newFixture(t, func(w http.ResponseWriter, r *http.Request) {
				n++
				switch {
				case n == 1:
					running()(w, r)
					return
				case name == "gone, behind a bad server" && n%2 == 0:
					scripted.Status(http.StatusServiceUnavailable)(w, r)
					return
				case first == 0:
					first = f.elapsed()
				}
				if name == "gone, and slow to say it" {
					f.clock.Advance(20 * time.Second)
				}
				scripted.NoSession(w, r)
			})

			got, err := f.WaitForSession(t.Context(), "s1", nil)

			if !errors.Is(err, gateway.ErrNotFound) || got.Status != bos.StatusRunning || len(got.Components) != 1 {
				t.Errorf("%+v, %v", got, err)
			}
			if taken := f.elapsed() - first; taken < sureOfAbsence || taken > 2*time.Minute || n < 4 {
				t.Errorf("confirmed within %v by %d requests", taken, n)
			}
		})
	}
}

func TestWaitForSession_mayEndBeforeAnAbsenceIsConfirmed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.NoSession)
	ctx, cancel := f.clock.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()

	_, err := f.WaitForSession(ctx, "s1", nil)

	var ended *bos.WaitError
	if !errors.As(err, &ended) || !errors.Is(ended.Cause, context.DeadlineExceeded) ||
		!errors.Is(ended.Last, gateway.ErrNotFound) || errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

// A status other than that of the complete session also contradicts an absence: the record exists.
func TestWaitForStatus_confirmsAnAbsence(t *testing.T) {
	t.Parallel()
	f := newFixture(t, life(t, steps(4, scripted.NoSession), steps(1, scripted.OK(`{"status":"running"}`)), steps(2, scripted.NoSession), steps(1, scripted.OK(finalStatus))))
	if got, err := f.WaitForStatus(t.Context(), "s1"); err != nil || got.Managed != 1 {
		t.Errorf("%+v, %v", got, err)
	}

	f = newFixture(t, scripted.NoSession)
	if _, err := f.WaitForStatus(t.Context(), "s1"); !errors.Is(err, gateway.ErrNotFound) || f.elapsed() < sureOfAbsence || f.elapsed() > time.Minute {
		t.Errorf("after %v: %v", f.elapsed(), err)
	}
}
