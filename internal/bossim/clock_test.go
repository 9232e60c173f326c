// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestSteppedClock_standsStill(t *testing.T) {
	c := NewSteppedClock(epoch)

	if err := c.Sleep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	c.Advance(-time.Minute)

	if got := c.Now(); !got.Equal(epoch.Add(time.Hour)) {
		t.Errorf("%v", got)
	}
}

func TestSteppedClock_sleepOfAFinishedContext(t *testing.T) {
	c := NewSteppedClock(epoch)
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)

	if err := c.Sleep(ctx, time.Hour); !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
	if !c.Now().Equal(epoch) {
		t.Errorf("it slept: %v", c.Now())
	}
}

func TestSteppedClock_withTimeout(t *testing.T) {
	c := NewSteppedClock(epoch)
	ctx, cancel := c.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child, stop := context.WithCancel(ctx)
	defer stop()

	c.Advance(59 * time.Second)
	if ctx.Err() != nil {
		t.Fatalf("early: %v", ctx.Err())
	}
	err := c.Sleep(ctx, time.Second)

	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("sleep %v, err %v", err, ctx.Err())
	}
	<-ctx.Done()
	<-child.Done()
	if !errors.Is(context.Cause(ctx), context.DeadlineExceeded) ||
		!errors.Is(context.Cause(child), context.DeadlineExceeded) {
		t.Errorf("causes %v, %v", context.Cause(ctx), context.Cause(child))
	}
}

func TestSteppedClock_withTimeoutCancelled(t *testing.T) {
	c := NewSteppedClock(epoch)
	ctx, cancel := c.WithTimeout(t.Context(), time.Minute)

	cancel()
	c.Advance(time.Hour)

	if !errors.Is(ctx.Err(), context.Canceled) || !errors.Is(context.Cause(ctx), context.Canceled) {
		t.Errorf("err %v, cause %v", ctx.Err(), context.Cause(ctx))
	}
}

func TestSteppedClock_withTimeoutOfAParent(t *testing.T) {
	c := NewSteppedClock(epoch)
	cause := errors.New("enough")
	parent, end := context.WithCancelCause(t.Context())
	ctx, cancel := c.WithTimeout(parent, time.Minute)
	defer cancel()

	end(cause)
	<-ctx.Done()
	c.Advance(time.Hour)

	if !errors.Is(ctx.Err(), context.Canceled) || !errors.Is(context.Cause(ctx), cause) {
		t.Errorf("err %v, cause %v", ctx.Err(), context.Cause(ctx))
	}
	expired, cancel := c.WithTimeout(t.Context(), 0)
	defer cancel()
	if !errors.Is(expired.Err(), context.DeadlineExceeded) {
		t.Errorf("at once: %v", expired.Err())
	}
}

func TestScaledClock(t *testing.T) {
	c := NewScaledClock(epoch, 1e9) // a nanosecond is a second

	if err := c.Sleep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if c.Now().Before(epoch.Add(time.Hour)) {
		t.Errorf("%v", c.Now())
	}
	ctx, cancel := c.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	if err := c.Sleep(ctx, 1_000_000*time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}
