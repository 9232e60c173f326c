// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package provider_test

import (
	"net/url"
	"testing"
)

// Given a proxy that does not do, then one error tells what is wrong and where to look, without the proxy's password, and nothing
// came to BOS. The proxies are real ones.
func TestProxy_faults(t *testing.T) {
	p := newProxies(t)
	p.web = newTinyproxy(t, "ConnectPort 443")
	ca := newAuthority(t, newCA(t))
	certificate, err := ca.Server("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	byTLS := p.open.behindTLS(t, certificate)
	notProxy := newCounted(t, nil)
	unheard := deadAddress(t)
	const (
		unable = "Unable to read the version of BOS"
		kind   = "Check that the proxy is of the kind that proxy_url begins with: http, https or socks5"
	)
	login := func(user, password string) string { return url.UserPassword(user, password).String() + "@" }
	good, wrong := login(proxyUser, proxyPassword), login(proxyUser, marker)
	through := func(name, address, want string) way {
		t.Helper()
		return way{name: name, to: newCounted(t, nil), at: "https://127.0.0.1", arguments: quoted("proxy_url", address), want: unable + " | " + want, met: unasked}
	}

	runWays(t, []way{
		through("http, nothing listens", "http://"+good+unheard, "connection refused | There is no connection to the proxy. | Check scheme, host and port in proxy_url"),
		through("socks5, nothing listens", "socks5://"+good+unheard, "connection refused | There is no connection to the proxy. | Check scheme, host and port in proxy_url"),
		through("its name does not resolve", "http://"+good+noHost+":3128", "no such host | There is no connection to the proxy. | Check scheme, host and port in proxy_url"),
		through("http, no password", p.closed.url("http://"), "407 Proxy Authentication Required | Check the user and the password in proxy_url"),
		through("http, wrong password", p.closed.url("http://"+wrong), "401 Unauthorized | Check the user and the password in proxy_url"),
		through("http, port not allowed", p.web.url("http://"+good), "403 Forbidden | Ask the proxy's administrator to allow the connection"),
		through("socks5, no password", p.closedSOCKS.url("socks5://"), "no acceptable authentication methods | Check the user and the password in proxy_url"),
		through("socks5, wrong password", p.closedSOCKS.url("socks5h://"+wrong), "username/password authentication failed | Check the user and the password in proxy_url"),
		through("https, unknown CA", "https://"+good+byTLS, "certificate signed by unknown authority | If the URL of the proxy begins with https://, its certificate must come from an authority"),
		through("http to a proxy with TLS", "http://"+good+byTLS, kind),
		through("http to a SOCKS proxy", p.socks.url("http://"+good), kind),
		through("no proxy at all", "http://"+good+"127.0.0.1:"+notProxy.Port, "the proxy refused the way to the host: 405 Method Not Allowed"),
		{
			name: "http, BOS is not there", arguments: quoted("endpoint", "https://"+unheard) + "\n" + quoted("proxy_url", p.open.url("http://")),
			want: unable + " | 500 Internal Server Error | The proxy accepts this machine, but cannot reach",
		},
		{
			name: "socks5, BOS is not there", arguments: quoted("endpoint", "https://"+unheard) + "\n" + quoted("proxy_url", p.socks.url("socks5://")),
			want: unable + " | connection refused",
		},
		{
			name: "http, BOS's name does not resolve there", arguments: quoted("endpoint", "https://"+noHost) + "\n" + quoted("proxy_url", p.web.url("http://")),
			want: unable + " | 500 Internal Server Error | The proxy accepts this machine, but cannot reach",
		},
	}, proxyPassword, marker)
}

// Given faulty proxies in the environment, then the error names the variables.
func TestProxy_faultsOfVariables(t *testing.T) {
	p := newTinyproxy(t, "BasicAuth "+proxyUser+" "+proxyPassword)
	for name, row := range map[string]struct{ proxy, want string }{
		"nothing listens": {"http://" + proxyUser + ":" + marker + "@" + deadAddress(t), "connection refused | There is no connection to the proxy. | Check scheme, host and port in the environment variables HTTPS_PROXY and HTTP_PROXY"},
		"wrong password":  {p.url("http://" + proxyUser + ":" + marker + "@"), "401 Unauthorized | Check the user and the password in the environment variables HTTPS_PROXY and HTTP_PROXY"},
	} {
		t.Run(name, func(t *testing.T) {
			setProxies(t, map[string]string{"HTTPS_PROXY": row.proxy})
			runWays(t, []way{{
				name: "asked", to: newCounted(t, nil), at: "https://" + anyAddress, met: unasked,
				want: "Unable to read the version of BOS | " + row.want + " | NO_PROXY",
			}}, marker)
		})
	}
}
