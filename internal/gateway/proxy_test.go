// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// withUser puts a user and their password into a URL.
func withUser(t *testing.T, text string) string {
	t.Helper()
	parsed, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	parsed.User = url.UserPassword("me", proxyPassword)
	return parsed.String()
}

// proxyPassword has characters that URLs escape.
const proxyPassword = "pr0xy/p@ss:w%rd"

// Only the proxy knows the host name: the client never resolves it, neither with socks5 nor with socks5h.
func TestProxy_servesEveryHost(t *testing.T) {
	t.Parallel()
	ca := newCA(t)
	plain := strings.TrimPrefix(serveTLS(t, nil), "http://")
	secure := strings.TrimPrefix(serveTLS(t, simgateway.TLSConfig(certificate(t)(ca.Server("bos.invalid")), tls.NoClientCert, nil)), "https://")
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("me:"+proxyPassword))
	for name, test := range map[string]struct {
		proxy    func(backend string) *viaProxy
		url      func(*viaProxy) string
		password string // as the proxy has to see it
	}{
		"HTTP":        {func(b string) *viaProxy { return newHTTPProxy(t, b, 0) }, func(p *viaProxy) string { return p.url }, ""},
		"HTTP, slash": {func(b string) *viaProxy { return newHTTPProxy(t, b, 0) }, func(p *viaProxy) string { return p.url + "/" }, ""},
		"HTTP, user":  {func(b string) *viaProxy { return newHTTPProxy(t, b, 0) }, func(p *viaProxy) string { return withUser(t, p.url) }, basic},
		"SOCKS5":      {func(b string) *viaProxy { return newSOCKSProxy(t, b, "", 0) }, func(p *viaProxy) string { return p.url }, ""},
		"SOCKS5h": {
			func(b string) *viaProxy { return newSOCKSProxy(t, b, "", 0) },
			func(p *viaProxy) string { return strings.Replace(p.url, "socks5", "socks5h", 1) }, "",
		},
		"SOCKS5, user": {
			func(b string) *viaProxy { return newSOCKSProxy(t, b, proxyPassword, 0) },
			func(p *viaProxy) string { return withUser(t, p.url) }, "me:" + proxyPassword,
		},
		"SOCKS5h, user": {func(b string) *viaProxy { return newSOCKSProxy(t, b, proxyPassword, 0) }, func(p *viaProxy) string {
			return strings.Replace(withUser(t, p.url), "socks5", "socks5h", 1)
		}, "me:" + proxyPassword},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for endpoint, backend := range map[string]string{"http://bos.invalid": plain, "https://bos.invalid": secure} {
				proxy := test.proxy(backend)

				err := reach(t, endpoint, func(c *gateway.Config) { c.ProxyURL, c.TLS.CACertPEM = test.url(proxy), string(ca.PEM()) })

				if err != nil || len(proxy.asked()) != 1 || !strings.HasPrefix(proxy.asked()[0], "bos.invalid") || proxy.auth[0] != test.password {
					t.Errorf("%s: asked for %q as %q: %v", endpoint, proxy.asked(), proxy.auth, err)
				}
			}
		})
	}
}

func TestProxy_servesLocalhostAndTokenRequests(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil) // on 127.0.0.1, which NO_PROXY's rules would exclude
	proxy := newHTTPProxy(t, strings.TrimSuffix(strings.TrimPrefix(g.endpoint, "http://"), "/apis/bos"), 0)
	client, err := newClient(gateway.Config{Endpoint: g.endpoint, ClientCredentials: admin(), ProxyURL: proxy.url, Clock: g.clock})
	if err != nil {
		t.Fatal(err)
	}

	if _, err := client.Version(t.Context()); err != nil || len(proxy.asked()) != 2 {
		t.Errorf("asked for %q: %v", proxy.asked(), err)
	}
	g.wants(t, counts{tokens: 1, passed: 1})
}

