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
	cfg.TokenFile = shownPath(cfg.TokenFile)
	cfg.TLS.CACertFile = shownPath(cfg.TLS.CACertFile)
	cfg.TLS.ClientCertFile, cfg.TLS.ClientKeyFile = shownPath(cfg.TLS.ClientCertFile), shownPath(cfg.TLS.ClientKeyFile)
	if cfg.ClientCredentials != nil {
		cfg.ClientCredentials = cfg.ClientCredentials.withDefaults(cfg.Endpoint)
	}
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

// check returns the base URL without a slash at its end. Files are read later.
func (cfg Config) check() (base string, err error) {
	base, err = checkEndpoint(cfg.Endpoint)
	if err != nil {
		return "", err
	}
	switch {
	case cfg.RequestTimeout < 0:
		return "", &InputError{Field: "request_timeout", Reason: "the request time-out is negative"}
	case cfg.PollInterval < 0:
		return "", &InputError{Field: "poll_interval", Reason: "the poll interval is negative"}
	case *cfg.MaxRetries < 0:
		return "", &InputError{Field: "max_retries", Reason: "the number of retries is negative"}
	}
	for _, check := range []func() error{
		cfg.APIVersion.check,
		func() error { return checkRate(cfg.MaxRequestsPerSecond) },
		func() error { return checkTenant(cfg.Tenant) },
		cfg.checkSources,
	} {
		if err := check(); err != nil {
			return "", err
		}
	}
	return base, nil
}

var apiVersionEnd = regexp.MustCompile(`(?i)/(v[0-9]+)(/.*)?$`)

// checkEndpoint never repeats what stands before an @, nor a query.
func checkEndpoint(endpoint string) (base string, err error) {
	const example = "such as https://api.cmn.example.com/apis/bos"
	wrong := func(reason string) (string, error) { return "", &InputError{Field: "endpoint", Reason: reason} }
	if endpoint == "" {
		return wrong("the endpoint is empty: give the base URL of BOS, " + example)
	}
	if strings.TrimSpace(endpoint) != endpoint {
		return wrong("the endpoint begins or ends with a blank")
	}
	if !strings.Contains(endpoint, "://") {
		return wrong("the endpoint has no scheme: begin it with https://, " + example)
	}
	parsed, err := url.Parse(endpoint)
	if err != nil {
		var parseError *url.Error // it repeats the whole text
		if strings.Contains(endpoint, "@") || !errors.As(err, &parseError) {
			return wrong("the endpoint is not a URL, " + example) // what is wrong may be a part of a password
		}
		return wrong("the endpoint is not a URL, " + example + ": " + parseError.Err.Error())
	}
	return checkURL(parsed)
}

func checkURL(endpoint *url.URL) (base string, err error) {
	wrong := func(reason string) (string, error) { return "", &InputError{Field: "endpoint", Reason: reason} }
	version := apiVersionEnd.FindStringSubmatch(endpoint.Path)
	switch {
	case endpoint.Scheme != "https" && endpoint.Scheme != "http":
		return wrong(fmt.Sprintf("the endpoint's scheme is %q: only https and http can be used", endpoint.Scheme))
	case endpoint.User != nil:
		return wrong("the endpoint holds a user name or password: leave it out and give a token")
	case endpoint.Hostname() == "":
		return wrong("the endpoint names no host")
	case endpoint.RawQuery != "" || endpoint.ForceQuery:
		return wrong("the endpoint has a query: leave out the question mark and what follows it")
	case endpoint.Fragment != "":
		return wrong("the endpoint has a fragment: leave out the # and what follows it")
	case version != nil:
		return wrong(fmt.Sprintf("the endpoint holds the version of the API: leave out %q", version[0]))
	}
	return strings.TrimRight(endpoint.String(), "/"), nil
}
