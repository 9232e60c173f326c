// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import "strings"

// badNodes is a bos_components of those ids.
func badNodes(ids string) string { return dataBlock("bos_components", `ids = "`+ids+`"`) }

var badDataSources = []badConfig{
	{"good templates", dataBlock("bos_session_templates", ``), ""},
	{"template without a name", dataBlock("bos_session_template", ``), "Missing required argument | name"},
	{"template of an empty name", dataBlock("bos_session_template", `name = ""`), "Invalid session template name | write the name of a session template"},
	{"template of a path", dataBlock("bos_session_template", `name = "../options"`), "Invalid session template name | contains `/` as character 3"},
	{"template of a tenant in capitals", dataBlock("bos_session_template", "name = \"a\"\ntenant = \"Blue\""), "Invalid tenant | contains `B`"},
	{"templates of a tenant too short", dataBlock("bos_session_templates", `tenant = "b"`), "Invalid tenant | has a length of 1"},

	{"node without a name", dataBlock("bos_component", ``), "Missing required argument | id"},
	{"node of an empty name", dataBlock("bos_component", `id = ""`), "Invalid node | The value is empty: write a node's xname"},
	{"node with a line break", dataBlock("bos_component", `id = "x3000c0s1b0n0\n"`), "Invalid node | write `x3000c0s1b0n0`, or wrap the expression in `trimspace()`"},
	{"two nodes for one", dataBlock("bos_component", `id = "x3000c0s1b0n0,x3000c0s1b1n0"`), "Invalid node | contains a comma: write one node. The data source `bos_components`"},
	{"node of a path", dataBlock("bos_component", `id = ".."`), "Invalid node | `..` is not the name of a node"},
	{"node of a query", dataBlock("bos_component", `id = "a/b"`), "Invalid node | `a/b` is not the name of a node"},
	{"node of 128 characters", dataBlock("bos_component", `id = "`+strings.Repeat("a", 128)+`"`), "Invalid node | has a length of 128"},
	{"node of a tenant in capitals", dataBlock("bos_component", "id = \"x3000c0s1b0n0\"\ntenant = \"Blue\""), "Invalid tenant | contains `B`"},

	{"good nodes", badNodes("x3000c0s1b0n0,x3000c0s1b0n0,x3000c0s1b1n0"), ""},
	{"no nodes", badNodes(""), ""},
	{"blank nodes", badNodes(" "), "Invalid list of nodes | The list contains only spaces: write `\"\"` for no node, or leave `ids` out to read every node."},
	{"nodes that are one comma", badNodes(","), "Invalid list of nodes | Item 1, ``, is empty: a comma too many."},
	{"nodes with a comma too many", badNodes("x3000c0s1b0n0,"), "Invalid list of nodes | Item 2, ``, is empty: a comma too many. Remove the comma."},
	{"nodes with a space item", badNodes("x3000c0s1b0n0, ,x3000c0s1b1n0"), "Invalid list of nodes | Item 2, ` `, contains only spaces. Leave it out."},
	{"nodes with spaces", badNodes("x3000c0s1b0n0, x3000c0s1b1n0, x3000c0s1b2n0"), "Invalid list of nodes | Write `x3000c0s1b1n0`.\n\nThe same applies to\n  - item 3"},
	{"nodes in capitals", badNodes("X3000C0S1B0N0"), "Invalid list of nodes | BOS compares names letter by letter and finds no such node. Write `x3000c0s1b0n0`."},
	{"nodes with leading zeros", badNodes("x3000c0s01b0n0"), "Invalid list of nodes | not in its normal form (lower case, no leading zeros)"},
	{"a NID for a node", badNodes("nid000001"), "Invalid list of nodes | looks like a node ID (NID)"},
	{"a group for a node", badNodes("x3000c0s1b0n0,blue"), "Invalid list of nodes | Item 2, `blue`, is not a node's xname, and BOS knows nodes by these alone."},
	{"a slot for a node", badNodes("x3000c0s1"), "Invalid list of nodes | is not a node's xname"},
	{"a pattern for a node", badNodes("x3000c0s*"), "Invalid list of nodes | is not a node's xname"},
	{"a limit for nodes", badNodes("!x3000c0s1b0n0"), "Invalid list of nodes | belongs into a session's `limit`"},
	{"all for nodes", badNodes("all"), "Invalid list of nodes | belongs into a session's `limit`"},
	{"nodes with other separators", badNodes("x3000c0s1b0n0;x3000c0s1b1n0"), "Invalid list of nodes | looks like several names in one. Separate them by commas alone."},
	{"nodes of an empty session", dataBlock("bos_components", `session = ""`), "Invalid session name | leave it out to read the nodes of every session"},
	{"nodes of a session with a slash", dataBlock("bos_components", `session = "a/b"`), "Invalid session name | contains `/` as character 2"},
	{"nodes of a staged session with a space", dataBlock("bos_components", `staged_session = "a b"`), "Invalid session name | contains ` ` as character 2"},
	{"nodes in no phase", dataBlock("bos_components", `phase = "none"`), "Invalid phase | use one of `powering_on`, `powering_off`, `configuring`"},
	{"nodes in a status in capitals", dataBlock("bos_components", `status = ["Failed"]`), "Invalid component status | write `failed`"},
	{"nodes in two statuses at once", dataBlock("bos_components", `status = ["failed,on_hold"]`), "Invalid component status | use one of `power_on_pending`"},
	{"nodes in no status", dataBlock("bos_components", `status = []`), "Invalid component status | The list is empty: leave it out to read nodes in any state."},
	{"nodes in a null status", dataBlock("bos_components", `status = [null]`), "Invalid component status | An element of the list is null"},
	{"nodes of a tenant too short", dataBlock("bos_components", `tenant = "b"`), "Invalid tenant | has a length of 1"},
	{"enabled in words", dataBlock("bos_components", `enabled = "yes"`), "Incorrect attribute value type | a bool is required"},
	{"nodes given", dataBlock("bos_components", `drifted = "x"`), "Invalid Configuration for Read-Only Attribute | "},

	{"good options", dataBlock("bos_options", ``), ""},
	{"options given", dataBlock("bos_options", `reject_nids = true`), "Invalid Configuration for Read-Only Attribute | "},
	{"options of a tenant", dataBlock("bos_options", `tenant = "blue"`), "Unsupported argument | tenant"},
}
