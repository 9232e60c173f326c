// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// wantWarning checks that all there is to say is one warning of those parts, at no attribute; of none: nothing at all.
func wantWarning(t *testing.T, name string, diagnostics []*tfprotov6.Diagnostic, parts ...string) {
	t.Helper()
	said := told(diagnostics)
	if len(parts) == 0 && len(diagnostics) > 0 {
		t.Errorf("%s: it says %s", name, said)
	}
	if len(parts) > 0 && (len(diagnostics) != 1 || !strings.HasPrefix(said, "warning: ") || diagnostics[0].Attribute != nil) {
		t.Errorf("%s: want one warning of no attribute, got %s", name, said)
	}
	for _, part := range parts {
		if !strings.Contains(said, part) {
			t.Errorf("%s: it does not say %q: %s", name, part, said)
		}
	}
}

// Given a template that is there, then the plan of one that takes its place says what is lost. Nobody asks without overwrite.
func TestSessionTemplate_overwriteWarning(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	p.fine(p.apply(nil, p.template(fields{"description": text("here")}, fields{"kernel_parameters": text("quiet")})).Diagnostics)
	const there = `BOS already has session template "plan"; this replaces it`
	over := fields{"overwrite": truth(true)}
	for name, row := range map[string]struct {
		config fields
		says   []string
		gets   int
	}{
		"without overwrite": {p.template(nil, nil), nil, 0},
		"another name":      {p.template(with(over, fields{"name": text("new")}), nil), nil, 1},
		"the same":          {p.template(with(over, fields{"description": text("here")}), fields{"kernel_parameters": text("quiet")}), nil, 1},
		"differing":         {p.template(over, nil), []string{there, "differs in description and boot set `compute`,", "it may be the one that this resource wrote"}, 1},
		"another boot set": {
			with(p.template(over, nil), fields{"description": text("here"), "boot_sets": p.bootSets(map[string]fields{"uan": nil})}),
			[]string{there, "differs in boot set `compute` and boot set `uan`,"},
			1,
		},
		"CFS":     {p.template(with(over, fields{"description": text("here"), "enable_cfs": truth(false), "cfs": cfs(t, "a")}), fields{"kernel_parameters": text("quiet")}), []string{"differs in enable_cfs and cfs,"}, 1},
		"unknown": {p.template(with(over, fields{"description": unknownText}), nil), nil, 0},
	} {
		before := len(bos.Requests())
		wantWarning(t, name, p.plan(nil, row.config).Diagnostics, row.says...)
		if gets := len(bos.Requests()) - before; gets != row.gets {
			t.Errorf("%s: %d requests, want %d", name, gets, row.gets)
		}
	}

	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessiontemplates/*", Status: http.StatusForbidden})
	wantWarning(t, "no answer", p.plan(nil, p.template(over, nil)).Diagnostics)
}

// A node that two boot sets of one architecture list boots by the last of them.
func TestSessionTemplate_nodeInTwoBootSets(t *testing.T) {
	t.Parallel()
	p := templates(t, newSim(t))
	nodes := func(list ...string) fields { return fields{"node_list": words(list...)} }
	sets := func(sets map[string]fields) fields {
		return with(p.template(nil, nil), fields{"boot_sets": p.bootSets(sets)})
	}
	twice := sets(map[string]fields{"uan": nodes("x3000c0s1b0n0"), "compute": nodes("x3000c0s2b0n0", "X3000C0S01B0N0")})
	says := []string{`Nodes in two boot sets of session template "plan"`, "holds `x3000c0s1b0n0` (`compute` and `uan`).", "in the order of their names", "the last one applies to such a node"}
	for name, row := range map[string]struct {
		config fields
		says   []string
	}{
		"once":                    {sets(map[string]fields{"uan": nodes("x3000c0s1b0n0"), "compute": nodes("x3000c0s2b0n0")}), nil},
		"twice":                   {twice, says},
		"of another architecture": {sets(map[string]fields{"x86": nodes("x3000c0s1b0n0"), "arm": with(nodes("x3000c0s1b0n0"), fields{"arch": text("ARM")})}), nil},
		"in three": {
			sets(map[string]fields{"a": nodes("x3000c0s1b0n0"), "b": nodes("x3000c0s1b0n0"), "c": nodes("x3000c0s1b0n0")}),
			[]string{"(`a` and `b`) and `x3000c0s1b0n0` (`b` and `c`)"},
		},
		"seven nodes": {
			sets(map[string]fields{"a": nodes(sevenNodes...), "b": nodes(sevenNodes...)}),
			[]string{"`x3000c0s1b0n0` (`a` and `b`), ", "`x3000c0s5b0n0` (`a` and `b`) and 2 more."},
		},
		"known later": {sets(map[string]fields{"a": {"node_list": unknownOf(words().Type())}, "b": nodes("x3000c0s1b0n0")}), nil},
	} {
		wantWarning(t, name, p.plan(nil, row.config).Diagnostics, row.says...)
	}

	created := p.apply(nil, twice)
	p.fine(created.Diagnostics)
	wantWarning(t, "what is written already", p.plan(created.NewState, twice).Diagnostics)
	wantWarning(t, "an update", p.plan(created.NewState, with(twice, fields{"description": text("x")})).Diagnostics, says...)
}

var sevenNodes = []string{
	"x3000c0s1b0n0", "x3000c0s2b0n0", "x3000c0s3b0n0", "x3000c0s4b0n0", "x3000c0s5b0n0", "x3000c0s6b0n0", "x3000c0s7b0n0",
}

// Given a node ID, of which the plan warns, then what BOS says of it after the apply is not told again.
func TestSessionTemplate_nidOnce(t *testing.T) {
	t.Parallel()
	p := templates(t, newSim(t))
	config := p.template(nil, fields{"node_list": words("nid000001")})
	if said := told(p.valid(config)); strings.Count(said, "warning: Doubtful node list") != 1 {
		t.Errorf("plan: %s", said)
	}
	wantWarning(t, "creation", p.apply(nil, config).Diagnostics)
}
