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
			"The name of BOS at https://NAME/apis/bos does not resolve on this machine: check endpoint, and whether the machine is in a network (VPN) " +
			"whose name server knows the system.",
	},
	{
		"connection refused", func(t *testing.T) way {
			t.Helper()
			return way{arguments: quoted("endpoint", "https://"+deadAddress(t)+"/apis/bos")}
		},
		"GET /v2/version: dial tcp HOST: connect: connection refused (request id ID).\n\n" +
			"Nothing listens for BOS at https://HOST/apis/bos, or a firewall refuses: check the host and the port in endpoint.",
	},
	{
		"certificate of an unknown authority", behind("alice", func(_ *gated, w *way) { w.arguments = "" }),
		"GET /v2/version: tls: failed to verify certificate: x509: certificate signed by unknown authority (request id ID).\n\n" +
			"The certificate of BOS at https://HOST/apis/bos comes from an authority that this machine does not know: give its certificate in tls.ca_cert_file " +
			"(BOS_TLS_CA_CERT_FILE); the guide \"Connect to your system\" says where such systems keep it.",
	},
	{
		"certificate of another name", elsewhere(func(g *gated) string { return strings.Replace(g.Endpoint, "127.0.0.1", "localhost", 1) }, func(p *gatewayPlan) {
			p.Hosts = []string{"api.cmn.example.com", "api.nmn.example.com"}
		}),
		"GET /v2/version: tls: failed to verify certificate: x509: certificate is valid for api.cmn.example.com, api.nmn.example.com, not localhost (request id ID).\n\n" +
			"The certificate of BOS at https://HOST/apis/bos was made for other names: write one of those in endpoint.",
	},
	{
		"the proxy asks who is there", func(t *testing.T) way {
			t.Helper()
			proxy := newDoor(t, alwaysAnswers(http.StatusProxyAuthRequired, "", ""), nil)
			return way{arguments: quoted("endpoint", "https://api.cmn.invalid/apis/bos") + "\n" + quoted("proxy_url", proxy.URL)}
		},
		"GET /v2/version: the proxy refused the way to the host: 407 Proxy Authentication Required (request id ID).\n\n" +
			"The proxy makes no connection to BOS at https://api.cmn.invalid/apis/bos for this machine: check the user and the password in proxy_url (BOS_PROXY_URL), " +
			"and the host and the port in endpoint, or ask who runs the proxy to allow it. If it needs no proxy, leave proxy_url out.",
	},
	{
		"the proxy does not reach it", func(t *testing.T) way {
			t.Helper()
			proxy := newDoor(t, alwaysAnswers(http.StatusServiceUnavailable, "", ""), nil)
			return way{arguments: quoted("endpoint", "https://api.cmn.invalid/apis/bos") + "\n" + quoted("proxy_url", proxy.URL)}
		},
		"GET /v2/version: the proxy did not reach the host: 503 Service Unavailable (request id ID).\n\n" +
			"The proxy let this machine in, but does not reach BOS at https://api.cmn.invalid/apis/bos itself: check the host and the port in endpoint, " +
			"and whether proxy_url (BOS_PROXY_URL) names the right proxy. If it needs no proxy, leave proxy_url out.",
	},
	{
		"wrong path", elsewhere(func(g *gated) string { return g.Host + "/apis/boss" }, func(p *gatewayPlan) { p.NotFoundPage = simgateway.NginxNotFound }),
		"GET /v2/version: 404 Not Found: 404 Not Found nginx (request id ID).\n\n" +
			"What answers at https://HOST/apis/boss is not BOS: endpoint has to be the base URL of BOS without the version of the API, such as https://api.cmn.example.com/apis/bos.",
	},
	{
		"no path", elsewhere(func(g *gated) string { return g.Host }),
		"GET /v2/version: 404 Not Found: (empty answer) (request id ID).\n\n" +
			"What answers at https://HOST is not BOS: endpoint has to be the base URL of BOS without the version of the API, such as https://api.cmn.example.com/apis/bos.",
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
			"No token was sent. Log in with `cray auth login` and set cray_cli = true (BOS_CRAY_CLI=true), give a service account in client_credentials " +
			"(BOS_CLIENT_ID, BOS_CLIENT_SECRET), or a token in BOS_TOKEN.",
	},
	{
		"expired token", behind("alice", func(g *gated, _ *way) { g.Clock.Advance(time.Hour) }, withTokenLife(10*time.Minute)),
		"GET /v2/version: 403 Forbidden: Unauthorized Request (request id ID).\n\n" +
			"The token has expired, at 2026-11-22T12:10:00Z. Put a new one into the argument token, or choose a source that renews it: cray_cli, or client_credentials.",
	},
	{
		"the role is not enough", behind("wlm-client", nil),
		"GET /v2/version: 403 Forbidden: Unauthorized Request (request id ID).\n\n" +
			"The token came, but it does not allow this. Without a tenant, the account needs the role admin; wlm may only start a session and read one by its name. " +
			"A tenant's administrator has to name the tenant: set tenant (BOS_TENANT).",
	},
	{
		"a tenant's administrator in another tenant", behind("tina", func(_ *gated, w *way) { w.arguments += quoted("tenant", "vcluster-red") + "\n" }),
		"GET /v2/version: 403 Forbidden: Unauthorized Request (request id ID).\n\n" +
			"The token came, but it does not allow this. In tenant \"vcluster-red\", a tenant's administrator (role tenant-admin) may read BOS's version, health, components, " +
			"sessions and templates, start sessions and apply staged ones, but not delete sessions, write templates, or touch options and components, and nothing in a tenant of others. " +
			"For the rest, ask an administrator of the system.",
	},
}

const unavailable = "The gateway answers for BOS at https://HOST/apis/bos, but not the service behind it; a 503 also comes where the gateway's policy engine is down. " +
	"Wait and try again, or ask who runs the system to look: `kubectl get pods -n services -l app.kubernetes.io/name=cray-bos` and `kubectl get pods -n opa`."

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
