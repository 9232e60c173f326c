// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// unknowns are ways for a value to be known only after apply, and whether the fingerprint is then, too, where
// nothing else changes.
func unknowns(t *testing.T, p *server) map[string]struct {
	config      fields
	fingerprint bool
} {
	t.Helper()
	type row = struct {
		config      fields
		fingerprint bool
	}
	textList := tftypes.List{ElementType: tftypes.String}
	cfsType := cfs(t, nil).Type()
	setsType := tftypes.Map{ElementType: p.bootSetType()}
	oneUnknown := tftypes.NewValue(textList, []tftypes.Value{text("x3000c0s1b0n0"), unknownText})
	return map[string]row{
		"path":                  {p.template(nil, fields{"path": unknownText}), true},
		"type":                  {p.template(nil, fields{"type": unknownText}), true},
		"etag":                  {p.template(nil, fields{"etag": unknownText}), true},
		"kernel_parameters":     {p.template(nil, fields{"kernel_parameters": unknownText}), true},
		"arch":                  {p.template(nil, fields{"arch": unknownText}), true},
		"rootfs_provider":       {p.template(nil, fields{"rootfs_provider": unknownText}), true},
		"passthrough":           {p.template(nil, fields{"rootfs_provider_passthrough": unknownText}), true},
		"node_list":             {p.template(nil, fields{"node_list": unknownOf(textList)}), true},
		"a node":                {p.template(nil, fields{"node_list": oneUnknown}), true},
		"node_groups":           {p.template(nil, fields{"node_groups": unknownOf(textList)}), true},
		"node_roles_groups":     {p.template(nil, fields{"node_roles_groups": unknownOf(textList)}), true},
		"boot set's cfs":        {p.template(nil, fields{"cfs": unknownOf(cfsType)}), true},
		"own configuration":     {p.template(nil, fields{"cfs": cfs(t, tftypes.UnknownValue)}), true},
		"cfs":                   {p.template(fields{"cfs": unknownOf(cfsType)}, nil), true},
		"configuration":         {p.template(fields{"cfs": cfs(t, tftypes.UnknownValue)}, nil), true},
		"overridden":            {p.template(fields{"cfs": cfs(t, tftypes.UnknownValue)}, fields{"cfs": cfs(t, "own")}), false},
		"without CFS":           {p.template(fields{"cfs": cfs(t, tftypes.UnknownValue), "enable_cfs": truth(false)}, nil), false},
		"enable_cfs":            {p.template(fields{"cfs": cfs(t, "a"), "enable_cfs": unknownOf(tftypes.Bool)}, nil), true},
		"enable_cfs of nothing": {p.template(fields{"enable_cfs": unknownOf(tftypes.Bool)}, nil), false},
		"boot_sets":             {with(p.template(nil, nil), fields{"boot_sets": unknownOf(setsType)}), true},
		"a boot set": {with(p.template(nil, nil), fields{"boot_sets": tftypes.NewValue(setsType, map[string]tftypes.Value{
			"compute": p.bootSet(nil), "uan": unknownOf(p.bootSetType()),
		})}), true},
		"description": {p.template(fields{"description": unknownText}, nil), false},
		"name":        {p.template(fields{"name": unknownText}, nil), false},
		"tenant":      {p.template(fields{"tenant": unknownText}, nil), false},
		"overwrite":   {p.template(fields{"overwrite": unknownOf(tftypes.Bool)}, nil), false},
		"validate":    {p.template(fields{"validate": unknownOf(tftypes.Bool)}, nil), false},
	}
}

// What is known only after apply is no fault, of a new template nor of one that is there; nor does it cost a request.
func TestSessionTemplate_unknownValues(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	there := p.apply(nil, p.template(nil, nil))
	p.fine(there.Diagnostics)
	before := len(bos.Requests())
	for name, row := range unknowns(t, p) {
		t.Run(name, func(t *testing.T) {
			p := *p
			p.t = t
			if diagnostics := p.valid(row.config); len(diagnostics) > 0 {
				t.Errorf("validation: %s", told(diagnostics))
			}
			created, updated := p.plan(nil, row.config), p.plan(there.NewState, row.config)

			for when, planned := range map[string]struct {
				state fields
				said  string
			}{
				"creation": {p.attributes(created.PlannedState), told(created.Diagnostics)},
				"update":   {p.attributes(updated.PlannedState), told(updated.Diagnostics)},
			} {
				if planned.said != "" {
					t.Errorf("%s: %s", when, planned.said)
				}
				if unknown := !planned.state["fingerprint"].IsKnown(); unknown != row.fingerprint {
					t.Errorf("%s: the fingerprint is %v", when, planned.state["fingerprint"])
				}
			}
		})
	}
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("%d requests\n%s", sent, bos.log())
	}
}

