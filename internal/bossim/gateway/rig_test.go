// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

var start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// rig is a gateway with a BOS behind it, on a real HTTPS address.
type rig struct {
	*gateway.Gateway

	t      *testing.T
	clock  *bossim.SteppedClock
	sim    *bossim.Server
	ca     *gateway.CA
	url    string
	client *http.Client
}

func newRig(t *testing.T, adjust func(*gateway.Config)) *rig {
	t.Helper()
	clock := bossim.NewSteppedClock(start)
	system := bossim.DefaultSystem(8)
	system.Tenants = map[string][]string{"vcluster-blue": bossim.NodeNames(2)}
	sim, err := bossim.New(bossim.Config{Clock: clock, System: system})
	if err != nil {
		t.Fatal(err)
	}
	config := gateway.Config{Clock: clock, BOS: sim}
	if adjust != nil {
		adjust(&config)
	}
	front, err := gateway.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := gateway.NewCA(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := ca.Server("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Gateway: front, t: t, clock: clock, sim: sim, ca: ca}
	r.url = serveTLS(t, front, gateway.TLSConfig(certificate, tls.NoClientCert, nil))
	r.client = clientOf(t, &tls.Config{RootCAs: ca.Pool()})

	return r
}

// serveTLS serves until the test ends and returns the address.
func serveTLS(t *testing.T, handler http.Handler, config *tls.Config) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS = config
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the refused handshakes are intended
	server.StartTLS()
	t.Cleanup(server.Close)

	return server.URL
}

func clientOf(t *testing.T, config *tls.Config) *http.Client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: config}
	t.Cleanup(transport.CloseIdleConnections)

	return &http.Client{Transport: transport}
}

// answer is a response whose body has been read.
type answer struct {
	status int
	header http.Header
	body   string
}

func (r *rig) do(request *http.Request) answer {
	r.t.Helper()
	response, err := r.client.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}

	return answer{response.StatusCode, response.Header, string(body)}
}

// ask sends a request with a token ("" = none) and headers as pairs of name and
// value.
func (r *rig) ask(method, path, token string, header ...string) answer {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}

	return r.do(request)
}

// form returns a body for the token endpoint, from pairs of name and value.
func form(pairs ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Add(pairs[i], pairs[i+1])
	}

	return f
}

func (r *rig) tokenRequest(f url.Values) *http.Request {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost,
		r.url+gateway.TokenPath, strings.NewReader(f.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")

	return request
}

// token requests a token from the token endpoint and fails the test if it gets
// none.
func (r *rig) token(f url.Values) gateway.Token {
	r.t.Helper()
	got := r.do(r.tokenRequest(f))
	if got.status != http.StatusOK {
		r.t.Fatalf("token endpoint: %d %s", got.status, got.body)
	}
	var token gateway.Token
	if err := json.Unmarshal([]byte(got.body), &token); err != nil {
		r.t.Fatal(err)
	}

	return token
}

// issue returns an access token of the account.
func (r *rig) issue(account string) string {
	r.t.Helper()
	token, err := r.Issue(account)
	if err != nil {
		r.t.Fatal(err)
	}

	return token.AccessToken
}
