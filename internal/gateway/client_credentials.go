// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// ClientCredentials is a service account. Its tokens are requested by OAuth 2.0's grant of that name.
type ClientCredentials struct {
	TokenURL     string // "" = Service.DefaultTokenURL of the endpoint
	ClientID     string
	ClientSecret string // sent in the body of the token request. Never logged, never in an error
	Scopes       []string
}

// DefaultTokenURL returns the token URL of the Keycloak that belongs to an endpoint of the service: at the host
// auth.REST where the endpoint's host is api.REST, else at the endpoint's own host, and at the same port. Its error is
// the *InputError of an invalid endpoint.
func (s Service) DefaultTokenURL(endpoint string) (string, error) {
	base, err := s.checkEndpoint(endpoint)
	if err != nil {
		return "", err
	}
	parsed, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	host := parsed.Host
	if rest, found := strings.CutPrefix(strings.ToLower(host), "api."); found {
		host = "auth." + rest
	}
	return tokenURLAt(parsed.Scheme, host), nil
}

// tokenURLAt returns the token URL of the Keycloak at a host, in the realm that all of these systems have.
func tokenURLAt(scheme, host string) string {
	const path = "/keycloak/realms/shasta/protocol/openid-connect/token"
	return (&url.URL{Scheme: scheme, Host: host, Path: path}).String()
}

// clientCredentials requests tokens for a service account.
type clientCredentials struct {
	server tokenServer
	config clientcredentials.Config
}

func newClientCredentials(c *Client, given ClientCredentials) *clientCredentials {
	c.secrets.addBasic(secretLabel, given.ClientID, given.ClientSecret)
	return &clientCredentials{
		server: tokenServer{source: sourceClientCredentials, url: given.TokenURL, c: c},
		config: clientcredentials.Config{
			ClientID: given.ClientID, ClientSecret: given.ClientSecret, TokenURL: given.TokenURL, Scopes: given.Scopes,
			// In the body, as in HPE's documentation: by default, oauth2 tries one style after the other.
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

func (s *clientCredentials) fresh(token bearer) bool { return s.server.c.before(token.renewAt) }

func (s *clientCredentials) fetch(ctx context.Context, _ string) (bearer, error) {
	token, _, err := s.server.request(ctx, s.config.Token)
	return token, err
}

// withDefaults leaves the token URL empty where the endpoint, which is checked elsewhere, is invalid.
func (given ClientCredentials) withDefaults(service Service, endpoint string) *ClientCredentials {
	given.ClientSecret = strings.TrimRight(given.ClientSecret, "\r\n") // a file's last line break
	if given.TokenURL == "" {
		given.TokenURL, _ = service.DefaultTokenURL(endpoint)
	}
	return &given
}

// check makes no request.
func (given *ClientCredentials) check() error {
	switch {
	case given.ClientID == "":
		return &InputError{Field: "client_credentials.client_id", Reason: "the client id is empty"}
	case given.ClientSecret == "":
		return &InputError{Field: "client_credentials.client_secret", Reason: "the client secret is empty"}
	}
	return checkTokenURL(given.TokenURL)
}

func checkTokenURL(text string) error {
	wrong := func(reason string) error {
		return &InputError{Field: "client_credentials.token_url", Reason: reason}
	}
	parsed, err := url.Parse(text)
	switch {
	case err != nil: // its text may repeat a password
		return wrong("the token URL is not a URL")
	case parsed.Scheme != "https" && parsed.Scheme != "http":
		return wrong("the token URL has neither the scheme https nor http")
	case parsed.User != nil:
		return wrong("the token URL holds a user name or password: leave it out")
	case parsed.Hostname() == "":
		return wrong("the token URL names no host")
	case parsed.RawQuery != "" || parsed.ForceQuery || parsed.Fragment != "":
		return wrong("the token URL has a query or a fragment: leave it out")
	default:
		return nil
	}
}
