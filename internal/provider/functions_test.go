// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestExpandXnamesFunction(t *testing.T) {
	f := newExpandXnamesFunction()
	wantCall(t, f, `["x3000c0s1b0n0","x3000c0s2b0n0","x3001"]`, types.StringValue("x3000c0s[1-2]b0n0, x3001"))
	for expression, want := range map[string]string{
		"":                "character 1: an xname is expected, such as `x3000c0s1b0n0`",
		"blue":            "character 1 is `b`, but an xname begins with `x`",
		"x1,":             "character 4: an xname is expected, such as `x3000c0s1b0n0`",
		"x1q":             "character 3 is `q`, but only `c` can follow",
		"x1c0s1b0n0v1":    "character 11 is `v`, but nothing can follow",
		"x1c":             "the text ends, but a number is expected",
		"x[1 2]":          "character 4 is ` `, but a number is expected",
		"x1c8":            "character 4: the number `8` is too great: it is 7 at most",
		"x30[00-15]":      "character 4: brackets stand for a whole number, as in `x[3000-3015]`, and nothing can stand beside them",
		"x[]":             "character 3: a number or a range is expected in brackets, such as `[0-3,7]`",
		"x[1":             "character 2: the bracket is not closed",
		"x1c0s[16-1]":     "character 7: the range `16-1` begins above its end: write `1-16`",
		"x[0-9999]c[0-7]": "there are more than 65535 xnames from the expression at character 1 on",
	} {
		wantCallError(t, f, 0, want, types.StringValue(expression))
	}
}

func TestNodesOfFunction(t *testing.T) {
	f := newNodesOfFunction()
	x3000 := types.StringValue("x3000")
	wantCall(t, f, `["x3000c0s1b0n0","x3000c1s1b0n0"]`, x3000, word("x3000c0s1b0n0, X3000C1S1B0N0,x300c0s1b0n0,x3000c0s01b0n0"))
	wantCall(t, f, `["x3000c0s1b0n0"]`, types.StringValue("X3000C0S01"), words("x3000c0s1b0n0", "x3000c0s10b0n0"))
	wantCall(t, f, `[]`, types.StringValue("x300"), words("x3000c0s1b0n0"))
	wantCall(t, f, `[]`, x3000, word(""))
	wantCall(t, f, "<unknown>", x3000, tuple(types.StringValue("x3000c0s1b0n0"), types.StringUnknown()))
	wantCall(t, f, "<unknown>", x3000, types.DynamicUnknown())
	wantCallError(t, f, 0, "`blue` is not an xname: character 1 is `b`, but an xname begins with `x`", types.StringValue("blue"), word(""))
	wantCallError(t, f, 0, "`x300[0-1]` is not an xname: character 5: brackets stand for a whole number, as in `x[3000-3015]`, "+
		"and nothing can stand beside them", types.StringValue("x300[0-1]"), word(""))
	wantCallError(t, f, 1, "item 2, `blue`, is not the xname of a node: character 1 is `b`, but an xname begins with `x`",
		x3000, words("x3000c0s1b0n0", "blue"))
	wantCallError(t, f, 1, "item 1, `x3000c0s1b0`, is not the xname of a node: it is that of a NodeBMC", x3000, word("x3000c0s1b0"))
	wantCallError(t, f, 1, "item 2 of `x3000c0s1b0n0,` is empty: remove the comma", x3000, word("x3000c0s1b0n0,"))
}

func TestNormalizeXnameFunction(t *testing.T) {
	f := newNormalizeXnameFunction()
	wantCall(t, f, `"x3000c0s1b0n0"`, types.StringValue("X3000C0S01B0N0"))
	wantCall(t, f, `"x3000"`, types.StringValue("x3000"))
	wantCall(t, f, `"x3000c0s1b0n0v1"`, types.StringValue("x3000c0s1b0n0V01"))
	wantCallError(t, f, 0, "`x[1-2]` is not an xname: character 2: a single xname has no brackets; "+
		"`provider::bos::expand_xnames` expands them", types.StringValue("x[1-2]"))
	wantCallError(t, f, 0, "` x1` is not an xname: character 1 is ` `, but an xname begins with `x`", types.StringValue(" x1"))
}

func TestParseXnameFunction(t *testing.T) {
	f := newParseXnameFunction()
	for xname, want := range map[string]string{
		"X3000C0S19B1N2":   "Node 3000 0 19 1 2 <null>",
		"x3000c0s19b1n2v3": "VirtualNode 3000 0 19 1 2 3",
		"x3000c0s19b1":     "NodeBMC 3000 0 19 1 <null> <null>",
		"x3000c0s19":       "ComputeModule 3000 0 19 <null> <null> <null>",
		"x3000c07":         "Chassis 3000 7 <null> <null> <null> <null>",
		"x3000":            "Cabinet 3000 <null> <null> <null> <null> <null>",
	} {
		got, err := call(t, f, types.StringValue(xname))
		object, ok := got.(types.Object)
		if err != nil || !ok {
			t.Fatal(xname, got, err)
		}
		var shown []string
		for _, name := range []string{"type", "cabinet", "chassis", "slot", "controller", "node", "virtual_node"} {
			shown = append(shown, strings.Trim(object.Attributes()[name].String(), `"`))
		}
		if strings.Join(shown, " ") != want || len(object.Attributes()) != len(shown) {
			t.Errorf("%s: %s", xname, object)
		}
	}
	wantCallError(t, f, 0, "`blue` is not an xname: character 1 is `b`, but an xname begins with `x`", types.StringValue("blue"))
}

