// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// A tenant's administrator reads the tenant's nodes and templates, whatever the filter: the gateway refuses a query.
func TestComponentsDataSource_tenantAdmin(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	p := newServer(t, g.sim, fields{
		"endpoint": text(g.Endpoint), "tenant": text("vcluster-blue"), "token": text(g.issue(t, "tina").AccessToken),
		"tls": nested(t, g.sim, "tls", fields{"ca_cert_file": text(g.CAFile)}),
	})
	ours := strings.Join(bossim.NodeNames(16)[:2], ",")

	wantValues(t, p.found("bos_components", fields{"enabled": truth(false)}), map[string]any{"component_count": 16, "tenant": "vcluster-blue"})
	wantValues(t, p.found("bos_components", fields{"enabled": truth(true)}), map[string]any{"component_count": 0})
	wantValues(t, p.found("bos_components", fields{"session": text("s1"), "status": words("failed")}), map[string]any{"component_count": 0})
	wantValues(t, p.found("bos_components", fields{"ids": text(ours + ",x3000c0s5b0n0")}), map[string]any{"components": ours, "missing": "x3000c0s5b0n0"})
	wantValues(t, p.found("bos_component", fields{"id": text("x3000c0s1b0n0")}), map[string]any{"in_desired_state": true})
	wantValues(t, p.found("bos_session_template", fields{"name": text("theirs")}), map[string]any{"tenant": "vcluster-blue"})
	if list, _ := p.found("bos_session_templates", nil)["templates"].([]any); len(list) != 2 {
		t.Errorf("%d templates are listed", len(list))
	}

	if got := g.reasons(); len(got) > 0 {
		t.Errorf("the gateway refused: %q", got)
	}
	_, diagnostics := p.look("bos_options", nil)
	wantFault(t, diagnostics, "", "Unable to read BOS's options", "403 Forbidden", mayOnly[:40], "only its administrators may read and set them")
}
