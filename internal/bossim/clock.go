// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"context"
	"sync"
	"time"
)

// Clock is the only source of time. Sleep is used by Delay faults only; it
// returns context.Cause(ctx) if ctx ends first.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
}

// SteppedClock stands still until Sleep or Advance is called. It starts no
// goroutine and is safe for concurrent use.
type SteppedClock struct {
	mu        sync.Mutex
	now       time.Time
	deadlines map[*steppedContext]struct{}
}

// NewSteppedClock returns a clock that reads start.
func NewSteppedClock(start time.Time) *SteppedClock {
	return &SteppedClock{now: start.UTC(), deadlines: map[*steppedContext]struct{}{}}
}

// Now returns the clock's time, in UTC.
func (c *SteppedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()

	return c.now
}

// Advance moves the clock forward by d (never back) and ends the contexts whose
// deadlines it passes.
func (c *SteppedClock) Advance(d time.Duration) {
	c.mu.Lock()
	if d > 0 {
		c.now = c.now.Add(d)
	}
	var due []*steppedContext
	for ctx := range c.deadlines {
		if !c.now.Before(ctx.deadline) {
			due = append(due, ctx)
			delete(c.deadlines, ctx)
		}
	}
	c.mu.Unlock()

	for _, ctx := range due {
		ctx.finish(context.DeadlineExceeded, context.DeadlineExceeded)
	}
}

// Sleep calls Advance(d), unless ctx is already done. It returns
// context.Cause(ctx) if ctx is done, by this advance or otherwise.
func (c *SteppedClock) Sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() == nil {
		c.Advance(d)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}

	return nil
}

// WithTimeout is context.WithTimeout in this clock's time: the context ends with
// DeadlineExceeded, both as its Err and as its Cause, once the clock has passed
// now + d.
func (c *SteppedClock) WithTimeout(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return c.withTimeout(parent, d)
}

// steppedContext is a context with a deadline in a stepped clock's time.
// context.Cause takes the cause of a foreign context type from the nearest
// cancelCtx that its Value method returns. So inner carries the cause, and Err is
// answered here: a cancelCtx alone would report Canceled.
type steppedContext struct {
	context.Context // inner: done, with its cause, together with this one

	clock    *SteppedClock
	deadline time.Time
	cancel   context.CancelCauseFunc

	mu  sync.Mutex
	err error
}

func (c *SteppedClock) withTimeout(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancelCause(parent)
	ctx := &steppedContext{Context: inner, clock: c, cancel: cancel}

	c.mu.Lock()
	ctx.deadline = c.now.Add(d)
	due := d <= 0
	if !due {
		c.deadlines[ctx] = struct{}{}
	}
	c.mu.Unlock()

	if due {
		ctx.finish(context.DeadlineExceeded, context.DeadlineExceeded)
	}

	return ctx, func() {
		c.mu.Lock()
		delete(c.deadlines, ctx)
		c.mu.Unlock()
		ctx.finish(context.Canceled, context.Canceled)
	}
}

// Deadline reports none: the deadline is in simulated time, and net/http would
// otherwise start a real timer for it.
func (ctx *steppedContext) Deadline() (time.Time, bool) {
	return time.Time{}, false
}

// Err returns DeadlineExceeded once the clock has passed the deadline.
func (ctx *steppedContext) Err() error {
	ctx.mu.Lock()
	defer ctx.mu.Unlock()
	if ctx.err != nil {
		return ctx.err
	}

	return ctx.Context.Err()
}

func (ctx *steppedContext) finish(err, cause error) {
	ctx.mu.Lock()
	defer ctx.mu.Unlock()
	if ctx.err == nil && ctx.Context.Err() == nil {
		ctx.err = err
	}
	ctx.cancel(cause)
}

// ScaledClock runs from its start, speed times as fast as real time.
type ScaledClock struct {
	start time.Time
	real  time.Time
	speed float64
}

// NewScaledClock returns a clock that reads start now and runs speed times as
// fast as real time; a speed of 0 or less counts as 1.
func NewScaledClock(start time.Time, speed float64) *ScaledClock {
	if speed <= 0 {
		speed = 1
	}

	return &ScaledClock{start: start.UTC(), real: time.Now(), speed: speed}
}

// Now returns the clock's time, in UTC.
func (c *ScaledClock) Now() time.Time {
	return c.start.Add(time.Duration(float64(time.Since(c.real)) * c.speed))
}

// Sleep blocks until d of this clock's time has passed or ctx is done.
func (c *ScaledClock) Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(time.Duration(float64(d) / c.speed))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// WithTimeout is context.WithTimeout in this clock's time.
func (c *ScaledClock) WithTimeout(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(parent, time.Duration(float64(d)/c.speed))
}
