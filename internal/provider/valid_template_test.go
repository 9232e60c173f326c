// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestValidImagePath_form(t *testing.T) {
	const invalid = "Invalid image path | "
	const form = "write s3://BUCKET/KEY, such as `s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json`"
	checkValidator(t, validImagePath(), []validatorCase{
		{"s3://boot-images/1/manifest.json", ""},
		{"s3://b/k", ""},
		{"s3://b/" + strings.Repeat("k", 4088), ""},
		{"s3://b/" + strings.Repeat("k", 4089), invalid + "`s3://b/" + strings.Repeat("k", 73) + "…` has a length of 4096: BOS takes at most 4095 characters."},
		{"", invalid + "The value is empty: " + form + "."},
		{"s3://boot-images", invalid + "`s3://boot-images` names a bucket, but nothing in it: " + form + "."},
		{"s3://boot-images/", invalid + "`s3://boot-images/` names a bucket, but nothing in it: " + form + "."},
		{"s3:///k", invalid + "`s3:///k` names no bucket: " + form + "."},
		{"S3://b/k", invalid + "`S3://b/k` does not begin with s3:// in lower case: write `s3://b/k`."},
		{"boot-images/1/manifest.json", invalid + "`boot-images/1/manifest.json` does not begin with s3://, and BOS boots from nothing else: " + form + "."},
		{"https://x/k", invalid + "`https://x/k` does not begin with s3://, and BOS boots from nothing else: " + form + "."},
		{"s3://b/k\n", invalid + "\"s3://b/k\\n\" begins or ends with a space or a line break: write `s3://b/k`, or wrap the expression in `trimspace()`."},
	})
}

func TestValidTemplate_lengths(t *testing.T) {
	for name, row := range map[string]struct {
		rule  validator.String
		max   int
		empty string // what is said of an empty text; "" = it is good
	}{
		"description":                  {validTemplateDescription(), 1023, "The value is empty: write words for people, or leave it out."},
		"CFS configuration":            {validConfiguration(), 127, ""},
		"ETag":                         {validETag(), 65536, ""},
		"kernel parameters":            {validKernelParameters(), 4096, ""},
		"root file system provider":    {validRootfsProvider(), 511, "The value is empty: write its name, such as `sbps`, or leave it out."},
		"root file system passthrough": {validRootfsPassthrough(), 4096, ""},
	} {
		invalid := "Invalid " + name + " | "
		if row.empty != "" {
			row.empty = invalid + row.empty
		}
		checkValidator(t, row.rule, []validatorCase{
			{"x", ""},
			{strings.Repeat("ä", row.max), ""},
			{strings.Repeat("ä", row.max+1), fmt.Sprintf("%s`%s…` has a length of %d: BOS takes at most %d characters.", invalid, strings.Repeat("ä", 80), row.max+1, row.max)},
			{"", row.empty},
		})
	}
}

func TestValidTemplate_choices(t *testing.T) {
	checkValidator(t, validArch(), []validatorCase{
		{"X86", ""},
		{"ARM", ""},
		{"Other", ""},
		{"Unknown", ""},
		{"x86", "Invalid architecture | `x86` has other letters in upper case than BOS's word: write `X86`."},
		{"aarch64", "Invalid architecture | `aarch64` is not valid; use one of `X86`, `ARM`, `Other`, `Unknown`."},
		{"", "Invalid architecture | The value is empty: write one of `X86`, `ARM`, `Other`, `Unknown`."},
	})
	checkValidator(t, validImageType(), []validatorCase{
		{"s3", ""},
		{"S3", "Invalid type of image | `S3` is not a type of image that BOS boots: write `s3`, or leave it out."},
		{"", "Invalid type of image | The value is empty: write `s3`, or leave it out."},
	})
}

func TestValidKernelParameters_oneLine(t *testing.T) {
	const invalid, why = "Invalid kernel parameters | ", ". A node reports its parameters in one line, with which BOS compares these character by character. "
	const inside, edge = " contains a line break or a tab" + why + "Separate the parameters by spaces, such as with `join(\" \", [...])`.", " has a line break or a tab at its edge" + why + "Wrap the expression in `trimspace()`."
	checkValidator(t, validKernelParameters(), []validatorCase{
		{"", ""},
		{" quiet  splash ", ""},
		{"quiet splash\n", invalid + "\"quiet splash\\n\"" + edge},
		{"\tquiet", invalid + "\"\\tquiet\"" + edge},
		{"\n", invalid + "\"\\n\"" + edge},
		{"quiet\nsplash\n", invalid + "\"quiet\\nsplash\\n\"" + inside},
		{"quiet\r\nsplash", invalid + "\"quiet\\r\\nsplash\"" + inside},
		{"quiet\tsplash", invalid + "\"quiet\\tsplash\"" + inside},
	})
}

