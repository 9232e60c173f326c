// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestValidLimit_errors(t *testing.T) {
	checkValidator(t, validLimit(), []validatorCase{
		{"all,!x3000c0s1b0n0", ""},
		{
			"",
			"Invalid session limit | The limit is empty, and BOS takes an empty limit as every node of the template. If the limit is " +
				"computed, nothing was selected. To start no session then, make the resource conditional, such as with " +
				"`count = local.nodes == \"\" ? 0 : 1`. To act on every node of the template, leave `limit` out.",
		},
		{
			"a, b",
			"Invalid session limit | Item 2, ` b`, begins or ends with a space. BOS does not trim it: " +
				"it becomes a part of the name, which then matches no node, silently. Write `b`.",
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
		"Item 2, ` nid1`, begins or ends with a space. BOS does not trim it: " +
			"it becomes a part of the name, which then matches no node, silently. Write `nid1`.\n\n" +
			"The same applies to\n  - item 4, ` nid1`: write `nid1`\n  - item 6, ` nid1`: write `nid1`\n  - item 8, ` nid1`: write `nid1`\n" +
			"  - item 10, ` nid1`: write `nid1`\n  - 95 more",
		"  - 96 more",
	} {
		if got := diags[i].Detail(); !strings.HasSuffix(got, want) {
			t.Errorf("diagnostic %d: got %q, want %q", i+1, got, want)
		}
	}
}

// Given each kind of finding, then its fix says what to write.
func TestValidLimit_fixes(t *testing.T) {
	for limit, want := range map[string]string{
		"": "to start no session then, make the resource conditional, such as with `count = local.nodes == \"\" ? 0 : 1`. " +
			"To act on every node of the template, leave `limit` out",
		"a, b":               "write `b`",
		"a,!  b":             "write `!b`",
		" & b":               "write `&b`",
		"a,,b":               "remove the comma",
		"a,&!b":              "write `!b` to take those nodes away, or `&b` to keep no others",
		"!a":                 "write `all,!a`",
		"!a,&b":              "write `all,!a,&b`",
		"&a":                 "write `a`",
		"&a,!b":              "write `a,!b`",
		"&all,!b":            "write `all,!b`",
		"&a,!a":              "write first what to select, then what to take away from it, as in `all,!x3000c0s1b0n0`",
		"!a,&a":              "write first what to select, then what to take away from it, as in `all,!x3000c0s1b0n0`",
		"a,!X03000c0s01b0n0": "write `!x3000c0s1b0n0`",
		"a,!x3000c0s1":       "write the xname of each node, such as `x3000c0s1b0n0`",
		"a,!x3000c0s1b1":     "write the xname of each node, such as `x3000c0s1b1n0`",
		"All":                "write `all`",
		"a,&*":               "leave it out",
		"!a,b":               "leave it out, or put it behind the items that select `a`",
	} {
		found := bos.ParseLimit(limit).Findings()
		if len(found) != 1 || limitFault(found[0]).fix != want {
			t.Errorf("%q: %+v, want one finding with the fix %q", limit, found, want)
		}
	}
}

// Each kind of finding has words of its own.
func TestValidLimit_wordsEachKind(t *testing.T) {
	kinds, problems := map[bos.LimitFindingKind]bool{}, map[string]bool{}
	for _, limit := range []string{
		"", strings.Repeat("a", bos.MaxLimitLength+1), "a,", " ", " a", "! a", "!", "!!a", "a,!a", "!a",
		"a,all", "a,a", "a,&a", "all,!b,!b", "nid1", "X3000c0s1b0n0", "x30000c0s1b0n0", "x3000c0s1", "x3000c0s1b0", "ALL", "x*", "a b",
	} {
		found := bos.ParseLimit(limit).Findings()
		if len(found) != 1 {
			t.Fatalf("%.20q: %+v, want one finding", limit, found)
		}
		kinds[found[0].Kind], problems[limitFault(found[0]).problem] = true, true
	}
	if len(kinds) != 22 || len(problems) != len(kinds) {
		t.Errorf("%d texts for %d of 22 kinds", len(problems), len(kinds))
	}
}
