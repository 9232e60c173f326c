// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What is wrong with boot sets as such is told when the configuration is validated.
func TestSessionTemplate_faultyBootSets(t *testing.T) {
	t.Parallel()
	p := templates(t, newSim(t))
	named := func(names ...string) tftypes.Value {
		sets := map[string]fields{}
		for _, name := range names {
			sets[name] = nil
		}
		return p.bootSets(sets)
	}
	many := []string{}
	for i := range 128 {
		many = append(many, fmt.Sprint("set-", i))
	}
	noNodes := tftypes.NewValue(words().Type(), nil)
	for name, row := range map[string]struct {
		sets tftypes.Value
		says []string
	}{
		"127":             {named(many[:127]...), nil},
		"128":             {named(many...), []string{"Invalid boot sets | There are 128 boot sets: BOS takes at most 127"}},
		"none":            {named(), []string{"Invalid boot sets | There is no boot set"}},
		"null":            {tftypes.NewValue(named().Type(), nil), []string{"Missing Configuration for Required Attribute"}},
		"longest name":    {named(strings.Repeat("a", 127)), nil},
		"name too long":   {named(strings.Repeat("a", 128)), []string{"Invalid boot set name | `aaa", "has a length of 128"}},
		"blank in a name": {named("a b"), []string{"Invalid boot set name | `a b` contains ` ` as character 2"}},
		"no name":         {named(""), []string{"Invalid boot set name | The value is empty: write a name for the boot set."}},
		"no nodes": {
			p.bootSets(map[string]fields{"compute": {"node_list": noNodes}}),
			[]string{`Boot set without nodes | The argument boot_sets["compute"]: No nodes belong to the boot set`},
		},
		"no image": {
			p.bootSets(map[string]fields{"compute": {"path": tftypes.NewValue(tftypes.String, nil)}}),
			[]string{`Boot set without image | The argument boot_sets["compute"]: No image belongs to the boot set`},
		},
		"empty list": {
			p.bootSets(map[string]fields{"compute": {"node_list": words(), "node_groups": words("blue")}}),
			[]string{`Invalid node list | The argument boot_sets["compute"].node_list: The list is empty`},
		},
		"nodes may be known later": {p.bootSets(map[string]fields{"compute": {"node_list": noNodes, "node_groups": unknownOf(words().Type())}}), nil},
		"a null one": {
			tftypes.NewValue(named().Type(), map[string]tftypes.Value{"compute": p.bootSet(nil), "uan": tftypes.NewValue(p.bootSetType(), nil)}),
			[]string{"Invalid boot sets | Boot set `uan` is null"},
		},
	} {
		diagnostics := p.valid(with(p.template(nil, nil), fields{"boot_sets": row.sets}))
		said := told(diagnostics)
		for _, d := range diagnostics { // Terraform would show all that is written for boot_sets
			if at := d.Attribute; at != nil && name != "null" { // which the framework tells
				t.Errorf("%s: told at %v", name, at)
			}
		}
		for _, part := range row.says {
			if !strings.Contains(said, part) {
				t.Errorf("%s: it does not say %q:\n%s", name, part, said)
			}
		}
		if n := strings.Count(said, "error: "); (n > 0) != (len(row.says) > 0) || n > 1 {
			t.Errorf("%s: %d errors:\n%s", name, n, said)
		}
	}
}

// A fault that shows only once a value is known is told before BOS is asked for anything, with the place.
func TestSessionTemplate_faultInThePlan(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	there := p.apply(nil, p.template(nil, fields{"node_list": tftypes.NewValue(words().Type(), nil), "node_groups": words("blue")})).NewState
	before := len(bos.Requests())
	for name, row := range map[string]struct {
		set  fields
		says []string
	}{
		"path": {fields{"path": text("nowhere")}, []string{"Invalid image path", `The argument boot_sets["compute"].path: `}},
		"nodes": {
			fields{"node_list": words("x3000c0s1b0n0", "X3000C0S1B0N0")},
			[]string{"Invalid node list", `The argument boot_sets["compute"].node_list: Item 2, `},
		},
	} {
		for _, prior := range []*tfprotov6.DynamicValue{nil, there} {
			planned := p.plan(prior, p.template(nil, row.set))
			wantFault(t, planned.Diagnostics, "", row.says[0], row.says[1:]...)
		}
		if len(bos.Requests()) > before {
			t.Errorf("%s: requests\n%s", name, bos.log())
		}
	}

	empty := p.template(nil, fields{"node_list": words(), "node_groups": words("blue")})
	for _, prior := range []*tfprotov6.DynamicValue{nil, there} {
		wantFault(t, p.plan(prior, empty).Diagnostics, "", "Invalid node list", `The argument boot_sets["compute"].node_list: The list is empty`)
	}
}
