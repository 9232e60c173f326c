// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

func TestGateway_outages(t *testing.T) {
	r := newRig(t, nil)
	token := r.issue("admin-client")
	for _, c := range []struct {
		outage      gateway.Outage
		status      int
		body, media string
	}{
		{gateway.NoHealthyUpstream, 503, "no healthy upstream", "text/plain"},
		{
			gateway.ConnectionFailure, 503,
			"upstream connect error or disconnect/reset before headers. reset reason: connection failure", "text/plain",
		},
		{gateway.UpstreamTimeout, 504, "upstream request timeout", "text/plain"},
		{gateway.PolicyDown, 503, "", ""},
	} {
		r.SetOutage(c.outage)
		got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", token)
		if got.status != c.status || got.body != c.body || got.header.Get("Content-Type") != c.media {
			t.Errorf("outage %d: %d %q %v", c.outage, got.status, got.body, got.header)
		}
		tokens := r.do(r.tokenRequest(serviceForm("admin-client", "admin-client-secret")))
		if down := tokens.status != http.StatusOK; down != (c.outage == gateway.PolicyDown) {
			t.Errorf("outage %d: the token endpoint answers %d %s", c.outage, tokens.status, tokens.body)
		}
	}
	if n := r.sim.Count("", "*"); n != 0 {
		t.Errorf("BOS got %d requests", n)
	}
	r.SetOutage(gateway.NoOutage)
	if got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", token); got.status != http.StatusOK {
		t.Errorf("afterwards: %d %s", got.status, got.body)
	}
}

func TestGateway_policyAppliesBeforeAnOutage(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.Outage = gateway.NoHealthyUpstream })

	if got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", ""); got.status != http.StatusForbidden {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestGateway_unknownPaths(t *testing.T) {
	r := newRig(t, nil)
	token := r.issue("admin-client")
	for _, path := range []string{"/", "/apis", "/apis/bosx/v2", "/apis/cfs/v3/healthz", "/v2/sessions"} {
		got := r.ask(http.MethodGet, path, token)
		if got.status != http.StatusNotFound || got.body != "" || got.header.Get("Content-Type") != "" ||
			got.header.Get("Server") != "istio-envoy" {
			t.Errorf("%s: %d %q %v", path, got.status, got.body, got.header)
		}
	}
	if got := r.ask(http.MethodGet, "/apis/bosx/v2", ""); got.status != http.StatusForbidden {
		t.Errorf("without a token: %d %s", got.status, got.body)
	}
	// The policy allows this prefix to everybody, for another service.
	if got := r.ask(http.MethodGet, "/v2/sessions", ""); got.status != http.StatusNotFound {
		t.Errorf("without /apis/bos and without a token: %d %s", got.status, got.body)
	}
	if n := r.sim.Count("", "*"); n != 0 {
		t.Errorf("BOS got %d requests", n)
	}
}

func TestGateway_notFoundPage(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.NotFoundPage = gateway.NginxNotFound })

	got := r.ask(http.MethodGet, "/bos/v2/sessions", r.issue("admin-client"))
	if got.status != http.StatusNotFound || got.body != gateway.NginxNotFound ||
		got.header.Get("Content-Type") != "text/html" {
		t.Errorf("%d %q %v", got.status, got.body, got.header)
	}
}

func TestGateway_otherPathsOfKeycloak(t *testing.T) {
	r := newRig(t, nil)
	for path, want := range map[string]string{
		"/keycloak/realms/other/protocol/openid-connect/token": `{"error":"Realm does not exist"}`,
		"/keycloak/realms/shasta/protocol/openid-connect/tokn": `{"error":"HTTP 404 Not Found"}`,
	} {
		got := r.ask(http.MethodPost, path, "")
		if got.status != http.StatusNotFound || got.body != want || got.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %q %v", path, got.status, got.body, got.header)
		}
	}
}

func TestNew_badConfigurations(t *testing.T) {
	behind := http.NotFoundHandler()
	twice := gateway.Accounts{
		Services: []gateway.ServiceAccount{{ID: "x", Secret: "s"}},
		Users:    []gateway.User{{Name: "x", Password: "p"}},
	}
	for name, config := range map[string]gateway.Config{
		"nothing behind":            {},
		"a life below 1 s":          {BOS: behind, TokenLife: 1},
		"a negative life":           {BOS: behind, RefreshLife: -1},
		"a duplicate account":       {BOS: behind, Accounts: twice},
		"an account without a name": {BOS: behind, Accounts: gateway.Accounts{Users: []gateway.User{{Password: "p"}}}},
		"no password":               {BOS: behind, Accounts: gateway.Accounts{Users: []gateway.User{{Name: "x"}}}},
	} {
		if _, err := gateway.New(config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
