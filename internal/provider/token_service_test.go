// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// serviceFault is what may be wrong where a service account gets its tokens.
type serviceFault struct {
	name  string
	id    string                              // of the account; "" = admin-client
	wrong string                              // the secret, where it is not the account's own
	url   func(t *testing.T, g *gated) string // nil = not given
	fault simgateway.TokenFault

	text     string // what follows "no token from client_credentials (URL): "; "" = the session is started
	answered []int  // the statuses of the token service
}

var (
	mayPass = []int{503, 503, 503, 503, 503, 503} // is asked again, max_retries times
	html    = map[string]string{"Content-Type": "text/html"}
	json200 = map[string]string{"Content-Type": "application/json"}
)

const (
	serviceSecret = "admin-client-secret" //nolint:gosec // of simgateway.DefaultAccounts
	noToken       = "\n\nThere is no token to send.\n\nWhat you can do next:\n" +
		"  - Check the service account \"admin-client\": client_id, client_secret and\n    token_url of client_credentials (BOS_CLIENT_ID, BOS_CLIENT_SECRET,\n" +
		"    BOS_TOKEN_URL), and that the account is enabled."
	noService = "\n\nThere is no token to send: the server that answers for the token service at https://HOST" + simgateway.TokenPath + " is not a token " +
		"service.\n\nWhat you can do next:\n  - Check client_credentials.token_url, which by default follows from\n    endpoint."
	serviceDown = "\n\nThe gateway answers for the token service at https://HOST" + simgateway.TokenPath + ", but the service behind it does not. " +
		"A 503 can also mean that the gateway's policy engine is down."
)

var serviceFaults = []serviceFault{
	{name: "no fault", answered: []int{200}},
	{name: "503 for a while", fault: simgateway.TokenFault{Times: 2, Status: 503, Body: "no healthy upstream"}, answered: []int{503, 503, 200}},
	{
		name: "wrong secret", wrong: marker, answered: []int{401},
		text: "401 Unauthorized: unauthorized_client: Invalid client or Invalid client credentials." + noToken,
	},
	{
		name: "unknown account", id: "nobody", answered: []int{401},
		text: "401 Unauthorized: invalid_client: Invalid client or Invalid client credentials." + strings.Replace(noToken, "admin-client", "nobody", 1),
	},
	{
		name: "unknown realm", answered: nil,
		url: func(_ *testing.T, g *gated) string {
			return g.Host + strings.Replace(simgateway.TokenPath, "shasta", "other", 1)
		},
		text: "404 Not Found: Realm does not exist.\n\nThere is no token to send: the server that answers for the token service at https://HOST/",
	},
	{
		name: "page of a 404", fault: simgateway.TokenFault{Status: 404, Header: html, Body: simgateway.NginxNotFound}, answered: []int{404},
		text: "404 Not Found: 404 Not Found nginx." + noService,
	},
	{
		name: "500", fault: simgateway.TokenFault{Status: 500, Body: "oops, " + serviceSecret}, answered: []int{500, 500, 500, 500, 500, 500},
		text: "500 Internal Server Error: oops, [secret].\n\nThis is a fault of the token service at https://HOST" + simgateway.TokenPath +
			".\n\nWhat you can do next:\n  - Ask the system's administrator to look up the request ID in its log:\n    `kubectl get pods -n services | grep keycloak`",
	},
	{
		name: "503", fault: simgateway.TokenFault{Status: 503, Body: "no healthy upstream"}, answered: mayPass,
		text: "503 Service Unavailable: no healthy upstream." + serviceDown,
	},
	{
		name: "sends elsewhere", answered: []int{302},
		fault: simgateway.TokenFault{Status: 302, Header: map[string]string{"Location": "https://127.0.0.1:1/login?x=" + serviceSecret}},
		text:  "302 Found." + noService,
	},
	{
		name: "hangs up", fault: simgateway.TokenFault{Drop: true}, answered: []int{0, 0, 0, 0, 0, 0},
		text: "EOF.\n\nThe connection to the token service at https://HOST" + simgateway.TokenPath + " ended early",
	},
	{
		name: "nobody is there", url: func(t *testing.T, _ *gated) string { t.Helper(); return "https://" + deadAddress(t) + "/token" },
		text: "dial tcp HOST: connect: connection refused.\n\nNo program listens for the token service at https://HOST/token, or a firewall refuses the connection.\n\n" +
			"What you can do next:\n  - Check the host and the port in client_credentials.token_url.",
	},
	{
		name: "its name does not resolve", url: func(*testing.T, *gated) string { return "https://" + noHost + "/token" },
		text: "dial tcp: lookup NAME: no such host.\n\nThe name of the token service at https://NAME/token does not resolve on this machine.\n\n" +
			"What you can do next:\n  - Check the host in client_credentials.token_url.",
	},
	{
		name: "asked without TLS", url: func(_ *testing.T, g *gated) string {
			return strings.Replace(g.Host, "https://", "http://", 1) + simgateway.TokenPath
		},
		text: "400 Bad Request: Client sent an HTTP request to an HTTPS server.\n\nThe server speaks TLS, and the request came without.\n\n" +
			"What you can do next:\n  - Write https:// in client_credentials.token_url, or another port.",
	},
	{
		name: "its certificate is of another authority", answered: nil,
		url: func(t *testing.T, _ *gated) string {
			t.Helper()
			other := newCA(t)
			certificate, err := other.Server("127.0.0.1")
			return serves(t, certificate, err).URL
		},
		text: "tls: failed to verify certificate: x509: certificate signed by unknown authority (",
	},
	{
		name: "no access_token", fault: simgateway.TokenFault{Status: 200, Header: json200, Body: `{"token": "` + marker + `"}`}, answered: []int{200},
		text: "200 OK: the answer is not a token." + noService,
	},
	{
		name: "empty access_token", fault: simgateway.TokenFault{Status: 200, Header: json200, Body: `{"access_token": "", "x": "` + marker + `"}`}, answered: []int{200},
		text: "200 OK: the answer is not a token." + noService,
	},
	{
		name: "page of a login", fault: simgateway.TokenFault{Status: 200, Header: html, Body: "<html><body>Log in, " + marker + "</body></html>"}, answered: []int{200},
		text: "200 OK: the answer is not a token." + noService,
	},
	{
		name: "nothing", fault: simgateway.TokenFault{Status: 200}, answered: []int{200},
		text: "200 OK: the answer is not a token." + noService,
	},
}

