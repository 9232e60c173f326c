// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// writing is one way to write a template: some of its attributes, and some of its one boot set.
type writing struct{ template, bootSet fields }

func (w writing) config(p *server) fields { return p.template(w.template, w.bootSet) }

func emptyCFS(t *testing.T) tftypes.Value {
	t.Helper()
	return cfs(t, nil)
}

// Whatever BOS makes of a writing, it stays as it was written, and the next plan is empty.
func TestSessionTemplate_everyWriting(t *testing.T) {
	t.Parallel()
	many := words("x3000c0s1b1n0", "x3000c0s1b0n0")
	for name, w := range map[string]writing{
		"least":                           {},
		"all":                             everyArgument(t),
		"upper case and zeros":            {nil, fields{"node_list": words("X3000C0S01B00N00", "x3000c0s1b1n0")}},
		"not sorted":                      {nil, fields{"node_list": many}},
		"NID":                             {nil, fields{"node_list": words("nid000001")}},
		"roles alone":                     {nil, fields{"node_list": words(), "node_roles_groups": words("Compute")}},
		"groups alone":                    {nil, fields{"node_list": words(), "node_groups": words("blue", "green")}},
		"cfs = {}":                        {fields{"cfs": emptyCFS(t)}, fields{"cfs": emptyCFS(t)}},
		`configuration = ""`:              {fields{"cfs": cfs(t, "")}, fields{"cfs": cfs(t, "")}},
		"arch X86":                        {nil, fields{"arch": text("X86")}},
		"arch Other":                      {nil, fields{"arch": text("Other")}},
		"type s3":                         {nil, fields{"type": text("s3")}},
		"enable_cfs = true":               {fields{"enable_cfs": truth(true)}, nil},
		"enable_cfs = false":              {fields{"enable_cfs": truth(false)}, nil},
		"empty texts":                     {nil, fields{"etag": text(""), "kernel_parameters": text(""), "rootfs_provider_passthrough": text("")}},
		"blanks around kernel parameters": {nil, fields{"kernel_parameters": text(" quiet  console=ttyS0 ")}},
	} {
		if list, given := w.bootSet["node_list"]; given && list.Equal(words()) {
			w.bootSet["node_list"] = tftypes.NewValue(list.Type(), nil)
		}
		for _, version := range []string{"2.50.0", csm15} {
			t.Run(name+" on "+version, func(t *testing.T) {
				t.Parallel()
				bos := newSim(t, release(version))
				p := templates(t, bos)
				config := w.config(p)
				p.fine(p.valid(config))

				created := p.apply(nil, config)

				p.fine(created.Diagnostics)
				read := p.same(created.NewState, config)
				if changes := p.changes(created.NewState, read); changes != "" {
					t.Errorf("reading changes the state:\n%s", changes)
				}
				bos.wantPuts(t, 1, 0)
			})
		}
	}
}

// everyArgument writes every argument that there is.
func everyArgument(t *testing.T) writing {
	t.Helper()
	return writing{
		fields{"description": text("all"), "enable_cfs": truth(true), "cfs": cfs(t, "top"), "overwrite": truth(true), "validate": truth(false)},
		fields{
			"type": text("s3"), "etag": text("abc"), "kernel_parameters": text("quiet"), "node_list": words("x3000c0s1b0n0", "x3000c0s1b1n0"),
			"node_roles_groups": words("Compute", "Application_UAN"), "node_groups": words("blue"), "arch": text("X86"), "cfs": cfs(t, "own"),
			"rootfs_provider": text("sbps"), "rootfs_provider_passthrough": text("sbps:v1:iqn.x:300"),
		},
	}
}

// Another writing of the same makes no request and leaves the fingerprint alone. Only a default plans nothing, too.
func TestSessionTemplate_otherWriting(t *testing.T) {
	t.Parallel()
	none := writing{}
	for name, row := range map[string]struct {
		from, to writing
		update   bool // the plan shows it
	}{
		"case and zeros":               {none, writing{nil, fields{"node_list": words("X3000C0S01B0N0")}}, true},
		"to the normal form":           {writing{nil, fields{"node_list": words("X3000C0S01B0N0")}}, none, true},
		"arch X86 for none":            {none, writing{nil, fields{"arch": text("X86")}}, false},
		"no arch for X86":              {writing{nil, fields{"arch": text("X86")}}, none, false},
		"type s3 for none":             {none, writing{nil, fields{"type": text("s3")}}, false},
		"enable_cfs = true for none":   {none, writing{fields{"enable_cfs": truth(true)}, nil}, false},
		"none for enable_cfs = true":   {writing{fields{"enable_cfs": truth(true)}, nil}, none, false},
		"cfs = {} for none":            {none, writing{fields{"cfs": emptyCFS(t)}, nil}, true},
		"none for cfs = {}":            {writing{nil, fields{"cfs": emptyCFS(t)}}, none, true},
		`cfs = {} for ""`:              {writing{nil, fields{"cfs": cfs(t, "")}}, writing{nil, fields{"cfs": emptyCFS(t)}}, true},
		`kernel_parameters = ""`:       {none, writing{nil, fields{"kernel_parameters": text("")}}, true},
		`none for etag = ""`:           {writing{nil, fields{"etag": text("")}}, none, true},
		"other nodes with other zeros": {writing{nil, fields{"node_list": words("x3000c0s1b1n0")}}, writing{nil, fields{"node_list": words("X3000c0s1b1n00")}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			p := templates(t, bos)
			created := p.apply(nil, row.from.config(p))
			p.fine(created.Diagnostics)
			before := len(bos.Requests())

			planned := p.plan(created.NewState, row.to.config(p))

			p.fine(planned.Diagnostics)
			if changes := p.changes(created.NewState, planned.PlannedState); (changes != "") != row.update {
				t.Errorf("the plan shows %q", changes)
			}
			updated := p.apply(created.NewState, row.to.config(p))
			p.fine(updated.Diagnostics)
			if sent := len(bos.Requests()) - before; sent != 0 {
				t.Errorf("%d requests\n%s", sent, bos.log())
			}
			if p.in(updated.NewState, "fingerprint") != p.in(created.NewState, "fingerprint") {
				t.Error("the fingerprint changed")
			}
			p.same(updated.NewState, row.to.config(p))
		})
	}
}

