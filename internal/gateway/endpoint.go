// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// apiVersionEnd matches the version of an API and what follows it.
var apiVersionEnd = regexp.MustCompile(`(?i)/(v[0-9]+)(/.*)?$`)

// checkEndpoint returns the base URL without a slash at its end. Its error never repeats what stands before an @, nor a
// query.
func (s Service) checkEndpoint(endpoint string) (base string, err error) {
	example := "such as https://api.cmn.example.com" + s.Path
	if endpoint == "" {
		return "", s.wrongEndpoint("the endpoint is empty: give the base URL of " + s.Name + ", " + example)
	}
	if strings.TrimSpace(endpoint) != endpoint {
		return "", s.wrongEndpoint("the endpoint begins or ends with a space")
	}
	if !strings.Contains(endpoint, "://") {
		return "", s.wrongEndpoint("the endpoint has no scheme: begin it with https://, " + example)
	}
	parsed, err := url.Parse(endpoint)
	if err != nil {
		var parseError *url.Error // it repeats the whole text
		if strings.Contains(endpoint, "@") || !errors.As(err, &parseError) {
			return "", s.wrongEndpoint("the endpoint is not a URL, " + example) // what is wrong may be a part of a password
		}
		return "", s.wrongEndpoint("the endpoint is not a URL, " + example + ": " + parseError.Err.Error())
	}
	return s.checkURL(parsed)
}

func (s Service) wrongEndpoint(reason string) error {
	return &InputError{Field: cmp.Or(s.EndpointField, "endpoint"), Reason: reason}
}

func (s Service) checkURL(endpoint *url.URL) (base string, err error) {
	wrong := func(reason string) (string, error) { return "", s.wrongEndpoint(reason) }
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
	}
	if err := s.checkVersion(endpoint.Path); err != nil {
		return "", err
	}
	return strings.TrimRight(endpoint.String(), "/"), nil
}

// checkVersion refuses the version of the API in the endpoint, unless the service's own path ends in one: then the
// endpoint has to end in the same.
func (s Service) checkVersion(path string) error {
	version, own := apiVersionEnd.FindString(path), apiVersionEnd.FindString(s.Path)
	switch {
	case strings.TrimRight(version, "/") == own:
		return nil
	case own != "":
		return s.wrongEndpoint(fmt.Sprintf("the endpoint does not end in %q, such as https://api.cmn.example.com%s", own, s.Path))
	default:
		return s.wrongEndpoint(fmt.Sprintf("the endpoint holds the version of the API: leave out %q", version))
	}
}
