// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestObjectName_findings(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bos.NameFinding{
		"a":                      {},
		"7":                      {},
		"Nightly-Boot_2.x":       {},
		"a--b":                   {},
		strings.Repeat("a", 127): {},
		"":                       {Kind: bos.NameEmpty},
		strings.Repeat("a", 128): {Kind: bos.NameLength, Length: 128},
		"-a":                     {Kind: bos.NameBegin, Character: "-"},
		".":                      {Kind: bos.NameBegin, Character: "."},
		"a.":                     {Kind: bos.NameEnd, Character: "."},
		"a\n":                    {Kind: bos.NameSpace, Meant: "a"},
		" a":                     {Kind: bos.NameSpace, Meant: "a"},
		"a b":                    {Kind: bos.NameCharacter, Character: " ", Position: 2},
		"äb/c":                   {Kind: bos.NameCharacter, Character: "ä", Position: 1},
		"b/c\n":                  {Kind: bos.NameCharacter, Character: "/", Position: 2},
		"\n":                     {Kind: bos.NameCharacter, Character: "\n", Position: 1},
	} {
		if got, found := bos.ObjectName().Finding(name); got != want || found != (want.Kind != 0) {
			t.Errorf("%q: %+v, %v, want %+v", name, got, found, want)
		}
	}
}

func TestTenantName_findings(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bos.NameFinding{
		"vcluster-my-tenant1":    {},
		"abc":                    {},
		strings.Repeat("a", 127): {},
		"":                       {Kind: bos.NameEmpty},
		"ab":                     {Kind: bos.NameLength, Length: 2},
		strings.Repeat("a", 128): {Kind: bos.NameLength, Length: 128},
		"Blue":                   {Kind: bos.NameCharacter, Character: "B", Position: 1},
		"my_tenant":              {Kind: bos.NameCharacter, Character: "_", Position: 3},
		".blue":                  {Kind: bos.NameBegin, Character: "."},
	} {
		if got, found := bos.TenantName().Finding(name); got != want || found != (want.Kind != 0) {
			t.Errorf("%q: %+v, %v, want %+v", name, got, found, want)
		}
	}
}

func TestCheckNodes(t *testing.T) {
	t.Parallel()
	list := strings.Join([]string{
		"x3000c0s1b0n0", "", " ", " x3000c0s1b1n0", "!x3000c0s1b0n0", "&g", "*", "all", "nid1", "a b", "X3000c0s01b0n0", "blue", "x3000c0s1", "x3000c9s1b0n0",
	}, ",")
	want := []bos.NodesFinding{
		{Kind: bos.NodesItemEmpty, Item: "", Position: 2},
		{Kind: bos.NodesItemWhite, Item: " ", Position: 3},
		{Kind: bos.NodesItemSpace, Item: " x3000c0s1b1n0", Position: 4, Meant: "x3000c0s1b1n0"},
		{Kind: bos.NodesOfLimit, Item: "!x3000c0s1b0n0", Position: 5},
		{Kind: bos.NodesOfLimit, Item: "&g", Position: 6},
		{Kind: bos.NodesOfLimit, Item: "*", Position: 7},
		{Kind: bos.NodesOfLimit, Item: "all", Position: 8},
		{Kind: bos.NodesNID, Item: "nid1", Position: 9},
		{Kind: bos.NodesSeparator, Item: "a b", Position: 10},
		{Kind: bos.NodesXnameForm, Item: "X3000c0s01b0n0", Position: 11, Meant: "x3000c0s1b0n0"},
		{Kind: bos.NodesNoXname, Item: "blue", Position: 12},
		{Kind: bos.NodesNoXname, Item: "x3000c0s1", Position: 13},
		{Kind: bos.NodesNoXname, Item: "x3000c9s1b0n0", Position: 14},
	}
	if got := bos.CheckNodes(list); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestCheckComponentID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bos.ComponentIDFinding{
		"x3000c0s1b0n0":          {},
		"X3000C0S1B0N0":          {}, // BOS reports it
		strings.Repeat("ä", 127): {},
		"":                       {Kind: bos.ComponentIDEmpty},
		" \n":                    {Kind: bos.ComponentIDEmpty},
		"x3000c0s1b0n0\n":        {Kind: bos.ComponentIDSpace, Meant: "x3000c0s1b0n0"},
		"a,b":                    {Kind: bos.ComponentIDComma},
		"a b":                    {Kind: bos.ComponentIDForm},
		"a/b":                    {Kind: bos.ComponentIDForm},
		"..":                     {Kind: bos.ComponentIDForm},
		strings.Repeat("ä", 128): {Kind: bos.ComponentIDLength, Length: 128},
	} {
		if got, found := bos.CheckComponentID(id); got != want || found != (want.Kind != 0) {
			t.Errorf("%q: %+v, %v, want %+v", id, got, found, want)
		}
	}
}

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
