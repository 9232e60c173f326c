// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestBootSetListRule_findings(t *testing.T) {
	t.Parallel()
	tooLong := strings.Repeat("g", 128)
	for name, row := range map[string]struct {
		rule  bos.BootSetListRule
		items []string
		want  []bos.BootSetListFinding
	}{
		"nodes": {
			bos.NodeListRule(),
			[]string{
				"x3000c0s1b0n0", "X3000C0S01B1N0", "x3000c0s01b0n0", "", " ", "x3000c0s1b2n0 ", "NID1", "X3000c0s1",
				"x3000c0s01b0", "x3000c9s1b0n0", "a;b", tooLong,
			},
			[]bos.BootSetListFinding{
				{Kind: bos.ListedTwice, Item: "x3000c0s01b0n0", Position: 3, First: 1},
				{Kind: bos.ListedEmpty, Item: "", Position: 4},
				{Kind: bos.ListedWhite, Item: " ", Position: 5},
				{Kind: bos.ListedSpace, Item: "x3000c0s1b2n0 ", Position: 6, Meant: "x3000c0s1b2n0"},
				{Kind: bos.ListedNID, Item: "NID1", Position: 7},
				{Kind: bos.ListedSlot, Item: "X3000c0s1", Position: 8, Meant: "x3000c0s1b0n0"},
				{Kind: bos.ListedController, Item: "x3000c0s01b0", Position: 9, Meant: "x3000c0s01b0n0"},
				{Kind: bos.ListedNoXname, Item: "x3000c9s1b0n0", Position: 10},
				{Kind: bos.ListedSeparator, Item: "a;b", Position: 11},
				{Kind: bos.ListedLength, Item: tooLong, Position: 12, Length: 128},
			},
		},
		"groups": {
			bos.NodeGroupsRule(),
			[]string{"blue", "Blue", "nid1", "blue", "a, b"},
			[]bos.BootSetListFinding{
				{Kind: bos.ListedTwice, Item: "blue", Position: 4, First: 1},
				{Kind: bos.ListedSeparator, Item: "a, b", Position: 5},
			},
		},
		"roles": {bos.NodeRolesGroupsRule(), []string{"Compute", "Application_UAN"}, nil},
	} {
		if got := row.rule.Findings(slices.All(row.items)); !slices.Equal(got, row.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, row.want)
		}
	}
}
