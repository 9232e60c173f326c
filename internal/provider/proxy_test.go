// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package provider_test

import (
	"net/url"
	"os"
	"strings"
	"testing"
)

const (
	proxyUser     = "me"
	proxyPassword = "p-ss_w0rd.1"
	// proxyName is 127.0.0.1 to inet_aton, which the real proxies ask, and a name to Go, which hands it to them as it is.
	proxyName = "127.1"
	// anyAddress is this machine, too. Unlike localhost and 127.0.0.0/8 it is not exempt from the proxies of the environment
	// (httpproxy.Config).
	anyAddress = "0.0.0.0"
)

// throughRow is a way through a proxy to the gateway.
type throughRow struct {
	name      string
	host      string            // in the endpoint
	arguments string            // of the provider
	variables map[string]string // of the environment
	by        *proxy            // whose log names the gateway; nil: it is reached without any
}

// proxies are those of one test.
type proxies struct{ open, closed, web, socks, closedSOCKS *proxy }

func newProxies(t *testing.T) proxies {
	t.Helper()
	return proxies{
		open: newTinyproxy(t), closed: newTinyproxy(t, "BasicAuth "+proxyUser+" "+proxyPassword),
		socks: newMicrosocks(t), closedSOCKS: newMicrosocks(t, "-u", proxyUser, "-P", proxyPassword),
	}
}

// Given a proxy, named by proxy_url or by the standard variables, when a session is applied through it, then BOS started it once
// and saw nobody but the proxy; and neither the token nor the proxy's password is in what the proxy or the engine wrote.
func TestProxy_session(t *testing.T) {
	p := newProxies(t)
	ca := newAuthority(t, newCA(t))
	certificate, err := ca.Server("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	byTLS := p.closed.behindTLS(t, certificate)
	login := url.UserPassword(proxyUser, proxyPassword).String() + "@"
	dead := "http://" + deadAddress(t)
	given := func(address string) string { return quoted("proxy_url", address) }

	for _, row := range []throughRow{
		{name: "http", host: "127.0.0.1", arguments: given(p.open.url("http://")), by: p.open},
		{name: "http, a name that the proxy resolves", host: proxyName, arguments: given(p.open.url("http://")), by: p.open},
		{name: "http, with a password", host: "127.0.0.1", arguments: given(p.closed.url("http://" + login)), by: p.closed},
		{
			name: "https, with a password", host: "127.0.0.1", by: p.closed,
			arguments: given("https://"+login+byTLS) + "\n" + tlsBlock(quoted("ca_cert_pem", string(ca.PEM()))),
		},
		{name: "socks5", host: "127.0.0.1", arguments: given(p.socks.url("socks5://")), by: p.socks},
		{name: "socks5, a name that the proxy resolves", host: proxyName, arguments: given(p.socks.url("socks5://")), by: p.socks},
		{name: "socks5h, a name that the proxy resolves", host: proxyName, arguments: given(p.socks.url("socks5h://")), by: p.socks},
		{name: "socks5h, with a password", host: "127.0.0.1", arguments: given(p.closedSOCKS.url("socks5h://" + login)), by: p.closedSOCKS},
		{
			name: "BOS_PROXY_URL before HTTPS_PROXY", host: proxyName, by: p.closed,
			variables: map[string]string{"BOS_PROXY_URL": p.closed.url("http://" + login), "HTTPS_PROXY": dead, "NO_PROXY": "*"},
		},
		{
			name: "HTTPS_PROXY", host: proxyName, by: p.closed,
			variables: map[string]string{"HTTPS_PROXY": p.closed.url("http://" + login), "HTTP_PROXY": dead, "NO_PROXY": "192.0.2.1,example.com"},
		},
		{name: "HTTPS_PROXY without a scheme", host: proxyName, variables: map[string]string{"HTTPS_PROXY": p.open.address}, by: p.open},
		{name: "https_proxy of SOCKS5", host: proxyName, variables: map[string]string{"https_proxy": p.socks.url("socks5://")}, by: p.socks},
		{name: "NO_PROXY", host: anyAddress, variables: map[string]string{"HTTPS_PROXY": dead, "NO_PROXY": anyAddress}},
		{name: "no proxy for this machine", host: "127.0.0.1", variables: map[string]string{"HTTPS_PROXY": dead}},
	} {
		t.Run(row.name, func(t *testing.T) { row.run(t) })
	}
}

func (row throughRow) run(t *testing.T) {
	var came guests
	g := newGateway(t, came.noted("127.0.0.1", anyAddress, proxyName))
	setProxies(t, row.variables)
	endpoint := strings.Replace(g.Endpoint, "127.0.0.1", row.host, 1)
	tf := g.engine(t)
	credentials := "client_credentials = {\nclient_id = \"admin-client\"\nclient_secret = \"admin-client-secret\"\n}\n"
	tf.write("provider \"bos\" {\n" + quoted("endpoint", endpoint) + "\n" + credentials + row.arguments + "\n}\n" + sessionBlock(quoted("name", "boot-1")))

	output := tf.must("apply", "-auto-approve")

	g.wantSent(t, 1, 1)
	g.wantGrants(t, "client_credentials 200")
	if row.by == nil {
		came.want(t, "127.0.0.1")
		return
	}
	came.want(t, proxyExit)
	at, _ := url.Parse(endpoint)
	log := row.by.log.String()
	if !strings.Contains(log, at.Host) {
		t.Errorf("the proxy does not know of %s:\n%s", at.Host, log)
	}
	for _, secret := range []string{"admin-client-secret", g.issued()[0].AccessToken, proxyPassword} {
		if strings.Contains(log, secret) || strings.Contains(output, secret) {
			t.Errorf("%s is in the proxy's log or in the output:\n%s\n%s", secret, log, output)
		}
	}
}

// setProxies has the environment name these proxies and no others.
func setProxies(t *testing.T, variables map[string]string) {
	t.Helper()
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"} {
		for _, variable := range []string{name, strings.ToLower(name)} {
			t.Setenv(variable, "") // as t.Setenv puts it back in the end
			_ = os.Unsetenv(variable)
		}
	}
	for name, value := range variables {
		t.Setenv(name, value)
	}
}

// Given HTTP_PROXY, when BOS is asked without TLS, then the proxy is asked for its pages, and a session is started once.
func TestProxy_withoutTLS(t *testing.T) {
	p := newTinyproxy(t, "BasicAuth "+proxyUser+" "+proxyPassword)
	bos := newCounted(t, nil)
	setProxies(t, map[string]string{"HTTP_PROXY": p.url("http://" + proxyUser + ":" + proxyPassword + "@"), "HTTPS_PROXY": "http://" + deadAddress(t)})
	tf := newEngine(t, bos.behind)
	const token = "s3cr3t-t0k3n" //nolint:gosec // no credentials
	tf.write("provider \"bos\" {\n" + quoted("endpoint", "http://"+proxyName+":"+bos.Port) + "\n" + quoted("token", token) + "\n}\n" + sessionBlock(quoted("name", "boot-1")))

	output := tf.must("apply", "-auto-approve")

	says(t, output, "The token is sent unencrypted")
	bos.behind.wantSent(t, 1, 1)
	log := p.log.String()
	if !strings.Contains(log, "POST http://"+proxyName+":"+bos.Port+"/v2/sessions") {
		t.Errorf("the proxy was not asked to start a session:\n%s", log)
	}
	for _, secret := range []string{token, proxyPassword} {
		if strings.Contains(log, secret) || strings.Contains(output, secret) {
			t.Errorf("%s is in the proxy's log or in the output:\n%s\n%s", secret, log, output)
		}
	}
}
