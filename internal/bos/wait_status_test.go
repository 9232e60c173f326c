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
)

func TestWaitForStatus_bearsWhatMayPass(t *testing.T) {
	t.Parallel()
	const status200 = `{"status":"complete","managed_components_count":1,"percent_failed":0,"percent_successful":100,"phases":{},"error_summary":{}}`
	answers := append(steps(20, status(503)), ok(`{}`), status(500), status(403), ok(status200))
	f := newFixture(t, script(t, answers...))

	got, err := f.WaitForStatus(t.Context(), "s1")

	if err != nil || got.Managed != 1 || len(f.seen("GET")) != len(answers) {
		t.Errorf("%+v, %v after %d requests", got, err, len(f.seen("GET")))
	}
}

func TestWaitForStatus_ends(t *testing.T) {
	t.Parallel()
	f := newFixture(t, script(t, noSession()))
	if _, err := f.WaitForStatus(t.Context(), "s1"); !errors.Is(err, bos.ErrNotFound) {
		t.Errorf("404: %v", err)
	}

	f = newFixture(t, status(http.StatusInternalServerError))
	ctx, cancel := f.clock.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	_, err := f.WaitForStatus(ctx, "s1")
	var failure *bos.Error
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &failure) || failure.Status != 500 {
		t.Errorf("500 for ever: %v", err)
	}
}
