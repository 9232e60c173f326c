// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// withDefaults fills in what was left out.
func (cfg Config) withDefaults() Config {
	cfg.Token = strings.TrimSpace(cfg.Token) // a file's last line break
	if cfg.APIVersion == "" {
		cfg.APIVersion = APIv2
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = defaultUserAgent
	}
	if cfg.RequestTimeout == 0 {
		cfg.RequestTimeout = defaultRequestTimeout
	}
	if cfg.PollInterval == 0 {
		cfg.PollInterval = defaultPollInterval
	}
	if cfg.MaxRetries == nil {
		retries := defaultMaxRetries
		cfg.MaxRetries = &retries
	}
	if cfg.Clock == nil {
		cfg.Clock = SystemClock()
	}
	if cfg.Log == nil {
		cfg.Log = func(context.Context, string, map[string]any) {}
	}
	return cfg
}

// check returns the base URL without a slash at its end.
func (cfg Config) check() (base string, err error) {
	switch {
	case cfg.RequestTimeout < 0:
		return "", errors.New("the request time-out is negative")
	case cfg.PollInterval < 0:
		return "", errors.New("the poll interval is negative")
	case *cfg.MaxRetries < 0:
		return "", errors.New("the number of retries is negative")
	}
	if err := cfg.APIVersion.check(); err != nil {
		return "", err
	}
	if err := checkToken(cfg.Token); err != nil {
		return "", err
	}
	if err := checkTenant(cfg.Tenant); err != nil {
		return "", err
	}
	return checkEndpoint(cfg.Endpoint)
}

// checkToken finds what an Authorization header cannot carry. The token itself is never shown.
func checkToken(token string) error {
	if scheme, _, found := strings.Cut(token, " "); found && strings.EqualFold(scheme, "bearer") {
		return errors.New(`the token begins with "Bearer": give the token alone`)
	}
	for _, r := range token {
		if r <= ' ' || r > '~' {
			return errors.New("the token holds a blank, a line break or another character that no token has: give the access token alone, not the file that it came in")
		}
	}
	return nil
}

// tenantPattern is that of tenants' names, ^[a-z0-9][a-z0-9\-\.]{1,251}[a-z0-9]$, but no longer than
// BOS takes in the Cray-Tenant-Name header: 2.50 refuses 128 characters (tenant_session_get_long_header.json).
var tenantPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9\-.]{1,125}[a-z0-9]$`)

func checkTenant(tenant string) error {
	if tenant == "" || tenantPattern.MatchString(tenant) {
		return nil
	}
	return &InputError{Field: "tenant", Reason: fmt.Sprintf("%q is not a tenant's name: 3 to 127 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends", shorten(tenant, 64))}
}

var apiVersionEnd = regexp.MustCompile(`(?i)/(v[0-9]+)(/.*)?$`)

// checkEndpoint never repeats what stands before an @, nor a query.
func checkEndpoint(endpoint string) (base string, err error) {
	const example = "such as https://api.cmn.example.com/apis/bos"
	if endpoint == "" {
		return "", errors.New("the endpoint is empty: give the base URL of BOS, " + example)
	}
	if strings.TrimSpace(endpoint) != endpoint {
		return "", errors.New("the endpoint begins or ends with a blank")
	}
	if !strings.Contains(endpoint, "://") {
		return "", errors.New("the endpoint has no scheme: begin it with https://, " + example)
	}
	parsed, err := url.Parse(endpoint)
	if err != nil {
		var parseError *url.Error // it repeats the whole text
		if errors.As(err, &parseError) {
			err = parseError.Err
		}
		return "", fmt.Errorf("the endpoint is not a URL, %s: %w", example, err)
	}
	return checkURL(parsed)
}

func checkURL(endpoint *url.URL) (base string, err error) {
	version := apiVersionEnd.FindStringSubmatch(endpoint.Path)
	switch {
	case endpoint.Scheme != "https" && endpoint.Scheme != "http":
		return "", fmt.Errorf("the endpoint's scheme is %q: only https and http can be used", endpoint.Scheme)
	case endpoint.User != nil:
		return "", errors.New("the endpoint holds a user name or password: leave it out and give a token")
	case endpoint.Hostname() == "":
		return "", errors.New("the endpoint names no host")
	case endpoint.RawQuery != "" || endpoint.ForceQuery:
		return "", errors.New("the endpoint has a query: leave out the question mark and what follows it")
	case endpoint.Fragment != "":
		return "", errors.New("the endpoint has a fragment: leave out the # and what follows it")
	case version != nil:
		return "", fmt.Errorf("the endpoint holds the version of the API: leave out %q", version[0])
	}
	return strings.TrimRight(endpoint.String(), "/"), nil
}
