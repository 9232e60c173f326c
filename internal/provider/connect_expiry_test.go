// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

const (
	adminAccount = `client_credentials = { client_id = "admin-client", client_secret = "admin-client-secret" }`
	replacedKeys = "not a token of this realm, or of keys that were replaced"
)

// Given tokens that live for five minutes, and a boot that takes longer, then
// they are renewed in time: the gateway refuses nothing.
func TestConnect_tokenIsRenewedWhileWaiting(t *testing.T) {
	t.Parallel()
	g := newGateway(t, withTokenLife(shortLife))
	tf := newEngine(t, g.sim)
	tf.configure(g.config(adminAccount, waitingWith("")))

	tf.must("apply", "-auto-approve")

	tf.exits(0, "plan", "-detailed-exitcode")
	g.wantSent(t, 1, 1)
	g.wantLonger(t, 2*shortLife)
	g.wantAccount(t, "admin-client")
	g.wantRefusals(t, 0, "")
	// Three in the apply, and one for the plan, which is another run.
	g.wantGrants(t, slices.Repeat([]string{"client_credentials 200"}, 4)...)
}

// Given a token that is refused in the middle of a wait, and another one to be had,
// then it is renewed once, and the wait goes on.
func TestConnect_refusedWhileWaiting(t *testing.T) {
	type row struct {
		name    string
		prepare func(t *testing.T, g *gated) (arguments string) // and what happens in the wait
		refused int
		grants  []string // of the apply
	}
	for _, c := range []row{
		{"service account", func(_ *testing.T, g *gated) string {
			g.atLook(5, g.RevokeAll)
			return adminAccount
		}, 1, []string{"client_credentials 200", "client_credentials 200"}},

		{"file is written before the refusal", func(t *testing.T, g *gated) string {
			t.Helper()
			path := file(t, g.issue(t, "alice").AccessToken)
			g.atLook(5, func() { g.RevokeAll(); g.rewrite(t, path) })
			return fmt.Sprintf("token_file = %q", path)
		}, 0, nil},

		{"file is written at the refusal", func(t *testing.T, g *gated) string {
			t.Helper()
			path := file(t, g.issue(t, "alice").AccessToken)
			g.atLook(5, g.RevokeAll)
			g.OnRefusal(func(simgateway.Refusal) { g.rewrite(t, path) })
			return fmt.Sprintf("token_file = %q", path)
		}, 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			tf := newEngine(t, g.sim)
			tf.configure(g.config(c.prepare(t, g), waitingWith("")))

			tf.must("apply", "-auto-approve")

			g.wantSent(t, 1, 1)
			g.wantGrants(t, c.grants...)
			g.wantRefusals(t, c.refused, "GET /apis/bos/v2/sessions/")
			again := func(r bossim.Request) bool { return r.RequestID == g.Refusals()[0].RequestID }
			if c.refused > 0 && !slices.ContainsFunc(g.Requests(), again) {
				t.Error("the request that was refused was not made again")
			}
		})
	}
}

// rewrite puts another token of alice's into a file.
func (g *gated) rewrite(t *testing.T, path string) {
	t.Helper()
	token, err := g.Issue("alice")
	if err == nil {
		err = os.WriteFile(path, []byte(token.AccessToken), 0o600)
	}
	if err != nil {
		t.Error(err)
	}
}

// Given a token that ends between its issue and the POST, then the POST is refused,
// the token renewed, and the POST made again, as the same request: BOS gets it once.
func TestConnect_refusedPost(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tf := newEngine(t, g.sim)
	var once sync.Once
	g.OnTokenRequest(func(simgateway.TokenRequest) { once.Do(g.RevokeAll) })
	tf.configure(g.config(adminAccount, waitingWith("")))

	tf.must("apply", "-auto-approve")

	g.wantSent(t, 1, 1)
	g.wantGrants(t, "client_credentials 200", "client_credentials 200")
	if got := g.reasons(); !slices.Equal(got, []string{"POST /apis/bos/v2/sessions: " + replacedKeys}) {
		t.Fatalf("refused: %q", got)
	}
	if first, second := g.Refusals()[0].RequestID, g.Requests()[0].RequestID; first != second || first == "" {
		t.Errorf("the POST had the request id %q, then %q", first, second)
	}
}

// Given a token that nobody renews, and that is refused, then the POST is made once,
// and nothing is in the state.
func TestConnect_refusedForGood(t *testing.T) {
	t.Parallel()
	g := newGateway(t, withTokenLife(10*time.Minute))
	tf := newEngine(t, g.sim)
	token := g.issue(t, "alice").AccessToken
	g.Clock.Advance(time.Hour)
	path := file(t, token)
	for _, c := range []struct{ arguments, advice string }{
		{fmt.Sprintf("token = %q", token), "Put a new token into the argument token"},
		{fmt.Sprintf("token_file = %q", path), "Write a new token into " + path},
	} {
		tf.configure(g.config(c.arguments, waitingWith("")))

		output := tf.exits(1, "apply", "-auto-approve")

		says(t, output, "Unable to start the session", "403 Forbidden: Unauthorized Request",
			"The token has expired, at 2026-11-22T12:10:00Z.", c.advice)
		if state := tf.must("state", "list"); state != "" {
			t.Errorf("in the state: %s", state)
		}
	}
	g.wantSent(t, 0, 0)
	if got, want := g.reasons(), slices.Repeat([]string{"POST /apis/bos/v2/sessions: the token has expired"}, 2); !slices.Equal(got, want) {
		t.Errorf("refused: %q", got)
	}
}