// Given a list of which one element is known only after apply, and another is written otherwise than in the state, then
// the plan at apply, when all is known, must say of the known element what the first plan said: Terraform stops in the
// middle of the apply where it does not.
func TestSessionTemplate_partlyUnknown(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	created := p.apply(nil, p.template(nil, fields{"node_list": words("x3000c0s1b0n0", "x3000c0s1b1n0")}))
	p.fine(created.Diagnostics)
	half := tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{text("X3000C0S1B0N0"), unknownText})
	for name, late := range map[string]string{"as in the state": "x3000c0s1b1n0", "written otherwise": "X3000C0S1B1N0", "another": "x3000c0s1b2n0"} {
		t.Run(name, func(t *testing.T) {
			p := *p
			p.t = t
			nodes := func(list tftypes.Value) []tftypes.Value {
				planned := p.plan(created.NewState, p.template(nil, fields{"node_list": list}))
				p.fine(planned.Diagnostics)
				return p.elements(planned.PlannedState, "compute", "node_list")
			}

			first, final := nodes(half), nodes(words("X3000C0S1B0N0", late))

			if len(first) != 2 || first[1].IsKnown() || len(final) != 2 || !final[1].Equal(text(late)) {
				t.Fatalf("planned first %v, at apply %v", first, final)
			}
			if !first[0].Equal(final[0]) {
				t.Errorf("the first plan says %v, the one at apply %v", first[0], final[0])
			}
		})
	}
}

// elements are those of a list in a boot set.
func (p *server) elements(state *tfprotov6.DynamicValue, set, list string) []tftypes.Value {
	p.t.Helper()
	var all []tftypes.Value
	if err := p.parts(p.parts(p.attributes(state)["boot_sets"])[set])[list].As(&all); err != nil {
		p.t.Fatal(err)
	}
	return all
}

// Every optional argument can be taken away again.
func TestSessionTemplate_removal(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	full := everyArgument(t)
	attributes := map[string]bool{} // whether it is one of the boot set
	for name := range full.template {
		attributes[name] = false
	}
	for name := range full.bootSet {
		attributes[name] = true
	}
	for name, inBootSet := range attributes {
		t.Run(name, func(t *testing.T) {
			less := writing{with(full.template, nil), with(full.bootSet, nil)}
			if inBootSet {
				less.bootSet[name] = tftypes.NewValue(less.bootSet[name].Type(), nil)
			} else {
				delete(less.template, name)
			}
			before := with(full.config(p), fields{"name": text("without-" + name), "overwrite": truth(false)})
			after := with(less.config(p), fields{"name": text("without-" + name), "overwrite": truth(false)})
			created := p.apply(nil, before)
			p.fine(created.Diagnostics)

			updated := p.apply(created.NewState, after)

			p.fine(updated.Diagnostics)
			p.same(updated.NewState, after)
			p.same(p.apply(updated.NewState, before).NewState, before)
		})
	}
}

// A knob is the provider's own: BOS never hears of it.
func TestSessionTemplate_knobsMakeNoRequest(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	created := p.apply(nil, p.template(nil, nil))
	p.fine(created.Diagnostics)
	before := len(bos.Requests())

	updated := p.apply(created.NewState, p.template(fields{"overwrite": truth(true), "validate": truth(false)}, nil))

	p.fine(updated.Diagnostics)
	if sent := len(bos.Requests()) - before; sent != 0 || before == 0 {
		t.Errorf("%d requests after %d\n%s", sent, before, bos.log())
	}
	if p.in(updated.NewState, "overwrite") != true || p.in(updated.NewState, "validate") != false {
		t.Error("the knobs are not in the state")
	}
	if changed := p.apply(updated.NewState, p.template(fields{"description": text("x")}, nil)); fails(changed.Diagnostics) || bos.puts() != 2 {
		t.Errorf("the control: a description makes %d PUTs in all\n%s", bos.puts(), told(changed.Diagnostics))
	}
}
