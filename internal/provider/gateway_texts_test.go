// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// gatewayText is what an administrator reads where a request comes to nothing, word by word. Before it stands "Unable to read
// the version of BOS". HOST and ID stand for what differs from run to run, NAME for noHost.
type gatewayText struct {
	name string
	way  func(t *testing.T) way
	text string
}

// behind is a way to a gateway of its own, with the token of an account ("" = none) and what is wrong with it.
func behind(account string, wrong func(g *gated, w *way), options ...gatewayOption) func(t *testing.T) way {
	return func(t *testing.T) way {
		t.Helper()
		g := newGateway(t, options...)
		w := way{at: g.Endpoint, arguments: tlsBlock(quoted("ca_cert_file", g.CAFile)), clock: g.Clock}
		if account != "" {
			w.arguments += quoted("token", g.issue(t, account).AccessToken) + "\n"
		}
		if wrong != nil {
			wrong(g, &w)
		}
		w.arguments = quoted("endpoint", w.at) + "\n" + w.arguments
		w.at = ""
		return w
	}
}

// down is behind a gateway of which something is down.
func down(outage simgateway.Outage) func(t *testing.T) way {
	return behind("alice", func(g *gated, _ *way) { g.SetOutage(outage) })
}

// elsewhere is behind a gateway, but with another endpoint than its own.
func elsewhere(endpoint func(g *gated) string, options ...gatewayOption) func(t *testing.T) way {
	return behind("alice", func(g *gated, w *way) { w.at = endpoint(g) }, options...)
}

var gatewayTexts = []gatewayText{
	{
		"the name does not resolve", elsewhere(func(*gated) string { return "https://" + noHost + "/apis/bos" }),
		"GET /v2/version: dial tcp: lookup NAME: no such host (request id ID).\n\n" +
			"The name of BOS at https://NAME/apis/bos does not resolve on this machine.\n\n" +
			"What you can do next:\n" +
			"  - Check the host in endpoint.\n" +
			"  - Check that this machine is in a network (VPN) whose name server\n" +
			"    resolves the system's names.",
	},
	{
		"connection refused", func(t *testing.T) way {
			t.Helper()
			return way{arguments: quoted("endpoint", "https://"+deadAddress(t)+"/apis/bos")}
		},
		"GET /v2/version: dial tcp HOST: connect: connection refused (request id ID).\n\n" +
			"No program listens for BOS at https://HOST/apis/bos, or a firewall refuses the connection.\n\n" +
			"What you can do next:\n" +
			"  - Check the host and the port in endpoint.",
	},
	{
		"certificate of an unknown authority", behind("alice", func(_ *gated, w *way) { w.arguments = "" }),
		"GET /v2/version: tls: failed to verify certificate: x509: certificate signed by unknown authority (request id ID).\n\n" +
			"The certificate of BOS at https://HOST/apis/bos comes from an authority that this machine does not trust. It is signed by \"bossim Platform CA\".\n\n" +
			"What you can do next:\n" +
			"  - Set tls.ca_cert_file (BOS_TLS_CA_CERT_FILE) to the certificate of this\n" +
			"    authority.\n" +
			"  - The guide \"Connect to your system\" says where a system has the\n" +
			"    certificate of its authority.",
	},
	{
		"certificate of another name", elsewhere(func(g *gated) string { return strings.Replace(g.Endpoint, "127.0.0.1", "localhost", 1) }, func(p *gatewayPlan) {
			p.Hosts = []string{"api.cmn.example.com", "api.nmn.example.com"}
		}),
		"GET /v2/version: tls: failed to verify certificate: x509: certificate is valid for api.cmn.example.com, api.nmn.example.com, not localhost (request id ID).\n\n" +
			"The certificate of BOS at https://HOST/apis/bos is for other host names.\n\n" +
			"What you can do next:\n" +
			"  - Write one of these names in endpoint.",
	},
	{
		"the proxy asks who is there", func(t *testing.T) way {
			t.Helper()
			proxy := newDoor(t, alwaysAnswers(http.StatusProxyAuthRequired, "", ""), nil)
			return way{arguments: quoted("endpoint", "https://api.cmn.invalid/apis/bos") + "\n" + quoted("proxy_url", proxy.URL)}
		},
		"GET /v2/version: the proxy refused the way to the host: 407 Proxy Authentication Required (request id ID).\n\n" +
			"The proxy refuses this machine a connection to BOS at https://api.cmn.invalid/apis/bos.\n\n" +
			"What you can do next:\n" +
			"  - Check the user and the password in proxy_url (BOS_PROXY_URL).\n" +
			"  - Check the host and the port in endpoint.\n" +
			"  - Ask the proxy's administrator to allow the connection.\n" +
			"  - If the host needs no proxy, leave proxy_url out.",
	},
	{
		"the proxy does not reach it", func(t *testing.T) way {
			t.Helper()
			proxy := newDoor(t, alwaysAnswers(http.StatusServiceUnavailable, "", ""), nil)
			return way{arguments: quoted("endpoint", "https://api.cmn.invalid/apis/bos") + "\n" + quoted("proxy_url", proxy.URL)}
		},
		"GET /v2/version: the proxy did not reach the host: 503 Service Unavailable (request id ID).\n\n" +
			"The proxy accepts this machine, but cannot reach BOS at https://api.cmn.invalid/apis/bos.\n\n" +
			"What you can do next:\n" +
			"  - Check the host and the port in endpoint.\n" +
			"  - Check that proxy_url (BOS_PROXY_URL) names the right proxy.\n" +
			"  - If the host needs no proxy, leave proxy_url out.",
	},
	{
		"wrong path", elsewhere(func(g *gated) string { return g.Host + "/apis/boss" }, func(p *gatewayPlan) { p.NotFoundPage = simgateway.NginxNotFound }),
		"GET /v2/version: 404 Not Found: 404 Not Found nginx (request id ID).\n\n" +
			"The server at https://HOST/apis/boss is not BOS.\n\n" +
			"What you can do next:\n" +
			"  - Set endpoint to the base URL of BOS without the version of the API,\n" +
			"    such as https://api.cmn.example.com/apis/bos.",
	},
	{
		"no path", elsewhere(func(g *gated) string { return g.Host }),
		"GET /v2/version: 404 Not Found: (empty answer) (request id ID).\n\n" +
			"The server at https://HOST is not BOS.\n\n" +
			"What you can do next:\n" +
			"  - Set endpoint to the base URL of BOS without the version of the API,\n" +
			"    such as https://api.cmn.example.com/apis/bos.",
	},
	{"the policy engine is down", down(simgateway.PolicyDown), "GET /v2/version: 503 Service Unavailable: (empty answer) (request id ID).\n\n" + unavailable},
	{"no instance of BOS runs", down(simgateway.NoHealthyUpstream), "GET /v2/version: 503 Service Unavailable: no healthy upstream (request id ID).\n\n" + unavailable},
	{
		"BOS takes no connection", down(simgateway.ConnectionFailure),
		"GET /v2/version: 503 Service Unavailable: upstream connect error or disconnect/reset before headers. reset reason: connection failure (request id ID).\n\n" + unavailable,
	},
	{"BOS takes too long", down(simgateway.UpstreamTimeout), "GET /v2/version: 504 Gateway Timeout: upstream request timeout (request id ID).\n\n" + unavailable},
	{
		"no token", behind("", nil),
		"GET /v2/version: 403 Forbidden: Unauthorized Request (request id ID).\n\n" +
			"No token was sent.\n\n" +
			"What you can do next:\n" +
			"  - Log in with `cray auth login` and set cray_cli = true\n" +
			"    (BOS_CRAY_CLI=true).\n" +
			"  - Set a service account in client_credentials (BOS_CLIENT_ID,\n" +
			"    BOS_CLIENT_SECRET).\n" +
			"  - Set a token in BOS_TOKEN.",
	},
	{
		"expired token", behind("alice", func(g *gated, _ *way) { g.Clock.Advance(time.Hour) }, withTokenLife(10*time.Minute)),
		"GET /v2/version: 403 Forbidden: Unauthorized Request (request id ID).\n\n" +
			"The token has expired, at 2026-11-22T12:10:00Z.\n\n" +
			"What you can do next:\n" +
			"  - Put a new token into the argument token.\n" +
			"  - Use a source that renews the token: cray_cli or client_credentials.",
	},
	{
		"the role is not enough", behind("wlm-client", nil),
		"GET /v2/version: 403 Forbidden: Unauthorized Request (request id ID).\n\n" +
			"The token is valid, but its account may not do this. Without a tenant, the account needs the role admin. The role wlm may only start a session and read one by its name.\n\n" +
			"What you can do next:\n" +
			"  - Use an account with the role admin.\n" +
			"  - As a tenant's administrator, set tenant (BOS_TENANT).",
	},
	{
		"a tenant's administrator in another tenant", behind("tina", func(_ *gated, w *way) { w.arguments += quoted("tenant", "vcluster-red") + "\n" }),
		"GET /v2/version: 403 Forbidden: Unauthorized Request (request id ID).\n\n" +
			"The token is valid, but its account may not do this. In tenant \"vcluster-red\", a tenant's administrator (role tenant-admin) may read BOS's version, health, components, sessions and templates, start sessions and apply staged ones. It may not delete sessions, write templates, or use options and other tenants' objects.\n\n" +
			"What you can do next:\n" +
			"  - Ask an administrator of the system to do this.",
	},
}

