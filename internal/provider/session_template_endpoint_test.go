// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// at is a provider for the simulation, in the same state as p.
func (p *server) at(s *sim) *server { return newServer(p.t, s, nil).of(p.typ) }

// planOnly names what config changes of a state that is not read before.
func (p *server) planOnly(state *tfprotov6.DynamicValue, config fields) (changes string, diagnostics []*tfprotov6.Diagnostic) {
	p.t.Helper()
	planned := p.plan(state, config)
	return p.changes(state, planned.PlannedState), planned.Diagnostics
}

// The plan names the system of what it creates, unless that is known only after apply.
func TestSessionTemplate_endpointIsPlanned(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	config := p.template(nil, nil)

	planned := p.plan(nil, config)
	p.fine(planned.Diagnostics)
	p.wantText(planned.PlannedState, "endpoint", bos.URL)
	created := p.apply(nil, config)
	p.fine(created.Diagnostics)
	p.wantText(created.NewState, "endpoint", bos.URL)
	imported, diagnostics := p.take("plan")
	p.fine(diagnostics)
	p.wantText(imported, "endpoint", bos.URL)

	later := newServer(t, bos, fields{"endpoint": unknownText}).of(p.typ)
	if endpoint := later.attributes(later.plan(nil, config).PlannedState)["endpoint"]; endpoint.IsKnown() {
		t.Errorf("the provider's endpoint is unknown, and the plan says %v", endpoint)
	}
	if changes, _ := later.planOnly(created.NewState, config); changes != "" {
		t.Errorf("the provider's endpoint is unknown, and the plan changes %s", changes)
	}
}

// A state from before plans empty, whether it is read or not, and Read fills it in.
func TestSessionTemplate_endpointOfAnOlderState(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	config := p.template(nil, nil)
	older := p.without(p.apply(nil, config).NewState, "endpoint", "validation")

	if changes, diagnostics := p.planOnly(older, config); changes != "" || len(diagnostics) > 0 {
		t.Errorf("unread, the plan changes %s: %s", changes, told(diagnostics))
	}
	read := p.read(older)
	p.wantText(read.NewState, "endpoint", bos.URL)
	p.same(read.NewState, config)

	edit := p.plan(older, with(config, fields{"description": text("x")}))
	p.wantText(edit.PlannedState, "endpoint", bos.URL) // what is written is bound to a system
	knob := p.plan(older, with(config, fields{"overwrite": truth(true)}))
	p.wantText(knob.PlannedState, "endpoint", "")
	bos.wantPuts(t, 1, 0)
}

// Another system that has the template, another one or none: the plan takes it over in place, and says which systems are meant.
func TestSessionTemplate_takenToAnotherEndpoint(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		there    fields // in the template that the other system has; nil = it has none
		puts     int
		readSays int // warnings of a read
	}{
		"the same":  {fields{}, 0, 0},
		"differing": {fields{"description": text("theirs")}, 1, 0},
		"none":      {nil, 1, 1},
	} {
		for _, refresh := range []bool{true, false} {
			here, there := newSim(t), newSim(t)
			p := templates(t, here)
			config := p.template(nil, nil)
			state := p.apply(nil, config).NewState
			p = p.at(there)
			before := 0
			if row.there != nil {
				p.fine(p.apply(nil, with(config, row.there)).Diagnostics)
				before = 1
			}

			if refresh {
				read := p.read(state)
				wantTold(t, read.Diagnostics, anError, 0)
				wantTold(t, read.Diagnostics, aWarning, row.readSays)
				if row.readSays > 0 {
					wantTold(t, read.Diagnostics, aWarning, 1, here.URL, there.URL, "The state stays as it was")
				}
				if state = read.NewState; p.unpacked(state).IsNull() {
					t.Fatalf("%s: not found at another endpoint, it is gone from the state", name)
				}
			}
			p.wantText(state, "endpoint", here.URL)
			planned := p.plan(state, config)
			wantTold(t, planned.Diagnostics, aWarning, 1, "writes session template \"plan\" to another endpoint", here.URL, there.URL, "is overwritten", "no longer managed")
			p.wantText(planned.PlannedState, "endpoint", there.URL)
			if len(planned.RequiresReplace) > 0 {
				t.Errorf("%s: replaced for %v", name, planned.RequiresReplace)
			}

			applied := p.apply(state, config)
			p.fine(applied.Diagnostics)
			p.wantText(applied.NewState, "endpoint", there.URL)
			p.same(applied.NewState, config)
			there.wantPuts(t, before+row.puts, 0)
			here.wantPuts(t, 1, 0)
			if there.kept(t, "plan", "") == nil || there.kept(t, "plan", "")["description"] != nil {
				t.Errorf("%s: the other system has %v", name, there.kept(t, "plan", ""))
			}
			p.fine(p.planDestroy(applied.NewState))
			p.fine(p.destroy(applied.NewState))
			there.wantPuts(t, before+row.puts, 1)
		}
	}
}

