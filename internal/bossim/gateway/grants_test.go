// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

func serviceForm(id, secret string) url.Values {
	return form("grant_type", "client_credentials", "client_id", id, "client_secret", secret)
}

func passwordForm(user, password string) url.Values {
	return form("grant_type", "password", "client_id", "shasta", "username", user, "password", password)
}

func refreshForm(token string) url.Values {
	return form("grant_type", "refresh_token", "client_id", "shasta", "refresh_token", token)
}

func TestTokens_clientCredentials(t *testing.T) {
	r := newRig(t, nil)

	got := r.do(r.tokenRequest(serviceForm("admin-client", "admin-client-secret")))
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/json" ||
		got.header.Get("Cache-Control") != "no-store" || got.header.Get("Pragma") != "no-cache" {
		t.Errorf("%d %v", got.status, got.header)
	}
	token := r.token(serviceForm("admin-client", "admin-client-secret"))
	if token.ExpiresIn != 365*24*3600 || token.TokenType != "Bearer" || token.Scope != "email profile" {
		t.Errorf("%+v", token)
	}
	if token.RefreshToken != "" || token.RefreshExpiresIn != 0 || token.SessionState != "" {
		t.Errorf("a service account has no session: %+v", token)
	}
	if got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", token.AccessToken); got.status != http.StatusOK {
		t.Errorf("with the token: %d %s", got.status, got.body)
	}
}

func TestTokens_clientSecretByBasic(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) {
		c.Accounts = gateway.Accounts{Services: []gateway.ServiceAccount{
			{ID: "odd:client", Secret: "a b+c%", Roles: []string{gateway.RoleAdmin}},
		}}
	})
	request := r.tokenRequest(form("grant_type", "client_credentials"))
	request.SetBasicAuth(url.QueryEscape("odd:client"), url.QueryEscape("a b+c%"))

	if got := r.do(request); got.status != http.StatusOK {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestTokens_password(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.TokenLife, c.RefreshLife = 5*time.Minute, time.Hour })

	token := r.token(passwordForm("alice", "alice-password"))
	if token.ExpiresIn != 300 || token.RefreshExpiresIn != 3600 || token.RefreshToken == "" || token.SessionState == "" {
		t.Errorf("%+v", token)
	}
	if got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", token.AccessToken); got.status != http.StatusOK {
		t.Errorf("with the token: %d %s", got.status, got.body)
	}
	if got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", token.RefreshToken); got.status != http.StatusForbidden {
		t.Errorf("with the refresh token: %d %s", got.status, got.body)
	}
}

