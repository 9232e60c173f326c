// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// foresight is what the copies of a client share for their forecasts.
type foresight struct {
	hsm     *hsm.Client  // nil = there are no forecasts
	tenants *hsm.Tenants // nil = tenants' nodes are those that BOS lists

	version    recent[Version]
	components recent[map[string]bool] // IDs of all of BOS's

	mu        sync.Mutex
	sessions  map[string]*recent[[]Session] // running ones, by tenant
	fetched   map[identity]*recent[SessionTemplate]
	templates map[identity]map[string]BootSet // see NotePlannedTemplate
	read      map[identity]map[string]BootSet // boot sets in BOS of which a forecast was made
	ofTenant  map[string]*recent[*TenantNodes]
	own       map[string]*recent[map[string]bool] // IDs of the components that BOS lists for a tenant
	planned   plannedTargets
	rollouts  map[identity]map[string]bool // nodes of planned rollouts
	failed    failedLook
}

func newForesight(cfg Config) *foresight {
	return &foresight{
		hsm: cfg.HSM, tenants: cfg.Tenants,
		sessions:  map[string]*recent[[]Session]{},
		fetched:   map[identity]*recent[SessionTemplate]{},
		templates: map[identity]map[string]BootSet{},
		read:      map[identity]map[string]BootSet{},
		ofTenant:  map[string]*recent[*TenantNodes]{},
		own:       map[string]*recent[map[string]bool]{},
		planned:   plannedTargets{last: map[string]int{}},
		rollouts:  map[identity]map[string]bool{},
	}
}

// recentOf returns the result of a key, which it makes if there is none.
func recentOf[K comparable, T any](f *foresight, results map[K]*recent[T], key K) *recent[T] {
	f.mu.Lock()
	defer f.mu.Unlock()
	if results[key] == nil {
		results[key] = &recent[T]{}
	}
	return results[key]
}

// failedLook is the last failure to ask HSM. A plan of many sessions asks a server that is down once.
type failedLook struct {
	err error
	at  time.Time
}

// failure returns the last failure, if it is at most maxAge old.
func (f *foresight) failure(now time.Time, maxAge time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed.err == nil || maxAge == 0 || now.Sub(f.failed.at) > maxAge {
		return nil
	}
	return f.failed.err
}

func (f *foresight) noteLook(err error, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failed = failedLook{err: err, at: now}
}

// recent holds the last result of a request, for callers that accept an older one: those that ask at the same time share
// a request. Of errors, too, the last one is kept for them: where a server is down, a plan of many sessions asks it once.
type recent[T any] struct {
	flight gateway.SingleFlight[result[T]]

	mu   sync.Mutex
	last result[T]
}

type result[T any] struct {
	value T
	err   error
	at    time.Time // zero = none yet
}

// get returns the last result, if it is at most maxAge old, or else that of ask. With 0 it always asks, and keeps no
// error.
func (r *recent[T]) get(
	ctx context.Context, clock gateway.Clock, maxAge time.Duration, ask func(context.Context) (T, error),
) (T, error) {
	request := func(ctx context.Context) (result[T], error) {
		value, err := ask(ctx)
		found := result[T]{value: value, err: err, at: clock.Now()}
		if err == nil || maxAge > 0 && ctx.Err() == nil {
			r.keep(found)
		}
		return found, nil
	}
	if maxAge == 0 {
		found, _ := request(ctx)
		return found.value, found.err
	}
	found, err := r.flight.Do(ctx, func() (result[T], bool) { return r.within(clock.Now(), maxAge) }, request,
		func(found result[T]) bool { return !errors.Is(found.err, context.Canceled) })
	if err != nil {
		return found.value, err
	}
	return found.value, found.err
}

func (r *recent[T]) keep(found result[T]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = found
}

func (r *recent[T]) within(now time.Time, maxAge time.Duration) (result[T], bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, !r.last.at.IsZero() && now.Sub(r.last.at) <= maxAge
}
