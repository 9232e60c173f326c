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

func TestParsePlace(t *testing.T) {
	for _, row := range []struct {
		text, normal, kind string
		numbers            []int
	}{
		{"x3000", "x3000", "Cabinet", []int{3000}},
		{"X03000C7", "x3000c7", "Chassis", []int{3000, 7}},
		{"x3000c0s19", "x3000c0s19", "ComputeModule", []int{3000, 0, 19}},
		{"x3000c00s019B01", "x3000c0s19b1", "NodeBMC", []int{3000, 0, 19, 1}},
		{"X3000C0S01B0N0", "x3000c0s1b0n0", "Node", []int{3000, 0, 1, 0, 0}},
		{"x0c0s0b0n00000000000000000000v1", "x0c0s0b0n0v1", "VirtualNode", []int{0, 0, 0, 0, 0, 1}},
	} {
		place, fault := bos.ParsePlace(row.text)
		if fault != nil || place.String() != row.normal || place.Type() != row.kind || !slices.Equal(place.Numbers(), row.numbers) {
			t.Errorf("%q: %v %s %v (%+v)", row.text, place, place.Type(), place.Numbers(), fault)
		}
		if again, _ := bos.ParsePlace(row.normal); again != place {
			t.Errorf("%q and %q differ", row.text, row.normal)
		}
	}
}

func TestParsePlace_faults(t *testing.T) {
	for text, want := range map[string]bos.XnameFault{
		"":                          {Kind: bos.XnameEmpty, Position: 1},
		"blue":                      {Kind: bos.XnameLetter, Position: 1, Found: "b", Wanted: "x"},
		" x1":                       {Kind: bos.XnameLetter, Position: 1, Found: " ", Wanted: "x"},
		"x":                         {Kind: bos.XnameDigit, Position: 2},
		"x1s1":                      {Kind: bos.XnameLetter, Position: 3, Found: "s", Wanted: "c"},
		"x1c0s1b0n0v1 ":             {Kind: bos.XnameLetter, Position: 13, Found: " "},
		"x1cé":                      {Kind: bos.XnameDigit, Position: 4, Found: "é"},
		"x1ſ":                       {Kind: bos.XnameLetter, Position: 3, Found: "ſ", Wanted: "c"},
		"x10000":                    {Kind: bos.XnameGreat, Position: 2, Found: "10000", Wanted: "9999"},
		"x1c8":                      {Kind: bos.XnameGreat, Position: 4, Found: "8", Wanted: "7"},
		"x1c0s1b0n1000000":          {Kind: bos.XnameGreat, Position: 10, Found: "1000000", Wanted: "999999"},
		"x1c0s99999999999999999999": {Kind: bos.XnameGreat, Position: 6, Found: "99999999999999999999", Wanted: "999999"},
		"x1c[0-1]":                  {Kind: bos.XnameBracket, Position: 4},
	} {
		if _, fault := bos.ParsePlace(text); fault == nil || *fault != want {
			t.Errorf("%q: %+v, want %+v", text, fault, want)
		}
	}
}

func TestExpandXnames(t *testing.T) {
	for expression, want := range map[string]string{
		"x3000c0s1b0n0":                      "x3000c0s1b0n0",
		"x3000c0s[1-2]b[0-1]n0":              "x3000c0s1b0n0 x3000c0s1b1n0 x3000c0s2b0n0 x3000c0s2b1n0",
		"x[3000,3002-3003]":                  "x3000 x3002 x3003",
		"x1c0s[5,1-2]":                       "x1c0s5 x1c0s1 x1c0s2",
		"X1C0S[08-011]B0N0":                  "x1c0s8b0n0 x1c0s9b0n0 x1c0s10b0n0 x1c0s11b0n0",
		"x1c0s1b0n[0-1,1] , x1c0s01b0n1,x2 ": "x1c0s1b0n0 x1c0s1b0n1 x2",
		"x1c0,\n  x1c1\n":                    "x1c0 x1c1",
		"x1c[3-3]":                           "x1c3",
	} {
		got, fault := bos.ExpandXnames(expression)
		if fault != nil || strings.Join(got, " ") != want {
			t.Errorf("%q: %v (%+v), want %s", expression, got, fault, want)
		}
	}
	got, fault := bos.ExpandXnames("x3000c[0-1]s[1-16]b0n[0-3]")
	if fault != nil || len(got) != 2*16*4 || got[0] != "x3000c0s1b0n0" || got[127] != "x3000c1s16b0n3" {
		t.Errorf("%d xnames: %v (%+v)", len(got), got, fault)
	}
}

