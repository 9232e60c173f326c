// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

func (r *rig) status(token string) int {
	r.t.Helper()

	return r.ask(http.MethodGet, "/apis/bos/v2/healthz", token).status
}

func TestTokens_expireByTheClock(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.TokenLife = 5 * time.Minute })
	token := r.issue("admin-client")

	r.clock.Advance(299 * time.Second)
	if got := r.status(token); got != http.StatusOK {
		t.Errorf("a second before its end: %d", got)
	}
	r.clock.Advance(time.Second)
	if got := r.status(token); got != http.StatusForbidden {
		t.Errorf("at its end: %d", got)
	}
	if reason := r.Refusals()[0].Reason; reason != "the token has expired" {
		t.Error(reason)
	}
	if got := r.status(r.issue("admin-client")); got != http.StatusOK {
		t.Errorf("a new one: %d", got)
	}
}

func TestTokens_areJWTs(t *testing.T) {
	r := newRig(t, nil)
	for account, want := range map[string]map[string]any{
		"admin-client": {
			"azp": "admin-client", "preferred_username": "service-account-admin-client",
			"resource_access": map[string]any{"shasta": map[string]any{"roles": []any{"admin"}}},
		},
		"tina": {
			"azp": "shasta", "preferred_username": "tina", "groups": []any{"vcluster-blue-tenant-admin"},
			"realm_access": map[string]any{"roles": []any{"tenant-admin"}}, "resource_access": nil,
		},
	} {
		parts := strings.Split(r.issue(account), ".")
		if len(parts) != 3 {
			t.Fatalf("%s: %d parts", account, len(parts))
		}
		payload, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(payload, &got); err != nil {
			t.Fatal(err)
		}
		want["exp"] = float64(start.Add(gateway.DefaultLife).Unix())
		want["iat"] = float64(start.Unix())
		want["iss"], want["aud"], want["typ"] = gateway.DefaultIssuer, "shasta", "Bearer"
		for claim, value := range want {
			if !reflect.DeepEqual(got[claim], value) {
				t.Errorf("%s: %s is %v", account, claim, got[claim])
			}
		}
	}
}

func TestRevoke_oneToken(t *testing.T) {
	r := newRig(t, nil)
	revoked, other := r.issue("admin-client"), r.issue("admin-client")

	r.Revoke(revoked)

	if got := r.status(revoked); got != http.StatusForbidden {
		t.Errorf("the revoked one: %d", got)
	}
	if got := r.status(other); got != http.StatusOK {
		t.Errorf("another of the account: %d", got)
	}
}

func TestRevokeAll_everything(t *testing.T) {
	r := newRig(t, nil)
	before := r.token(passwordForm("alice", "alice-password"))

	r.RevokeAll()

	if got := r.status(before.AccessToken); got != http.StatusForbidden {
		t.Errorf("the access token: %d", got)
	}
	if got := r.do(r.tokenRequest(refreshForm(before.RefreshToken))); got.status != http.StatusBadRequest {
		t.Errorf("the refresh token: %d %s", got.status, got.body)
	}
	if got := r.status(r.issue("alice")); got != http.StatusOK {
		t.Errorf("a new token: %d", got)
	}
}

func TestEndSessions_leavesAccessTokens(t *testing.T) {
	r := newRig(t, nil)
	before := r.token(passwordForm("alice", "alice-password"))

	r.EndSessions()

	if got := r.status(before.AccessToken); got != http.StatusOK {
		t.Errorf("the access token: %d", got)
	}
	if got := r.do(r.tokenRequest(refreshForm(before.RefreshToken))); got.status != 400 ||
		got.body != `{"error":"invalid_grant","error_description":"Session not active"}` {
		t.Errorf("the refresh token: %d %s", got.status, got.body)
	}
}

func TestSetAccounts_aNewSecret(t *testing.T) {
	r := newRig(t, nil)
	token := r.issue("admin-client")
	err := r.SetAccounts(gateway.Accounts{Services: []gateway.ServiceAccount{
		{ID: "admin-client", Secret: "new-secret", Roles: []string{gateway.RoleAdmin}},
	}})
	if err != nil {
		t.Fatal(err)
	}

	old := serviceForm("admin-client", "admin-client-secret")
	if got := r.do(r.tokenRequest(old)); got.status != http.StatusUnauthorized {
		t.Errorf("the old secret: %d %s", got.status, got.body)
	}
	r.token(serviceForm("admin-client", "new-secret"))
	if got := r.status(token); got != http.StatusOK {
		t.Errorf("a token of before: %d", got)
	}
	if _, err := r.Issue("alice"); err == nil {
		t.Error("alice is still there")
	}
}

func TestConcurrent_clientsOfOneGateway(t *testing.T) {
	r := newRig(t, nil)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			token, err := r.Issue("alice")
			if err != nil {
				t.Error(err)
			}
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/apis/bos/v2/healthz", nil)
			if err != nil {
				t.Error(err)

				return
			}
			request.Header.Set("Authorization", "Bearer "+token.AccessToken)
			for _, q := range []*http.Request{request, r.tokenRequest(refreshForm(token.RefreshToken))} {
				response, err := r.client.Do(q)
				if err != nil {
					t.Error(err)

					continue
				}
				_ = response.Body.Close()
				if response.StatusCode != http.StatusOK {
					t.Errorf("%s: %s", q.URL.Path, response.Status)
				}
			}
			r.Revoke(token.AccessToken)
		})
	}
	all.Wait()
	if n := len(r.TokenRequests()); n != 10 {
		t.Errorf("%d token requests", n)
	}
}
