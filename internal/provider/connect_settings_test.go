// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Given a bad value in a variable, then one error names the variable and what to write.
func TestProvider_badVariables(t *testing.T) {
	s := newSim(t)
	missing := t.TempDir() + "/missing"
	for _, c := range []struct {
		variable, value    string
		attribute, summary string
		detail             string
	}{
		{"BOS_ENDPOINT", "bos.example.com", `AttributeName("endpoint")`, "Invalid BOS endpoint", "begin it with https://"},
		{"BOS_TENANT", "Blue", `AttributeName("tenant")`, "Invalid tenant", "`Blue` contains `B`"},
		{"BOS_TOKEN", "Bearer abc", `AttributeName("token")`, "Invalid token", "give the token alone"},
		{"BOS_TOKEN_FILE", missing, `AttributeName("token_file")`, "Invalid token file", missing + " cannot be read: no such file"},
		{"BOS_TOKEN_FILE", file(t, "two words"), `AttributeName("token_file")`, "Invalid token file", "holds no token"},
		{"BOS_CRAY_CLI", "yes/no", `AttributeName("cray_cli")`, "Invalid cray_cli", "`yes/no` is a path"},
		{"BOS_PROXY_URL", "127.0.0.1:1080", `AttributeName("proxy_url")`, "Invalid proxy URL", "has no scheme"},
		{"BOS_TLS_CA_CERT_FILE", missing, `AttributeName("tls").AttributeName("ca_cert_file")`, "Invalid CA certificate", missing},
		{"BOS_TLS_CA_CERT_PEM", "abc", `AttributeName("tls").AttributeName("ca_cert_pem")`, "Invalid CA certificate", "holds no certificate"},
		{"BOS_TLS_INSECURE_SKIP_VERIFY", "yes", `AttributeName("tls").AttributeName("insecure_skip_verify")`, "Invalid tls.insecure_skip_verify", "write `true` or `false`"},
		{"BOS_REQUEST_TIMEOUT", "40", `AttributeName("request_timeout")`, "Invalid duration", "`40` has no unit"},
		{"BOS_REQUEST_TIMEOUT", "2h", `AttributeName("request_timeout")`, "Invalid duration", "`2h` is longer than `1h`: write a duration from `1s` to `1h`."},
		{"BOS_POLL_INTERVAL", "1ms", `AttributeName("poll_interval")`, "Invalid duration", "`1ms` is shorter than `1s`: write a duration from `1s` to `24h`."},
		{"BOS_POLL_INTERVAL", "-1s", `AttributeName("poll_interval")`, "Invalid duration", "`-1s` is not above zero"},
		{"BOS_PROGRESS_FILE", "progress", `AttributeName("progress_file")`, "Invalid progress file", "`progress` is relative: write an absolute path"},
		{"BOS_MAX_RETRIES", "many", `AttributeName("max_retries")`, "Invalid max_retries", "`many` is not a number: write a whole number from 0 to 100"},
		{"BOS_MAX_RETRIES", "1.5", `AttributeName("max_retries")`, "Invalid max_retries", "`1.5` is not a whole number"},
		{"BOS_MAX_REQUESTS_PER_SECOND", "0", `AttributeName("max_requests_per_second")`, "Invalid max_requests_per_second", "`0` is below 0.01"},
		{"BOS_MAX_REQUESTS_PER_SECOND", "NaN", `AttributeName("max_requests_per_second")`, "Invalid max_requests_per_second", "`NaN` is not a number"},
	} {
		t.Run(c.variable+" "+c.summary, func(t *testing.T) {
			t.Setenv(c.variable, c.value)
			config := fields{"endpoint": text(s.URL)}
			if c.variable == "BOS_ENDPOINT" {
				config = bare()
			}

			_, diagnostics := tryServer(t, s, config)

			wantFault(t, diagnostics, c.attribute, c.summary, "The environment variable "+c.variable+": ", c.detail)
		})
	}
}

// Given only a part of what belongs together, then the error names the other part.
func TestProvider_incomplete(t *testing.T) {
	s := newSim(t)
	const credentials = `AttributeName("client_credentials").`
	for _, c := range []struct {
		name               string
		config             fields
		variables          map[string]string
		attribute, summary string
		detail             string
	}{
		{
			"secret missing",
			fields{"client_credentials": nested(t, s, "client_credentials", fields{"client_id": text("a")})},
			nil,
			credentials + `AttributeName("client_secret")`, "Incomplete client credentials", "BOS_CLIENT_SECRET",
		},
		{"id missing", nil, map[string]string{"BOS_CLIENT_SECRET": "abcd"}, credentials + `AttributeName("client_id")`, "Incomplete client credentials", "BOS_CLIENT_ID"},
		{
			"scope in its variable", nil,
			map[string]string{"BOS_CLIENT_ID": "a", "BOS_CLIENT_SECRET": "abcd", "BOS_SCOPES": `open"id`},
			credentials + `AttributeName("scopes")`, "Invalid scope", "The environment variable BOS_SCOPES: `open\"id`",
		},
		{
			"token URL in its variable", nil,
			map[string]string{"BOS_CLIENT_ID": "a", "BOS_CLIENT_SECRET": "abcd", "BOS_TOKEN_URL": "auth"},
			credentials + `AttributeName("token_url")`, "Invalid token URL", "The environment variable BOS_TOKEN_URL: ",
		},
		{
			"key missing", nil,
			map[string]string{"BOS_TLS_CLIENT_CERT_FILE": "a.pem"},
			`AttributeName("tls").AttributeName("client_cert_file")`, "Incomplete client certificate", "BOS_TLS_CLIENT_KEY_FILE",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, value := range c.variables {
				t.Setenv(name, value)
			}
			_, diagnostics := tryServer(t, s, with(fields{"endpoint": text(s.URL)}, c.config))
			wantFault(t, diagnostics, c.attribute, c.summary, c.detail)
		})
	}
}

