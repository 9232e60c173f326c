// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
)

// templateBlock is a bos_session_template of these arguments; an argument that it does not give is a good one.
func templateBlock(arguments string) string {
	for _, argument := range []string{`name = "plan"`, `boot_sets = { compute = { path = "` + anImage + `", node_groups = ["blue"] } }`} {
		if name, _, _ := strings.Cut(argument, " "); !strings.Contains(arguments, name+" ") {
			arguments += "\n" + argument
		}
	}
	return "resource \"bos_session_template\" \"LABEL\" {\n" + arguments + "\n}"
}

// bootSetBlock is one with a boot set of these arguments.
func bootSetBlock(arguments string) string {
	for _, argument := range []string{`path = "` + anImage + `"`, `node_groups = ["blue"]`} {
		if name, _, _ := strings.Cut(argument, " "); !strings.Contains(arguments, name+" ") {
			arguments += "\n" + argument
		}
	}
	return templateBlock("boot_sets = { compute = {\n" + arguments + "\n} }")
}

// inBootSet begins the detail of what is wrong within it.
const inBootSet = `The argument boot_sets["compute"].`

func letters(n int) string { return strings.Repeat("a", n) }

var badTemplates = []badConfig{
	{"good template", templateBlock(`description = "a"
		cfs = { configuration = "a" }
		enable_cfs = false`), ""},
	{"template with empty cfs", templateBlock("cfs = {}"), ""},
	{"doubtful NID is a warning", bootSetBlock(`node_list = ["nid000001"]`), ""},
	{"template without name", "resource \"bos_session_template\" \"LABEL\" {\nboot_sets = {}\n}", "Missing required argument | name"},
	{"template without boot sets", "resource \"bos_session_template\" \"LABEL\" {\nname = \"a\"\n}", "Missing required argument | boot_sets"},
	{"template of no name", templateBlock(`name = ""`), "Invalid session template name | The value is empty: write the name of a session template."},
	{"template's name with a space", templateBlock(`name = "a b"`), "Invalid session template name | `a b` contains ` ` as character 2: write only letters, digits"},
	{"template's name with a line break", templateBlock(`name = "plan\n"`), "Invalid session template name | write `plan`, or wrap the expression in `trimspace()`"},
	{"template's name with a hyphen first", templateBlock(`name = "-plan"`), "Invalid session template name | begins with `-`: let it begin with a letter or a digit"},
	{"template's name with a dot last", templateBlock(`name = "plan."`), "Invalid session template name | ends with `.`"},
	{"template's name with a slash", templateBlock(`name = "blue/plan"`), "Invalid session template name | contains `/` as character 5"},
	{"template's name with an umlaut", templateBlock(`name = "plän"`), "Invalid session template name | contains `ä` as character 3"},
	{"template's name too long", templateBlock(`name = "` + letters(128) + `"`), "Invalid session template name | has a length of 128: write 1 to 127 characters"},
	{"template of an empty tenant", templateBlock(`tenant = ""`), "Invalid tenant | The value is empty: leave it out for no tenant."},
	{"template of tenant in capitals", templateBlock(`tenant = "Blue"`), "Invalid tenant | contains `B` as character 1"},
	{"template of a short tenant", templateBlock(`tenant = "ab"`), "Invalid tenant | has a length of 2: write 3 to 127 characters"},
	{"empty description", templateBlock(`description = ""`), "Invalid description | The value is empty: write words for people, or leave it out."},
	{"long description", templateBlock(`description = "` + letters(1024) + `"`), "Invalid description | has a length of 1024: BOS takes at most 1023 characters."},
	{"enable_cfs in words", templateBlock(`enable_cfs = "yes"`), "Incorrect attribute value type | a bool is required"},
	{"cfs as a text", templateBlock(`cfs = "compute-config"`), "Incorrect attribute value type | object required"},
	{"cfs without braces", templateBlock("cfs {\nconfiguration = \"a\"\n}"), "Unsupported block type | cfs"},
	{"long configuration", templateBlock(`cfs = { configuration = "` + letters(128) + `" }`), "Invalid CFS configuration | The argument cfs.configuration: `" + letters(80) + "…` has a length of 128"},
	{"list for a configuration", templateBlock(`cfs = { configuration = ["a"] }`), "Incorrect attribute value type | string required"},
	{"overwrite in words", templateBlock(`overwrite = "always"`), "Incorrect attribute value type | a bool is required"},
	{"validate in words", templateBlock(`validate = "never"`), "Incorrect attribute value type | a bool is required"},
	{"fingerprint given", templateBlock(`fingerprint = "bs1-x"`), "Invalid Configuration for Read-Only Attribute | "},
	{"argument of v1", templateBlock(`template_url = "s3://a/b"`), "Unsupported argument | template_url"},

	{"no boot sets", templateBlock(`boot_sets = {}`), "Invalid boot sets | There is no boot set: BOS takes no session template without one."},
	{"list of boot sets", templateBlock(`boot_sets = [{ path = "` + anImage + `", node_groups = ["blue"] }]`), "Incorrect attribute value type | map"},
	{"block for a boot set", templateBlock("boot_sets = {}\nboot_sets {\n}"), "Unsupported block type | boot_sets"},
	{
		"boot sets too many", templateBlock(`boot_sets = { for i in range(128) : "set-${i}" => { path = "` + anImage + `", node_groups = ["blue"] } }`),
		"Invalid boot sets | There are 128 boot sets: BOS takes at most 127",
	},
	{"boot set of a bad name", templateBlock(`boot_sets = { "my set" = { path = "` + anImage + `", node_groups = ["blue"] } }`), "Invalid boot set name | `my set` contains ` ` as character 3"},
	{"boot set of no name", templateBlock(`boot_sets = { "" = { path = "` + anImage + `", node_groups = ["blue"] } }`), "Invalid boot set name | write a name for the boot set"},
	{"null boot set", templateBlock(`boot_sets = { compute = null }`), "Invalid boot sets | Boot set `compute` is null: leave it out, or write what its nodes boot."},
	{"boot set without image", templateBlock(`boot_sets = { compute = { node_groups = ["blue"] } }`), `Boot set without image | boot_sets["compute"]`},
	{
		"boot set without nodes", templateBlock(`boot_sets = { compute = { path = "` + anImage + `" } }`),
		`Boot set without nodes | No nodes belong to the boot set: write one of node_list, node_groups and node_roles_groups at least.`,
	},
}

