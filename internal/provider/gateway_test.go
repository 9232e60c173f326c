// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// gated is a simulated system as people reach it: behind a gateway, over HTTPS,
// with tokens and roles. The sim is BOS behind it, whose own URL needs none of
// that: what others do in a test goes there.
type gated struct {
	*sim
	*simgateway.Gateway

	CA       *simgateway.CA
	CAFile   string // its certificate
	Host     string // https://127.0.0.1:PORT
	Endpoint string // Host with BOS's path
	front    *front
}

// gatewayPlan is what newGateway makes; each option changes it.
type gatewayPlan struct {
	simgateway.Config

	Hosts       []string                                                    // in the certificate
	Certificate func(*simgateway.CA, ...string) (tls.Certificate, error)    // of these Hosts; nil = a good one of the CA
	TLS         func(ca *simgateway.CA, server tls.Certificate) *tls.Config // nil = no client certificates
}

type gatewayOption func(*gatewayPlan)

// shortLife is how long access tokens live at some sites; a boot takes longer.
const shortLife = 5 * time.Minute

// withTokenLife has them live so long, instead of a year.
func withTokenLife(life time.Duration) gatewayOption {
	return func(p *gatewayPlan) { p.TokenLife = life }
}

// newGateway starts BOS over 64 nodes with the tenant vcluster-blue, behind a
// gateway with simgateway.DefaultAccounts. Certificates are valid in real time, all
// else lives in the simulation's.
func newGateway(t *testing.T, options ...gatewayOption) *gated {
	t.Helper()
	g := &gated{sim: newSim(t, withTenant)}
	plan := &gatewayPlan{
		Config: simgateway.Config{Clock: g.Clock, BOS: g.Server}, Hosts: []string{"127.0.0.1", "localhost"},
		Certificate: (*simgateway.CA).Server,
		TLS: func(_ *simgateway.CA, server tls.Certificate) *tls.Config {
			return simgateway.TLSConfig(server, tls.NoClientCert, nil)
		},
	}
	for _, change := range options {
		change(plan)
	}
	var err error
	if g.Gateway, err = simgateway.New(plan.Config); err != nil {
		t.Fatal(err)
	}
	if g.CA, err = simgateway.NewCA(time.Now()); err != nil {
		t.Fatal(err)
	}
	files, err := g.CA.WriteFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := plan.Certificate(g.CA, plan.Hosts...)
	if err != nil {
		t.Fatal(err)
	}
	g.CAFile, g.front = files.CA, &front{gate: g.Gateway}
	server := httptest.NewUnstartedServer(g.front)
	server.TLS = plan.TLS(g.CA, certificate)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshakes that a test wants to fail
	server.StartTLS()
	t.Cleanup(server.Close)
	g.Host = server.URL
	g.Endpoint = g.Host + "/apis/bos"
	return g
}

// engine is newEngine with a new home, for files of the Cray CLI's; the provider
// knows the CA by its variable. Once in a test, which cannot run in parallel then.
func (g *gated) engine(t *testing.T) *engine {
	t.Helper()
	g.setHome(t)
	return newEngine(t, g.sim)
}

// realEngine is engine for what only a real engine prints or keeps.
func (g *gated) realEngine(t *testing.T) *engine {
	t.Helper()
	g.setHome(t)
	return newRealEngine(t, g.sim)
}

func (g *gated) setHome(t *testing.T) {
	t.Helper()
	t.Setenv("BOS_TLS_CA_CERT_FILE", g.CAFile)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("CRAY_CONFIG_DIR", "") // so that they are those in HOME
}

// config is a configuration whose provider speaks to the gateway; arguments are
// lines of its block.
func (g *gated) config(arguments, body string) string {
	return fmt.Sprintf("provider \"bos\" {\n  endpoint = %q\n  tls = { ca_cert_file = %q }\n%s\n}\n", g.Endpoint, g.CAFile, arguments) + body
}

