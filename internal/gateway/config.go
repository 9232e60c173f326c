// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// withDefaults returns cfg with the defaults of what was left out.
func (cfg Config) withDefaults() Config {
	cfg.Token = strings.TrimSpace(cfg.Token) // a file's last line break
	cfg.TokenFile = shownPath(cfg.TokenFile)
	cfg.TLS.CACertFile = shownPath(cfg.TLS.CACertFile)
	cfg.TLS.ClientCertFile, cfg.TLS.ClientKeyFile = shownPath(cfg.TLS.ClientCertFile), shownPath(cfg.TLS.ClientKeyFile)
	if cfg.ClientCredentials != nil {
		cfg.ClientCredentials = cfg.ClientCredentials.withDefaults(cfg.Service, cfg.Endpoint)
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = defaultUserAgent
	}
	if cfg.RequestTimeout == 0 {
		cfg.RequestTimeout = defaultRequestTimeout
	}
	if cfg.MaxRetries == nil {
		retries := defaultMaxRetries
		cfg.MaxRetries = &retries
	}
	if cfg.MaxAnswer == 0 {
		cfg.MaxAnswer = defaultMaxAnswer
	}
	if cfg.Clock == nil {
		cfg.Clock = SystemClock()
	}
	if cfg.Log == nil {
		cfg.Log = func(context.Context, string, map[string]any) {}
	}
	return cfg
}

// check returns the base URL without a slash at its end. It reads no file.
func (cfg Config) check() (base string, err error) {
	base, err = cfg.Service.checkEndpoint(cfg.Endpoint)
	if err != nil {
		return "", err
	}
	switch {
	case cfg.RequestTimeout < 0:
		return "", &InputError{Field: "request_timeout", Reason: "the request time-out is negative"}
	case cfg.RequestTimeout < MinRequestTimeout || cfg.RequestTimeout > MaxRequestTimeout:
		return "", &InputError{Field: "request_timeout", Reason: fmt.Sprintf(
			"the request time-out %v is not within %v and %v", cfg.RequestTimeout, MinRequestTimeout, MaxRequestTimeout)}
	case cfg.MaxAnswer < 0:
		return "", &InputError{Field: "max_answer", Reason: "the size of an answer is negative"}
	case *cfg.MaxRetries < 0:
		return "", &InputError{Field: "max_retries", Reason: "the number of retries is negative"}
	}
	for _, check := range []func() error{
		func() error { return checkRate(cfg.MaxRequestsPerSecond) },
		func() error { return CheckTenant(cfg.Tenant) },
		cfg.checkSources,
	} {
		if err := check(); err != nil {
			return "", err
		}
	}
	return base, nil
}

// MaxTenantLength is the length of the longest tenant that BOS accepts in the Cray-Tenant-Name header: 2.50 refuses 128
// characters (tenant_session_get_long_header.json).
const MaxTenantLength = 127

// tenantPattern is that of the tenants' own service, ^[a-z0-9][a-z0-9\-\.]{1,251}[a-z0-9]$, but for the length.
var tenantPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9\-.]*[a-z0-9]$`)

// CheckTenant returns an *InputError unless tenant is a valid name of a tenant or "".
func CheckTenant(tenant string) error {
	if tenant == "" || len(tenant) >= 3 && len(tenant) <= MaxTenantLength && tenantPattern.MatchString(tenant) {
		return nil
	}
	return &InputError{Field: "tenant", Reason: fmt.Sprintf("%q is not a tenant's name: 3 to %d lower-case letters, "+
		"digits, hyphens and dots, with a letter or digit at both ends", Shorten(tenant, 64), MaxTenantLength)}
}

// normalizeEndpoint returns the same text for all ways of writing a base URL.
func normalizeEndpoint(base string) string {
	u, err := url.Parse(base)
	if err != nil { // impossible: New has parsed it before
		return base
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") { // IPv6
		host = "[" + host + "]"
	}
	port := u.Port()
	byDefault := scheme == "http" && port == "80" || scheme == "https" && port == "443"
	if port != "" && !byDefault {
		host += ":" + port
	}
	return scheme + "://" + host + strings.TrimRight(u.EscapedPath(), "/")
}
