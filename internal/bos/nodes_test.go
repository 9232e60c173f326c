// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

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
