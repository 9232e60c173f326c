// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func TestSystemClock_SleepEndsWithTheContext(t *testing.T) {
	t.Parallel()
	clock := gateway.SystemClock()
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())

	if err := clock.Sleep(ctx, time.Nanosecond); err != nil {
		t.Errorf("slept: %v", err)
	}
	time.AfterFunc(time.Millisecond, func() { cancel(enough) })
	if err := clock.Sleep(ctx, time.Hour); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	if err := clock.Sleep(ctx, 0); !errors.Is(err, enough) {
		t.Errorf("a context that has ended: %v", err)
	}
}

func TestSystemClock_WithTimeoutEndsWithDeadlineExceeded(t *testing.T) {
	t.Parallel()
	clock := gateway.SystemClock()
	ctx, cancel := clock.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()

	<-ctx.Done()

	if !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		t.Errorf("got %v", context.Cause(ctx))
	}
	if now := clock.Now(); time.Since(now) > time.Minute || now.IsZero() {
		t.Errorf("now is %v", now)
	}
}