// issue returns a token of an account, as if it had been asked for.
func (g *gated) issue(t *testing.T, account string) simgateway.Token {
	t.Helper()
	token, err := g.Issue(account)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// login is what "cray init" and "cray auth login" leave for a user at the simgateway.
func (g *gated) login(t *testing.T, user string) simgateway.CrayFiles {
	t.Helper()
	return simgateway.CrayFiles{Hostname: g.Host, Username: user, Token: g.issue(t, user)}
}

// reasons are why the policy has refused requests so far.
func (g *gated) reasons() []string {
	var list []string
	for _, r := range g.Refusals() {
		list = append(list, r.Method+" "+r.Target+": "+r.Reason)
	}
	return list
}

// wantRefusals checks how many requests the policy has refused, all of them the same
// one with its repeats: request is the beginning of method and path.
func (g *gated) wantRefusals(t *testing.T, times int, request string) {
	t.Helper()
	all := g.Refusals()
	ok := len(all) == times
	for _, r := range all {
		ok = ok && strings.HasPrefix(r.Method+" "+r.Target, request) && r.RequestID != "" && r.RequestID == all[0].RequestID
	}
	if !ok {
		t.Errorf("refused: %q, want %d of %s, with one request id", g.reasons(), times, request)
	}
}

// grants are what the token endpoint has answered so far: "refresh_token 200".
func (g *gated) grants() []string {
	var list []string
	for _, r := range g.TokenRequests() {
		list = append(list, fmt.Sprintf("%s %d", r.Grant, r.Status))
	}
	return list
}

// wantGrants checks what the token endpoint was asked for, in order.
func (g *gated) wantGrants(t *testing.T, want ...string) {
	t.Helper()
	if got := g.grants(); !slices.Equal(got, want) {
		t.Errorf("token requests %q, want %q", got, want)
	}
}

// front notes every request before the gateway judges it.
type front struct {
	gate http.Handler

	mu     sync.Mutex
	came   []passage
	issued []simgateway.Token
}

// passage is a request as the gateway got it.
type passage struct {
	Method, Path string // with the query
	Header       http.Header
}

// account is whose token came with the request: "" for none of the gateway's.
func (p passage) account() string {
	parts := strings.Split(p.Header.Get("Authorization"), ".")
	if len(parts) != 3 {
		return ""
	}
	payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Username string `json:"preferred_username"`
	}
	_ = json.Unmarshal(payload, &claims)
	return strings.TrimPrefix(claims.Username, "service-account-")
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.came = append(f.came, passage{r.Method, r.URL.RequestURI(), r.Header.Clone()})
	f.mu.Unlock()
	if r.URL.Path != simgateway.TokenPath {
		f.gate.ServeHTTP(w, r)
		return
	}
	answer := &copied{ResponseWriter: w}
	f.gate.ServeHTTP(answer, r)
	var token simgateway.Token
	if json.Unmarshal(answer.body.Bytes(), &token) == nil && token.AccessToken != "" {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.issued = append(f.issued, token)
	}
}

// came are all requests that came to the gateway, allowed or not.
func (g *gated) came() []passage {
	g.front.mu.Lock()
	defer g.front.mu.Unlock()
	return slices.Clone(g.front.came)
}

// passages are those for BOS.
func (g *gated) passages() []passage {
	return slices.DeleteFunc(g.came(), func(p passage) bool { return !strings.HasPrefix(p.Path, "/apis/bos") })
}

// issued are the tokens that the token endpoint has sent so far.
func (g *gated) issued() []simgateway.Token {
	g.front.mu.Lock()
	defer g.front.mu.Unlock()
	return slices.Clone(g.front.issued)
}

type copied struct {
	http.ResponseWriter

	body bytes.Buffer
}

func (c *copied) Write(p []byte) (int, error) {
	c.body.Write(p)
	return c.ResponseWriter.Write(p)
}