// sessionTemplateOf calls session_template.
func sessionTemplateOf(t *testing.T, json string) map[string]attr.Value {
	t.Helper()
	got, err := call(t, newSessionTemplateFunction(), types.StringValue(json))
	object, ok := got.(types.Object)
	if err != nil || !ok {
		t.Fatal(json, got, err)
	}
	return object.Attributes()
}

func TestSessionTemplateFunction(t *testing.T) {
	got := sessionTemplateOf(t, `{"name": "t", "tenant": "blue", "description": "d", "enable_cfs": false, "cfs": {"configuration": "c"},
		"links": [], "boot_sets": {"a": {"path": "p", "type": "s3", "etag": "e", "kernel_parameters": "k", "node_list": ["X1C0S01B0N0", "x"],
		"node_roles_groups": ["r"], "node_groups": ["g"], "arch": "ARM", "cfs": {"configuration": "own"}, "rootfs_provider": "f",
		"rootfs_provider_passthrough": "h", "network": "nmn"}}}`)
	for name, want := range map[string]string{
		"name": `"t"`, "tenant": `"blue"`, "description": `"d"`, "enable_cfs": "false", "cfs": `{"configuration":"c"}`,
		"boot_sets": `{"a":{"arch":"ARM","cfs":{"configuration":"own"},"etag":"e","kernel_parameters":"k","node_groups":["g"],` +
			`"node_list":["X1C0S01B0N0","x"],"node_roles_groups":["r"],"path":"p","rootfs_provider":"f",` +
			`"rootfs_provider_passthrough":"h","type":"s3"}}`,
	} {
		if got[name].String() != want {
			t.Errorf("%s: %s, want %s", name, got[name], want)
		}
	}
	if len(got) != 6 {
		t.Errorf("%d attributes", len(got))
	}
}

// What is absent, null or empty is null, so that the resource's defaults hold.
func TestSessionTemplateFunction_absent(t *testing.T) {
	for _, json := range []string{
		`{"boot_sets": {"a": {}}}`,
		`{"name": null, "tenant": "", "description": "", "enable_cfs": null, "cfs": {}, "boot_sets": {"a": {"path": "", "type": null,
		"etag": "", "kernel_parameters": "", "node_list": [], "node_roles_groups": [], "node_groups": null, "arch": "", "cfs": {},
		"rootfs_provider": "", "rootfs_provider_passthrough": ""}}}`,
	} {
		got := sessionTemplateOf(t, json)
		sets, ok := got["boot_sets"].(types.Map)
		if !ok {
			t.Fatal(got)
		}
		set, ok := sets.Elements()["a"].(types.Object)
		if !ok || len(set.Attributes()) != len(bootSetTypes) {
			t.Fatal(sets)
		}
		delete(got, "boot_sets")
		for _, values := range []map[string]attr.Value{got, set.Attributes()} {
			for name, value := range values {
				if !value.IsNull() {
					t.Errorf("%s: %s is %s", json, name, value)
				}
			}
		}
	}
}

func TestSessionTemplateFunction_errors(t *testing.T) {
	f := newSessionTemplateFunction()
	for json, want := range map[string]string{
		"{":    "this is not JSON: line 1, column 2: unexpected end of JSON input",
		"{} x": "this is not JSON: line 1, column 4: invalid character 'x' after top-level value",
		"[]":   "this is a list: give the JSON of one session template, such as `jsonencode(jsondecode(…)[0])`",
		"{}":   "there is no `boot_sets`: this is not the JSON of a session template",
		`"t"`:  "the JSON is a string; an object is required",
		`{"boot_sets": {"a": {"kernel_params": "k"}}}`: "`boot_sets[\"a\"].kernel_params` is not a key of BOS; did you mean `kernel_parameters`?",
		`{"boot_sets": {}, "cfs": {"zone": "k"}}`:      "`cfs.zone` is not a key of BOS; here are `configuration`",
		`{"boot_sets": {}, "zone": "k"}`: "`zone` is not a key of BOS; here are `name`, `tenant`, `description`, `enable_cfs`, `cfs`, " +
			"`boot_sets`",
		`{"boot_sets": {}, "partition": "p1"}`:          "`partition` is a key of BOS v1, and nothing in v2 does the same: remove it",
		`{"boot_sets": {}, "boot_sets": {}}`:            "`boot_sets` is there twice",
		`{"boot_sets": {"a": {"node_list": ["n", 1]}}}`: "`boot_sets[\"a\"].node_list[1]` is a number; a string is required",
		`{"boot_sets": {"a": null}, "name": true}`: "2 faults:\n  - `boot_sets[\"a\"]` is null; an object is required" +
			"\n  - `name` is true or false; a string is required",
	} {
		wantCallError(t, f, 0, want, types.StringValue(json))
	}
	_, err := call(t, f, types.StringValue(`{"boot_sets": {"a": {"node_list": [`+strings.Repeat("1,", 12)+`1]}}}`))
	if err == nil || !strings.HasPrefix(err.Text, "13 faults:\n") || !strings.HasSuffix(err.Text, "node_list[9]` is a number; a string is required\n  - 3 more") {
		t.Error(err)
	}
}
