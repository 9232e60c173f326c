// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestValidLimit_errors(t *testing.T) {
	checkValidator(t, validLimit(), []validatorCase{
		{"all,!x3000c0s1b0n0", ""},
		{"", "Invalid session limit | The limit is empty. BOS takes an empty limit as every node of the template. Write `*` to select every node, or leave `limit` out."},
		{
			"a, b",
			"Invalid session limit | Item 2, ` b`, has a blank at its edge. BOS does not trim it: it becomes a part of the name, which then matches no node, silently. Write `b`.",
		},
		{
			"!a",
			"Invalid session limit | Item 1, `!a`, comes before any node is selected, and no item adds one (a limit begins with no node): " +
				"the session would act on nothing. Write `all,!a`.",
		},
	})
}

func TestValidLimit_warningsAreNoErrors(t *testing.T) {
	diags := validate(validLimit(), types.StringValue("X3000C0S1B0N0"))

	const want = "Doubtful session limit | Item 1, `X3000C0S1B0N0`, is an xname, but not in its normal form (lower case, no leading zeros). " +
		"BOS compares names letter by letter and finds no such node. Write `x3000c0s1b0n0`."
	if got := strings.Join(texts(diags), "\n"); got != want || diags.HasError() || diags[0].Severity() != diag.SeverityWarning {
		t.Errorf("got %q, want the warning %q", got, want)
	}
}

// Given many items with the same two faults, then there are two diagnostics, not hundreds, each with the number of items.
func TestValidLimit_groupsFindings(t *testing.T) {
	diags := validate(validLimit(), types.StringValue("nid1"+strings.Repeat(", nid1,nid1", 100)))

	if len(diags) != 2 {
		t.Fatalf("%d diagnostics, want 2: %q", len(diags), texts(diags))
	}
	for i, want := range []string{
		"Item 2, ` nid1`, has a blank at its edge. BOS does not trim it: it becomes a part of the name, which then matches no node, silently. Write `nid1`.\n\n" +
			"The same goes for\n  - item 4, ` nid1`: write `nid1`\n  - item 6, ` nid1`: write `nid1`\n  - item 8, ` nid1`: write `nid1`\n" +
			"  - item 10, ` nid1`: write `nid1`\n  - 95 more",
		"  - 96 more",
	} {
		if got := diags[i].Detail(); !strings.HasSuffix(got, want) {
			t.Errorf("diagnostic %d: got %q, want %q", i+1, got, want)
		}
	}
}
