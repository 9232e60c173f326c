// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"math"
	"sync"

	"golang.org/x/time/rate"
)

// pace keeps requests apart. The copies of a client share it.
type pace struct {
	clock   Clock
	mu      sync.Mutex    // the limiter wants times in their order
	limiter *rate.Limiter // nil = no limit
}

// newPace lets no two requests begin closer than 1/perSecond. A burst of more than one would let more
// than perSecond of them into the first second.
func newPace(clock Clock, perSecond float64) *pace {
	if perSecond == 0 {
		return &pace{clock: clock}
	}
	return &pace{clock: clock, limiter: rate.NewLimiter(rate.Limit(perSecond), 1)}
}

func checkRate(perSecond float64) error {
	if perSecond < 0 || math.IsNaN(perSecond) || math.IsInf(perSecond, 0) {
		return &InputError{Field: "max_requests_per_second", Reason: "the number of requests per second is not a positive number (0 = no limit)"}
	}
	return nil
}

// wait waits for the turn of a request. Its error is context.Cause(ctx): then the turn is given back.
func (p *pace) wait(ctx context.Context) error {
	if p.limiter == nil {
		return nil
	}
	p.mu.Lock()
	now := p.clock.Now()
	turn := p.limiter.ReserveN(now, 1)
	p.mu.Unlock()
	delay := turn.DelayFrom(now)
	if delay <= 0 {
		return nil
	}
	cause := p.clock.Sleep(ctx, delay)
	if cause != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		turn.CancelAt(p.clock.Now())
	}
	return cause
}
