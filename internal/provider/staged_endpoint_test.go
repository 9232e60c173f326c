// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// An application belongs to the system that it was made on. Neither another provider nor a state from before applies
// anything again.
func TestStaged_endpoint(t *testing.T) {
	t.Parallel()
	here, there := newSim(t), newSim(t)
	nodes := here.staged(t, "boot", 2)
	there.staged(t, "boot", 2)
	m := newServer(t, here, nil).manage(stagedType)
	config, none := fields{"components": text(nodes)}, m.State
	again := with(config, fields{"triggers": triggersOf("b")})
	if endpoint := m.planned(config)["endpoint"]; !endpoint.Equal(text(here.URL)) {
		t.Errorf("the plan says %v", endpoint)
	}
	creation := m.plan(config)
	m.fine(m.apply(with(config, fields{"triggers": triggersOf("a")})))
	wantValues(t, m.values(m.State), map[string]any{"endpoint": here.URL})
	m.at(there)
	before := len(there.Requests())

	if names := m.differs(with(config, fields{"triggers": triggersOf("a")})); names != nil {
		t.Errorf("at another endpoint the plan changes %v", names)
	}
	resp, err := m.ApplyResourceChange(m.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: m.Type, PriorState: none, PlannedState: creation.PlannedState, Config: m.value(m.object, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	wantTold(t, resp.Diagnostics, anError, 1, "The plan was made for the system at "+here.URL, there.URL, "Nothing was sent")
	if replaced := m.plan(again).RequiresReplace; len(replaced) != 1 { // the control: this would apply it there
		t.Errorf("replaced for %v", replaced)
	}
	m.forget("endpoint")
	if names := m.unread(with(config, fields{"triggers": triggersOf("a")})); names != nil {
		t.Errorf("the plan of an older state changes %v", names)
	}
	if names := m.differs(with(config, fields{"triggers": triggersOf("a")})); names != nil {
		t.Errorf("the plan of an older state changes %v", names)
	}
	m.fine(m.apply(nil))
	if sent := len(there.Requests()) - before; sent != 0 {
		t.Errorf("%d requests to the other system\n%s", sent, there.log())
	}
	here.wantApplied(t, 1)
	there.wantApplied(t, 0)
}

func TestStaged_endpointKnownAfterApply(t *testing.T) {
	t.Parallel()
	m := newServer(t, newSim(t), fields{"endpoint": unknownText}).manage(stagedType)

	if endpoint := m.planned(fields{"components": text("x3000c0s1b0n0")})["endpoint"]; endpoint.IsKnown() {
		t.Errorf("the provider's endpoint is unknown, and the plan says %v", endpoint)
	}
}

// A tenant that turned out null would be no tenant's, or the provider's.
func TestStaged_tenantKnownAfterApply(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage(stagedType)
	nodes := sim.staged(t, "boot", 2)

	wantTold(t, m.plan(fields{"components": text(nodes), "tenant": unknownText}).Diagnostics, anError, 1,
		"Unable to plan the application of staged sessions", "known only after apply", "-target=ADDRESS")

	m.fine(m.apply(fields{"components": text(nodes)}))
	wantTold(t, m.plan(fields{"components": text(nodes), "tenant": unknownText}).Diagnostics, anError, 0) // a replacement is planned once more as a creation
	sim.wantApplied(t, 1)
}