var badImages = []badConfig{
	{"empty path", bootSetBlock(`path = ""`), "Invalid image path | " + inBootSet + "path: The value is empty: write s3://BUCKET/KEY"},
	{"path without s3", bootSetBlock(`path = "boot-images/1/manifest.json"`), "Invalid image path | does not begin with s3://, and BOS boots from nothing else"},
	{"path by HTTP", bootSetBlock(`path = "https://boot-images/1/manifest.json"`), "Invalid image path | does not begin with s3://"},
	{"path in capitals", bootSetBlock(`path = "S3://boot-images/1/manifest.json"`), "Invalid image path | write `s3://boot-images/1/manifest.json`"},
	{"path of a bucket", bootSetBlock(`path = "s3://boot-images"`), "Invalid image path | names a bucket, but nothing in it"},
	{"path of a bucket's root", bootSetBlock(`path = "s3://boot-images/"`), "Invalid image path | names a bucket, but nothing in it"},
	{"path without bucket", bootSetBlock(`path = "s3:///1/manifest.json"`), "Invalid image path | names no bucket"},
	{"path with a line break", bootSetBlock(`path = "` + anImage + `\n"`), "Invalid image path | write `" + anImage + "`, or wrap the expression in `trimspace()`"},
	{"path too long", bootSetBlock(`path = "s3://a/` + letters(4089) + `"`), "Invalid image path | has a length of 4096: BOS takes at most 4095 characters."},
	{"image of another type", bootSetBlock(`type = "http"`), "Invalid type of image | `http` is not a type of image that BOS boots: write `s3`, or leave it out."},
	{"image of type S3", bootSetBlock(`type = "S3"`), "Invalid type of image | write `s3`"},
	{"image of an empty type", bootSetBlock(`type = ""`), "Invalid type of image | The value is empty: write `s3`, or leave it out."},
	{"long ETag", bootSetBlock(`etag = join("", [for i in range(1024) : "` + letters(65) + `"])`), "Invalid ETag | has a length of 66560"},
	{"long kernel parameters", bootSetBlock(`kernel_parameters = "` + letters(4097) + `"`), "Invalid kernel parameters | " + inBootSet + "kernel_parameters: `" + letters(80) + "…` has a length of 4097"},
	{"kernel parameters in lines", bootSetBlock("kernel_parameters = <<-EOT\nquiet\nsplash\nEOT\n"), "Invalid kernel parameters | " + inBootSet + "kernel_parameters: \"quiet\\nsplash\\n\" contains a line break or a tab."},
	{"kernel parameters in a heredoc", bootSetBlock("kernel_parameters = <<-EOT\nquiet splash\nEOT\n"), "Invalid kernel parameters | has a line break or a tab at its edge. A node reports its parameters in one line"},
	{"list for kernel parameters", bootSetBlock(`kernel_parameters = ["quiet"]`), "Incorrect attribute value type | string required"},
	{"architecture of the image", bootSetBlock(`arch = "x86_64"`), "Invalid architecture | " + inBootSet + "arch: `x86_64` is not valid; use one of `X86`, `ARM`, `Other`, `Unknown`."},
	{"architecture in small letters", bootSetBlock(`arch = "arm"`), "Invalid architecture | has other letters in upper case than BOS's word: write `ARM`."},
	{"empty architecture", bootSetBlock(`arch = ""`), "Invalid architecture | The value is empty"},
	{"empty rootfs_provider", bootSetBlock(`rootfs_provider = ""`), "Invalid root file system provider | The value is empty: write its name, such as `sbps`, or leave it out."},
	{"long rootfs_provider", bootSetBlock(`rootfs_provider = "` + letters(512) + `"`), "Invalid root file system provider | has a length of 512"},
	{"long rootfs_provider_passthrough", bootSetBlock(`rootfs_provider_passthrough = "` + letters(4097) + `"`), "Invalid root file system passthrough | has a length of 4097"},
	{"long configuration of a boot set", bootSetBlock(`cfs = { configuration = "` + letters(128) + `" }`), "Invalid CFS configuration | " + inBootSet + "cfs.configuration: "},
}

