// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// bare is a configuration without a single argument.
func bare() fields { return fields{} }

// Given a login of the Cray CLI, when it is asked for, then it gives what is not given elsewhere, and no more.
func TestProvider_crayLoginFillsIn(t *testing.T) {
	for _, c := range []struct {
		name      string
		config    func(w *world) fields
		variables map[string]string
		want      string // door, tenant and token of a request
	}{
		{"all", func(*world) fields { return fields{"cray_cli": text("true")} }, nil, "0 vcluster-blue Bearer cli-token"},
		{"all by its variable", func(*world) fields { return bare() }, map[string]string{"BOS_CRAY_CLI": "true"}, "0 vcluster-blue Bearer cli-token"},
		{"all of the other configuration", func(*world) fields { return fields{"cray_cli": text("other")} }, nil, "1 vcluster-other Bearer other-token"},
		{
			"all of the configuration in CRAY_CONFIG", func(*world) fields { return fields{"cray_cli": text("true")} },
			map[string]string{"CRAY_CONFIG": "other"},
			"1 vcluster-other Bearer other-token",
		},
		{"tenant configured", func(*world) fields { return fields{"cray_cli": text("true"), "tenant": text("vcluster-red")} }, nil, "0 vcluster-red Bearer cli-token"},
		{"tenant in its variable", func(*world) fields { return fields{"cray_cli": text("true")} }, map[string]string{"BOS_TENANT": "vcluster-red"}, "0 vcluster-red Bearer cli-token"},
		{"endpoint configured", func(w *world) fields { return fields{"cray_cli": text("true"), "endpoint": text(w.doors[1].URL)} }, nil, "1 vcluster-blue Bearer cli-token"},
		{"nothing configured", func(*world) fields { return bare() }, nil, "0 vcluster-blue Bearer cli-token"},
		{"only what is no source", func(*world) fields { return fields{"max_retries": amount(1)} }, nil, "0 vcluster-blue Bearer cli-token"},
		{"an endpoint and no source", func(w *world) fields { return fields{"endpoint": text(w.doors[1].URL)} }, nil, "1  "},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			crayFiles(t, w.crayLogin("default", w.doors[0].URL, "vcluster-blue", "cli-token"), w.crayLogin("other", w.doors[1].URL, "vcluster-other", "other-token"))
			// The CLI's endpoints end with the path of the gateway's.
			for _, d := range w.doors {
				d.behind = withoutPrefix(w.Server)
			}
			for name, value := range c.variables {
				t.Setenv(name, value)
			}

			p := newServer(t, w.sim, c.config(w))

			p.fine(p.ask())
			door := 0
			if len(w.doors[0].requests()) == 0 {
				door = 1
			}
			got := strings.Join([]string{string(rune('0' + door)), w.doors[door].header("Cray-Tenant-Name"), w.doors[door].header("Authorization")}, " ")
			if got != c.want || len(w.doors[1-door].requests()) > 0 {
				t.Errorf("asked: %q, want %q", got, c.want)
			}
		})
	}
}

// Given a login of the Cray CLI, when it is used, then the log says whose it is.
func TestProvider_crayLoginIsLogged(t *testing.T) {
	for name, config := range map[string]fields{"automatic": bare(), "asked for": {"cray_cli": text("true")}} {
		t.Run(name, func(t *testing.T) {
			s := newSim(t)
			crayFiles(t, s.crayLogin("default", "https://127.0.0.1:1", "vcluster-blue", "cli-token"))
			var out bytes.Buffer

			diagnostics := configureLogged(t, s, config, &out)

			if len(diagnostics) > 0 {
				t.Fatal(told(diagnostics))
			}
			lines, err := tflogtest.MultilineJSONDecode(&out)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range lines {
				if line["@message"] == "Using the Cray CLI's login" {
					if line["@level"] != "info" || line["configuration"] != "default" || line["host"] != "https://127.0.0.1:1" ||
						line["user"] != "alice.default" || line["tenant"] != "vcluster-blue" {
						t.Errorf("the log says %v", line)
					}
					return
				}
			}
			t.Errorf("the log does not say that it uses the login: %v", lines)
		})
	}
}

