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
	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// startedInTheEnd is how many sessions were started, those included that a server still at
// work may start later.
func (g *gated) startedInTheEnd() int {
	g.clock.Advance(time.Hour)
	return g.sim.SessionsStarted()
}

func (g *gated) posts() int { return g.sim.Count("POST", "/v2/sessions") }

func TestStartSession_aroundItsToken(t *testing.T) {
	t.Parallel()
	unavailable := gateway.TokenFault{Status: http.StatusServiceUnavailable}
	twice := unavailable
	twice.Times = 2
	refused := gateway.TokenFault{Status: 401, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"error":"invalid_client"}`}
	for name, test := range map[string]struct {
		prepare         func(*gated)
		kind            error // nil = the session is started
		posts, sessions int   // posts that came through the gateway
		refused         int
		trouble         bos.Trouble
	}{
		"the token server comes back": {func(g *gated) { g.gate.FailToken(twice) }, nil, 1, 1, 0, bos.NoTrouble},
		"it does not":                 {func(g *gated) { g.gate.FailToken(unavailable) }, bos.ErrUnavailable, 0, 0, 0, bos.Unavailable},
		"it refuses":                  {func(g *gated) { g.gate.FailToken(refused) }, bos.ErrUnauthorized, 0, 0, 0, bos.TokenSource},
		"the token was revoked":       {func(g *gated) { _ = g.ask(t); g.gate.RevokeAll() }, nil, 1, 1, 1, bos.NoTrouble},
		"revoked, the server comes back": {
			func(g *gated) { _ = g.ask(t); g.gate.RevokeAll(); g.gate.FailToken(twice) }, nil, 1, 1, 1, bos.NoTrouble,
		},
		"revoked, and it refuses": {
			func(g *gated) { _ = g.ask(t); g.gate.RevokeAll(); g.gate.FailToken(refused) }, bos.ErrUnauthorized, 0, 0, 1, bos.TokenSource,
		},
		"the answer was lost, then revoked": {
			func(g *gated) { g.sim.Inject(once(onPOST(lostDone))); g.revokeAfter("POST") }, nil, 1, 1, 1, bos.NoTrouble,
		},
		"the POST was lost, then revoked": {
			func(g *gated) { g.sim.Inject(once(onPOST(lost))); g.revokeAfter("POST") }, nil, 2, 1, 1, bos.NoTrouble,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGated(t, 0, nil)
			test.prepare(g)

			got, err := g.StartSession(t.Context(), random, false)

			switch {
			case test.kind == nil && (err != nil || got.Name != "s1"):
				t.Errorf("got %+v, %v", got, err)
			case test.kind != nil && !errors.Is(err, test.kind):
				t.Errorf("got %v, want %v", err, test.kind)
			case errors.Is(err, bos.ErrAmbiguous) || bos.TroubleOf(err) != test.trouble:
				t.Errorf("trouble %v: %v", bos.TroubleOf(err), err)
			}
			var unresolved *bos.UnresolvedError
			if errors.As(err, &unresolved) || g.posts() != test.posts || len(g.gate.Refusals()) != test.refused || g.startedInTheEnd() != test.sessions {
				t.Errorf("%d POSTs, %d refused, %d sessions: %v", g.posts(), len(g.gate.Refusals()), g.sim.SessionsStarted(), err)
			}
		})
	}
}

// revokeAfter has the first token refused as soon as such a request came.
func (g *gated) revokeAfter(method string) {
	done := false
	g.sim.OnRequest(func(r bossim.Request) {
		if r.Method == method && !done {
			done = true
			g.gate.RevokeAll()
		}
	})
}

// The look-up counts from when the POST was sent last: one that was refused was never carried out.
func TestStartSession_countsFromThePOSTAfterTheRenewal(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil)
	if err := g.ask(t); err != nil {
		t.Fatal(err)
	}
	g.gate.RevokeAll()
	g.gate.FailToken(gateway.TokenFault{Delay: 30 * time.Second, Times: 1}) // between the two POSTs
	g.sim.Inject(late(34 * time.Second))

	got, err := g.StartSession(t.Context(), random, false)

	if err != nil || got.Name != "s1" || g.posts() != 1 || g.startedInTheEnd() != 1 {
		t.Errorf("%d POSTs, %d sessions: %+v, %v", g.posts(), g.sim.SessionsStarted(), got, err)
	}
}

// As long as nothing is on its way, an interrupt ends the start at once.
func TestStartSession_isInterruptedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]gateway.TokenFault{
		"in a token request that fails":    {Status: 503},
		"in a token request that succeeds": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			g := newGated(t, 0, nil)
			g.gate.OnTokenRequest(func(gateway.TokenRequest) { cancel(errInterrupt) })
			g.gate.FailToken(fault)

			_, err := g.StartSession(ctx, random, false)

			var not *bos.NotStartedError
			if !errors.As(err, &not) || not.Attempts != 0 || !errors.Is(err, errInterrupt) || err.Error() != "session s1 was not started: interrupt" {
				t.Errorf("got %v", err)
			}
			g.wants(t, counts{tokens: 1})
		})
	}
}

func TestStartSession_isInterruptedBetweenItsTokenAndThePOST(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	g := newGated(t, 0, func(_ *gated, c *bos.Config) {
		c.Log = func(context.Context, string, map[string]any) { cancel(errInterrupt) } // the token is there
	})

	_, err := g.StartSession(ctx, random, false)

	var not *bos.NotStartedError
	if !errors.As(err, &not) || not.Attempts != 0 || !errors.Is(err, errInterrupt) || g.gate.TokenRequests()[0].Status != 200 {
		t.Errorf("got %v", err)
	}
	g.wants(t, counts{tokens: 1})
}

// Once the POST is on its way, it is seen to its end, and so is what became of it.
func TestStartSession_isNotInterruptedInTheMiddle(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	g := newGated(t, 5*time.Minute, nil)
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

// Two refusals in a row end the look, but not before the POST can no more be carried out.
func TestStartSession_looksForAsLongAsItMayBeStarted(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil)
	g.sim.Inject(once(onPOST(lostDone)))
	g.sim.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodPost {
			g.gate.RevokeAll()
			g.gate.FailToken(gateway.TokenFault{Status: 400, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"error":"invalid_client"}`})
		}
	})

	_, err := g.StartSession(t.Context(), random, false)

	var unresolved *bos.UnresolvedError
	var failed *bos.TokenError
	if took := g.clock.Now().Sub(start); !errors.As(err, &unresolved) || !errors.As(err, &failed) || took < window || took > 2*window {
		t.Errorf("after %v: %v", took, err)
	}
}
