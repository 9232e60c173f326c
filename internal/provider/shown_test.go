// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"
)

// A login of the Cray CLI has a host of its own, where it is renewed, and which its token was made for.
func TestProvider_warnsOfTheLoginsHost(t *testing.T) {
	s := newSim(t)
	dir := t.TempDir()
	t.Setenv("CRAY_CONFIG_DIR", dir)
	if err := s.crayLogin("old", "http://old.example.com", "", "abcd").Write(dir); err != nil {
		t.Fatal(err)
	}
	for endpoint, want := range map[string][]string{
		"https://bos.example.com/apis/bos": {"The Cray CLI's token is sent to another host", "The token is sent unencrypted"},
		"http://old.example.com/apis/bos":  {"The token is sent unencrypted"},
	} {
		_, diagnostics := tryServer(t, s, fields{"endpoint": text(endpoint), "cray_cli": text("old")})

		var got []string
		for _, d := range diagnostics {
			got = append(got, d.Summary)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got\n%swant %q", endpoint, told(diagnostics), want)
		}
	}
}

// Terraform shows the line of the configuration that an error is about. An error about a secret is about no line.
func TestProvider_faultsDoNotShowASecretsLine(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	for arguments, word := range map[string]string{
		`token = "Bearer tok-literal-1"`:               "The argument token: The token begins with",
		`proxy_url = "ftp://user:tok-literal-1@h"`:     "The argument proxy_url: ",
		"token = <<-EOT\n    tok-literal-1 and\n  EOT": "The argument token: ",
	} {
		tf.configure(bos.provider(arguments) + "data \"bos_version\" \"test\" {}\n")

		output := tf.exits(1, "plan")

		says(t, output, word)
		if strings.Contains(output, "tok-literal-1") {
			t.Errorf("%s: the secret is shown:\n%s", arguments, output)
		}
	}
}

// What BOS did not tell of an imported session is taken from the configuration where nothing is run, and where something
// is, the plan does not say otherwise.
func TestSessionV1_importReplacedAtOnce(t *testing.T) {
	bos := newV1(t)
	bos.sends(t, "POST", "/v1/session", "", `{"operation": "reboot", "templateName": "blue"}`)
	bos.Clock.Advance(oneHour)
	tf := newEngine(t, bos)
	tf.write(v1With(`limit = "x3000c0s1b0n0"`))
	tf.must("import", "bos_session.test", bos.onlySession(t))

	output := tf.exits(2, "plan", "-detailed-exitcode")

	says(t, output, "must be replaced", "1 to add, 0 to change, 1 to destroy")
	if strings.Contains(output, "nothing is run") || strings.Contains(output, "Taking limit") {
		t.Errorf("the plan runs a session, and says that it does not:\n%s", output)
	}
	bos.wantSent(t, 1, 1)
}