// way is a service account at a gateway of its own.
func (f serviceFault) way(t *testing.T, g *gated) way {
	t.Helper()
	account := func(name, value string) string { return "  " + quoted(name, value) + "\n" }
	id, secret, address := "admin-client", serviceSecret, ""
	if f.url != nil {
		address = account("token_url", f.url(t, g))
	}
	if f.id != "" {
		id = f.id
	}
	if f.wrong != "" {
		secret = f.wrong
	}
	if f.fault.Status != 0 || f.fault.Drop {
		g.FailToken(f.fault)
	}
	return way{clock: g.Clock, arguments: quoted("endpoint", g.Endpoint) + "\n" + tlsBlock(quoted("ca_cert_file", g.CAFile)) +
		"client_credentials = {\n" + address + account("client_id", id) + account("client_secret", secret) + "}\n"}
}

// Given a token service that gives no token, when a session is to be started, then BOS hears nothing of it, and the one error tells
// what the token service said, but no secret. What may pass is tried again, what will not is not.
func TestTokenService_faults(t *testing.T) {
	var ways []way
	var gates []*gated
	for _, f := range serviceFaults {
		g := newGateway(t)
		gates, ways = append(gates, g), append(ways, f.way(t, g))
	}

	told, output := applyWays(t, ways)

	for i, f := range serviceFaults {
		t.Run(f.name, func(t *testing.T) { f.check(t, gates[i], told[i]) })
	}
	for _, secret := range []string{serviceSecret, marker} {
		if strings.Contains(output, secret) {
			t.Errorf("the engine printed %q:\n%s", secret, output)
		}
	}
}

func (f serviceFault) check(t *testing.T, g *gated, told []diagnostic) {
	t.Helper()
	var answered []int
	for _, r := range g.TokenRequests() {
		answered = append(answered, r.Status)
	}
	if !slices.Equal(answered, f.answered) {
		t.Errorf("the token service answered %v, want %v", answered, f.answered)
	}
	if f.text == "" {
		g.wantSent(t, 1, 1)
		if len(told) > 0 {
			t.Errorf("got %+v, want nothing", told)
		}
		return
	}
	if came := g.passages(); len(came) > 0 {
		t.Errorf("requests came to BOS: %+v", came)
	}
	if len(told) != 1 || told[0].Summary != "Unable to start the session" {
		t.Fatalf("got %+v, want the one error", told)
	}
	said := steady(told[0].Detail)
	_, text, found := strings.Cut(said, "POST /v2/sessions: no token from client_credentials (http")
	_, text, closed := strings.Cut(text, "): ")
	if !found || !closed || !strings.HasPrefix(text, f.text) {
		t.Errorf("\n got %s\nwant %s", said, f.text)
	}
}
