// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"io/fs"
	"sync"
	"time"
)

// The sources of tokens, as Terraform names them.
const (
	sourceToken             = "token"
	sourceTokenFile         = "token_file"
	sourceClientCredentials = "client_credentials"
	sourceCrayCLI           = "cray_cli"
)

// bearer is a token, and what its source knows of it.
type bearer struct {
	value   string
	ends    time.Time   // zero = not known
	renewAt time.Time   // zero = not before it is refused
	file    fs.FileInfo // of the file that it was read from
}

// tokenSource gives tokens. Only one fetch runs at a time.
type tokenSource interface {
	// fresh tells whether the token may still be used, without a request.
	fresh(token bearer) bool
	// fetch gets a token. refused is one that the server does not take; a source that
	// has no other gives that again. Its errors: a *TokenError, or context.Cause(ctx).
	fetch(ctx context.Context, refused string) (bearer, error)
}

// auth keeps the token of a client. The copies of the client for other tenants share it.
type auth struct {
	source tokenSource // nil = requests carry no token
	clock  Clock

	mu      sync.Mutex
	current bearer
	flight  *flight // the fetch that is under way
}

// flight is a fetch, for all that need its token.
type flight struct {
	refused string
	done    chan struct{} // closed when those below are set
	token   bearer
	err     error
	left    bool // whose context it ran in ended
}

// token gives the token to use now, which is another than refused where there is another.
// However many ask at once, one fetch serves them all.
func (a *auth) token(ctx context.Context, refused string) (bearer, error) {
	if a.source == nil {
		return bearer{}, nil
	}
	for {
		token, f, leads := a.board(refused)
		if f == nil {
			return token, nil
		}
		if leads {
			a.fly(ctx, f)
			return f.token, f.err
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return bearer{}, context.Cause(ctx)
		}
		// A flight for somebody else may have brought what is refused here.
		if !f.left && (f.err != nil || f.token.value != refused || f.refused == refused) {
			return f.token, f.err
		}
	}
}

// board gives the current token, or else the flight to wait for, which the caller may have to lead.
func (a *auth) board(refused string) (token bearer, f *flight, leads bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.current.value != "" && a.current.value != refused && a.source.fresh(a.current) {
		return a.current, nil, false
	}
	if a.flight != nil {
		return bearer{}, a.flight, false
	}
	a.flight = &flight{refused: refused, done: make(chan struct{})}
	return bearer{}, a.flight, true
}

// fly fetches. Where that fails, a token that is still good serves on.
func (a *auth) fly(ctx context.Context, f *flight) {
	token, err := a.source.fetch(ctx, f.refused)

	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil && ctx.Err() == nil && a.alive(f.refused) {
		token, err = a.current, nil
	}
	if err == nil {
		a.current = token
	}
	f.token, f.err, f.left = token, err, err != nil && ctx.Err() != nil
	a.flight = nil
	close(f.done)
}

func (a *auth) alive(refused string) bool {
	return a.current.value != "" && a.current.value != refused &&
		(a.current.ends.IsZero() || a.clock.Now().Before(a.current.ends))
}

// fresh tells whether the token need not be renewed yet.
func (a *auth) fresh(token bearer) bool { return a.source == nil || a.source.fresh(token) }

// staticToken is a token that was given once and for all.
type staticToken string

func (staticToken) fresh(bearer) bool { return true }

func (t staticToken) fetch(context.Context, string) (bearer, error) {
	return bearer{value: string(t)}, nil
}

// renewalTime is when a token that lives for life and ends at ends is to be renewed: early enough
// for a request that takes its time, and not before most of its life is over.
func renewalTime(ends time.Time, life time.Duration) time.Time {
	return ends.Add(-min(30*time.Second, life/4))
}
