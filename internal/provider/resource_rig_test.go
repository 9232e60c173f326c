// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// managed is a resource as an engine handles it: State and Private are what the engine would keep.
type managed struct {
	*server

	Type    string
	State   *tfprotov6.DynamicValue
	Private []byte
	object  tftypes.Object
}

// manage begins without a state.
func (p *server) manage(resourceType string) *managed {
	p.t.Helper()
	object, _ := p.schema.ResourceSchemas[resourceType].ValueType().(tftypes.Object)
	m := &managed{server: p, Type: resourceType, object: object}
	m.State = m.null()
	return m
}

func (m *managed) null() *tfprotov6.DynamicValue {
	return m.dynamic(m.object, tftypes.NewValue(m.object, nil))
}

// values is a state in plain values; nil for none.
func (m *managed) values(state *tfprotov6.DynamicValue) map[string]any {
	m.t.Helper()
	value, err := state.Unmarshal(m.object)
	if err != nil {
		m.t.Fatal(err)
	}
	values, _ := plain(m.t, value).(map[string]any)
	return values
}

// validate is what the engine does first, with what may be unknown.
func (m *managed) validate(config fields) []*tfprotov6.Diagnostic {
	m.t.Helper()
	resp, err := m.ValidateResourceConfig(m.ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: m.Type, Config: m.value(m.object, config)})
	if err != nil {
		m.t.Fatal(err)
	}
	return resp.Diagnostics
}

// plan plans config over the state, as an engine proposes it; nil destroys.
func (m *managed) plan(config fields) *tfprotov6.PlanResourceChangeResponse {
	m.t.Helper()
	req := &tfprotov6.PlanResourceChangeRequest{TypeName: m.Type, PriorState: m.State, PriorPrivate: m.Private, Config: m.null(), ProposedNewState: m.null()}
	if config != nil {
		proposed := maps.Clone(config)
		prior, err := m.State.Unmarshal(m.object)
		if err != nil {
			m.t.Fatal(err)
		}
		if !prior.IsNull() {
			for name, value := range taken[map[string]tftypes.Value](m.t, prior) {
				if _, set := config[name]; !set && m.computed(name) {
					proposed[name] = value
				}
			}
		}
		req.Config, req.ProposedNewState = m.value(m.object, config), m.value(m.object, proposed)
	}
	resp, err := m.PlanResourceChange(m.ctx, req)
	if err != nil {
		m.t.Fatal(err)
	}
	return resp
}

// planned are the attributes that the resource would have, known or not.
func (m *managed) planned(config fields) fields {
	m.t.Helper()
	resp := m.plan(config)
	m.fine(resp.Diagnostics)
	value, err := resp.PlannedState.Unmarshal(m.object)
	if err != nil {
		m.t.Fatal(err)
	}
	return taken[map[string]tftypes.Value](m.t, value)
}

func (m *managed) computed(name string) bool {
	for _, attribute := range m.schema.ResourceSchemas[m.Type].Block.Attributes {
		if attribute.Name == name {
			return attribute.Computed
		}
	}
	return false
}

// apply plans config over the state and applies the plan; it keeps the state that comes of it, as an engine does after
// an error, too.
func (m *managed) apply(config fields) []*tfprotov6.Diagnostic {
	m.t.Helper()
	planned := m.plan(config)
	m.fine(planned.Diagnostics)
	if len(planned.RequiresReplace) > 0 && m.values(m.State) != nil {
		m.t.Fatalf("the plan replaces the resource: %v", planned.RequiresReplace)
	}
	req := &tfprotov6.ApplyResourceChangeRequest{
		TypeName: m.Type, PriorState: m.State, PlannedState: planned.PlannedState, Config: m.null(),
		PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	}
	if config != nil {
		req.Config = m.value(m.object, config)
	}
	resp, err := m.ApplyResourceChange(m.ctx, req)
	if err != nil {
		m.t.Fatal(err)
	}
	m.State, m.Private = resp.NewState, resp.Private
	return resp.Diagnostics
}

// refresh reads the resource.
func (m *managed) refresh() []*tfprotov6.Diagnostic {
	m.t.Helper()
	resp, err := m.ReadResource(m.ctx, &tfprotov6.ReadResourceRequest{TypeName: m.Type, CurrentState: m.State, Private: m.Private})
	if err != nil {
		m.t.Fatal(err)
	}
	m.State, m.Private = resp.NewState, resp.Private
	return resp.Diagnostics
}

// differs names the attributes that a plan of config changes after a refresh.
func (m *managed) differs(config fields) []string {
	m.t.Helper()
	m.fine(m.refresh())
	planned := m.plan(config)
	m.fine(planned.Diagnostics)
	before, err := m.State.Unmarshal(m.object)
	if err != nil {
		m.t.Fatal(err)
	}
	after, err := planned.PlannedState.Unmarshal(m.object)
	if err != nil {
		m.t.Fatal(err)
	}
	differences, err := before.Diff(after)
	if err != nil {
		m.t.Fatal(err)
	}
	var names []string
	for _, d := range differences {
		if len(d.Path.Steps()) > 0 {
			names = append(names, fmt.Sprint(d.Path.Steps()[0]))
		}
	}
	return names
}

// wantTold checks the number of diagnostics, and that they hold texts.
func wantTold(t *testing.T, diagnostics []*tfprotov6.Diagnostic, severity tfprotov6.DiagnosticSeverity, number int, texts ...string) {
	t.Helper()
	count := 0
	for _, d := range diagnostics {
		if d.Severity == severity {
			count++
		}
	}
	all := told(diagnostics)
	if count != number {
		t.Errorf("%d diagnostics of %s, want %d:\n%s", count, severity, number, all)
	}
	for _, text := range texts {
		if !strings.Contains(all, unwrapped(text)) {
			t.Errorf("the diagnostics do not say %q:\n%s", text, all)
		}
	}
}