func TestTokens_refusals(t *testing.T) {
	r := newRig(t, nil)
	other := r.token(passwordForm("tina", "tina-password")).RefreshToken
	secret := "nobody-may-see-this"
	for name, c := range map[string]struct {
		form   url.Values
		status int
		body   string
	}{
		"no grant": {
			form("client_id", "shasta"), 400,
			`{"error":"invalid_request","error_description":"Missing form parameter: grant_type"}`,
		},
		"unknown grant": {
			form("grant_type", "magic", "client_id", "shasta"), 400,
			`{"error":"unsupported_grant_type","error_description":"Unsupported grant_type"}`,
		},
		"unknown client": {
			serviceForm("nobody", secret), 401,
			`{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}`,
		},
		"no client": {
			form("grant_type", "client_credentials"), 401,
			`{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}`,
		},
		"wrong secret": {
			serviceForm("admin-client", secret), 401,
			`{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}`,
		},
		"public client": {
			form("grant_type", "client_credentials", "client_id", "shasta"), 401,
			`{"error":"unauthorized_client","error_description":"Public client not allowed to retrieve service account"}`,
		},
		"service account logs in": {
			form("grant_type", "password", "client_id", "admin-client", "client_secret", "admin-client-secret",
				"username", "alice", "password", "alice-password"), 400,
			`{"error":"unauthorized_client","error_description":"Client not allowed for direct access grants"}`,
		},
		"no user": {
			form("grant_type", "password", "client_id", "shasta"), 401,
			`{"error":"invalid_request","error_description":"Missing parameter: username"}`,
		},
		"unknown user": {
			passwordForm("bob", secret), 401,
			`{"error":"invalid_grant","error_description":"Invalid user credentials"}`,
		},
		"wrong password": {
			passwordForm("alice", secret), 401,
			`{"error":"invalid_grant","error_description":"Invalid user credentials"}`,
		},
		"twice": {
			form("grant_type", "password", "client_id", "shasta", "username", "alice", "username", "alice"), 400,
			`{"error":"invalid_request","error_description":"duplicated parameter"}`,
		},
		"no refresh token": {
			form("grant_type", "refresh_token", "client_id", "shasta"), 400,
			`{"error":"invalid_request","error_description":"No refresh token"}`,
		},
		"garbage refresh token": {
			refreshForm("garbage"), 400,
			`{"error":"invalid_grant","error_description":"Invalid refresh token"}`,
		},
		"access token to refresh": {
			refreshForm(r.issue("alice")), 400,
			`{"error":"invalid_grant","error_description":"Invalid refresh token"}`,
		},
		"another client's refresh token": {
			form("grant_type", "refresh_token", "client_id", "admin-client",
				"client_secret", "admin-client-secret", "refresh_token", other), 400,
			`{"error":"invalid_grant",` +
				`"error_description":"Invalid refresh token. Token client and authorized client don't match"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := r.do(r.tokenRequest(c.form))
			if got.status != c.status || got.body != c.body {
				t.Errorf("%d %s", got.status, got.body)
			}
			if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Content-Type") != "application/json" {
				t.Errorf("%v", got.header)
			}
		})
	}
}

func TestTokens_notAForm(t *testing.T) {
	r := newRig(t, nil)

	if got := r.ask(http.MethodGet, gateway.TokenPath, ""); got.status != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d %s", got.status, got.body)
	}
	request := r.tokenRequest(serviceForm("admin-client", "admin-client-secret"))
	request.Header.Set("Content-Type", "application/json")
	if got := r.do(request); got.status != http.StatusUnsupportedMediaType {
		t.Errorf("JSON: %d %s", got.status, got.body)
	}
}

func TestTokens_refresh(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.TokenLife, c.RefreshLife = 5*time.Minute, 30*time.Minute })
	first := r.token(passwordForm("alice", "alice-password"))
	r.clock.Advance(29 * time.Minute)

	second := r.token(refreshForm(first.RefreshToken))
	if second.RefreshToken == first.RefreshToken || second.AccessToken == first.AccessToken {
		t.Error("the tokens are not new")
	}
	if got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", second.AccessToken); got.status != http.StatusOK {
		t.Errorf("the new token: %d %s", got.status, got.body)
	}
	if again := r.token(refreshForm(first.RefreshToken)); again.AccessToken == "" {
		t.Error("without RevokeRefreshToken the old one is good as well")
	}
	r.clock.Advance(2 * time.Minute) // 31 min after the first, 2 after the second
	if got := r.do(r.tokenRequest(refreshForm(first.RefreshToken))); got.status != 400 ||
		got.body != `{"error":"invalid_grant","error_description":"Token is not active"}` {
		t.Errorf("the first after its life: %d %s", got.status, got.body)
	}
	r.token(refreshForm(second.RefreshToken))
}

func TestTokens_refreshOnceOnly(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.RevokeRefreshToken = true })
	first := r.token(passwordForm("alice", "alice-password"))
	second := r.token(refreshForm(first.RefreshToken))

	if got := r.do(r.tokenRequest(refreshForm(first.RefreshToken))); got.status != 400 ||
		got.body != `{"error":"invalid_grant","error_description":"Maximum allowed refresh token reuse exceeded"}` {
		t.Errorf("the used one: %d %s", got.status, got.body)
	}
	r.token(refreshForm(second.RefreshToken))
}
