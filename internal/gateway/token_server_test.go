// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// tokenRequest is a request that a token server received.
type tokenRequest struct {
	method, uri string
	header      http.Header
	form        url.Values
}

const (
	tokenPath  = "/keycloak/realms/shasta/protocol/openid-connect/token"
	newToken   = "n3w-access-t0ken-from-the-server"
	newRefresh = "n3w-refresh-t0ken-from-the-server"
	// clientSecret has characters that forms, URLs, JSON and HTML escape.
	clientSecret = `Cl13nt s+cret/"ä&<%=\`
)

func someToken() http.HandlerFunc {
	return scripted.OK(`{"access_token":"` + newToken + `","expires_in":300,"token_type":"Bearer"}`)
}

// newTokenServer returns a client with a service account, a BOS that answers with its version, and a token server that
// answers by the steps (none = with a token) and passes each request to see.
func newTokenServer(t *testing.T, see func(tokenRequest), edit func(*gateway.Config), steps ...http.HandlerFunc) *fixture {
	t.Helper()
	answers := someToken()
	if len(steps) > 0 {
		answers = scripted.Steps(t, steps...)
	}
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		mu.Lock()
		if see != nil {
			see(tokenRequest{r.Method, r.RequestURI, r.Header.Clone(), r.PostForm})
		}
		mu.Unlock()
		answers(w, r)
	}))
	t.Cleanup(server.Close)
	return newFixture(t, scripted.OK(`{"major":"2","minor":"50","patch":"0"}`), func(c *gateway.Config) {
		c.Token = ""
		c.ClientCredentials = &gateway.ClientCredentials{TokenURL: server.URL + tokenPath, ClientID: "bot", ClientSecret: clientSecret}
		if edit != nil {
			edit(c)
		}
	})
}
