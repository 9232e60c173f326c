// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// crowdClock is the simulation's clock for many operations at once. On a
// SteppedClock each sleeper moves everybody's time on, so that fifty of them
// let a request time out that has only just been sent. Here time passes only
// when every operation in flight sleeps, and then up to the first awakening.
type crowdClock struct {
	*bossim.SteppedClock

	mu       sync.Mutex
	inFlight int
	sleepers []*sleeper
}

type sleeper struct {
	until  time.Time
	awoken chan struct{}
}

// Sleep blocks until the crowd has come so far in time, or ctx is done.
func (c *crowdClock) Sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s := &sleeper{until: c.Now().Add(d), awoken: make(chan struct{})}
	c.change(func() { c.sleepers = append(c.sleepers, s) })
	select {
	case <-s.awoken:
	case <-ctx.Done():
		c.change(func() { c.sleepers = slices.DeleteFunc(c.sleepers, func(other *sleeper) bool { return other == s }) })
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// change changes who sleeps or works, and moves time on where nobody works.
func (c *crowdClock) change(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	if len(c.sleepers) == 0 || len(c.sleepers) < c.inFlight {
		return
	}
	first := slices.MinFunc(c.sleepers, func(a, b *sleeper) int { return a.until.Compare(b.until) })
	c.Advance(first.until.Sub(c.Now()))
	now := c.Now()
	c.sleepers = slices.DeleteFunc(c.sleepers, func(s *sleeper) bool {
		if s.until.After(now) {
			return false
		}
		close(s.awoken)
		return true
	})
}

// works counts an operation, until the returned function is called.
func (c *crowdClock) works() (done func()) {
	c.change(func() { c.inFlight++ })
	return func() { c.change(func() { c.inFlight-- }) }
}

// crowded is a provider whose operations the clock knows of.
type crowded struct {
	tfprotov6.ProviderServer

	clock *crowdClock
}

func (p crowded) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	defer p.clock.works()()
	return p.ProviderServer.ApplyResourceChange(ctx, req)
}

func (p crowded) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	defer p.clock.works()()
	return p.ProviderServer.ReadResource(ctx, req)
}

func TestCrowdClock(t *testing.T) {
	start := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clock := &crowdClock{SteppedClock: bossim.NewSteppedClock(start)}
	shortDone, longDone := clock.works(), clock.works()
	var ended sync.WaitGroup
	var short, long time.Time

	ended.Go(func() {
		defer shortDone()
		_ = clock.Sleep(t.Context(), time.Minute)
		short = clock.Now()
	})
	ended.Go(func() {
		defer longDone()
		_ = clock.Sleep(t.Context(), time.Hour)
		long = clock.Now()
	})
	ended.Wait()

	if short.Sub(start) != time.Minute || long.Sub(start) != time.Hour {
		t.Errorf("awake after %v and %v", short.Sub(start), long.Sub(start))
	}
}