func TestExpandXnames_faults(t *testing.T) {
	for expression, want := range map[string]bos.XnameFault{
		"":              {Kind: bos.XnameEmpty, Position: 1},
		"x1,":           {Kind: bos.XnameEmpty, Position: 4},
		"x1, ,x2":       {Kind: bos.XnameEmpty, Position: 5},
		"x1,blue":       {Kind: bos.XnameLetter, Position: 4, Found: "b", Wanted: "x"},
		"x1,\n x2q[1]":  {Kind: bos.XnameLetter, Position: 8, Found: "q", Wanted: "c"},
		"x1c0s1b0n0v1":  {Kind: bos.XnameLetter, Position: 11, Found: "v"},
		"x[]":           {Kind: bos.XnameBracketEmpty, Position: 3, Found: "]"},
		"x[1,]":         {Kind: bos.XnameBracketEmpty, Position: 5, Found: "]"},
		"x[,1]":         {Kind: bos.XnameBracketEmpty, Position: 3, Found: ","},
		"x[1,2":         {Kind: bos.XnameBracketOpen, Position: 2, Found: "["},
		"x[1-":          {Kind: bos.XnameDigit, Position: 5},
		"x[":            {Kind: bos.XnameDigit, Position: 3},
		"x[-1]":         {Kind: bos.XnameDigit, Position: 3, Found: "-"},
		"x[1-2-3]":      {Kind: bos.XnameDigit, Position: 6, Found: "-"},
		"x[1 2]":        {Kind: bos.XnameDigit, Position: 4, Found: " "},
		"x[1[2]]":       {Kind: bos.XnameDigit, Position: 4, Found: "["},
		"x1]":           {Kind: bos.XnameLetter, Position: 3, Found: "]", Wanted: "c"},
		"x30[00-15]":    {Kind: bos.XnameBracketBeside, Position: 4, Found: "["},
		"x[30]00":       {Kind: bos.XnameBracketBeside, Position: 6, Found: "0"},
		"x[30][31]":     {Kind: bos.XnameBracketBeside, Position: 6, Found: "["},
		"x1c0s[16-01]":  {Kind: bos.XnameReversed, Position: 7, Found: "16-01", Wanted: "1-16"},
		"x1c[0-8]":      {Kind: bos.XnameGreat, Position: 7, Found: "8", Wanted: "7"},
		"x1,x2c[7-9]s1": {Kind: bos.XnameGreat, Position: 10, Found: "9", Wanted: "7"},

		"x[0-9999]c[0-7]":                       {Kind: bos.XnameTooMany, Position: 1},
		"x1,x[0-9999]c[0-5],x[1-5535]":          {Kind: bos.XnameTooMany, Position: 20},
		"x[0-9999]c[0-7]s[0-999999]b[0-999999]": {Kind: bos.XnameTooMany, Position: 1},
	} {
		if names, fault := bos.ExpandXnames(expression); fault == nil || *fault != want || names != nil {
			t.Errorf("%q: %d xnames, %+v, want %+v", expression, len(names), fault, want)
		}
	}
}

func TestExpandXnames_most(t *testing.T) {
	most := fmt.Sprintf("x1c0s[1-%d]", bos.MaxExpandedXnames)
	if names, fault := bos.ExpandXnames(most); fault != nil || len(names) != bos.MaxExpandedXnames {
		t.Errorf("%d xnames: %+v", len(names), fault)
	}
	if _, fault := bos.ExpandXnames(most + ",x1"); fault == nil || fault.Kind != bos.XnameTooMany {
		t.Errorf("one more: %+v", fault)
	}
}