// Given variables of two sources, then the configuration chooses; without it, an error names the variables.
func TestProvider_twoSourcesInTheEnvironment(t *testing.T) {
	w := newWorld(t)
	t.Setenv("BOS_TOKEN", "token-of-variable")
	t.Setenv("BOS_CLIENT_SECRET", "s3cr3t")
	t.Setenv("BOS_CRAY_CLI", "true")

	_, neither := tryServer(t, w.sim, fields{"endpoint": text(w.doors[0].URL)})
	chosen, _ := tryServer(t, w.sim, fields{"endpoint": text(w.doors[0].URL), "token_file": text(file(t, "token-of-file"))})
	chosen.fine(chosen.ask())

	if len(neither) != 1 || neither[0].Summary != "Conflicting sources of tokens" ||
		!strings.Contains(neither[0].Detail, "BOS_TOKEN, BOS_CLIENT_SECRET and BOS_CRAY_CLI") {
		t.Error(told(neither))
	}
	if got := w.doors[0].header("Authorization"); got != "Bearer token-of-file" {
		t.Errorf("sent %q", got)
	}
}

// Given arguments that are known only after apply, then Configure is content, and a request names them by their paths.
func TestProvider_unknownNestedArguments(t *testing.T) {
	s := newSim(t)
	p, _ := tryServer(t, s, nil)
	config, _ := p.schema.Provider.ValueType().(tftypes.Object)
	unknown := func(name string) tftypes.Value {
		return tftypes.NewValue(config.AttributeTypes[name], tftypes.UnknownValue)
	}
	for _, c := range []struct {
		name   string
		config fields
		want   string
	}{
		{
			"attributes", fields{
				"client_credentials": nested(t, s, "client_credentials", fields{"client_secret": unknownText}),
				"tls":                nested(t, s, "tls", fields{"ca_cert_pem": unknownText}), "max_retries": unknown("max_retries"),
			}, "tls.ca_cert_pem, max_retries and client_credentials.client_secret are known only after apply",
		},
		{"objects", fields{"client_credentials": unknown("client_credentials"), "tls": unknown("tls")}, "tls and client_credentials are known only after apply"},
		{"scopes", fields{"client_credentials": nested(t, s, "client_credentials", fields{
			"scopes": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{text("a"), unknownText}),
		})}, "client_credentials.scopes is known only after apply"},
		{"a second source", fields{"token": text("abcd"), "cray_cli": unknownText}, "cray_cli is known only after apply"},
		{"every text", fields{"token": unknownText, "proxy_url": unknownText, "request_timeout": unknownText}, "proxy_url, request_timeout and token are known only after apply"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(s.Requests())

			p, diagnostics := tryServer(t, s, with(fields{"endpoint": text(s.URL)}, c.config))

			p.fine(diagnostics)
			wantFault(t, p.ask(), "", "Unable to read the version of BOS", c.want)
			p.fine(p.plan(nil, bootBlue).Diagnostics)
			if len(s.Requests()) != before {
				t.Errorf("requests were made:\n%s", s.log())
			}
		})
	}
}

// Given a connection on which others can read the token, then a warning says so, and everything goes on.
func TestProvider_warnings(t *testing.T) {
	s := newSim(t)
	const insecure, plain = "Certificates are not verified", "The token is sent unencrypted"
	credentials := func(url string) tftypes.Value {
		return nested(t, s, "client_credentials", with(account, fields{"token_url": text(url)}))
	}
	skip := nested(t, s, "tls", fields{"insecure_skip_verify": truth(true)})
	for _, c := range []struct {
		name   string
		config fields
		want   []string
	}{
		{"nothing of the kind", fields{"endpoint": text("https://bos.example.com"), "token": text("abcd")}, nil},
		{"certificates", fields{"endpoint": text("https://bos.example.com"), "tls": skip}, []string{insecure}},
		{"plain and a token", fields{"endpoint": text("http://bos.example.com"), "token": text("abcd")}, []string{plain}},
		{"plain and no token", fields{"endpoint": text("http://bos.example.com")}, nil},
		{"plain on this machine", fields{"endpoint": text("http://localhost:8080"), "token": text("abcd")}, nil},
		{"plain on this address", fields{"endpoint": text("http://127.1.2.3"), "token": text("abcd")}, nil},
		{"plain on this IPv6 address", fields{"endpoint": text("http://[::1]:80"), "token": text("abcd")}, nil},
		{"plain token service", fields{"endpoint": text("https://bos.example.com"), "client_credentials": credentials("http://auth.example.com")}, []string{plain}},
		{"all", fields{"endpoint": text("http://bos.example.com"), "client_credentials": credentials("http://auth.example.com"), "tls": skip}, []string{insecure, plain}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diagnostics := tryServer(t, s, c.config)

			var got []string
			for _, d := range diagnostics {
				if d.Severity == tfprotov6.DiagnosticSeverityWarning && d.Attribute != nil {
					got = append(got, d.Summary)
				}
			}
			if !slices.Equal(got, c.want) || len(got) != len(diagnostics) {
				t.Errorf("got\n%swant %q", told(diagnostics), c.want)
			}
		})
	}
}
