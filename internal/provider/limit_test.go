// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// findings shows what was found: "error" or "warning", the kind, and the item's number.
func findings(limit string) []string {
	var found []string
	for _, finding := range checkLimit(limit) {
		severity := map[limitSeverity]string{limitError: "error", limitWarning: "warning"}[finding.Severity]
		found = append(found, fmt.Sprintf("%s: %s %d", severity, finding.Kind, finding.Position))
	}
	return found
}

func TestCheckLimit_goodLimits(t *testing.T) {
	for _, limit := range []string{
		"all", "*", "x3000c0s1b0n0", "x0c0s0b0n0", "x3000c0s1b0n0,x3000c0s1b1n0", "Compute", "Application_UAN", "grp-a", "p1", "p1.2", "UPPER", "x3000", "x3000c0",
		"g1,&g2", "g1,!g2", "all,!a", "*,!a", "*,!a,!b,!x3000c0s1b0n0", "all,&a,!b", "a,!b,&c,d", "a,!b,b", "a,&x3000c0s1b0n0",
		"x3000c0s1b0n0,&a,!b", "a,b,!a", "all,!a,a", "snid1", "a.b:c", "größe",
	} {
		if found := findings(limit); len(found) > 0 {
			t.Errorf("%q: %v, want no finding", limit, found)
		}
	}
}

func TestCheckLimit_grammar(t *testing.T) {
	for limit, want := range map[string][]string{
		"":                   {"error: empty limit 0"},
		" ":                  {"error: blank 1"},
		"\n":                 {"error: blank 1"},
		"a, b":               {"error: blank 2"},
		"a ,b":               {"error: blank 1"},
		" a":                 {"error: blank 1"},
		"a\n":                {"error: blank 1"},
		"a,\tb":              {"error: blank 2"},
		"a,\r\nb":            {"error: blank 2"},
		"a,\u00a0b":          {"error: blank 2"},
		"a,& b":              {"error: blank 2"},
		"a, & b":             {"error: blank 2"},
		"a, b, c":            {"error: blank 2", "error: blank 3"},
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
		"a, b,,!!c,nid1":     {"error: blank 2", "error: empty item 3", "error: stacked operators 4", "warning: NID 5"},
		"!a,":                {"error: empty item 2"},
		"x3000c0s1b0n0, all": {"error: blank 2"},
	} {
		if found := findings(limit); !slices.Equal(found, want) {
			t.Errorf("%q: %q, want %q", limit, found, want)
		}
	}
}

func TestCheckLimit_noNodes(t *testing.T) {
	for limit, want := range map[string][]string{
		"!a":                              {"error: no nodes 1"},
		"&a":                              {"error: no nodes 1"},
		"&all":                            {"error: no nodes 1"},
		"!a,&b":                           {"error: no nodes 1"},
		"!a,!b":                           {"error: no nodes 1"},
		"a,!a":                            {"error: no nodes 2"},
		"a,!all":                          {"error: no nodes 2"},
		"a,!*":                            {"error: no nodes 2"},
		"all,!*":                          {"error: no nodes 2"},
		"a,b,!a,!b":                       {"error: no nodes 4"},
		"a,&b,!a":                         {"error: no nodes 3"},
		"a,!b,&b":                         {"error: no nodes 3"},
		"!a,b,!b":                         {"error: no nodes 3"},
		"x3000c0s1b0n0,&x3000c0s1b1n0":    {"error: no nodes 2"},
		"g,&x3000c0s1b0n0,&x3000c0s1b1n0": {"error: no nodes 3"},
		"x3000c0s1b0n0,!x3000c0s1b0n0":    {"error: no nodes 2"},
		"a,!a,!nid1":                      {"warning: NID 3", "error: no nodes 3"},
	} {
		if found := findings(limit); !slices.Equal(found, want) {
			t.Errorf("%q: %q, want %q", limit, found, want)
		}
	}
}

func TestCheckLimit_doubts(t *testing.T) {
	for limit, want := range map[string][]string{
		"a,a":                             {"warning: no effect 2"},
		"a,b,a":                           {"warning: no effect 3"},
		"a,&a":                            {"warning: no effect 2"},
		"a,&all":                          {"warning: no effect 2"},
		"a,&*":                            {"warning: no effect 2"},
		"all,a":                           {"warning: no effect 2"},
		"*,x3000c0s1b0n0":                 {"warning: no effect 2"},
		"!a,b":                            {"warning: no effect 1"},
		"&a,b":                            {"warning: no effect 1"},
		"all,!b,!b":                       {"warning: no effect 3"},
		"x3000c0s1b0n0,!x3000c0s1b1n0":    {"warning: no effect 2"},
		"x3000c0s1b0n0,!x3000c0s1b1n0,!a": {"warning: no effect 2"},
		"a,all":                           {"warning: overridden 2"},
		"!a,all":                          {"warning: overridden 2"},
		"all,!a,*":                        {"warning: overridden 3"},
		"all,all":                         {"warning: overridden 2"},
		"a,all,b":                         {"warning: overridden 2", "warning: no effect 3"},
		"nid000001":                       {"warning: NID 1"},
		"a,&nid000001":                    {"warning: NID 2"},
		"all,!nid1":                       {"warning: NID 2"},
		"x3000c0s01b0n0":                  {"warning: xname 1"},
		"X3000C0S1B0N0":                   {"warning: xname 1"},
		"x03000c0s1b0n00":                 {"warning: xname 1"},
		"x30000c0s1b0n0":                  {"warning: xname 1"},
		"x3000c8s1b0n0":                   {"warning: xname 1"},
		"x3000c0s1":                       {"warning: xname 1"},
		"all,!x3000c0s1b0":                {"warning: xname 2"},
		"ALL":                             {"warning: case of all 1"},
		"x3000c0*":                        {"warning: pattern 1"},
		"x[1-4]":                          {"warning: pattern 1"},
		"g1 g2":                           {"warning: separator 1"},
		"g1;g2":                           {"warning: separator 1"},
		"all!g2":                          {"warning: separator 1"},
		"a\nb":                            {"warning: separator 1"},
	} {
		if found := findings(limit); !slices.Equal(found, want) {
			t.Errorf("%q: %q, want %q", limit, found, want)
		}
	}
}

// Given each kind of finding, then its fix says what to write.
func TestCheckLimit_fixes(t *testing.T) {
	for limit, want := range map[string]string{
		"":                   "write `*` to select every node, or leave `limit` out",
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
		found := checkLimit(limit)
		if len(found) != 1 || found[0].Fix != want {
			t.Errorf("%q: %+v, want the one fix %q", limit, found, want)
		}
	}
}

func TestCheckLimit_length(t *testing.T) {
	// Given a limit as long as BOS takes, in characters that need two bytes
	longest := strings.Repeat("ä", maxLimitLength)

	if found := findings(longest); len(found) > 0 {
		t.Errorf("%d characters: %v, want no finding", maxLimitLength, found)
	}
	if found, want := findings(longest+"a"), []string{"error: too long 0"}; !slices.Equal(found, want) {
		t.Errorf("one more: %v, want %v", found, want)
	}
}