const unavailable = "The gateway answers for BOS at https://HOST/apis/bos, but the service behind it does not. A 503 can also mean that the " +
	"gateway's policy engine is down.\n\nWhat you can do next:\n  - Wait, and try again.\n" +
	"  - Ask the system's administrator to check the service:\n    `kubectl get pods -n services -l app.kubernetes.io/name=cray-bos`\n" +
	"  - Ask the system's administrator to check the policy engine:\n    `kubectl get pods -n opa`"

// noHost is a name that no resolver asks its server for, as a part of it is longer than 63 characters.
var noHost = strings.Repeat("x", 64) + ".invalid"

// steady is a text without what differs from run to run.
func steady(text string) string {
	for _, change := range []struct{ pattern, by string }{
		{`request id [0-9a-f-]{36}`, "request id ID"},
		{`(127\.0\.0\.1|localhost):\d+`, "HOST"},
		{noHost, "NAME"},
	} {
		text = regexp.MustCompile(change.pattern).ReplaceAllString(text, change.by)
	}
	return text
}

// Whatever stands between an administrator and BOS, one error says what was answered and what to do about it.
func TestGateway_texts(t *testing.T) {
	var ways []way
	for _, row := range gatewayTexts {
		ways = append(ways, row.way(t))
	}

	told, _ := planWays(t, ways)

	for i, row := range gatewayTexts {
		t.Run(row.name, func(t *testing.T) {
			if len(told[i]) != 1 || told[i][0].Summary != "Unable to read the version of BOS" {
				t.Fatalf("got %+v, want the one error", told[i])
			}
			if got := steady(told[i][0].Detail); got != row.text {
				t.Errorf("\n got %s\nwant %s", got, row.text)
			}
		})
	}
}
