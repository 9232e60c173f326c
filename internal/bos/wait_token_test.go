// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// With tokens that live for 5 min, the wait for a session of half an hour succeeds, with one POST in all.
func TestWaitForSession_outlivesTokens(t *testing.T) {
	t.Parallel()
	g := newGated(t, "", 5*time.Minute, nil)
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

func TestWaitForSession_tokenFailures(t *testing.T) {
	t.Parallel()
	const life = 5 * time.Minute
	invalid := simgateway.TokenFault{Status: 400, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"error":"invalid_client"}`}
	page := simgateway.TokenFault{Status: 200, Header: map[string]string{"Content-Type": "text/html"}, Body: "<html>Soon</html>"}
	times := func(n int, f simgateway.TokenFault) simgateway.TokenFault { f.Times = n; return f }
	for name, test := range map[string]struct {
		fault   simgateway.TokenFault
		ends    bool
		trouble gateway.Trouble
	}{
		"503, often":      {times(9, simgateway.TokenFault{Status: 503}), false, 0},
		"dropped, often":  {times(9, simgateway.TokenFault{Drop: true}), false, 0},
		"429, often":      {times(9, simgateway.TokenFault{Status: 429}), false, 0},
		"refused, once":   {times(1, invalid), false, 0},
		"refused, twice":  {times(2, invalid), true, gateway.TokenSource},
		"a page, once":    {times(1, page), false, 0},
		"a page, twice":   {times(2, page), true, gateway.TokenSource},
		"not a realm":     {times(2, simgateway.TokenFault{Status: 404}), true, gateway.TokenSource},
		"revoked, no way": {times(2, simgateway.TokenFault{Status: 401}), true, gateway.TokenSource},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGated(t, "", life, nil)
			if _, err := g.StartSession(t.Context(), random, false); err != nil {
				t.Fatal(err)
			}
			g.gate.RevokeAll()
			g.gate.FailToken(test.fault)

			got, err := g.WaitForSession(t.Context(), "s1", nil)

			var failed *gateway.TokenError
			if test.ends && (!errors.As(err, &failed) || gateway.TroubleOf(err) != test.trouble) || !test.ends && (err != nil || !got.Complete()) {
				t.Errorf("got %+v, %v", got, err)
			}
			if asked := len(g.gate.TokenRequests()) - 1; asked < test.fault.Times || test.ends && asked != test.fault.Times {
				t.Errorf("asked %d times", asked)
			}
		})
	}
}

// Another failure between two refusals means that they are not two in a row.
func TestWaitForSession_toleratesSingleRefusals(t *testing.T) {
	t.Parallel()
	refused := scripted.Answer(401, "application/json", `{"error":"invalid_client","error_description":"no"}`)
	down := scripted.Status(503)
	tokens := httptest.NewServer(scripted.Steps(t, refused, down, refused, down, refused, refused))
	t.Cleanup(tokens.Close)
	f := newFixture(t, running(), func(c *config) {
		c.Token, c.ClientCredentials = "", admin()
		c.ClientCredentials.TokenURL = tokens.URL
	})

	_, err := f.WaitForSession(t.Context(), "s1", nil)

	if asked := len(f.Logged("Token request")); !errors.Is(err, gateway.ErrUnauthorized) || asked != 6 {
		t.Errorf("asked %d times: %v", asked, err)
	}
	if len(f.Seen(http.MethodGet)) != 0 {
		t.Error("a request was made without a token")
	}
}
