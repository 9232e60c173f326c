// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// door is a server that remembers what it was asked.
type door struct {
	URL    string
	behind http.Handler

	mu    sync.Mutex
	heard []*http.Request
}

// newDoor serves behind, by TLS if it is given a configuration for that.
func newDoor(t *testing.T, behind http.Handler, secure *tls.Config) *door {
	t.Helper()
	d := &door{behind: behind}
	listener := httptest.NewUnstartedServer(d)
	listener.Config.ErrorLog = log.New(io.Discard, "", 0) // of failed handshakes
	if secure != nil {
		listener.TLS = secure
		listener.StartTLS()
	} else {
		listener.Start()
	}
	t.Cleanup(listener.Close)
	d.URL = listener.URL
	return d
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // a token request's; BOS's are no forms
	d.mu.Lock()
	d.heard = append(d.heard, r)
	d.mu.Unlock()
	d.behind.ServeHTTP(w, r)
}

// requests are those so far.
func (d *door) requests() []*http.Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.heard
}

// header is that of the last request; "nothing came" if there was none.
func (d *door) header(name string) string {
	all := d.requests()
	if len(all) == 0 {
		return "nothing came"
	}
	return all[len(all)-1].Header.Get(name)
}

// form is a field of the last request's form.
func (d *door) form(name string) string {
	all := d.requests()
	if len(all) == 0 {
		return "nothing came"
	}
	return all[len(all)-1].Form.Get(name)
}

// tokenService gives a token to everybody.
func tokenService(token string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": 300})
	})
}

// ask reads the data source bos_version, which makes two requests.
func (p *server) ask() []*tfprotov6.Diagnostic {
	p.t.Helper()
	objectType, _ := p.schema.DataSourceSchemas["bos_version"].ValueType().(tftypes.Object)
	resp, err := p.ReadDataSource(p.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: "bos_version", Config: p.value(objectType, nil)})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// nested is an object of the provider's configuration whose attributes are null but for those given.
func nested(t *testing.T, s *sim, name string, given fields) tftypes.Value {
	t.Helper()
	p, _ := tryServer(t, s, nil)
	provider, _ := p.schema.Provider.ValueType().(tftypes.Object)
	objectType, _ := provider.AttributeTypes[name].(tftypes.Object)
	all := map[string]tftypes.Value{}
	for attribute, attributeType := range objectType.AttributeTypes {
		all[attribute] = tftypes.NewValue(attributeType, nil)
	}
	maps.Copy(all, given)
	return tftypes.NewValue(objectType, all)
}

func words(all ...string) tftypes.Value {
	values := []tftypes.Value{}
	for _, word := range all {
		values = append(values, text(word))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, values)
}

func fraction(f float64) tftypes.Value { return tftypes.NewValue(tftypes.Number, f) }

// told shows diagnostics as "severity: summary | detail", a line each.
func told(diagnostics []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diagnostics {
		fmt.Fprintf(&b, "%s: %s | %s\n", strings.ToLower(d.Severity.String()), d.Summary, unwrapped(d.Detail))
	}
	return b.String()
}

// wantFault checks that there is one diagnostic, an error of that summary whose detail has all of those parts, at that
// attribute ("" for none).
func wantFault(t *testing.T, diagnostics []*tfprotov6.Diagnostic, attribute, summary string, parts ...string) {
	t.Helper()
	if len(diagnostics) != 1 || diagnostics[0].Severity != tfprotov6.DiagnosticSeverityError || diagnostics[0].Summary != summary {
		t.Errorf("got\n%swant one error: %s", told(diagnostics), summary)
		return
	}
	d := diagnostics[0]
	if at := d.Attribute.String(); at != attribute {
		t.Errorf("%s is told at %q, want %q", summary, at, attribute)
	}
	for _, part := range parts {
		if !strings.Contains(unwrapped(d.Detail), unwrapped(part)) {
			t.Errorf("the detail does not say %q:\n%s", part, d.Detail)
		}
	}
}

// crayFiles writes the files of a Cray CLI into a new folder and has the provider look there. The first login is the active one.
func crayFiles(t *testing.T, logins ...simgateway.CrayFiles) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("CRAY_CONFIG_DIR", dir)
	for i := len(logins) - 1; i >= 0; i-- { // each makes itself the active one
		if err := logins[i].Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// crayLogin is a login of the Cray CLI whose token lives for an hour from the simulation's now.
func (s *sim) crayLogin(configuration, host, tenant, token string) simgateway.CrayFiles {
	return simgateway.CrayFiles{
		Configuration: configuration, Hostname: host, Tenant: tenant, Username: "alice." + configuration,
		Token: simgateway.Token{AccessToken: token, TokenType: "Bearer", ExpiresIn: int64(time.Hour / time.Second), Issued: s.Clock.Now()},
	}
}

func file(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// withPassword puts a user and a password into a URL.
func withPassword(t *testing.T, address, user, password string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	parsed.User = url.UserPassword(user, password)
	return parsed.String()
}

// withoutPrefix takes the gateway's path off, where it is.
func withoutPrefix(behind http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = strings.TrimPrefix(r.URL.Path, "/apis/bos")
		behind.ServeHTTP(w, r)
	})
}
