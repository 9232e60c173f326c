// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// startedInTheEnd returns the number of sessions started, including those that a server still at work may start later.
func (g *gated) startedInTheEnd() int {
	g.clock.Advance(time.Hour)
	return g.sim.SessionsStarted()
}

func (g *gated) posts() int { return g.sim.Count("POST", "/v2/sessions") }

func TestStartSession_tokenFailures(t *testing.T) {
	t.Parallel()
	unavailable := simgateway.TokenFault{Status: http.StatusServiceUnavailable}
	twice := unavailable
	twice.Times = 2
	refused := simgateway.TokenFault{Status: 401, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"error":"invalid_client"}`}
	for name, test := range map[string]struct {
		prepare         func(*gated)
		kind            error // nil = the session is started
		posts, sessions int   // POSTs that passed the gateway
		refused         int
		trouble         gateway.Trouble
	}{
		"the token server comes back": {func(g *gated) { g.gate.FailToken(twice) }, nil, 1, 1, 0, gateway.NoTrouble},
		"it does not":                 {func(g *gated) { g.gate.FailToken(unavailable) }, gateway.ErrUnavailable, 0, 0, 0, gateway.Unavailable},
		"it refuses":                  {func(g *gated) { g.gate.FailToken(refused) }, gateway.ErrUnauthorized, 0, 0, 0, gateway.TokenSource},
		"the token was revoked":       {func(g *gated) { _ = g.ask(t); g.gate.RevokeAll() }, nil, 1, 1, 1, gateway.NoTrouble},
		"revoked, the server comes back": {
			func(g *gated) { _ = g.ask(t); g.gate.RevokeAll(); g.gate.FailToken(twice) }, nil, 1, 1, 1, gateway.NoTrouble,
		},
		"revoked, and it refuses": {
			func(g *gated) { _ = g.ask(t); g.gate.RevokeAll(); g.gate.FailToken(refused) }, gateway.ErrUnauthorized, 0, 0, 1, gateway.TokenSource,
		},
		"the answer was lost, then revoked": {
			func(g *gated) { g.sim.Inject(once(onPOST(lostDone))); g.revokeAfter("POST") }, nil, 1, 1, 1, gateway.NoTrouble,
		},
		"the POST was lost, then revoked": {
			func(g *gated) { g.sim.Inject(once(onPOST(lost))); g.revokeAfter("POST") }, nil, 2, 1, 1, gateway.NoTrouble,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGated(t, "", 0, nil)
			test.prepare(g)

			got, err := g.StartSession(t.Context(), random, false)

			switch {
			case test.kind == nil && (err != nil || got.Name != "s1"):
				t.Errorf("got %+v, %v", got, err)
			case test.kind != nil && !errors.Is(err, test.kind):
				t.Errorf("got %v, want %v", err, test.kind)
			case errors.Is(err, gateway.ErrAmbiguous) || gateway.TroubleOf(err) != test.trouble:
				t.Errorf("trouble %v: %v", gateway.TroubleOf(err), err)
			}
			var unresolved *bos.UnresolvedError
			if errors.As(err, &unresolved) || g.posts() != test.posts || len(g.gate.Refusals()) != test.refused || g.startedInTheEnd() != test.sessions {
				t.Errorf("%d POSTs, %d refused, %d sessions: %v", g.posts(), len(g.gate.Refusals()), g.sim.SessionsStarted(), err)
			}
		})
	}
}

// revokeAfter revokes the first token as soon as a request of the method arrives.
func (g *gated) revokeAfter(method string) {
	done := false
	g.sim.OnRequest(func(r bossim.Request) {
		if r.Method == method && !done {
			done = true
			g.gate.RevokeAll()
		}
	})
}

// The look-up counts from the last POST: one that was refused was never carried out.
func TestStartSession_countsFromPOSTAfterTokenRenewal(t *testing.T) {
	t.Parallel()
	g := newGated(t, "", 0, nil)
	if err := g.ask(t); err != nil {
		t.Fatal(err)
	}
	g.gate.RevokeAll()
	g.gate.FailToken(simgateway.TokenFault{Delay: 30 * time.Second, Times: 1}) // between the two POSTs
	g.sim.Inject(late(34 * time.Second))

	got, err := g.StartSession(t.Context(), random, false)

	if err != nil || got.Name != "s1" || g.posts() != 1 || g.startedInTheEnd() != 1 {
		t.Errorf("%d POSTs, %d sessions: %+v, %v", g.posts(), g.sim.SessionsStarted(), got, err)
	}
}

// While nothing is in flight, an interrupt ends the start at once.
func TestStartSession_interruptedBeforeRequest(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simgateway.TokenFault{
		"in a token request that fails":    {Status: 503},
		"in a token request that succeeds": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			g := newGated(t, "", 0, nil)
			g.gate.OnTokenRequest(func(simgateway.TokenRequest) { cancel(errInterrupt) })
			g.gate.FailToken(fault)

			_, err := g.StartSession(ctx, random, false)

			var not *bos.NotStartedError
			if !errors.As(err, &not) || not.Attempts != 0 || !errors.Is(err, errInterrupt) || err.Error() != "session s1 was not started: interrupt" {
				t.Errorf("got %v", err)
			}
			g.made(t, 1, 0)
		})
	}
}

func TestStartSession_interruptedBetweenTokenAndPOST(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	g := newGated(t, "", 0, func(_ *gated, c *config) {
		c.Log = func(context.Context, string, map[string]any) { cancel(errInterrupt) } // the client has its token
	})

	_, err := g.StartSession(ctx, random, false)

	var not *bos.NotStartedError
	if !errors.As(err, &not) || not.Attempts != 0 || !errors.Is(err, errInterrupt) || g.gate.TokenRequests()[0].Status != 200 {
		t.Errorf("got %v", err)
	}
	g.made(t, 1, 0)
}

// An interrupt does not cancel an in-flight POST, nor the look-up after it.
func TestStartSession_finishesInFlightPOST(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	g := newGated(t, "", 5*time.Minute, nil)
	g.sim.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodPost {
			cancel(errInterrupt)
			g.gate.RevokeAll() // the look-up needs another token
		}
	})
	g.sim.Inject(once(onPOST(lostDone)))

	got, err := g.StartSession(ctx, random, false)

	if err != nil || got.Name != "s1" || context.Cause(ctx) == nil || g.posts() != 1 {
		t.Errorf("%d POSTs: %+v, %v", g.posts(), got, err)
	}
}

// Two refusals in a row end the look-up, but not while the POST may still be carried out.
func TestStartSession_looksUpWhilePOSTMayBeCarriedOut(t *testing.T) {
	t.Parallel()
	g := newGated(t, "", 0, nil)
	g.sim.Inject(once(onPOST(lostDone)))
	g.sim.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodPost {
			g.gate.RevokeAll()
			g.gate.FailToken(
				simgateway.TokenFault{Status: 400, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"error":"invalid_client"}`},
			)
		}
	})

	_, err := g.StartSession(t.Context(), random, false)

	var unresolved *bos.UnresolvedError
	var failed *gateway.TokenError
	if took := g.clock.Now().Sub(start); !errors.As(err, &unresolved) || !errors.As(err, &failed) || took < window || took > 2*window {
		t.Errorf("after %v: %v", took, err)
	}
}
