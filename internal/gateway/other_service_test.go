// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// inventory is a service whose path ends in the version of its API.
var inventory = gateway.Service{Name: "HSM", Path: "/apis/smd/hsm/v2", EndpointField: "hsm_endpoint"}

type label struct {
	Label string `json:"label"`
}

func groups(t *testing.T, c *gateway.Client, values url.Values) ([]label, error) {
	t.Helper()
	return gateway.Call[[]label](t.Context(), c, gateway.Request{Method: http.MethodGet, Path: "/groups", Values: values})
}

// Both services are called before either has a token: the second call takes that of the first.
func TestClient_For_sharesTokens(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil)
	var tokens []string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tokens = append(tokens, r.Header.Get("Authorization"))
		scripted.OK(`[{"label":"blue"}]`)(w, r)
	}))
	t.Cleanup(other.Close)
	hsm, err := g.For(inventory, other.URL+"/apis/smd/hsm/v2/")
	if err != nil {
		t.Fatal(err)
	}

	_, err = groups(t, hsm, nil)
	err = errors.Join(err, g.ask(t))

	if err != nil || len(tokens) != 1 || !strings.HasPrefix(tokens[0], "Bearer ") {
		t.Errorf("%v, authorization %q", err, tokens)
	}
	g.wants(t, counts{tokens: 1, passed: 1})
	if hsm.Endpoint() != other.URL+"/apis/smd/hsm/v2" || g.Endpoint() != g.endpoint {
		t.Errorf("endpoints %s and %s", hsm.Endpoint(), g.Endpoint())
	}
	if hsm.Clock() != g.Clock() {
		t.Error("another clock")
	}
}

func TestClient_For_namesItsServiceAndKeepsSecrets(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Problem(500, "no", "sent "+secret))
	hsm, err := f.For(inventory, f.url+"/apis/smd/hsm/v2")
	if err != nil {
		t.Fatal(err)
	}

	_, err = groups(t, hsm, nil)

	if err == nil || strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), "[token]") {
		t.Errorf("error %v", err)
	}
	if logged := f.Logged("HSM request"); len(logged) != 1 || logged[0]["path"] != "/groups" {
		t.Errorf("log %v", f.Entries())
	}
	if seen := f.Seen("GET"); len(seen) != 1 || seen[0].URI != "/apis/smd/hsm/v2/groups" {
		t.Errorf("requests %v", seen)
	}
}

func TestClient_For_checksTheEndpoint(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	for endpoint, want := range map[string]string{
		"":                                  "hsm_endpoint: the endpoint is empty: give the base URL of HSM, such as https://api.cmn.example.com/apis/smd/hsm/v2",
		"https://example.com/apis/smd":      `hsm_endpoint: the endpoint does not end in "/v2", such as`,
		"https://example.com/hsm/v1":        `does not end in "/v2"`,
		"https://example.com/hsm/v2/groups": `does not end in "/v2"`,
		"https://me:pw@example.com/hsm/v2":  "hsm_endpoint: the endpoint holds a user name or password",
		"example.com/apis/smd/hsm/v2":       "has no scheme",
	} {
		_, err := f.For(inventory, endpoint)
		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != "hsm_endpoint" || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", endpoint, err, want)
		}
	}
	for _, endpoint := range []string{"https://example.com/apis/smd/hsm/v2", "http://127.0.0.1:8080/hsm/v2/"} {
		if _, err := f.For(inventory, endpoint); err != nil {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
	if _, err := f.For(service, "https://example.com/apis/bos/v2"); err == nil {
		t.Error("a service without a version in its path took an endpoint with one")
	}
}

func TestRequest_repeatsParameters(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.OK(`[]`))
	hsm, err := f.For(inventory, f.url+"/hsm/v2")
	if err != nil {
		t.Fatal(err)
	}

	_, err = groups(t, hsm, url.Values{"group": {"a&group=x", "b", ""}})

	want := "/groups?group=a%26group%3Dx&group=b&group="
	if seen := f.Seen("GET"); err != nil || len(seen) != 1 || seen[0].URI != "/hsm/v2"+want {
		t.Errorf("%v, requests %v", err, seen)
	}
	if logged := f.Logged("HSM request"); logged[0]["path"] != want {
		t.Errorf("logged %v", logged)
	}
}
