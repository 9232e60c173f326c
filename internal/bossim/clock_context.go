// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"context"
	"sync"
	"time"
)

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
