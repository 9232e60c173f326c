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

// While nothing is in flight, an interrupt ends the start at once. The list of sessions, which comes before the POST,
// has had a token.
func TestStartSessionV1_interruptedBeforeRequest(t *testing.T) {
	t.Parallel()
	const life = 5 * time.Minute
	for name, test := range map[string]struct {
		afterList func(*gated)
		refused   int
	}{
		"while the token server is down": {func(g *gated) {
			g.clock.Advance(life)
			g.gate.FailToken(simgateway.TokenFault{Status: http.StatusServiceUnavailable, Times: 2})
		}, 0},
		"while its token is renewed":  {func(g *gated) { g.clock.Advance(life) }, 0},
		"after its token was refused": {func(g *gated) { g.gate.RevokeAll() }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			g := newGated(t, "2.10.34", life, func(_ *gated, c *config) { c.APIVersion = bos.APIv1 })
			g.sim.OnRequest(func(bossim.Request) {
				test.afterList(g)
				g.gate.OnTokenRequest(func(simgateway.TokenRequest) { cancel(errInterrupt) })
			})

			_, err := g.StartSession(ctx, bos.SessionCreate{Operation: bos.OperationBoot, TemplateName: "compute"}, false)

			var unresolved *bos.UnresolvedError
			if !errors.Is(err, errInterrupt) || errors.As(err, &unresolved) || errors.Is(err, gateway.ErrAmbiguous) {
				t.Errorf("got %v", err)
			}
			if posts := g.sim.Count("POST", "/v1/session"); posts != 0 || len(g.gate.Refusals()) != test.refused || g.startedInTheEnd() != 0 {
				t.Errorf("%d POSTs, %d refused, %d sessions", posts, len(g.gate.Refusals()), g.sim.SessionsStarted())
			}
		})
	}
}

// A POST that was refused was not carried out, on v1 either.
func TestStartSessionV1_renewsToken(t *testing.T) {
	t.Parallel()
	g := newGated(t, "2.10.34", time.Hour, func(_ *gated, c *config) { c.APIVersion = bos.APIv1 })
	revoked := false
	g.sim.OnRequest(func(bossim.Request) {
		if !revoked {
			revoked = true
			g.gate.RevokeAll()
		}
	})

	got, err := g.StartSession(t.Context(), bos.SessionCreate{Operation: bos.OperationBoot, TemplateName: "compute"}, false)

	posts := g.sim.Count("POST", "/v1/session")
	if err != nil || got.Name == "" || posts != 1 || len(g.gate.Refusals()) != 1 || g.startedInTheEnd() != 1 {
		t.Errorf("%d POSTs, %d refused, %d sessions: %+v, %v", posts, len(g.gate.Refusals()), g.sim.SessionsStarted(), got, err)
	}
}