// listed makes a list: nil is null, "?" unknown.
func listed(items ...any) types.List {
	elements := []attr.Value{}
	for _, item := range items {
		switch text, _ := item.(string); {
		case item == nil:
			elements = append(elements, types.StringNull())
		case text == "?":
			elements = append(elements, types.StringUnknown())
		default:
			elements = append(elements, types.StringValue(text))
		}
	}
	return types.ListValueMust(types.StringType, elements)
}

func TestValidNodeList_form(t *testing.T) {
	const invalid, at = "Invalid node list | ", "The argument set.knob: "
	const write = " Write the node's xname, such as `x3000c0s1b0n0`."
	for _, row := range []struct {
		list types.List
		want []string
	}{
		{types.ListNull(types.StringType), nil},
		{types.ListUnknown(types.StringType), nil},
		{listed("x3000c0s1b0n0", "X3000C0S01B1N0", "?", "?"), nil},
		{listed(), []string{invalid + at + "The list is empty: write one node at least, or leave it out."}},
		{listed("x3000c0s1b0n0", nil), []string{invalid + at + "Item 2, ``, is null. Leave it out."}},
		{listed("x3000c0s1b0n0", ""), []string{invalid + at + "Item 2, ``, is empty. Leave it out."}},
		{listed("x3000c0s1b0n0", "X3000c0s01b0n0"), []string{invalid + at + "Item 2, `X3000c0s01b0n0`, is the same node as item 1. Leave one of them out."}},
		{listed("?", "blue"), []string{invalid + at + "Item 2, `blue`, is not a node's xname. BOS looks for no group, role or pattern here." + write}},
		{listed("X3000c0s1"), []string{invalid + at + "Item 1, `X3000c0s1`, is the xname of a slot, not of a node. Write the xname of each node, such as `x3000c0s1b0n0`."}},
		{listed("x3000c0s1b0"), []string{invalid + at + "Item 1, `x3000c0s1b0`, is the xname of a controller, not of a node. Write the xname of each node, such as `x3000c0s1b0n0`."}},
		{listed("x3000c9s1b0n0"), []string{invalid + at + "Item 1, `x3000c9s1b0n0`, is not a node's xname. BOS looks for no group, role or pattern here." + write}},
		{listed("x3000c0s1b0n0 "), []string{invalid + at + "Item 1, `x3000c0s1b0n0 `, begins or ends with a space or a line break. Write `x3000c0s1b0n0`."}},
		{listed("a", "x3000c0s1b0n0", "b", "nid1"), []string{
			invalid + at + "Item 1, `a`, is not a node's xname. BOS looks for no group, role or pattern here." + write + "\n\nThe same applies to\n  - item 3, `b`: write the node's xname, such as `x3000c0s1b0n0`",
			"Doubtful node list | " + at + "Item 4, `nid1`, looks like a node ID (NID). BOS finds no node by its NID, and refuses such a template when its option `reject_nids` is set." + write,
		}},
	} {
		var resp validator.ListResponse
		validNodeList().ValidateList(context.Background(), validator.ListRequest{Path: path.Root("set").AtName("knob"), ConfigValue: row.list}, &resp)
		if got := texts(resp.Diagnostics); !slices.Equal(got, row.want) {
			t.Errorf("%v:\n got %q\nwant %q", row.list, got, row.want)
		}
	}
}

func TestValidNodeGroups_limits(t *testing.T) {
	many := func(n int) types.List {
		items := make([]any, n)
		for i := range items {
			items[i] = fmt.Sprint("x3000c0s1b0n", i)
		}
		return listed(items...)
	}
	for _, row := range []struct {
		rule validator.List
		list types.List
		want string
	}{
		{validNodeGroups(), listed("blue", "Blue"), ""},
		{validNodeGroups(), many(4095), ""},
		{validNodeGroups(), many(4096), "Invalid node groups | The argument set.knob: The list has 4096 items: BOS takes at most 4095."},
		{validNodeGroups(), listed(strings.Repeat("g", 127)), ""},
		{validNodeGroups(), listed(), "Invalid node groups | The argument set.knob: The list is empty: write one group at least, or leave it out."},
		{validRoles(), listed(strings.Repeat("g", 128)), "Invalid roles | The argument set.knob: Item 1, `" + strings.Repeat("g", 80) + "…`, has a length of 128. Write at most 127 characters."},
		{validRoles(), many(1024), "Invalid roles | The argument set.knob: The list has 1024 items: BOS takes at most 1023."},
		{validNodeList(), many(65535), ""},
		{validNodeList(), many(65536), "Invalid node list | The argument set.knob: The list has 65536 items: BOS takes at most 65535."},
	} {
		var resp validator.ListResponse
		row.rule.ValidateList(context.Background(), validator.ListRequest{Path: path.Root("set").AtName("knob"), ConfigValue: row.list}, &resp)
		if got := strings.Join(texts(resp.Diagnostics), "\n"); got != row.want {
			t.Errorf("%d items: got %q, want %q", len(row.list.Elements()), got, row.want)
		}
	}
}
