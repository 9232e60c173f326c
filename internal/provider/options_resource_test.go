// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const (
	anError  = tfprotov6.DiagnosticSeverityError
	aWarning = tfprotov6.DiagnosticSeverityWarning
)

func TestOptions_ownsOnlyWhatIsSet(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage("bos_options")
	config := fields{"polling_frequency": amount(20), "clear_stage": truth(true), "default_retry_policy": amount(3)}

	wantTold(t, m.apply(config), anError, 0)

	const first = `{"clear_stage":true,"polling_frequency":20}` // BOS has the third already
	sim.wantPatched(t, first)
	if names := m.differs(config); names != nil {
		t.Errorf("a plan after apply changes %v", names)
	}
	wantValues(t, m.values(m.State), map[string]any{
		"id": "options", "polling_frequency": 20, "clear_stage": true, "default_retry_policy": 3, "reject_nids": nil,
	})

	const others = `{"reject_nids":true,"logging_level":"DEBUG"}`
	sim.patch(t, optionsPath, others)
	if names := m.differs(config); names != nil {
		t.Errorf("somebody else's options change the plan: %v", names)
	}

	const drift = `{"polling_frequency":99}`
	sim.patch(t, optionsPath, drift)
	if names := m.differs(config); len(names) != 1 || !strings.Contains(names[0], "polling_frequency") {
		t.Errorf("the plan after drift changes %v", names)
	}
	wantTold(t, m.apply(config), anError, 0)
	sim.wantPatched(t, first, others, drift, `{"polling_frequency":20}`)
	sim.wantOptions(t, map[string]any{"polling_frequency": 20, "reject_nids": true, "logging_level": "DEBUG"})
}

func TestOptions_removedOneIsLetGo(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage("bos_options")
	wantTold(t, m.apply(fields{"polling_frequency": amount(20), "clear_stage": truth(true)}), anError, 0)
	rest := fields{"clear_stage": truth(true)}
	before := len(sim.Requests())

	wantTold(t, m.plan(rest).Diagnostics, aWarning, 1, "BOS keeps the options that are removed", "polling_frequency = 20")
	wantTold(t, m.apply(rest), anError, 0)

	if sent := len(sim.Requests()) - before; sent != 0 {
		t.Errorf("letting an option go made %d requests\n%s", sent, sim.log())
	}
	sim.patch(t, optionsPath, `{"polling_frequency":5}`)
	if names := m.differs(rest); names != nil {
		t.Errorf("an option that was let go changes the plan: %v", names)
	}
	sim.wantOptions(t, map[string]any{"polling_frequency": 5, "clear_stage": true})
}

func TestOptions_destroyMakesNoRequest(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage("bos_options")
	wantTold(t, m.apply(fields{"clear_stage": truth(true)}), anError, 0)
	before := len(sim.Requests())

	wantTold(t, m.plan(nil).Diagnostics, aWarning, 1, "BOS keeps its options when the resource is destroyed", "clear_stage = true")
	wantTold(t, m.apply(nil), anError, 0)

	if sent := len(sim.Requests()) - before; sent != 0 || m.values(m.State) != nil {
		t.Errorf("%d requests, state %v", sent, m.values(m.State))
	}
	sim.wantOptions(t, map[string]any{"clear_stage": true})
}

// Every option there is, at the limits of what BOS takes: a plan after apply is empty.
func TestOptions_everyValueAtItsLimits(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage("bos_options")
	var shown map[string]any
	sim.get(t, optionsPath, &shown)
	rounds := []fields{}
	for _, rule := range bos.OptionRules() {
		if _, has := shown[rule.Name]; !has {
			continue // an older BOS has it
		}
		for i, value := range limitsOf(t, rule).good {
			if i == len(rounds) {
				rounds = append(rounds, fields{})
			}
			rounds[i][rule.Name] = value
		}
	}
	if len(rounds[0]) != len(shown) {
		t.Errorf("%d options are set, BOS has %d", len(rounds[0]), len(shown))
	}

	for i, config := range rounds {
		wantTold(t, m.validate(config), anError, 0)
		wantTold(t, m.apply(config), anError, 0)

		if names := m.differs(config); names != nil {
			t.Errorf("round %d: a plan after apply changes %v", i, names)
		}
	}
	if len(sim.patched()) != len(rounds) {
		t.Errorf("%d PATCHes for %d rounds", len(sim.patched()), len(rounds))
	}
}

func TestOptions_badValuesAreFoundByThePlan(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage("bos_options")
	checked := 0
	for _, rule := range bos.OptionRules() {
		for _, value := range limitsOf(t, rule).bad {
			checked++
			found := m.validate(fields{rule.Name: value})
			if len(found) != 1 || found[0].Severity != anError || found[0].Summary != "Invalid "+rule.Name ||
				!strings.Contains(found[0].Attribute.String(), rule.Name) || !strings.Contains(found[0].Detail, "write ") {
				t.Errorf("%s = %v:\n%s", rule.Name, value, told(found))
			}
		}
	}
	if checked < 30 || len(sim.Requests()) != 0 {
		t.Errorf("%d values were checked, %d requests", checked, len(sim.Requests()))
	}
}

// The option is a kernel parameter: a change of it reboots nodes, later.
func TestOptions_actualStateTTLWarns(t *testing.T) {
	t.Parallel()
	m := newServer(t, newSim(t), nil).manage("bos_options")
	six, other := fields{"component_actual_state_ttl": text("6h")}, fields{"component_actual_state_ttl": text("6h"), "clear_stage": truth(true)}

	wantTold(t, m.plan(six).Diagnostics, aWarning, 1, "The next boot of nodes reboots them", `becomes "6h"`)
	wantTold(t, m.apply(six), anError, 0)

	wantTold(t, m.plan(six).Diagnostics, aWarning, 0)
	wantTold(t, m.plan(other).Diagnostics, aWarning, 0)
	wantTold(t, m.plan(fields{"component_actual_state_ttl": text("8h")}).Diagnostics, aWarning, 1, `was "6h" and becomes "8h"`)
	wantTold(t, m.plan(fields{}).Diagnostics, aWarning, 1, "BOS keeps the options that are removed")
}

func TestOptions_import(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage("bos_options")
	take := func(id string) *tfprotov6.ImportResourceStateResponse {
		resp, err := m.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: m.Type, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}

	wantTold(t, take("bos").Diagnostics, anError, 1, "`bos` is not the ID of the options")
	imported := take("options")
	m.fine(imported.Diagnostics)
	m.State = imported.ImportedResources[0].State
	m.fine(m.refresh())
	if len(sim.Requests()) != 0 {
		t.Errorf("an import that owns nothing made requests\n%s", sim.log())
	}

	config := fields{"polling_frequency": amount(15), "reject_nids": truth(true)}
	wantTold(t, m.apply(config), anError, 0)
	sim.wantPatched(t, `{"reject_nids":true}`)
	if names := m.differs(config); names != nil {
		t.Errorf("a plan after apply changes %v", names)
	}
}

func TestOptions_everyOneIsDescribed(t *testing.T) {
	t.Parallel()
	m := newServer(t, newSim(t), nil).manage("bos_options")
	seen := map[string]string{}
	for _, attribute := range m.schema.ResourceSchemas[m.Type].Block.Attributes {
		if len(attribute.Description) < len("Always `options`.") {
			t.Errorf("%s is described as %q", attribute.Name, attribute.Description)
		}
		if same := seen[attribute.Description]; same != "" {
			t.Errorf("%s is described like %s", attribute.Name, same)
		}
		seen[attribute.Description] = attribute.Name
	}
}
