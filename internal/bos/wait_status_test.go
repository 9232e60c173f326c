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

const finalStatus = `{"status":"complete","managed_components_count":1,"percent_failed":0,"percent_successful":100,"phases":{},"error_summary":{}}`

func TestWaitForStatus_toleratesTransientFailures(t *testing.T) {
	t.Parallel()
	answers := append(steps(20, scripted.Status(503)), scripted.OK(`{}`), scripted.Status(500), scripted.Status(403), scripted.OK(finalStatus))
	f := newFixture(t, scripted.Steps(t, answers...))

	got, err := f.WaitForStatus(t.Context(), "s1")

	if err != nil || got.Managed != 1 || len(f.Seen("GET")) != len(answers) {
		t.Errorf("%+v, %v after %d requests", got, err, len(f.Seen("GET")))
	}
}

func TestWaitForStatus_ends(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Status(http.StatusInternalServerError))
	ctx, cancel := f.clock.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	_, err := f.WaitForStatus(ctx, "s1")
	var failure *gateway.Error
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &failure) || failure.Status != 500 {
		t.Errorf("500 for ever: %v", err)
	}
}

// A cache or a replica may still have the counts of the running session.
func TestWaitForStatus_waitsForFinalCounts(t *testing.T) {
	t.Parallel()
	stale := scripted.OK(`{"status":"running","managed_components_count":1,"percent_failed":0,"percent_successful":0}`)
	f := newFixture(
		t,
		life(
			t, steps(5, stale), steps(1, scripted.OK(`{"status":"pending"}`)), steps(1, scripted.Status(403)),
			steps(1, stale), steps(1, scripted.Status(403)), steps(1, scripted.OK(finalStatus)),
		),
	)

	got, err := f.WaitForStatus(t.Context(), "s1")

	if err != nil || got.Status != bos.StatusComplete || got.PercentSuccessful != 100 || len(f.Seen("GET")) != 10 {
		t.Errorf("%+v, %v after %d requests", got, err, len(f.Seen("GET")))
	}

	f = newFixture(t, stale)
	ctx, cancel := f.clock.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	got, err = f.WaitForStatus(ctx, "s1")
	const want = "waiting for session s1: context deadline exceeded; the last answer was: " +
		"GET /v2/sessions/s1/status: 200 OK: the extended status is not that of the complete session: running"
	if !errors.Is(err, context.DeadlineExceeded) || scripted.WithoutID(err) != want || got.Status != "" {
		t.Errorf("got  %+v, %v\nwant %s", got, err, want)
	}
	if n := len(f.Seen("GET")); n < 20 || n > 50 {
		t.Errorf("%d requests in 10 min", n)
	}
}
