// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"sync"
)

// SingleFlight lets concurrent callers share one run of a function (single flight). The zero value is ready for use.
type SingleFlight[T any] struct {
	mu       sync.Mutex
	inFlight *flight[T]
}

// flight is a run in progress, and then its result.
type flight[T any] struct {
	done        chan struct{} // closed once the fields below are set
	value       T
	err         error
	interrupted bool // it failed after the context of the caller that ran it had ended
}

// Do returns the value of ready if it has one, and otherwise the result of run. While run is in progress for one
// caller, others wait for its result instead of running it themselves. They start over where run failed because the
// context of the caller that ran it ended, and where usable (nil = always) rejects the shared value.
//
// run must make its value known to ready before it returns. ready is called under a lock: it must not block. Where ctx
// ends while Do waits for another caller, its error is context.Cause(ctx).
func (s *SingleFlight[T]) Do(
	ctx context.Context, ready func() (T, bool), run func(context.Context) (T, error), usable func(T) bool,
) (T, error) {
	for {
		value, shared, leads := s.join(ready)
		if shared == nil {
			return value, nil
		}
		if leads {
			return s.lead(ctx, shared, run)
		}
		select {
		case <-shared.done:
		case <-ctx.Done():
			var none T
			return none, context.Cause(ctx)
		}
		if !shared.interrupted && (shared.err != nil || usable == nil || usable(shared.value)) {
			return shared.value, shared.err
		}
	}
}

// join returns the ready value, or the flight to wait for. leads reports that the caller has to run it.
func (s *SingleFlight[T]) join(ready func() (T, bool)) (value T, shared *flight[T], leads bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, ok := ready(); ok {
		return value, nil, false
	}
	if s.inFlight != nil {
		return value, s.inFlight, false
	}
	s.inFlight = &flight[T]{done: make(chan struct{})}
	return value, s.inFlight, true
}

func (s *SingleFlight[T]) lead(ctx context.Context, f *flight[T], run func(context.Context) (T, error)) (T, error) {
	f.value, f.err = run(ctx)
	f.interrupted = f.err != nil && ctx.Err() != nil
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight = nil
	close(f.done)
	return f.value, f.err
}
