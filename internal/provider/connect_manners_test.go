// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// Given an engine of a version, then BOS hears of it and of the provider's.
func TestProvider_userAgent(t *testing.T) {
	w := newWorld(t)

	p := newServer(t, w.sim, fields{"endpoint": text(w.doors[0].URL)})
	p.fine(p.ask())

	if got := w.doors[0].header("User-Agent"); got != "terraform-provider-bos/test (Terraform 1.11.4)" {
		t.Errorf("User-Agent: %q", got)
	}
}

// Given a secret that turns up in what is logged, as the name of a session, then no line of any call holds it.
func TestProvider_logsHoldNoSecret(t *testing.T) {
	const secret = "s3cr3t-0f-s0me0ne"
	w := newWorld(t)
	w.doors[1].behind = tokenService("fetched-token")
	for name, config := range map[string]fields{
		"token": {"token": text(secret)},
		"client_secret": {"client_credentials": nested(t, w.sim, "client_credentials", fields{
			"token_url": text(w.doors[1].URL), "client_id": text("someone"), "client_secret": text(secret),
		})},
		"proxy_url": {"proxy_url": text(withPassword(t, w.doors[0].URL, "me", secret))},
	} {
		t.Run(name, func(t *testing.T) {
			w.sim = newSim(t)
			w.doors[0].behind = w.Server
			var out bytes.Buffer
			p := newServer(t, w.sim, with(fields{"endpoint": text(w.doors[0].URL)}, config))
			p.ctx = tflogtest.RootLogger(t.Context(), &out)
			named := with(bootBlue, fields{"name": text(secret)})

			created := p.apply(nil, named)
			p.fine(created.Diagnostics)
			p.fine(p.read(created.NewState).Diagnostics)
			p.fine(p.apply(created.NewState, with(named, fields{"on_destroy": text("forget")})).Diagnostics)
			p.fine(p.ask())

			lines := out.String()
			if strings.Contains(lines, secret) {
				t.Errorf("the log holds the secret:\n%s", lines)
			}
			for _, line := range []string{`"name":"***"`, `/v2/sessions/`, `Session goes on`, `/v2/version`} {
				if !strings.Contains(lines, line) {
					t.Errorf("the log does not hold %s, which this test goes by:\n%s", line, lines)
				}
			}
		})
	}
}