// configureLogged configures a provider whose log goes to out.
func configureLogged(t *testing.T, s *sim, config fields, out *bytes.Buffer) []*tfprotov6.Diagnostic {
	t.Helper()
	p, _ := tryServer(t, s, nil)
	objectType, _ := p.schema.Provider.ValueType().(tftypes.Object)
	fresh := providerserver.NewProtocol6(provider.New("test", provider.WithClock(s.Clock))())()
	resp, err := fresh.ConfigureProvider(tflogtest.RootLogger(t.Context(), out), &tfprotov6.ConfigureProviderRequest{Config: p.value(objectType, config)})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

// Given no usable login of the Cray CLI, then one error says what was found, and where it was asked for.
func TestProvider_crayLoginUnusable(t *testing.T) {
	configuration := func(dir string) string { return filepath.Join(dir, ".config", "cray", "configurations", "default") }
	for _, c := range []struct {
		name   string
		broken func(t *testing.T, s *sim, dir string) // breaks the login
		parts  []string                               // of the detail, asked for or not
	}{
		{"no files", func(t *testing.T, _ *sim, dir string) { remove(t, filepath.Join(dir, ".config")) }, []string{"no configuration \"default\"", "cray init"}},
		{"nobody logged in", func(t *testing.T, _ *sim, dir string) { remove(t, filepath.Join(dir, ".config", "cray", "tokens")) }, []string{"cray auth login"}},
		{"garbage TOML", func(t *testing.T, _ *sim, dir string) { write(t, configuration(dir), "[core\nhostname") }, []string{"TOML", configuration("")}},
		{"no host", func(t *testing.T, _ *sim, dir string) { write(t, configuration(dir), "[core]\n") }, []string{"core.hostname"}},
		{
			"garbage token", func(t *testing.T, s *sim, dir string) {
				write(t, s.crayLogin("default", "https://127.0.0.1:1", "", "").TokenFile(dir), "{garbage")
			}, []string{"JSON", "cray auth login"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t)
			dir := crayFiles(t, s.crayLogin("default", "https://127.0.0.1:1", "", "cli-token"))
			c.broken(t, s, dir)

			_, automatic := tryServer(t, s, bare())
			_, asked := tryServer(t, s, fields{"cray_cli": text("true")})
			t.Setenv("BOS_CRAY_CLI", "default")
			_, variable := tryServer(t, s, bare())

			wantFault(t, automatic, `AttributeName("endpoint")`, "Missing BOS endpoint", append(c.parts, "BOS_ENDPOINT", "Cray CLI")...)
			wantFault(t, asked, `AttributeName("cray_cli")`, "Unable to use the Cray CLI's login", c.parts...)
			wantFault(t, variable, `AttributeName("cray_cli")`, "Unable to use the Cray CLI's login", append(c.parts, "The environment variable BOS_CRAY_CLI: ")...)
		})
	}
}

// Given a configuration of the Cray CLI that holds what cannot be, then the error says whose it is.
func TestProvider_crayLoginOdd(t *testing.T) {
	s := newSim(t)
	crayFiles(t, s.crayLogin("default", "https://127.0.0.1:1", "My Tenant", "cli-token"))

	_, diagnostics := tryServer(t, s, bare())

	wantFault(t, diagnostics, `AttributeName("tenant")`, "Invalid tenant", `The Cray CLI's configuration default: "My Tenant" is not a tenant's name`)
}

// Given a login that must not be used, then nothing is said of it.
func TestProvider_crayLoginNever(t *testing.T) {
	s := newSim(t)
	crayFiles(t, s.crayLogin("default", s.URL, "", "cli-token"))
	_, configured := tryServer(t, s, fields{"cray_cli": text("false")})
	t.Setenv("BOS_CRAY_CLI", "false")
	_, variable := tryServer(t, s, bare())

	for _, diagnostics := range [][]*tfprotov6.Diagnostic{configured, variable} {
		wantFault(t, diagnostics, `AttributeName("endpoint")`, "Missing BOS endpoint", "BOS_ENDPOINT")
		if text := told(diagnostics); strings.Contains(text, "Cray CLI") {
			t.Error(text)
		}
	}
	// the control: it would do
	_, asked := tryServer(t, s, fields{"cray_cli": text("default")})
	if len(asked) > 0 {
		t.Error(told(asked))
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
