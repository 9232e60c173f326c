// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// newProxy returns a function that chooses the proxy of a request. A given proxy serves every host, whatever NO_PROXY
// says. Without one, the standard variables decide as they are now (http.ProxyFromEnvironment would keep their first
// values for the life of the process); they never apply to the local host.
//
// For net/http, socks5 is the same as socks5h: the proxy resolves the host's name.
func newProxy(given string, secrets *secrets) (func(*http.Request) (*url.URL, error), error) {
	if given != "" {
		proxy, err := checkProxy(given)
		if err != nil {
			return nil, err
		}
		addProxySecrets(secrets, proxy)
		return http.ProxyURL(proxy), nil
	}
	environment := httpproxy.FromEnvironment()
	for _, text := range []string{environment.HTTPProxy, environment.HTTPSProxy} {
		if !strings.Contains(text, "://") {
			text = "http://" + text
		}
		if proxy, err := url.Parse(text); err == nil {
			addProxySecrets(secrets, proxy)
		}
	}
	choose := environment.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) { return choose(r.URL) }, nil
}

func addProxySecrets(secrets *secrets, proxy *url.URL) {
	if password, has := proxy.User.Password(); has {
		secrets.addBasic(passwordLabel, proxy.User.Username(), password)
		secrets.add(passwordLabel, proxy.User.String()) // as it was written
	}
}

// checkProxy parses the URL of a proxy. Its error never repeats the URL, which may hold a password.
func checkProxy(text string) (*url.URL, error) {
	const (
		example = "such as http://proxy.example.com:3128"
		schemes = "http://, https://, socks5:// or socks5h://"
	)
	wrong := func(reason string) (*url.URL, error) {
		return nil, &InputError{Field: "proxy_url", Reason: reason}
	}
	if strings.TrimSpace(text) != text {
		return wrong("the proxy's URL begins or ends with a space")
	}
	if !strings.Contains(text, "://") {
		return wrong("the proxy's URL has no scheme: begin it with " + schemes + ", " + example)
	}
	proxy, err := url.Parse(text)
	if err != nil {
		return wrong("the proxy's URL is not a URL, " + example +
			" (in a user name or password, write % and two hexadecimal digits for each of / ? # [ ] @ : %)")
	}
	switch {
	case !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, proxy.Scheme):
		return wrong("the proxy's URL has a scheme that cannot be used: begin it with " + schemes)
	case proxy.Hostname() == "":
		return wrong("the proxy's URL names no host, " + example)
	case strings.Trim(proxy.Path, "/") != "" || proxy.RawQuery != "" || proxy.ForceQuery || proxy.Fragment != "":
		return wrong("the proxy's URL has more than scheme, user, host and port: leave out what follows")
	default:
		return proxy, nil
	}
}

// proxyRefusal is an HTTP proxy's answer to CONNECT. net/http by itself keeps only its text.
type proxyRefusal struct{ status int }

func (e *proxyRefusal) Error() string {
	if e.status >= http.StatusInternalServerError {
		return "the proxy did not reach the host: " + statusLine(e.status)
	}
	return "the proxy refused the way to the host: " + statusLine(e.status)
}

func onConnect(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{status: answer.StatusCode}
}

// lasting reports whether the proxy will answer the same in a minute. A proxy that cannot reach the host now answers
// 502 to 504, or 500 (tinyproxy).
func (e *proxyRefusal) lasting() bool {
	return e.status < http.StatusInternalServerError && e.status != http.StatusTooManyRequests
}
