// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

var errEnough = errors.New("enough")

func TestClient_isInterruptedDuringATokenRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	f := newTokenServer(t, nil, nil, func(_ http.ResponseWriter, r *http.Request) {
		cancel(errEnough)
		<-r.Context().Done()
	})

	_, err := f.Version(ctx)

	if !errors.Is(err, errEnough) || errors.Is(err, gateway.ErrUnavailable) || gateway.TroubleOf(err) != gateway.NoTrouble || len(f.Seen("")) != 0 {
		t.Errorf("got %v after %d requests", err, len(f.Seen("")))
	}
}

func TestClient_isInterruptedDuringARenewal(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	g := newGated(t, 0, nil)
	if err := g.ask(t); err != nil {
		t.Fatal(err)
	}
	g.gate.RevokeAll()
	g.gate.OnTokenRequest(func(simgateway.TokenRequest) { cancel(errEnough) })

	_, err := g.Version(ctx)

	if !errors.Is(err, errEnough) {
		t.Errorf("got %v", err)
	}
	g.wants(t, counts{tokens: 2, passed: 1, refused: 1})
}

// The caller whose token request is in flight may be interrupted; the others still need a token.
func TestClient_requestsATokenAgainAfterAnInterrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	asked := make(chan struct{})
	f := newTokenServer(t, nil, nil, func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	}, someToken())
	var both sync.WaitGroup
	var first, second error
	both.Go(func() { _, first = f.Version(ctx) })
	<-asked
	waiting := &noted{Context: t.Context(), done: make(chan struct{})}
	both.Go(func() { _, second = f.Version(waiting) })
	<-waiting.done // it now waits for the first caller's token
	cancel(errEnough)
	both.Wait()

	if !errors.Is(first, errEnough) || second != nil || len(f.Seen("")) != 1 {
		t.Errorf("first %v, second %v, %d requests", first, second, len(f.Seen("")))
	}
}

// noted is a context that reports when a caller begins to wait for its end.
type noted struct {
	context.Context
	once sync.Once
	done chan struct{}
}

func (c *noted) Done() <-chan struct{} {
	c.once.Do(func() { close(c.done) })
	return c.Context.Done()
}

// A failed token request is the result of all callers that wait for it: they do not make one each.
func TestClient_sharesAFailedTokenRequest(t *testing.T) {
	t.Parallel()
	none := 0
	var asked sync.WaitGroup
	asked.Add(1)
	release := make(chan struct{})
	f := newTokenServer(t, nil, func(c *gateway.Config) { c.MaxRetries = &none }, func(w http.ResponseWriter, _ *http.Request) {
		asked.Done()
		<-release
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	var made sync.WaitGroup
	errs := make([]error, 10)
	made.Go(func() { _, errs[0] = f.Version(t.Context()) })
	asked.Wait()
	for i := 1; i < len(errs); i++ {
		waiting := &noted{Context: t.Context(), done: make(chan struct{})}
		made.Go(func() { _, errs[i] = f.Version(waiting) })
		<-waiting.done
	}
	close(release)
	made.Wait()

	for i, err := range errs {
		if !errors.Is(err, gateway.ErrUnavailable) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if n := len(f.Logged("Token request")); n != 1 {
		t.Errorf("%d token requests", n)
	}
}

func TestClient_boundsATokenRequest(t *testing.T) {
	t.Parallel()
	none := 0
	var f *fixture
	f = newTokenServer(t, nil, func(c *gateway.Config) { c.MaxRetries = &none }, func(_ http.ResponseWriter, r *http.Request) {
		f.clock.Advance(41 * time.Second)
		<-r.Context().Done() // no answer before the client has given up
	})

	_, err := f.Version(t.Context())

	var failed *gateway.TokenError
	if !errors.As(err, &failed) || !errors.Is(err, gateway.ErrUnavailable) || gateway.TroubleOf(err) != gateway.TimedOut ||
		failed.Err.Error() != "no whole answer within 40s" {
		t.Errorf("got %v", err)
	}
	if asked, made := len(f.Logged("Token request")), len(f.Seen("")); asked != 1 || made != 0 {
		t.Errorf("%d token requests, %d requests", asked, made)
	}
}
