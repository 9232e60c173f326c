// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// findings shows what was found: "error" or "doubt", the kind, and the item's number.
func findings(limit string) []string {
	var found []string
	for _, finding := range bos.ParseLimit(limit).Findings() {
		severity := map[bool]string{false: "error", true: "doubt"}[finding.IsDoubt()]
		found = append(found, fmt.Sprintf("%s: %s %d", severity, finding.Kind, finding.Position))
	}
	return found
}

func TestLimit_goodLimits(t *testing.T) {
	for _, limit := range []string{
		"all", "*", "x3000c0s1b0n0", "x0c0s0b0n0", "x3000c0s1b0n0,x3000c0s1b1n0", "Compute", "Application_UAN", "grp-a", "p1",
		"p1.2", "UPPER", "x3000", "x3000c0",
		"g1,&g2", "g1,!g2", "all,!a", "*,!a", "*,!a,!b,!x3000c0s1b0n0", "all,&a,!b", "a,!b,&c,d", "a,!b,b", "a,&x3000c0s1b0n0",
		"x3000c0s1b0n0,&a,!b", "a,b,!a", "all,!a,a", "snid1", "a.b:c", "größe",
	} {
		if found := findings(limit); len(found) > 0 {
			t.Errorf("%q: %v, want no finding", limit, found)
		}
	}
}

func TestLimit_grammar(t *testing.T) {
	for limit, want := range map[string][]string{
		"":                   {"error: empty limit 0"},
		" ":                  {"error: item of white space 1"},
		"\n":                 {"error: item of white space 1"},
		"a, b":               {"error: space at an edge 2"},
		"a ,b":               {"error: space at an edge 1"},
		" a":                 {"error: space at an edge 1"},
		"a\n":                {"error: space at an edge 1"},
		"a,\tb":              {"error: space at an edge 2"},
		"a,\r\nb":            {"error: space at an edge 2"},
		"a,\u00a0b":          {"error: space at an edge 2"},
		"a,& b":              {"error: space after the operator 2"},
		"a, & b":             {"error: space at an edge 2"},
		"a, b, c":            {"error: space at an edge 2", "error: space at an edge 3"},
		"a,":                 {"error: empty item 2"},
		"a,,b":               {"error: empty item 2"},
		",a":                 {"error: empty item 1"},
		",":                  {"error: empty item 1", "error: empty item 2"},
		"&":                  {"error: bare operator 1"},
		"a,!":                {"error: bare operator 2"},
		"!!a":                {"error: stacked operators 1"},
		"a,&!a":              {"error: stacked operators 2"},
		"a,!&a":              {"error: stacked operators 2"},
		"a,&&b":              {"error: stacked operators 2"},
		"!!":                 {"error: stacked operators 1"},
		"a, b,,!!c,nid1":     {"error: space at an edge 2", "error: empty item 3", "error: stacked operators 4", "doubt: NID 5"},
		"!a,":                {"error: empty item 2"},
		"x3000c0s1b0n0, all": {"error: space at an edge 2"},
	} {
		if found := findings(limit); !slices.Equal(found, want) {
			t.Errorf("%q: %q, want %q", limit, found, want)
		}
	}
}

func TestLimit_noNodes(t *testing.T) {
	for limit, want := range map[string][]string{
		"!a":                              {"error: no nodes added 1"},
		"&a":                              {"error: no nodes added 1"},
		"&all":                            {"error: no nodes added 1"},
		"!a,&b":                           {"error: no nodes added 1"},
		"!a,!b":                           {"error: no nodes added 1"},
		"a,!a":                            {"error: no nodes left 2"},
		"a,!all":                          {"error: no nodes left 2"},
		"a,!*":                            {"error: no nodes left 2"},
		"all,!*":                          {"error: no nodes left 2"},
		"a,b,!a,!b":                       {"error: no nodes left 4"},
		"a,&b,!a":                         {"error: no nodes left 3"},
		"a,!b,&b":                         {"error: no nodes left 3"},
		"!a,b,!b":                         {"error: no nodes left 3"},
		"x3000c0s1b0n0,&x3000c0s1b1n0":    {"error: no nodes left 2"},
		"g,&x3000c0s1b0n0,&x3000c0s1b1n0": {"error: no nodes left 3"},
		"x3000c0s1b0n0,!x3000c0s1b0n0":    {"error: no nodes left 2"},
		"a,!a,!nid1":                      {"doubt: NID 3", "error: no nodes left 3"},
	} {
		if found := findings(limit); !slices.Equal(found, want) {
			t.Errorf("%q: %q, want %q", limit, found, want)
		}
	}
}

