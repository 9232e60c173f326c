// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
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
	read      map[identity]bool               // templates of whose boot sets in BOS a forecast was made
	planned   plannedTargets
	failed    failedLook
}

func newForesight(cfg Config) *foresight {
	return &foresight{
		hsm: cfg.HSM, tenants: cfg.Tenants,
		sessions:  map[string]*recent[[]Session]{},
		fetched:   map[identity]*recent[SessionTemplate]{},
		templates: map[identity]map[string]BootSet{},
		read:      map[identity]bool{},
		planned:   plannedTargets{last: map[string]int{}},
	}
}

func (f *foresight) sessionsOf(tenant string) *recent[[]Session] {
	f.mu.Lock()
	defer f.mu.Unlock()
	return recentOf(f.sessions, tenant)
}

func (f *foresight) templateOf(id identity) *recent[SessionTemplate] {
	f.mu.Lock()
	defer f.mu.Unlock()
	return recentOf(f.fetched, id)
}

// recentOf returns the result of a key, which it makes if there is none.
func recentOf[K comparable, T any](results map[K]*recent[T], key K) *recent[T] {
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

// recent holds the last result of a request, for callers that accept an older one. Callers that ask at the same time
// share a request. Of errors, too, the last one is kept: where a server is down, a plan of many sessions asks it once.
type recent[T any] struct {
	mu    sync.Mutex
	value T
	err   error
	at    time.Time // zero = none yet
}

// get returns the last result, if it is at most maxAge old, or else that of ask.
func (r *recent[T]) get(
	ctx context.Context, clock gateway.Clock, maxAge time.Duration, ask func(context.Context) (T, error),
) (T, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.at.IsZero() && maxAge > 0 && clock.Now().Sub(r.at) <= maxAge {
		return r.value, r.err
	}
	value, err := ask(ctx)
	if ctx.Err() == nil {
		r.value, r.err, r.at = value, err, clock.Now()
	}
	return value, err
}
