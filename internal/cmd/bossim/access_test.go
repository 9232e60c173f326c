// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// exported returns the value of the next line that exports the variable.
func (s *started) exported(t *testing.T, name string) string {
	t.Helper()
	prefix := "  export " + name + "="

	return strings.TrimPrefix(s.line(t, prefix), prefix)
}

// drain reads and discards the remaining output, so that the simulator can write.
func (s *started) drain() {
	go func() {
		for s.lines.Scan() {
			continue
		}
	}()
}

func trusting(t *testing.T, caFile string, certificates ...tls.Certificate) *http.Client {
	t.Helper()
	pem, err := os.ReadFile(caFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("no certificate in %s", caFile)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, Certificates: certificates}}
	t.Cleanup(transport.CloseIdleConnections)

	return &http.Client{Transport: transport}
}

// ask returns the status and the body of a GET.
func ask(t *testing.T, client *http.Client, url, token, tenant string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if tenant != "" {
		request.Header.Set("Cray-Tenant-Name", tenant)
	}

	return send(t, client, request)
}

func send(t *testing.T, client *http.Client, request *http.Request) (int, string) {
	t.Helper()
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}

	return response.StatusCode, string(body)
}

// login requests a service account's token from the token endpoint.
func login(t *testing.T, client *http.Client, base, id, secret string) gateway.Token {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+gateway.TokenPath,
		strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, body := send(t, client, request)
	if status != http.StatusOK {
		t.Fatalf("the token endpoint: %d %s", status, body)
	}
	var token gateway.Token
	if err := json.Unmarshal([]byte(body), &token); err != nil {
		t.Fatal(err)
	}

	return token
}

// crayToken returns the access token in the user's Cray CLI folder.
func crayToken(t *testing.T, folder, base, user string) string {
	t.Helper()
	content, err := os.ReadFile(gateway.CrayFiles{Hostname: base, Username: user}.TokenFile(folder))
	if err != nil {
		t.Fatal(err)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(content, &token); err != nil {
		t.Fatal(err)
	}

	return token.AccessToken
}

func TestRun_tls(t *testing.T) {
	s := start(t, "-tls")
	if !strings.HasPrefix(s.url, "https://127.0.0.1:") {
		t.Fatal(s.url)
	}
	endpoint, caFile := s.exported(t, "BOS_ENDPOINT"), s.exported(t, "BOS_TLS_CA_CERT_FILE")
	pair, err := tls.LoadX509KeyPair(s.exported(t, "BOS_TLS_CLIENT_CERT_FILE"), s.exported(t, "BOS_TLS_CLIENT_KEY_FILE"))
	if err != nil {
		t.Fatal(err)
	}
	s.drain()

	for name, client := range map[string]*http.Client{
		"without a client certificate": trusting(t, caFile),
		"with one":                     trusting(t, caFile, pair),
	} {
		if status, body := ask(t, client, endpoint+"/v2/healthz", "", ""); status != http.StatusOK {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	s.stop()
	if err := <-s.err; err != nil {
		t.Errorf("run: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(caFile)); !os.IsNotExist(err) {
		t.Errorf("the temporary folder is left: %v", err)
	}
}

func TestRun_everyWayToAuthenticate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made")
	s := start(t, "-tls", "-auth", "-token-life", "5m", "-nodes", "8", "-dir", dir)
	endpoint, caFile := s.exported(t, "BOS_ENDPOINT"), s.exported(t, "BOS_TLS_CA_CERT_FILE")
	alice := s.exported(t, "CRAY_CONFIG_DIR")
	s.line(t, "export BOS_CRAY_CLI=true")
	tokenFile := s.exported(t, "BOS_TOKEN_FILE")
	tina := s.exported(t, "CRAY_CONFIG_DIR")
	id, secret := s.exported(t, "BOS_CLIENT_ID"), s.exported(t, "BOS_CLIENT_SECRET")
	tenantName := s.exported(t, "BOS_TENANT")
	s.drain()
	client := trusting(t, caFile)
	bare, err := os.ReadFile(tokenFile)
	if err != nil {
		t.Fatal(err)
	}
	service := login(t, client, s.url, id, secret)
	if service.ExpiresIn != 300 {
		t.Errorf("the token lives %d s", service.ExpiresIn)
	}

	for name, token := range map[string]string{
		"alice's Cray CLI": crayToken(t, alice, s.url, "alice"),
		"the token file":   strings.TrimSpace(string(bare)),
		"admin-client":     service.AccessToken,
	} {
		if status, body := ask(t, client, endpoint+"/v2/options", token, ""); status != http.StatusOK {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	token := crayToken(t, tina, s.url, "tina")
	if status, body := ask(t, client, endpoint+"/v2/sessiontemplates/blue", token, tenantName); status != http.StatusOK ||
		!strings.Contains(body, `"tenant":"vcluster-blue"`) && !strings.Contains(body, `"tenant": "vcluster-blue"`) {
		t.Errorf("tina: %d %s", status, body)
	}
	if status, _ := ask(t, client, endpoint+"/v2/options", token, tenantName); status != http.StatusForbidden {
		t.Errorf("tina at the options: %d", status)
	}
	s.stop()
	if err := <-s.err; err != nil {
		t.Errorf("run: %v", err)
	}
	if _, err := os.Stat(tokenFile); err != nil {
		t.Errorf("-dir is not left as it is: %v", err)
	}
}

func TestConcurrent_runWithAuthAndWithoutTLS(t *testing.T) {
	s := start(t, "-auth")
	if !strings.HasPrefix(s.url, "http://") {
		t.Fatal(s.url)
	}
	s.line(t, "tokens by hand: POST to "+s.url+gateway.TokenPath)
	client := &http.Client{}
	done := make(chan int, 1)
	go func() {
		status, _ := ask(t, client, s.url+"/apis/bos/v2/healthz", "", "")
		done <- status
	}()
	if line := s.line(t, " 403 GET    /apis/bos/v2/healthz"); !strings.HasSuffix(line, ` refused="no token"`) {
		t.Error(line)
	}
	if status := <-done; status != http.StatusForbidden {
		t.Errorf("without a token: %d", status)
	}

	tokens := make(chan gateway.Token, 1)
	go func() { tokens <- login(t, client, s.url, "admin-client", "admin-client-secret") }()
	line := s.line(t, "POST   "+gateway.TokenPath)
	if !strings.HasSuffix(line, " grant=client_credentials client=admin-client user=admin-client") ||
		!strings.Contains(line, " 200 ") {
		t.Error(line)
	}
	token := <-tokens
	if token.ExpiresIn != int64(gateway.DefaultLife.Seconds()) {
		t.Errorf("the token lives %d s", token.ExpiresIn)
	}
	s.drain()
	if status, body := ask(t, client, s.url+"/apis/bos/v2/healthz", token.AccessToken, ""); status != http.StatusOK {
		t.Errorf("with it: %d %s", status, body)
	}
}
