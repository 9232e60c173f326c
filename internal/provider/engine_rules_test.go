// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What an engine does around a plan at the level of the protocol: Terraform's rules in its packages
// plans/objchange, as far as this provider's schemas need them.

// proposed is what an engine proposes: the configuration, and the prior values of what is computed and not configured.
func (p *server) proposed(prior, config *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
	p.t.Helper()
	attributes := p.schema.ResourceSchemas[p.typ].Block.Attributes
	value := merged(p, attributes, p.unpacked(prior), p.unpacked(config))
	return p.dynamic(p.session, value)
}

func (p *server) unpacked(dynamic *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	value, err := dynamic.Unmarshal(p.session)
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

func merged(p *server, attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	if config.IsNull() || !config.IsKnown() {
		return config
	}
	before, after := p.parts(prior), p.parts(config)
	all := map[string]tftypes.Value{}
	for _, a := range attributes {
		old, found := before[a.Name]
		if !found {
			old = tftypes.NewValue(after[a.Name].Type(), nil)
		}
		all[a.Name] = mergedAttribute(p, a, old, after[a.Name])
	}
	return tftypes.NewValue(config.Type(), all)
}

func mergedAttribute(p *server, a *tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	switch {
	case config.IsNull() && a.Computed:
		return prior
	case a.NestedType == nil || config.IsNull() || !config.IsKnown():
		return config
	case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
		return merged(p, a.NestedType.Attributes, prior, config)
	}
	before := p.parts(prior)
	all := map[string]tftypes.Value{}
	for name, element := range p.parts(config) {
		old, found := before[name]
		if !found {
			old = tftypes.NewValue(element.Type(), nil)
		}
		all[name] = merged(p, a.NestedType.Attributes, old, element)
	}
	return tftypes.NewValue(config.Type(), all)
}

// parts takes an object or a map apart; null and unknown ones have none.
func (p *server) parts(value tftypes.Value) fields {
	p.t.Helper()
	all := fields{}
	if value.IsNull() || !value.IsKnown() {
		return all
	}
	if err := value.As((*map[string]tftypes.Value)(&all)); err != nil {
		p.t.Fatal(err)
	}
	return all
}

// allowed fails the test if an engine would call the plan invalid.
func (p *server) allowed(prior, config *tfprotov6.DynamicValue, resp *tfprotov6.PlanResourceChangeResponse) {
	p.t.Helper()
	if fails(resp.Diagnostics) {
		return
	}
	attributes := p.schema.ResourceSchemas[p.typ].Block.Attributes
	p.allowedParts("", attributes, p.unpacked(prior), p.unpacked(config), p.unpacked(resp.PlannedState))
}

func (p *server) allowedParts(where string, attributes []*tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value) {
	p.t.Helper()
	before, configured, after := p.parts(prior), p.parts(config), p.parts(planned)
	for _, a := range attributes {
		old, want, got := before[a.Name], configured[a.Name], after[a.Name]
		place := where + "." + a.Name
		switch {
		case got.Equal(want), want.IsNull() && a.Computed:
		case want.IsNull() != got.IsNull():
			p.t.Errorf("%s is configured as %v and planned as %v", place, want, got)
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			p.allowedParts(place, a.NestedType.Attributes, old, want, got)
		case a.NestedType != nil:
			olds, wants, gots := p.parts(old), p.parts(want), p.parts(got)
			if len(wants) != len(gots) {
				p.t.Errorf("%s is configured as %d elements and planned as %d", place, len(wants), len(gots))
			}
			for name, element := range gots {
				p.allowedParts(place+"."+name, a.NestedType.Attributes, olds[name], wants[name], element)
			}
		case old.Type() == nil || old.IsNull() || !got.Equal(old):
			p.t.Errorf("%s is configured as %v and planned as %v (it was %v)", place, want, got, old)
		}
	}
}

// kept fails the test if what was applied is not what was planned.
func (p *server) kept(planned, state *tfprotov6.DynamicValue) {
	p.t.Helper()
	after := p.attributes(state)
	for name, value := range p.attributes(planned) {
		if value.IsFullyKnown() && !value.Equal(after[name]) {
			p.t.Errorf("%s was planned as %v and became %v", name, value, after[name])
		}
	}
}
