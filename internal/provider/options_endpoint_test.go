// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// at moves the resource to a provider for another simulation.
func (m *managed) at(s *sim) { m.server = newServer(m.t, s, nil) }

// forget makes attributes of the state null, as a state from before has them.
func (m *managed) forget(names ...string) {
	m.t.Helper()
	value, err := m.State.Unmarshal(m.object)
	if err != nil {
		m.t.Fatal(err)
	}
	all := fields(taken[map[string]tftypes.Value](m.t, value))
	for _, name := range names {
		all[name] = tftypes.NewValue(all[name].Type(), nil)
	}
	m.State = m.value(m.object, all)
}

// unread names what a plan of config changes without a refresh.
func (m *managed) unread(config fields) (names []string) {
	m.t.Helper()
	before, after := m.values(m.State), m.values(m.plan(config).PlannedState)
	for name, value := range after {
		if !reflect.DeepEqual(value, before[name]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func TestOptions_endpointIsPlanned(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage("bos_options")
	config := fields{"polling_frequency": amount(20)}

	if endpoint := m.planned(config)["endpoint"]; !endpoint.Equal(text(sim.URL)) {
		t.Errorf("the plan says %v", endpoint)
	}
	m.fine(m.apply(config))
	wantValues(t, m.values(m.State), map[string]any{"endpoint": sim.URL})

	later := newServer(t, sim, fields{"endpoint": unknownText}).manage("bos_options")
	if endpoint := later.planned(config)["endpoint"]; endpoint.IsKnown() {
		t.Errorf("the provider's endpoint is unknown, and the plan says %v", endpoint)
	}

	m.forget("endpoint") // a state from before
	if names := m.unread(config); names != nil {
		t.Errorf("unread, the plan of an older state changes %v", names)
	}
	if endpoint := m.planned(fields{"polling_frequency": amount(30)})["endpoint"]; !endpoint.Equal(text(sim.URL)) {
		t.Errorf("what an older state's plan sets is planned for %v", endpoint)
	}
	if names := m.differs(config); names != nil {
		t.Errorf("the plan of an older state changes %v", names)
	}
	wantValues(t, m.values(m.State), map[string]any{"endpoint": sim.URL})
	sim.wantPatched(t, `{"polling_frequency":20}`)
}

// At another endpoint the options are set again, after a warning, and a read shows what they are there.
func TestOptions_takenToAnotherEndpoint(t *testing.T) {
	t.Parallel()
	for _, refresh := range []bool{true, false} {
		here, there := newSim(t), newSim(t)
		const drift = `{"polling_frequency":99}`
		there.patch(t, optionsPath, drift)
		m := newServer(t, here, nil).manage("bos_options")
		config := fields{"polling_frequency": amount(20), "default_retry_policy": amount(3)}
		m.fine(m.apply(config))
		m.at(there)

		if refresh {
			m.fine(m.refresh())
			wantValues(t, m.values(m.State), map[string]any{"endpoint": here.URL, "polling_frequency": 99})
		}
		planned := m.plan(config)
		wantTold(t, planned.Diagnostics, aWarning, 1, "to another endpoint", here.URL, there.URL, "default_retry_policy and polling_frequency", "no longer managed")
		wantValues(t, m.values(planned.PlannedState), map[string]any{"endpoint": there.URL, "polling_frequency": 20})
		if len(planned.RequiresReplace) > 0 {
			t.Errorf("replaced for %v", planned.RequiresReplace)
		}
		there.wantPatched(t, drift)

		m.fine(m.apply(config))
		there.wantPatched(t, drift, `{"polling_frequency":20}`)
		here.wantPatched(t, `{"polling_frequency":20}`)
		wantValues(t, m.values(m.State), map[string]any{"endpoint": there.URL, "polling_frequency": 20})
		if names := m.differs(config); names != nil {
			t.Errorf("the next plan changes %v", names)
		}
		m.fine(m.apply(nil))
	}
}

// The destruction at another endpoint is an error, and a saved plan of another system changes nothing.
func TestOptions_anotherSystem(t *testing.T) {
	t.Parallel()
	here, there := newSim(t), newSim(t)
	m := newServer(t, here, nil).manage("bos_options")
	config, edit := fields{"polling_frequency": amount(20)}, fields{"polling_frequency": amount(30)}
	creation, none := m.plan(config), m.State
	m.fine(m.apply(config))
	update := m.plan(edit)
	m.at(there)

	for name, saved := range map[string]*tfprotov6.ApplyResourceChangeRequest{
		"creation": {PriorState: none, PlannedState: creation.PlannedState, Config: m.value(m.object, config)},
		"update":   {PriorState: m.State, PlannedState: update.PlannedState, Config: m.value(m.object, edit)},
		"destroy":  {PriorState: m.State, PlannedState: none, Config: none},
	} {
		saved.TypeName = m.Type
		resp, err := m.ApplyResourceChange(m.ctx, saved)
		if err != nil {
			t.Fatal(err)
		}
		wantTold(t, resp.Diagnostics, anError, 1, here.URL, there.URL)
		if name != "creation" && m.values(resp.NewState) == nil {
			t.Errorf("%s: the state is gone", name)
		}
	}
	wantTold(t, m.plan(nil).Diagnostics, anError, 1, "Unable to plan the destruction of BOS's options", "Configure the provider for "+here.URL, "terraform state rm ADDRESS", "Nothing was changed")
	if n := len(there.Requests()); n != 0 {
		t.Errorf("%d requests to the other system\n%s", n, there.log())
	}
}

// An import is of the provider's system, and one that owns nothing moves without a word.
func TestOptions_importedEndpoint(t *testing.T) {
	t.Parallel()
	here, there := newSim(t), newSim(t)
	m := newServer(t, here, nil).manage("bos_options")
	resp, err := m.ImportResourceState(m.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: m.Type, ID: "options"})
	if err != nil {
		t.Fatal(err)
	}
	m.fine(resp.Diagnostics)
	m.State = resp.ImportedResources[0].State
	wantValues(t, m.values(m.State), map[string]any{"endpoint": here.URL})
	m.at(there)

	found := m.apply(fields{})

	if len(found) > 0 {
		t.Errorf("told:\n%s", told(found))
	}
	wantValues(t, m.values(m.State), map[string]any{"endpoint": there.URL})
	there.wantPatched(t)
}