// clearProxies unsets the proxy variables of the machine that runs the tests.
func clearProxies(t *testing.T) {
	t.Helper()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "REQUEST_METHOD"} {
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestProxy_isFromTheEnvironment(t *testing.T) {
	ca := newCA(t)
	plain := strings.TrimPrefix(serveTLS(t, nil), "http://")
	secure := strings.TrimPrefix(serveTLS(t, simgateway.TLSConfig(certificate(t)(ca.Server("bos.invalid")), tls.NoClientCert, nil)), "https://")
	for name, test := range map[string]struct {
		variables func(http, https *viaProxy) map[string]string
		endpoint  string
		given     bool // a proxy of the configuration's
		want      []int
	}{
		"http": {func(a, _ *viaProxy) map[string]string { return map[string]string{"HTTP_PROXY": a.url} }, "http://bos.invalid", false, []int{1, 0, 0}},
		"https": {func(a, b *viaProxy) map[string]string {
			return map[string]string{"HTTP_PROXY": a.url, "HTTPS_PROXY": b.url}
		}, "https://bos.invalid", false, []int{0, 1, 0}},
		"small letters": {
			func(_, b *viaProxy) map[string]string { return map[string]string{"https_proxy": b.url} },
			"https://bos.invalid", false,
			[]int{0, 1, 0},
		},
		"no scheme": {func(a, _ *viaProxy) map[string]string {
			return map[string]string{"HTTP_PROXY": strings.TrimPrefix(a.url, "http://")}
		}, "http://bos.invalid", false, []int{1, 0, 0}},
		"configured": {
			func(a, _ *viaProxy) map[string]string { return map[string]string{"HTTP_PROXY": a.url, "NO_PROXY": "*"} },
			"http://bos.invalid", true,
			[]int{0, 0, 1},
		},
		"no proxy": {func(a, _ *viaProxy) map[string]string {
			return map[string]string{"HTTP_PROXY": a.url, "NO_PROXY": ".invalid"}
		}, "http://" + noHost, false, []int{0, 0, 0}},
		"this machine": {func(a, _ *viaProxy) map[string]string { return map[string]string{"HTTP_PROXY": a.url} }, "http://" + plain, false, []int{0, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			clearProxies(t)
			proxies := []*viaProxy{newHTTPProxy(t, plain, 0), newHTTPProxy(t, secure, 0), newHTTPProxy(t, plain, 0)}
			for variable, value := range test.variables(proxies[0], proxies[1]) {
				t.Setenv(variable, value)
			}

			err := reach(t, test.endpoint, func(c *gateway.Config) {
				c.TLS.CACertPEM = string(ca.PEM())
				if test.given {
					c.ProxyURL = proxies[2].url
				}
			})

			asked := []int{len(proxies[0].asked()), len(proxies[1].asked()), len(proxies[2].asked())}
			if resolves := name != "no proxy"; !slices.Equal(asked, test.want) || resolves != (err == nil) {
				t.Errorf("asked %v, want %v: %v", asked, test.want, err)
			}
			if name == "no proxy" && gateway.TroubleOf(err) != gateway.NoSuchHost {
				t.Errorf("got %v (%v)", err, gateway.TroubleOf(err))
			}
		})
	}
}

func TestNew_refusesInvalidProxies(t *testing.T) {
	t.Parallel()
	for proxy, want := range map[string]string{
		"proxy.example.com:3128":                  "has no scheme",
		"localhost":                               "has no scheme",
		" http://proxy.example.com":               "begins or ends with a space",
		"ftp://me:" + secret + "@example.com":     "has a scheme that cannot be used",
		"socks4://example.com":                    "has a scheme that cannot be used",
		"http://":                                 "names no host",
		"http://me:" + secret + "@":               "names no host",
		"socks5://:1080":                          "names no host",
		"http://example.com:proxy":                "is not a URL",
		"http://me:" + secret + "/x@example.com/": "is not a URL",
		"http://me:" + secret + "%@example.com":   "is not a URL",
		"http://me:" + secret + "@e.com/path":     "leave out what follows",
		"http://example.com/?p=" + secret:         "leave out what follows",
		"http://example.com/#" + secret:           "leave out what follows",
	} {
		_, err := newClient(gateway.Config{Endpoint: "https://e.com", ProxyURL: proxy})

		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != "proxy_url" || !strings.Contains(input.Reason, want) || strings.Contains(err.Error(), secret[:10]) {
			t.Errorf("%s: %v", proxy, err)
		}
	}
}

// A password that is by chance a word of the error is removed from the text, but does not change the error's kind.
func TestTroubleOf_aPasswordInTheText(t *testing.T) {
	t.Parallel()
	none := 0
	f := newFixture(t, nil, func(c *gateway.Config) {
		c.Endpoint, c.ProxyURL, c.MaxRetries = "https://bos.invalid", "http://me:connect@"+closedPort(t), &none
	})

	_, err := f.Version(t.Context())

	if gateway.TroubleOf(err) != gateway.ProxyFailed || !errors.Is(err, gateway.ErrUnavailable) ||
		!errors.Is(err, syscall.ECONNREFUSED) || !strings.Contains(err.Error(), "proxy[password]") {
		t.Errorf("%v: %v", gateway.TroubleOf(err), err)
	}
}
