// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"net/url"

	"golang.org/x/oauth2"
)

// crayClient is the public Keycloak client that the CLI logs in with, where its file does not name one.
const crayClient = "shasta"

// crayToken is the Cray CLI's token, renewed in memory by its refresh token. The file is read again before each
// renewal, so that a new login takes effect while Terraform runs.
type crayToken struct {
	path   string
	server tokenServer
	stored storedToken // as last read
	// refresh is the refresh token to use next: each use may return another one, which is not written to the file.
	refresh string
}

func newCrayToken(c *Client, login *CrayLogin) (*crayToken, error) {
	base, err := c.service.checkEndpoint(login.Hostname)
	if err != nil {
		return nil, err
	}
	host, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	// The URL at which the CLI itself logs in: a Keycloak may refuse a refresh token that it issued under another name.
	tokenURL := tokenURLAt(host.Scheme, host.Host)
	return &crayToken{
		path:   login.TokenFile,
		server: tokenServer{source: sourceCrayCLI, url: tokenURL, c: c},
	}, nil
}

func (s *crayToken) fresh(token bearer) bool { return s.server.c.before(token.renewAt) }

// fetch returns the file's token if it is a new one and still fresh, and otherwise renews it. Without a refresh token
// it returns the file's token, for the server to judge.
func (s *crayToken) fetch(ctx context.Context, refused string) (bearer, error) {
	stored, err := readToken(s.path, s.server.c.secrets)
	switch {
	case err != nil && s.refresh == "":
		return bearer{}, &TokenError{Source: sourceCrayCLI, Err: err}
	case err == nil && stored.access != s.stored.access:
		s.stored, s.refresh = stored, stored.refresh
		if held := s.held(); held.value != refused && s.fresh(held) {
			return held, nil
		}
	}
	if s.refresh == "" {
		return s.held(), nil
	}
	return s.renew(ctx)
}

// held returns the file's token, to which the CLI writes its life and its expiry.
func (s *crayToken) held() bearer {
	held := bearer{value: s.stored.access, ends: s.stored.ends}
	if !held.ends.IsZero() && s.refresh != "" {
		life := s.stored.life
		if life == 0 {
			life = held.ends.Sub(s.server.c.clock.Now())
		}
		held.renewAt = renewalTime(held.ends, max(0, life))
	}
	return held
}

func (s *crayToken) renew(ctx context.Context) (bearer, error) {
	client := s.stored.clientID
	if client == "" {
		client = crayClient
	}
	config := oauth2.Config{
		ClientID: client,
		Endpoint: oauth2.Endpoint{TokenURL: s.server.url, AuthStyle: oauth2.AuthStyleInParams}, // it has no secret
	}
	token, answer, err := s.server.request(ctx, func(ctx context.Context) (*oauth2.Token, error) {
		return config.TokenSource(ctx, &oauth2.Token{RefreshToken: s.refresh}).Token()
	})
	if err == nil {
		s.refresh = answer.RefreshToken
	}
	return token, err
}
