// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

func TestStaged_appliesOnce(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	nodes := sim.staged(t, "reboot", 3)
	m := newServer(t, sim, nil).manage(stagedType)
	config := fields{"components": text(nodes)}

	found := m.apply(config)

	wantTold(t, found, anError, 0)
	wantTold(t, found, aWarning, 1, "What is staged stays staged", "clear_stage is false", "3 nodes")
	wantValues(t, m.values(m.State), map[string]any{
		"components": nodes, "tenant": nil, "triggers": nil, "succeeded": nodes, "failed": "", "ignored": "",
		"succeeded_count": 3, "failed_count": 0, "ignored_count": 0, "applied_at": "2026-11-22T12:01:00Z",
	})
	sim.wantApplied(t, 1)
	sim.wantBooted(t, 3)

	before := len(sim.Requests())
	if names := m.differs(config); names != nil {
		t.Errorf("a plan after apply changes %v", names)
	}
	wantTold(t, m.apply(nil), anError, 0)
	if sent := len(sim.Requests()) - before; sent != 0 || m.values(m.State) != nil {
		t.Errorf("reading and destroying made %d requests, state %v", sent, m.values(m.State))
	}
	sim.wantApplied(t, 1)
}

// With clear_stage there is nothing to warn of. Applying again does nothing, which is no success.
func TestStaged_cleared(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	sim.clearsStage(t)
	nodes := sim.staged(t, "boot", 2)
	p := newServer(t, sim, nil)
	first, again := p.manage(stagedType), p.manage(stagedType)

	if found := first.apply(fields{"components": text(nodes)}); len(found) != 0 {
		t.Errorf("told:\n%s", told(found))
	}
	sim.wantBooted(t, 2)
	found := again.apply(fields{"components": text(nodes)})

	wantTold(t, found, aWarning, 0)
	wantTold(t, found, anError, 1, "Unable to apply what is staged: nothing is staged", "clear_stage = true", "stays in the state, tainted", "terraform untaint ADDRESS")
	wantValues(t, again.values(again.State), map[string]any{"succeeded": "", "ignored": nodes, "ignored_count": 2})
	sim.wantApplied(t, 2)
}

// What changes does not apply anything again but as the plan says.
func TestStaged_replacements(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	nodes := sim.staged(t, "boot", 2)
	one := strings.Split(nodes, ",")[0]
	rows := []struct {
		name          string
		before, after fields
		replaced      string // the attribute that forces it
	}{
		{"nothing", fields{}, fields{}, ""},
		{"triggers added", fields{}, fields{"triggers": triggersOf("a")}, ""},
		{"triggers removed", fields{"triggers": triggersOf("a")}, fields{}, ""},
		{"triggers emptied", fields{"triggers": triggersOf("a")}, fields{"triggers": noTriggers}, ""},
		{"triggers the same", fields{"triggers": triggersOf("a")}, fields{"triggers": triggersOf("a")}, ""},
		{"a trigger changed", fields{"triggers": triggersOf("a")}, fields{"triggers": triggersOf("b")}, "triggers"},
		{"a trigger unknown", fields{"triggers": triggersOf("a")}, fields{"triggers": triggersOf(tftypes.UnknownValue)}, "triggers"},
		{"other nodes", fields{}, fields{"components": text(one)}, "components"},
		{"nodes unknown", fields{}, fields{"components": unknownText}, "components"},
		{"a tenant of its own", fields{}, fields{"tenant": text("vcluster-blue")}, "tenant"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			m := newServer(t, sim, nil).manage(stagedType)
			m.fine(m.apply(with(fields{"components": text(nodes)}, row.before)))
			before := len(sim.Requests())
			config := with(fields{"components": text(nodes)}, row.after)

			planned := m.plan(config)

			m.fine(planned.Diagnostics)
			var forced []string
			for _, path := range planned.RequiresReplace {
				forced = append(forced, strings.TrimSuffix(strings.TrimPrefix(path.String(), `AttributeName("`), `")`))
			}
			if got := strings.Join(forced, ","); got != row.replaced {
				t.Errorf("the plan replaces for %q, want %q", got, row.replaced)
			}
			if row.replaced == "" {
				wantTold(t, m.apply(config), anError, 0)
				wantValues(t, m.values(m.State), map[string]any{"succeeded": nodes, "applied_at": "2026-11-22T12:01:00Z"})
			}
			if sent := len(sim.Requests()) - before; sent != 0 {
				t.Errorf("%d requests\n%s", sent, sim.log())
			}
		})
	}
	sim.wantApplied(t, len(rows)) // each created its own
}

// The provider's tenant is for the creation: it is kept from then on.
func TestStaged_tenant(t *testing.T) {
	t.Parallel()
	sim := newSim(t, withTenant)
	sim.started(t, "vcluster-blue", "next", `"operation": "boot", "template_name": "theirs", "stage": true`)
	sim.Clock.Advance(oneHour)
	theirs := strings.Join(bossim.NodeNames(2), ",")
	others := bossim.NodeNames(20)[19]
	config := fields{"components": text(theirs + "," + others)}
	inTenant := fields{"endpoint": text(sim.URL), "tenant": text("vcluster-blue")}
	m := newServer(t, sim, inTenant).manage(stagedType)
	if tenant := m.planned(config)["tenant"]; !tenant.Equal(text("vcluster-blue")) {
		t.Errorf("the plan says tenant %v", tenant)
	}

	found := m.apply(config)

	wantTold(t, found, anError, 0, "BOS ignored 1 node without a staged operation", others)
	wantValues(t, m.values(m.State), map[string]any{"tenant": "vcluster-blue", "succeeded": theirs, "ignored": others})
	m.server = newServer(t, sim, nil)
	if names := m.differs(config); names != nil {
		t.Errorf("without the provider's tenant, the plan changes %v", names)
	}
	own := m.manage(stagedType)
	m.fine(own.apply(with(config, fields{"tenant": text("vcluster-blue")})))
	wantValues(t, own.values(own.State), map[string]any{"tenant": "vcluster-blue", "succeeded": theirs})

	sim.wantApplied(t, 2)
	for _, r := range sim.Requests() {
		if r.RequestID != "" && r.Path != optionsPath && r.Tenant != "vcluster-blue" {
			t.Errorf("%s %s was made for tenant %q", r.Method, r.Path, r.Tenant)
		}
	}
}

// A tenant's administrator may apply, but not read what the option is.
func TestStaged_tenantsAdministrator(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	g.started(t, "vcluster-blue", "next", `"operation": "boot", "template_name": "theirs", "stage": true`)
	g.Clock.Advance(oneHour)
	nodes := strings.Join(bossim.NodeNames(2), ",")
	m := newServer(t, g.sim, fields{
		"endpoint": text(g.Endpoint), "tenant": text("vcluster-blue"), "token": text(g.issue(t, "tina").AccessToken),
		"tls": nested(t, g.sim, "tls", fields{"ca_cert_file": text(g.CAFile)}),
	}).manage(stagedType)

	found := m.apply(fields{"components": text(nodes)})

	wantTold(t, found, anError, 0)
	wantTold(t, found, aWarning, 1, "clear_stage could not be read")
	wantValues(t, m.values(m.State), map[string]any{"succeeded": nodes})
	g.wantApplied(t, 1)
}
