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
