// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// Tokens that live for 5 min see a session of half an hour to its end, with one POST in all.
func TestWaitForSession_outlivesItsTokens(t *testing.T) {
	t.Parallel()
	g := newGated(t, 5*time.Minute, nil)
	g.sim.Inject(bossim.Fault{Method: "GET", Status: 502, For: 30 * time.Minute})

	if _, err := g.StartSession(t.Context(), random, false); err != nil {
		t.Fatal(err)
	}
	got, err := g.WaitForSession(t.Context(), "s1", nil)

	if err != nil || !got.Complete() || g.posts() != 1 || g.startedInTheEnd() != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
	if tokens := len(g.gate.TokenRequests()); tokens < 6 || tokens > 8 || len(g.gate.Refusals()) != 0 {
		t.Errorf("%d tokens, refused %v", tokens, g.gate.Refusals())
	}
}

func TestWaitForSession_aroundItsToken(t *testing.T) {
	t.Parallel()
	const life = 5 * time.Minute
	invalid := gateway.TokenFault{Status: 400, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"error":"invalid_client"}`}
	page := gateway.TokenFault{Status: 200, Header: map[string]string{"Content-Type": "text/html"}, Body: "<html>Soon</html>"}
	times := func(n int, f gateway.TokenFault) gateway.TokenFault { f.Times = n; return f }
	for name, test := range map[string]struct {
		fault   gateway.TokenFault
		ends    bool
		trouble bos.Trouble
	}{
		"503, often":      {times(9, gateway.TokenFault{Status: 503}), false, 0},
		"dropped, often":  {times(9, gateway.TokenFault{Drop: true}), false, 0},
		"429, often":      {times(9, gateway.TokenFault{Status: 429}), false, 0},
		"refused, once":   {times(1, invalid), false, 0},
		"refused, twice":  {times(2, invalid), true, bos.TokenSource},
		"a page, once":    {times(1, page), false, 0},
		"a page, twice":   {times(2, page), true, bos.TokenSource},
		"not a realm":     {times(2, gateway.TokenFault{Status: 404}), true, bos.TokenSource},
		"revoked, no way": {times(2, gateway.TokenFault{Status: 401}), true, bos.TokenSource},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGated(t, life, nil)
			if _, err := g.StartSession(t.Context(), random, false); err != nil {
				t.Fatal(err)
			}
			g.gate.RevokeAll()
			g.gate.FailToken(test.fault)

			got, err := g.WaitForSession(t.Context(), "s1", nil)

			var failed *bos.TokenError
			if test.ends && (!errors.As(err, &failed) || bos.TroubleOf(err) != test.trouble) || !test.ends && (err != nil || !got.Complete()) {
				t.Errorf("got %+v, %v", got, err)
			}
			if asked := len(g.gate.TokenRequests()) - 1; asked < test.fault.Times || test.ends && asked != test.fault.Times {
				t.Errorf("asked %d times", asked)
			}
		})
	}
}

// Another failure between two refusals makes them no row of two.
func TestWaitForSession_bearsRefusalsThatAreNoRow(t *testing.T) {
	t.Parallel()
	refused := refusedToken(401, "invalid_client", "no")
	f := newTokenServer(t, nil, nil, refused, status(503), refused, status(503), refused, refused)

	_, err := f.WaitForSession(t.Context(), "s1", nil)

	if asked := len(f.logged("Token request")); !errors.Is(err, bos.ErrUnauthorized) || asked != 6 {
		t.Errorf("asked %d times: %v", asked, err)
	}
	if len(f.seen(http.MethodGet)) != 0 {
		t.Error("a request was made without a token")
	}
}