// An expression that stands for more xnames than any memory holds is refused before memory is taken for them.
func TestExpandXnames_refusesBeforeItAllocates(t *testing.T) {
	const all = "x[0-9999]c[0-7]s[0-999999]b[0-999999]n[0-999999]"
	if n := testing.AllocsPerRun(10, func() { bos.ExpandXnames(all + "," + all) }); n > 50 {
		t.Errorf("%v allocations", n)
	}
}

func TestNodesIn(t *testing.T) {
	nodes := []string{"x3000c0s10b0n0", "x3000c0s1b0n0", "X3000C0S01B0N0", "x3000c0s1b1n0", "x3000c1s1b0n0", "x300c0s1b0n0"}
	for place, want := range map[string]string{
		"x3000":           "x3000c0s10b0n0 x3000c0s1b0n0 x3000c0s1b1n0 x3000c1s1b0n0",
		"x300":            "x300c0s1b0n0",
		"X3000C0":         "x3000c0s10b0n0 x3000c0s1b0n0 x3000c0s1b1n0",
		"x3000c0s1":       "x3000c0s1b0n0 x3000c0s1b1n0",
		"x3000c0s1b0":     "x3000c0s1b0n0",
		"x3000c0s1b1n0":   "x3000c0s1b1n0",
		"x3001":           "",
		"x3000c0s1b0n0v1": "",
	} {
		parsed, fault := bos.ParsePlace(place)
		if fault != nil {
			t.Fatal(fault)
		}
		in, position, fault := bos.NodesIn(parsed, nodes)
		if fault != nil || position != 0 || in == nil || strings.Join(in, " ") != want {
			t.Errorf("in %s: %q (%d, %+v), want %s", place, in, position, fault, want)
		}
	}
}

func TestNodesIn_faults(t *testing.T) {
	place, _ := bos.ParsePlace("x3000")
	for name, want := range map[string]bos.XnameFault{
		"blue":            {Kind: bos.XnameLetter, Position: 1, Found: "b", Wanted: "x"},
		"x3000c0s1b0":     {Kind: bos.XnameNoNode, Position: 12, Found: "NodeBMC"},
		"x3000c0s1b0n0v1": {Kind: bos.XnameLetter, Position: 14, Found: "v"},
		"x9c0s1b0n[0-1]":  {Kind: bos.XnameBracket, Position: 10},
	} {
		in, position, fault := bos.NodesIn(place, []string{"x9c0s1b0n0", name})
		if fault == nil || *fault != want || position != 2 || in != nil {
			t.Errorf("%q: %v, item %d, %+v, want %+v", name, in, position, fault, want)
		}
	}
}

// What an expression stands for are xnames in their normal form, each once, and joined they stand for themselves. A
// single xname is what ParsePlace makes of it, and a node what a limit takes.
func FuzzExpandXnames(f *testing.F) {
	for _, seed := range []string{
		"x3000c[0-1]s[1-16]b0n[0-3]", "X01,x1 , x[1,2-3]c0", "x[0-9999]c[0-7]", "x[", "x1c[", "x[1]2", "x1[2]", "x[2-1]", ",", "x1v1",
		"x1c0s1b0n0v1", "x9999999999999999999999", "\xff", "x[1,,2]", "x1,[", "x[1],]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		names, fault := bos.ExpandXnames(expression)
		if fault != nil {
			if names != nil || fault.Kind == 0 || fault.Position < 1 || fault.Position > len([]rune(expression))+1 {
				t.Errorf("%q: %v, %+v", expression, names, fault)
			}
			return
		}
		if len(names) == 0 || len(names) > bos.MaxExpandedXnames {
			t.Fatalf("%q: %d xnames", expression, len(names))
		}
		if again, _ := bos.ExpandXnames(strings.Join(names, ",")); !slices.Equal(again, names) {
			t.Errorf("%q: %q, and of these %q", expression, names, again)
		}
		for _, name := range names {
			place, fault := bos.ParsePlace(name)
			if fault != nil || place.String() != name || (place.Type() == "Node") != bos.IsNode(name) {
				t.Errorf("%q: %q is %v (%+v)", expression, name, place, fault)
			}
		}
		if place, fault := bos.ParsePlace(expression); fault == nil && !slices.Equal(names, []string{place.String()}) {
			t.Errorf("%q: %q, and alone %v", expression, names, place)
		}
	})
}