// Only what decides what nodes run changes the fingerprint, and the plan knows it.
func TestSessionTemplate_fingerprint(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	base := everyArgument(t)
	created := p.apply(nil, base.config(p))
	p.fine(created.Diagnostics)
	was := p.in(created.NewState, "fingerprint")
	if text, _ := was.(string); !strings.HasPrefix(text, "bs1-") {
		t.Fatalf("the fingerprint is %v", was)
	}
	for name, row := range map[string]struct {
		change  writing
		changes bool
	}{
		"description":          {writing{fields{"description": text("other")}, nil}, false},
		"knobs":                {writing{fields{"overwrite": truth(false), "validate": truth(true)}, nil}, false},
		"overridden":           {writing{fields{"cfs": cfs(t, "other")}, nil}, false},
		"order of nodes":       {writing{nil, fields{"node_list": words("x3000c0s1b1n0", "X3000C0S1B0N0")}}, false},
		"nodes":                {writing{nil, fields{"node_list": words("x3000c0s1b1n0")}}, true},
		"path":                 {writing{nil, fields{"path": text("s3://boot-images/2/manifest.json")}}, true},
		"kernel_parameters":    {writing{nil, fields{"kernel_parameters": text("quiet ")}}, true},
		"boot set's cfs":       {writing{nil, fields{"cfs": cfs(t, "other")}}, true},
		"enable_cfs":           {writing{fields{"enable_cfs": truth(false)}, nil}, true},
		"the template's alone": {writing{nil, fields{"cfs": emptyCFS(t)}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := *p
			p.t = t
			planned := p.plan(created.NewState, writing{with(base.template, row.change.template), with(base.bootSet, row.change.bootSet)}.config(&p))

			p.fine(planned.Diagnostics)
			if now := p.in(planned.PlannedState, "fingerprint"); (now != was) != row.changes {
				t.Errorf("the fingerprint was %v and is %v", was, now)
			}
		})
	}
	renamed := p.plan(created.NewState, with(base.config(p), fields{"boot_sets": p.bootSets(map[string]fields{"renamed": base.bootSet})}))
	if now := p.in(renamed.PlannedState, "fingerprint"); now != was {
		t.Errorf("the name of a boot set changes the fingerprint: %v", now)
	}
}

// The state's fingerprint, of whatever way to compute it, stays while what counts does.
func TestSessionTemplate_fingerprintOfEarlierRelease(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	created := p.apply(nil, p.template(nil, nil))
	p.fine(created.Diagnostics)
	old := p.value(p.session, with(p.attributes(created.NewState), fields{"fingerprint": text("bs0-earlier")}))

	read := p.same(old, p.template(nil, nil))
	updated := p.apply(read, p.template(fields{"description": text("new")}, nil))

	p.fine(updated.Diagnostics)
	if now := p.in(updated.NewState, "fingerprint"); now != "bs0-earlier" {
		t.Errorf("the fingerprint became %v", now)
	}
	changed := p.apply(updated.NewState, p.template(nil, fields{"kernel_parameters": text("x")}))
	if now, _ := p.in(changed.NewState, "fingerprint").(string); !strings.HasPrefix(now, "bs1-") {
		t.Errorf("the fingerprint of another template is %v", now)
	}
}

func TestSessionTemplate_kernelParametersWarning(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	created := p.apply(nil, p.template(nil, fields{"kernel_parameters": text("quiet")}))
	p.fine(created.Diagnostics)
	two := func(compute, uan string) fields {
		return with(p.template(nil, nil), fields{"boot_sets": p.bootSets(map[string]fields{
			"compute": {"kernel_parameters": text(compute)}, "uan": {"kernel_parameters": text(uan), "node_list": words("x3000c0s2b0n0")},
		})})
	}
	loud := told(p.plan(created.NewState, p.template(nil, fields{"kernel_parameters": text("loud")})).Diagnostics)
	for _, part := range []string{"may reboot nodes", "does not touch nodes that already run with these", "a bos_session that this plan starts or replaces does"} {
		if !strings.Contains(loud, part) {
			t.Errorf("it does not say %q: %s", part, loud)
		}
	}
	for name, row := range map[string]struct {
		config fields
		want   string
	}{
		"a blank more":        {p.template(nil, fields{"kernel_parameters": text("quiet ")}), "The kernel parameters of boot set `compute` change."},
		"none":                {p.template(nil, nil), "The kernel parameters of boot set `compute` change."},
		"another boot set":    {two("quiet", "loud"), ""},
		"unknown":             {p.template(nil, fields{"kernel_parameters": unknownText}), ""},
		"something else":      {p.template(fields{"description": text("x")}, fields{"kernel_parameters": text("quiet"), "etag": text("x")}), ""},
		"of another name":     {p.template(fields{"name": text("other")}, fields{"kernel_parameters": text("loud")}), ""},
		"with a new boot set": {two("loud", "loud"), "The kernel parameters of boot set `compute` change."},
	} {
		planned := p.plan(created.NewState, row.config)
		if row.want == "" && len(planned.Diagnostics) > 0 || row.want != "" && (len(planned.Diagnostics) != 1 || !strings.Contains(planned.Diagnostics[0].Detail, row.want)) {
			t.Errorf("%s: %s", name, told(planned.Diagnostics))
		}
		if row.want != "" && planned.Diagnostics[0].Attribute != nil { // Terraform would show all that is written for boot_sets
			t.Errorf("%s: told at %v", name, planned.Diagnostics[0].Attribute)
		}
	}
}
