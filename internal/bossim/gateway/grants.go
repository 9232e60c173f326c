// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"net/http"
	"net/url"
)

// The grants that the token endpoint supports.
const (
	grantClient   = "client_credentials"
	grantPassword = "password"
	grantRefresh  = "refresh_token"
)

// OAuth's error codes.
const (
	invalidRequest     = "invalid_request"
	invalidClient      = "invalid_client"
	invalidGrant       = "invalid_grant"
	unauthorizedClient = "unauthorized_client"
	unsupportedGrant   = "unsupported_grant_type"
)

// wrongClient is the description for both unknown clients and wrong secrets.
const wrongClient = "Invalid client or Invalid client credentials"

// grant executes the request. The order of the checks, the codes and the texts
// are those of Keycloak's sources: TokenEndpoint, ClientIdAndSecretAuthenticator
// and the classes of the grants.
func (g *Gateway) grant(r *http.Request, entry *TokenRequest) tokenAnswer {
	form := r.PostForm
	entry.Grant = form.Get("grant_type")
	switch entry.Grant {
	case grantClient, grantPassword, grantRefresh:
	case "":
		return refuse(http.StatusBadRequest, invalidRequest, "Missing form parameter: grant_type")
	default:
		return refuse(http.StatusBadRequest, unsupportedGrant, "Unsupported grant_type")
	}

	g.mu.Lock()
	defer g.mu.Unlock()
	client, refusal := g.client(r, entry)
	if refusal.status != 0 {
		return refusal
	}
	for _, values := range form {
		if len(values) != 1 {
			return refuse(http.StatusBadRequest, invalidRequest, "duplicated parameter")
		}
	}
	switch entry.Grant {
	case grantClient:
		return g.clientCredentials(client, entry)
	case grantPassword:
		return g.password(client, form, entry)
	default:
		return g.refresh(client, form, entry)
	}
}

// client authenticates the client by the form, or else by Basic authentication.
// The public client is the identity without a name.
func (g *Gateway) client(r *http.Request, entry *TokenRequest) (identity, tokenAnswer) {
	id, secret, _ := r.BasicAuth()
	id, secret = unescaped(id), unescaped(secret) // RFC 6749, 2.3.1
	if r.PostForm.Has("client_id") {
		id = r.PostForm.Get("client_id")
	}
	if r.PostForm.Has("client_secret") {
		secret = r.PostForm.Get("client_secret")
	}
	entry.Client = id
	if id == PublicClient {
		return identity{}, tokenAnswer{}
	}
	who, found := g.accounts.find(id, true)
	switch {
	case !found: // or no client_id at all: that the answer is the same is a guess
		return identity{}, refuse(http.StatusUnauthorized, invalidClient, wrongClient)
	case !who.knows(secret):
		return identity{}, refuse(http.StatusUnauthorized, unauthorizedClient, wrongClient)
	}

	return who, tokenAnswer{}
}

func unescaped(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}

	return s
}

func (g *Gateway) clientCredentials(client identity, entry *TokenRequest) tokenAnswer {
	if client.name == "" {
		return refuse(http.StatusUnauthorized, unauthorizedClient, "Public client not allowed to retrieve service account")
	}
	entry.User = client.name

	return tokenAnswer{status: http.StatusOK, body: g.login(client)}
}

func (g *Gateway) password(client identity, form url.Values, entry *TokenRequest) tokenAnswer {
	entry.User = form.Get("username")
	if client.name != "" {
		return refuse(http.StatusBadRequest, unauthorizedClient, "Client not allowed for direct access grants")
	}
	if entry.User == "" {
		return refuse(http.StatusUnauthorized, invalidRequest, "Missing parameter: username")
	}
	who, found := g.accounts.find(entry.User, false)
	if !found || !who.knows(form.Get("password")) {
		return refuse(http.StatusUnauthorized, invalidGrant, "Invalid user credentials")
	}

	return tokenAnswer{status: http.StatusOK, body: g.login(who)}
}

func (g *Gateway) refresh(client identity, form url.Values, entry *TokenRequest) tokenAnswer {
	token := form.Get("refresh_token")
	if !form.Has("refresh_token") {
		return refuse(http.StatusBadRequest, invalidRequest, "No refresh token")
	}
	c, signed := parse(token, g.keys.refresh)
	if !signed {
		return refuse(http.StatusBadRequest, invalidGrant, "Invalid refresh token")
	}
	s := g.sessions[c.Session]
	if s != nil {
		entry.User = s.who.name
	}
	switch {
	case c.expired(g.clock.Now()):
		return refuse(http.StatusBadRequest, invalidGrant, "Token is not active")
	case s == nil:
		return refuse(http.StatusBadRequest, invalidGrant, "Session not active")
	case client.name != "": // a service account has no session
		return refuse(http.StatusBadRequest, invalidGrant,
			"Invalid refresh token. Token client and authorized client don't match")
	case g.onceOnly && c.ID != s.current:
		return refuse(http.StatusBadRequest, invalidGrant, "Maximum allowed refresh token reuse exceeded")
	}

	return tokenAnswer{status: http.StatusOK, body: g.issue(s.who, s)}
}
