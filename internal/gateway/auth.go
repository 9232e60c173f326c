// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"io/fs"
	"sync"
	"time"
)

// bearer is a token and what is known of it.
type bearer struct {
	value   string
	ends    time.Time   // expiry; zero = unknown
	renewAt time.Time   // when to renew it; zero = when it is refused
	file    fs.FileInfo // of the file that it was read from
}

// tokenSource issues tokens. Only one fetch runs at a time.
type tokenSource interface {
	// fresh reports, without a request, whether the token may still be used.
	fresh(token bearer) bool
	// fetch returns a token. refused is one that the server does not accept; a source that has no other returns it
	// again. Its errors: a *TokenError, or context.Cause(ctx).
	fetch(ctx context.Context, refused string) (bearer, error)
}

// auth holds the current token of a client. The copies of a client share it.
type auth struct {
	source  tokenSource // nil = requests carry no token
	clock   Clock
	fetches SingleFlight[fetched]

	mu      sync.Mutex
	current bearer
}

// fetched is a token, and the refused one that it was fetched to replace.
type fetched struct {
	token   bearer
	refused string
}

// token returns the token to use now: not the refused one, where there is another. Concurrent callers share one fetch.
func (a *auth) token(ctx context.Context, refused string) (bearer, error) {
	if a.source == nil {
		return bearer{}, nil
	}
	got, err := a.fetches.Do(ctx,
		func() (fetched, bool) {
			a.mu.Lock()
			defer a.mu.Unlock()
			return fetched{token: a.current}, a.holds(refused) && a.source.fresh(a.current)
		},
		func(ctx context.Context) (fetched, error) {
			token, err := a.fetch(ctx, refused)
			return fetched{token, refused}, err
		},
		// The fetch of another caller may have returned the token that is refused here.
		func(got fetched) bool { return got.token.value != refused || got.refused == refused },
	)
	return got.token, err
}

// usable reports whether a request could be sent with the current token, without a fetch.
func (a *auth) usable() bool {
	if a.source == nil {
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current.value != "" && a.source.fresh(a.current)
}

// fetch gets a token from the source. If that fails, a current token that has not expired remains in use.
func (a *auth) fetch(ctx context.Context, refused string) (bearer, error) {
	token, err := a.source.fetch(ctx, refused)

	a.mu.Lock()
	defer a.mu.Unlock()
	unexpired := a.current.ends.IsZero() || a.clock.Now().Before(a.current.ends)
	if err != nil && ctx.Err() == nil && a.holds(refused) && unexpired {
		return a.current, nil
	}
	if err == nil {
		a.current = token
	}
	return token, err
}

// holds reports whether there is a current token other than the refused one.
func (a *auth) holds(refused string) bool { return a.current.value != "" && a.current.value != refused }

// fresh reports whether the token does not have to be renewed yet.
func (a *auth) fresh(token bearer) bool { return a.source == nil || a.source.fresh(token) }

// staticToken is a token that the configuration gives.
type staticToken string

func (staticToken) fresh(bearer) bool { return true }

func (t staticToken) fetch(context.Context, string) (bearer, error) {
	return bearer{value: string(t)}, nil
}

// renewalTime returns when to renew a token of the given life that expires at ends: early enough for a request that
// takes its time, and not before three quarters of its life are over.
func renewalTime(ends time.Time, life time.Duration) time.Time {
	return ends.Add(-min(30*time.Second, life/4))
}
