// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Every attempt is one structured line of Terraform's log, and the token is
// in none of them, not even where a server sends it back.
func TestLog_oneLineForEachAttempt(t *testing.T) {
	const token = "s3cr3t-t0k3n"
	clock := bossim.NewSteppedClock(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	sim, err := bossim.New(bossim.Config{Clock: clock, Token: token, System: bossim.DefaultSystem(4)})
	if err != nil {
		t.Fatal(err)
	}
	sim.Inject(bossim.Fault{Path: "/v2/version", Times: 1, Status: 503, Body: "your token " + token + " is fine, we are not"})
	server := httptest.NewServer(sim)
	defer server.Close()
	client, err := newClient(gateway.Config{Endpoint: server.URL, Token: token, Clock: clock, Log: logTo([]string{token})}, bos.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer

	if _, err := client.Version(tflogtest.RootLogger(t.Context(), &out)); err != nil {
		t.Fatal(err)
	}

	if strings.Contains(out.String(), token) {
		t.Errorf("the log holds the token:\n%s", &out)
	}
	lines, err := tflogtest.MultilineJSONDecode(&out)
	if err != nil || len(lines) != 2 {
		t.Fatalf("%d lines, want one for each of two attempts: %v", len(lines), err)
	}
	for i, line := range lines {
		if line["@message"] != "BOS request" || line["method"] != "GET" || line["path"] != "/v2/version" ||
			line["attempt"] != float64(i+1) || line["status"] != []any{503.0, 200.0}[i] ||
			line["request_id"] == "" || line["request_id"] != lines[0]["request_id"] {
			t.Errorf("line %d: %v", i+1, line)
		}
		if _, told := line["duration_ms"].(float64); !told {
			t.Errorf("line %d does not tell the duration: %v", i+1, line)
		}
	}
}

// The client takes the token out of what it logs; should it miss one, the log does.
func TestLog_masksTheToken(t *testing.T) {
	const token = "s3cr3t-t0k3n"
	var out bytes.Buffer

	logTo([]string{token})(tflogtest.RootLogger(t.Context(), &out), "sent "+token, map[string]any{"error": "refused " + token})

	if text := out.String(); strings.Contains(text, token) || !strings.Contains(text, "sent ***") || !strings.Contains(text, "refused ***") {
		t.Errorf("logged %s", text)
	}
}

// Whatever form a secret is configured in, it is masked in each form in which it may come back.
func TestLog_secretsOfTheConfiguration(t *testing.T) {
	var out bytes.Buffer
	secrets := secretsOf(gateway.Config{
		Token: "the-token\n", ClientCredentials: &gateway.ClientCredentials{ClientID: "someone", ClientSecret: "the-secret"},
		ProxyURL: "http://me:p%40ss%2Fword@127.0.0.1:3128",
	})

	logTo(secrets)(tflogtest.RootLogger(t.Context(), &out), "a", map[string]any{"b": "the-token, the-secret, p@ss/word, p%40ss%2Fword, me"})

	if text := out.String(); !strings.Contains(text, `"b":"***, ***, ***, ***, me"`) {
		t.Errorf("logged %s", text)
	}
	if short := secretsOf(gateway.Config{Token: "abc"}); len(short) > 0 {
		t.Errorf("a text of three characters would be masked in every word: %q", short)
	}
}