var badNodeLists = []badConfig{
	{"good nodes of a boot set", bootSetBlock(`node_list = ["X3000C0S01B0N0", "x3000c0s1b1n0"]`), ""},
	{"no nodes of a boot set", bootSetBlock(`node_list = []`), "Invalid node list | " + inBootSet + "node_list: The list is empty: write one node at least, or leave it out."},
	{"text for nodes", bootSetBlock(`node_list = "x3000c0s1b0n0"`), "Incorrect attribute value type | list of string required"},
	{"several nodes in one", bootSetBlock(`node_list = ["x3000c0s1b0n0,x3000c0s1b1n0"]`), "Invalid node list | Item 1, `x3000c0s1b0n0,x3000c0s1b1n0`, looks like several names in one. Write each name as an item of its own"},
	{"range of nodes", bootSetBlock(`node_list = ["x3000c0s[1-4]b0n0"]`), "Invalid node list | Item 1, `x3000c0s[1-4]b0n0`, is not a node's xname."},
	{"empty node", bootSetBlock(`node_list = ["x3000c0s1b0n0", ""]`), "Invalid node list | Item 2, ``, is empty. Leave it out."},
	{"null node", bootSetBlock(`node_list = ["x3000c0s1b0n0", null]`), "Invalid node list | is null. Leave it out."},
	{"blank node", bootSetBlock(`node_list = [" "]`), "Invalid node list | Item 1, ` `, contains only spaces. Leave it out."},
	{"node with a space", bootSetBlock(`node_list = ["x3000c0s1b0n0 "]`), "Invalid node list | begins or ends with a space or a line break. Write `x3000c0s1b0n0`."},
	{"node of a boot set twice", bootSetBlock(`node_list = ["x3000c0s1b0n0", "X3000C0S01B0N0"]`), "Invalid node list | Item 2, `X3000C0S01B0N0`, is the same node as item 1. Leave one of them out."},
	{"slot for a node of a boot set", bootSetBlock(`node_list = ["x3000c0s1"]`), "Invalid node list | is the xname of a slot, not of a node. Write the xname of each node, such as `x3000c0s1b0n0`."},
	{"controller for a node", bootSetBlock(`node_list = ["x3000c0s1b0"]`), "Invalid node list | is the xname of a controller, not of a node. Write the xname of each node, such as `x3000c0s1b0n0`."},
	{"cabinet for a node", bootSetBlock(`node_list = ["x3000"]`), "Invalid node list | is not a node's xname. BOS looks for no group, role or pattern here."},
	{"group for a node of a boot set", bootSetBlock(`node_list = ["blue"]`), "Invalid node list | is not a node's xname"},
	{"host name for a node", bootSetBlock(`node_list = ["uan01"]`), "Invalid node list | is not a node's xname"},
	{"limit for nodes of a boot set", bootSetBlock(`node_list = ["all", "!x3000c0s1b0n0"]`), "Invalid node list | The same applies to\n  - item 2, `!x3000c0s1b0n0`"},
	{"chassis that cannot be", bootSetBlock(`node_list = ["x3000c8s1b0n0"]`), "Invalid node list | is not a node's xname"},
	{"no groups", bootSetBlock(`node_groups = []`), "Invalid node groups | " + inBootSet + "node_groups: The list is empty: write one group at least, or leave it out."},
	{"empty group", bootSetBlock(`node_groups = [""]`), "Invalid node groups | Item 1, ``, is empty. Leave it out."},
	{"groups in one", bootSetBlock(`node_groups = ["blue,green"]`), "Invalid node groups | " + inBootSet + "node_groups: Item 1, `blue,green`, looks like several names in one. Write each name as an item of its own"},
	{"group of two words", bootSetBlock(`node_groups = ["blue green"]`), "Invalid node groups | Item 1, `blue green`, looks like several names in one."},
	{"group twice", bootSetBlock(`node_groups = ["blue", "green", "blue"]`), "Invalid node groups | Item 3, `blue`, is the same group as item 1. Leave one of them out."},
	{"role twice", bootSetBlock(`node_roles_groups = ["Compute", "Compute"]`), "Invalid roles | Item 2, `Compute`, is the same role as item 1. Leave one of them out."},
	{"roles in one", bootSetBlock(`node_roles_groups = ["Compute,Application"]`), "Invalid roles | Item 1, `Compute,Application`, looks like several names in one."},
	{"group with a space", bootSetBlock(`node_groups = [" blue"]`), "Invalid node groups | Write `blue`."},
	{"group too long", bootSetBlock(`node_groups = ["` + letters(128) + `"]`), "Invalid node groups | has a length of 128. Write at most 127 characters."},
	{"text for groups", bootSetBlock(`node_groups = "blue"`), "Incorrect attribute value type | list of string required"},
	{"groups too many", bootSetBlock(`node_groups = [for p in setproduct(range(64), range(64)) : "group-${p[0]}-${p[1]}"]`), "Invalid node groups | The list has 4096 items: BOS takes at most 4095."},
	{"no roles", bootSetBlock(`node_roles_groups = []`), "Invalid roles | " + inBootSet + "node_roles_groups: The list is empty: write one role at least, or leave it out."},
	{"empty role", bootSetBlock(`node_roles_groups = ["Compute", ""]`), "Invalid roles | Item 2, ``, is empty. Leave it out."},
	{"roles too many", bootSetBlock(fmt.Sprintf(`node_roles_groups = [for i in range(%d) : "Role${i}"]`, 1024)), "Invalid roles | The list has 1024 items: BOS takes at most 1023."},
}