func TestLimit_doubts(t *testing.T) {
	for limit, want := range map[string][]string{
		"a,a":                             {"doubt: adds nothing 2"},
		"a,b,a":                           {"doubt: adds nothing 3"},
		"a,&a":                            {"doubt: keeps everything 2"},
		"a,&all":                          {"doubt: keeps everything 2"},
		"a,&*":                            {"doubt: keeps everything 2"},
		"all,a":                           {"doubt: adds nothing 2"},
		"*,x3000c0s1b0n0":                 {"doubt: adds nothing 2"},
		"!a,b":                            {"doubt: drops nothing 1"},
		"&a,b":                            {"doubt: keeps everything 1"},
		"all,!b,!b":                       {"doubt: drops nothing 3"},
		"x3000c0s1b0n0,!x3000c0s1b1n0":    {"doubt: drops nothing 2"},
		"x3000c0s1b0n0,!x3000c0s1b1n0,!a": {"doubt: drops nothing 2"},
		"a,all":                           {"doubt: items before overridden 2"},
		"!a,all":                          {"doubt: items before overridden 2"},
		"all,!a,*":                        {"doubt: items before overridden 3"},
		"all,all":                         {"doubt: items before overridden 2"},
		"a,all,b":                         {"doubt: items before overridden 2", "doubt: adds nothing 3"},
		"nid000001":                       {"doubt: NID 1"},
		"a,&nid000001":                    {"doubt: NID 2"},
		"all,!nid1":                       {"doubt: NID 2"},
		"x3000c0s01b0n0":                  {"doubt: xname not in normal form 1"},
		"X3000C0S1B0N0":                   {"doubt: xname not in normal form 1"},
		"x03000c0s1b0n00":                 {"doubt: xname not in normal form 1"},
		"x30000c0s1b0n0":                  {"doubt: xname of no node 1"},
		"x3000c8s1b0n0":                   {"doubt: xname of no node 1"},
		"x3000c0s1":                       {"doubt: xname of a slot 1"},
		"all,!x3000c0s1b0":                {"doubt: xname of a controller 2"},
		"ALL":                             {"doubt: case of all 1"},
		"x3000c0*":                        {"doubt: pattern 1"},
		"x[1-4]":                          {"doubt: pattern 1"},
		"g1 g2":                           {"doubt: separator 1"},
		"g1;g2":                           {"doubt: separator 1"},
		"all!g2":                          {"doubt: separator 1"},
		"a\nb":                            {"doubt: separator 1"},
	} {
		if found := findings(limit); !slices.Equal(found, want) {
			t.Errorf("%q: %q, want %q", limit, found, want)
		}
	}
}

// A finding holds what the author may have meant, if that can be told.
func TestLimit_meant(t *testing.T) {
	for limit, want := range map[string]string{
		"a, b":               "b",
		"a,!  b":             "!b",
		" & b":               "&b",
		"a,&!b":              "b",
		"a,!!":               "",
		"!a":                 "all,!a",
		"!a,&b":              "all,!a,&b",
		"&a":                 "a",
		"&a,!b":              "a,!b",
		"&all,!b":            "all,!b",
		"&a,!a":              "",
		"!a,&a":              "",
		"a,!a":               "",
		"a,!X03000c0s01b0n0": "!x3000c0s1b0n0",
		"a,!x3000c0s1":       "x3000c0s1b0n0",
		"a,!x3000c0s1b1":     "x3000c0s1b1n0",
		"All":                "all",
		"a,&All":             "&all",
		"a,&*":               "",
	} {
		if found := bos.ParseLimit(limit).Findings(); len(found) != 1 || found[0].Meant != want {
			t.Errorf("%q: %+v, want one finding that means %q", limit, found, want)
		}
	}
}

func TestLimit_length(t *testing.T) {
	// Given the longest limit that BOS accepts, in characters of two bytes
	longest := strings.Repeat("ä", bos.MaxLimitLength)

	if found := findings(longest); len(found) > 0 {
		t.Errorf("%d characters: %v, want no finding", bos.MaxLimitLength, found)
	}
	if found, want := findings(longest+"a"), []string{"error: limit too long 0"}; !slices.Equal(found, want) {
		t.Errorf("one more: %v, want %v", found, want)
	}
}

// A limit of tens of thousands of names is examined as a whole, however far apart the items are that belong together.
func TestLimit_farApart(t *testing.T) {
	const n = 40_000
	group := func(i int) string { return fmt.Sprint("g", i) }
	all := func(item func(int) string) func(int) string {
		return func(i int) string { return firstThen(i, "all", item(i)) }
	}
	dropped := func(i int) string { return "!" + group(i) }
	for name, row := range map[string]struct{ limit, want string }{
		"all different":       {limitOf(n, group), "[]"},
		"the first again":     {limitOf(n, group) + ",g0", "[doubt: adds nothing 40001]"},
		"never added":         {limitOf(n, group) + ",&h,!g0,!g0", "[doubt: drops nothing 40003]"},
		"dropped again":       {limitOf(n, all(dropped)) + ",!g1", "[doubt: drops nothing 40001]"},
		"kept but dropped":    {limitOf(n, all(dropped)) + ",&g1", "[error: no nodes left 40001]"},
		"added after a drop":  {limitOf(n, all(dropped)) + ",g1,g1", "[doubt: adds nothing 40002]"},
		"kept again":          {"g," + limitOf(n, func(i int) string { return "&" + group(i) }) + ",&g0", "[doubt: keeps everything 40002]"},
		"two nodes kept":      {limitOf(n, nodeAt) + ",&x0c0s0b0n0,&x0c0s0b0n1", "[error: no nodes left 40002]"},
		"a node that is gone": {limitOf(n, nodeAt) + ",!x0c0s0b0n1,!x0c0s0b0n1", "[doubt: drops nothing 40002]"},
	} {
		if got := fmt.Sprint(findings(row.limit)); got != row.want {
			t.Errorf("%s: %.200s, want %s", name, got, row.want)
		}
	}
}