// What belongs to another system is not deleted here, neither by a plan nor by a saved one, and not replaced.
func TestSessionTemplate_notDeletedAtAnotherEndpoint(t *testing.T) {
	t.Parallel()
	here, there := newSim(t), newSim(t)
	p := templates(t, here)
	config := p.template(nil, nil)
	state := p.apply(nil, config).NewState
	p = p.at(there)
	p.fine(p.apply(nil, config).Diagnostics)

	ways := []string{here.URL, there.URL, "Configure the provider for " + here.URL, "apply first", "terraform state rm ADDRESS", "removed block"}
	wantTold(t, p.planDestroy(state), anError, 1, append(ways, "Unable to plan the deletion of session template")...)
	wantTold(t, p.destroy(state), anError, 1, append(ways, "Unable to delete session template \"plan\"", "Nothing was deleted")...)
	wantTold(t, p.plan(state, with(config, fields{"name": text("new")})).Diagnostics, anError, 1, append(ways, "Unable to plan the replacement")...)
	there.wantPuts(t, 1, 0)

	p = p.at(here)
	p.fine(p.planDestroy(state))
	p.fine(p.destroy(p.without(state, "endpoint"))) // of a state from before
	here.wantPuts(t, 1, 1)
}

// A saved plan of another system: the engine refuses most; whatever reaches the provider changes nothing.
func TestSessionTemplate_savedPlanOfAnotherSystem(t *testing.T) {
	t.Parallel()
	here, there := newSim(t), newSim(t)
	p := templates(t, here)
	config := p.template(nil, nil)
	edit := with(config, fields{"description": text("x")})
	creation := p.plan(nil, config)
	state := p.apply(nil, config).NewState
	update := p.plan(state, edit)
	p = p.at(there)

	for name, saved := range map[string]*tfprotov6.ApplyResourceChangeRequest{
		"creation": {PriorState: p.null(), PlannedState: creation.PlannedState, Config: p.value(p.session, config), PlannedIdentity: creation.PlannedIdentity},
		"update":   {PriorState: state, PlannedState: update.PlannedState, Config: p.value(p.session, edit), PlannedIdentity: update.PlannedIdentity},
	} {
		saved.TypeName = p.typ
		resp, err := p.ApplyResourceChange(p.ctx, saved)
		if err != nil {
			t.Fatal(err)
		}
		wantTold(t, resp.Diagnostics, anError, 1, "The plan was made for the system at "+here.URL, there.URL, "Nothing was sent")
		if name == "update" && p.changes(state, resp.NewState) != "" {
			t.Errorf("the state has changed: %s", p.changes(state, resp.NewState))
		}
	}
	if n := len(there.Requests()); n != 0 {
		t.Errorf("%d requests to the other system\n%s", n, there.log())
	}
	// What the engine sees when it plans again, as it does before it applies a creation or an update.
	for name, again := range map[string]*tfprotov6.PlanResourceChangeResponse{"creation": p.plan(nil, config), "update": p.plan(state, edit)} {
		if endpoint := p.attributes(again.PlannedState)["endpoint"]; !endpoint.Equal(tftypes.NewValue(tftypes.String, there.URL)) {
			t.Errorf("%s: planned again for %v", name, endpoint)
		}
	}
}
