// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// everyField is a template with every field that there is, none at its default, as BOS shows it.
const everyField = `{
	"name": "full", "tenant": "vcluster-blue", "description": "first", "enable_cfs": false, "cfs": {"configuration": "top"},
	"boot_sets": {"compute": {
		"type": "s3", "path": "s3://boot-images/1/manifest.json", "etag": "an-etag", "kernel_parameters": "quiet", "arch": "Other",
		"node_list": ["x3000c0s1b0n0", "x3000c0s1b1n0"], "node_roles_groups": ["Compute", "Application"], "node_groups": ["blue"],
		"rootfs_provider": "sbps", "rootfs_provider_passthrough": "sbps:v1:x", "cfs": {"configuration": "own"}
	}}}`

// templateField is a field of BOS's and of the resource's.
type templateField struct {
	other  any // another value than everyField's; nil = there is none
	absent any // what BOS has where the resource does not say it; nil = nothing
	must   bool
}

var templateFields = map[string]templateField{
	"name":                              {must: true}, // a change replaces it
	"tenant":                            {must: true}, // likewise; left out it stays as it is
	"description":                       {other: "second"},
	"enable_cfs":                        {other: true, absent: true},
	"cfs":                               {other: map[string]any{"configuration": "other"}},
	"cfs.configuration":                 {other: "other"},
	"boot_sets":                         {must: true},
	"boot_sets.compute.type":            {absent: "s3"},
	"boot_sets.compute.path":            {other: "s3://boot-images/2/manifest.json", must: true},
	"boot_sets.compute.etag":            {other: "another-etag"},
	"boot_sets.compute.arch":            {other: "Unknown", absent: "X86"},
	"boot_sets.compute.cfs":             {other: map[string]any{"configuration": "other"}},
	"boot_sets.compute.rootfs_provider": {other: "cpss3"},
	"boot_sets.compute.node_list":       {other: []any{"x3000c0s1b1n0"}},
	"boot_sets.compute.node_groups":     {other: []any{"green", "blue"}},

	"boot_sets.compute.kernel_parameters":           {other: "quiet "},
	"boot_sets.compute.cfs.configuration":           {other: "other"},
	"boot_sets.compute.node_roles_groups":           {other: []any{"Application_UAN"}},
	"boot_sets.compute.rootfs_provider_passthrough": {other: "sbps:v1:y"},
}

// notBOSs are the attributes of which BOS knows nothing.
var notBOSs = []string{"fingerprint", "overwrite", "validate", "endpoint", "validation"}

// every names the attributes of a resource, those within others too. Boot sets are represented by one, "compute".
func every(prefix string, attributes []*tfprotov6.SchemaAttribute) []string {
	var names []string
	for _, a := range attributes {
		names = append(names, prefix+a.Name)
		if a.NestedType == nil {
			continue
		}
		inner := prefix + a.Name + "."
		if a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeMap {
			inner += "compute."
		}
		names = append(names, every(inner, a.NestedType.Attributes)...)
	}
	return names
}

// fullBody is everyField taken apart.
func fullBody(t *testing.T) map[string]any {
	t.Helper()
	body := map[string]any{}
	if err := json.Unmarshal([]byte(everyField), &body); err != nil {
		t.Fatal(err)
	}
	return body
}

// putField gives a field of everyField another value; nil takes it away.
func putField(t *testing.T, place string, value any) map[string]any {
	t.Helper()
	body := fullBody(t)
	parts := strings.Split(place, ".")
	object := body
	for _, part := range parts[:len(parts)-1] {
		object, _ = object[part].(map[string]any)
	}
	last := parts[len(parts)-1]
	if value == nil {
		delete(object, last)
	} else {
		object[last] = value
	}
	if len(object) == 0 { // a cfs without a configuration is none to BOS
		return putField(t, strings.Join(parts[:len(parts)-1], "."), nil)
	}
	return body
}

// A field that the schema gets and these tests do not know fails this one.
func TestSessionTemplate_everyFieldIsTested(t *testing.T) {
	t.Parallel()
	p := templates(t, newSim(t))

	all := every("", p.schema.ResourceSchemas["bos_session_template"].Block.Attributes)

	known := slices.Concat(slices.Collect(maps.Keys(templateFields)), notBOSs)
	slices.Sort(all)
	slices.Sort(known)
	if !slices.Equal(all, known) {
		t.Errorf("the schema has\n%q\nand the tests know\n%q", all, known)
	}
	if _, refused := p.written(fullBody(t), "", ""); len(refused) > 0 {
		t.Errorf("the resource has no %v", refused)
	}
}

// Each field goes to BOS and comes back by itself: changed, taken away and given again, while the others stay.
func TestSessionTemplate_everyFieldGoesAround(t *testing.T) {
	t.Parallel()
	for place, field := range templateFields {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, withTenant)
			p := templates(t, bos)
			state, puts := p.null(), 0
			var before map[string]any
			step := func(what string, config, kept map[string]any) {
				t.Helper()
				if !reflect.DeepEqual(before, kept) {
					puts++
				}
				before = kept
				given, refused := p.written(config, "", "")
				if len(refused) > 0 {
					t.Fatalf("the resource has no %v", refused)
				}
				p.fine(p.valid(given))
				applied := p.apply(state, given)
				p.fine(applied.Diagnostics)
				if got := bos.kept(t, "full", "vcluster-blue"); !reflect.DeepEqual(got, kept) {
					t.Errorf("%s: BOS has\n%v\nwant\n%v", what, got, kept)
				}
				state = p.same(applied.NewState, given)
				imported, diagnostics := p.take("vcluster-blue/full")
				p.fine(diagnostics)
				if changes := p.changes(p.without(state, "validation"), imported); changes != "" { // nobody asks for it at an import
					t.Errorf("%s: an import differs:\n%s", what, changes)
				}
				bos.wantPuts(t, puts, 0)
			}
			full := fullBody(t)

			step("full", full, full)
			if field.other != nil {
				other := putField(t, place, field.other)
				step("changed", other, other)
			}
			if field.must {
				return
			}
			step("taken away", putField(t, place, nil), putField(t, place, field.absent))
			step("given again", full, full)
		})
	}
}

// A tenant that is left out is the one that the template has; another one is another template.
func TestSessionTemplate_identityIsReplaced(t *testing.T) {
	t.Parallel()
	bos := newSim(t, withTenant)
	p := templates(t, bos)
	full, _ := p.written(fullBody(t), "", "")
	created := p.apply(nil, full)
	p.fine(created.Diagnostics)

	for name, row := range map[string]struct {
		change   fields
		replaces int
	}{
		"name":      {fields{"name": text("other")}, 1},
		"tenant":    {fields{"tenant": text("vcluster-red")}, 1},
		"no tenant": {fields{"tenant": tftypes.NewValue(tftypes.String, nil)}, 0},
	} {
		planned := p.plan(created.NewState, with(full, row.change))
		p.fine(planned.Diagnostics)
		if len(planned.RequiresReplace) != row.replaces {
			t.Errorf("%s: replaced for %v", name, planned.RequiresReplace)
		}
	}
}
