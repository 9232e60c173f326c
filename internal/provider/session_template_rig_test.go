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

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const anImage = "s3://boot-images/1/manifest.json"

// templates is a provider for the simulation, whose methods are about bos_session_template.
func templates(t *testing.T, s *sim) *server {
	t.Helper()
	return newServer(t, s, nil).of("bos_session_template")
}

func unknownOf(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, tftypes.UnknownValue) }

func (p *server) bootSetType() tftypes.Object {
	p.t.Helper()
	all, _ := p.session.AttributeTypes["boot_sets"].(tftypes.Map)
	one, ok := all.ElementType.(tftypes.Object)
	if !ok {
		p.t.Fatal("boot_sets is no map of objects")
	}
	return one
}

// bootSet is one whose attributes are null but for those given; path and node_list have a value where none is given.
func (p *server) bootSet(given fields) tftypes.Value {
	p.t.Helper()
	objectType := p.bootSetType()
	all := map[string]tftypes.Value{}
	for name, attribute := range objectType.AttributeTypes {
		all[name] = tftypes.NewValue(attribute, nil)
	}
	all["path"], all["node_list"] = text(anImage), words("x3000c0s1b0n0")
	maps.Copy(all, given)
	return tftypes.NewValue(objectType, all)
}

// bootSets is the map of those.
func (p *server) bootSets(given map[string]fields) tftypes.Value {
	p.t.Helper()
	all := map[string]tftypes.Value{}
	for name, set := range given {
		all[name] = p.bootSet(set)
	}
	return tftypes.NewValue(tftypes.Map{ElementType: p.bootSetType()}, all)
}

// template is the configuration of template "plan" with one boot set.
func (p *server) template(more, bootSet fields) fields {
	p.t.Helper()
	return with(fields{"name": text("plan"), "boot_sets": p.bootSets(map[string]fields{"compute": bootSet})}, more)
}

func cfs(t *testing.T, configuration any) tftypes.Value {
	t.Helper()
	return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"configuration": tftypes.String}},
		map[string]tftypes.Value{"configuration": tftypes.NewValue(tftypes.String, configuration)})
}

// valid is what the provider says of a configuration, and else of the plan to create that.
func (p *server) valid(config fields) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.ValidateResourceConfig(p.ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: p.typ, Config: p.value(p.session, config)})
	if err != nil {
		p.t.Fatal(err)
	}
	if fails(resp.Diagnostics) {
		return resp.Diagnostics
	}
	return append(resp.Diagnostics, p.plan(nil, config).Diagnostics...)
}

// same checks that config plans nothing over state, once that is read again, and returns what was read.
func (p *server) same(state *tfprotov6.DynamicValue, config fields) *tfprotov6.DynamicValue {
	p.t.Helper()
	read := p.read(state)
	p.fine(read.Diagnostics)
	planned := p.plan(read.NewState, config)
	p.fine(planned.Diagnostics)
	if changes := p.changes(read.NewState, planned.PlannedState); changes != "" {
		p.t.Errorf("the plan is not empty:\n%s", changes)
	}
	return read.NewState
}

// changes tells in which attributes two states differ.
func (p *server) changes(before, after *tfprotov6.DynamicValue) string {
	p.t.Helper()
	var b strings.Builder
	old := p.attributes(before)
	for name, value := range p.attributes(after) {
		if !value.Equal(old[name]) {
			fmt.Fprintf(&b, "%s: %v → %v\n", name, old[name], value)
		}
	}
	return b.String()
}

// in is the value of an attribute, or of one of the attributes in a boot set ("compute.path").
func (p *server) in(state *tfprotov6.DynamicValue, name string) any {
	p.t.Helper()
	set, attribute, nested := strings.Cut(name, ".")
	if !nested {
		return plain(p.t, p.attributes(state)[name])
	}
	return plain(p.t, p.parts(p.parts(p.attributes(state)["boot_sets"])[set])[attribute])
}

// puts and writes are the requests so far that write templates.
func (s *sim) puts() int { return s.Count("PUT", "/v2/sessiontemplates/*") }

func (s *sim) wantPuts(t *testing.T, puts, deletes int) {
	t.Helper()
	if n, m := s.puts(), s.Count("DELETE", "/v2/sessiontemplates/*"); n != puts || m != deletes {
		t.Errorf("PUTs %d, DELETEs %d of templates, want %d and %d\n%s", n, m, puts, deletes, s.log())
	}
}

// ofNodes is a system of n nodes.
func ofNodes(n int) func(*bossim.Config) {
	return func(c *bossim.Config) { c.System = bossim.DefaultSystem(n) }
}

// planDestroy plans the deletion.
func (p *server) planDestroy(state *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
	p.t.Helper()
	planned, err := p.PlanResourceChange(p.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: p.typ, PriorState: state, Config: p.null(), ProposedNewState: p.null(),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return planned.Diagnostics
}
