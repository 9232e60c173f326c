// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestBuildLimit(t *testing.T) {
	for _, row := range []struct{ include, exclude, want string }{
		{"blue", "x3000c0s1b0n0 x3000c0s1b1n0 x3000c0s1b2n0", "blue,!x3000c0s1b0n0,!x3000c0s1b1n0,!x3000c0s1b2n0"},
		{"blue green", "", "blue,green"},
		{"green blue green", "red red", "green,blue,!red"},
		{"all", "blue", "all,!blue"},
		{"*", "blue", "*,!blue"},
		{"blue * all green", "", "*"},
		{"blue all", "blue", "all,!blue"},
		{"blue x3000c0s1b0n0", "x3000c0s1b0n0", "blue,!x3000c0s1b0n0"},
		{"x3000c0s1b0n0 x3000c0s1b1n0", "x3000c0s1b1n0", "x3000c0s1b0n0"},
		{"x3000c0s1b0n0", "x3000c0s1b1n0", "x3000c0s1b0n0"},
		{"x3000c0s1b0n0 x3000c0s1b1n0", "blue x3000c0s1b1n0 x3000c0s1b2n0", "x3000c0s1b0n0,!blue"},
		{"blue green", "blue", "green,!blue"},
		{"X3000C0S01B0N0 x3000c0s1b0n0", "X3000C0S1B1N0 blue", "x3000c0s1b0n0,!blue"},
		{"blue", "X3000C0S01B0N0", "blue,!x3000c0s1b0n0"},
		{"Compute Application_UAN", "p1", "Compute,Application_UAN,!p1"},
		{"x3000", "x3000c0", "x3000,!x3000c0"}, // groups may be named like that
	} {
		limit, fault := bos.BuildLimit(strings.Fields(row.include), strings.Fields(row.exclude))
		if fault != nil || limit != row.want {
			t.Errorf("%s without %s: %q (%+v), want %q", row.include, row.exclude, limit, fault, row.want)
		}
		if findings := bos.ParseLimit(limit).Findings(); len(findings) > 0 {
			t.Errorf("%q has findings: %+v", limit, findings)
		}
	}
}

func TestBuildLimit_faults(t *testing.T) {
	const node = "x3000c0s1b0n0"
	for _, row := range []struct {
		include, exclude []string
		want             bos.LimitFault
	}{
		{nil, nil, bos.LimitFault{Kind: bos.LimitNothingIncluded}},
		{nil, []string{"blue"}, bos.LimitFault{Kind: bos.LimitNothingIncluded}},
		{[]string{"a", "!b"}, nil, bos.LimitFault{Kind: bos.LimitSigned, Item: "!b", Position: 2}},
		{[]string{"a"}, []string{"&b"}, bos.LimitFault{Kind: bos.LimitSigned, Excluded: true, Item: "&b", Position: 1}},
		{[]string{"a"}, []string{"b", "all"}, bos.LimitFault{Kind: bos.LimitExcludesAll, Excluded: true, Item: "all", Position: 2}},
		{[]string{"a"}, []string{"*"}, bos.LimitFault{Kind: bos.LimitExcludesAll, Excluded: true, Item: "*", Position: 1}},
		{[]string{"a"}, []string{"a"}, bos.LimitFault{Kind: bos.LimitNothingLeft}},
		{[]string{"a", node}, []string{"X3000C0S1B0N0", "a", "b"}, bos.LimitFault{Kind: bos.LimitNothingLeft}},
	} {
		limit, fault := bos.BuildLimit(row.include, row.exclude)
		if fault == nil || *fault != row.want || limit != "" {
			t.Errorf("%v without %v: %q, %+v, want %+v", row.include, row.exclude, limit, fault, row.want)
		}
	}
}

// What the argument limit warns of is refused, in include as well as in exclude.
func TestBuildLimit_doubts(t *testing.T) {
	for name, want := range map[string]bos.LimitFindingKind{
		"":                   bos.LimitItemEmpty,
		" ":                  bos.LimitItemWhite,
		" a":                 bos.LimitItemSpace,
		"a,b":                bos.LimitSeparator,
		"a b":                bos.LimitSeparator,
		"a;b":                bos.LimitSeparator,
		"nid001000":          bos.LimitNID,
		"ALL":                bos.LimitAllCase,
		"x3000c0s[1-4]b0n0":  bos.LimitPattern,
		"blue*":              bos.LimitPattern,
		"x3000c0s1":          bos.LimitSlot,
		"x3000c0s1b0":        bos.LimitController,
		"x3000c8s1b0n0":      bos.LimitXnameImpossible,
		"X99999C0S1B0N0":     bos.LimitXnameImpossible,
		"x3000c0s1b0n0 ":     bos.LimitItemSpace,
		"x3000c0s1b0n0;blue": bos.LimitSeparator,
	} {
		for _, exclude := range []bool{false, true} {
			include, excluded := []string{"g", name}, []string{}
			if exclude {
				include, excluded = []string{"g"}, []string{"h", name}
			}
			_, fault := bos.BuildLimit(include, excluded)
			if fault == nil || fault.Kind != bos.LimitName || fault.Name.Kind != want || fault.Excluded != exclude || fault.Position != 2 {
				t.Errorf("%q (excluded: %v): %+v, want %q", name, exclude, fault, want)
			}
		}
	}
}

func TestBuildLimit_length(t *testing.T) {
	fits := []string{strings.Repeat("a", bos.MaxLimitLength-3)}
	if limit, fault := bos.BuildLimit(fits, []string{"b"}); fault != nil || len(limit) != bos.MaxLimitLength {
		t.Errorf("%d characters: %+v", len(limit), fault)
	}
	want := bos.LimitFault{Kind: bos.LimitBuiltTooLong, Length: bos.MaxLimitLength + 1}
	if _, fault := bos.BuildLimit(fits, []string{"bc"}); fault == nil || *fault != want {
		t.Errorf("one character more: %+v", fault)
	}
}

// wantLimitOf checks that a limit selects, of every kind of node that there can be with the names, those that are in a
// name of include and in none of exclude.
func wantLimitOf(t *testing.T, limit string, include, exclude []string, random *rand.Rand) {
	t.Helper()
	if findings := bos.ParseLimit(limit).Findings(); len(findings) > 0 {
		t.Errorf("%q of %q without %q has findings: %+v", limit, include, exclude, findings)
	}
	names := slices.Concat(include, exclude)
	for range 32 {
		own := names[random.IntN(len(names))] // an xname, or a group, which is then no node's
		groups := map[string]bool{}
		for _, name := range names {
			groups[name] = random.IntN(3) == 0
		}
		in := func(name string) bool {
			if normal := bos.NormalNode(name); bos.IsNode(normal) {
				return normal == bos.NormalNode(own)
			}
			return groups[name]
		}
		isIn := func(name string) bool { return name == "all" || name == "*" || in(name) }
		want := slices.ContainsFunc(include, isIn) && !slices.ContainsFunc(exclude, isIn)
		if got := selects(limit, in); got != want {
			t.Fatalf("%q of %q without %q selects %q in %v: %v, want %v", limit, include, exclude, own, groups, got, want)
		}
	}
}

// A limit of random names selects what sets would: what is in include, minus what is in exclude.
func TestBuildLimit_isTheDifferenceOfSets(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 8))
	names := []string{"all", "*", "a", "b", "c", "x1c0s1b0n0", "X1C0S1B0N0", "x1c0s01b0n0", "x1c0s1b0n1", "x1c0s1b0n2"}
	draw := func(from []string) []string {
		drawn := make([]string, random.IntN(5))
		for i := range drawn {
			drawn[i] = from[random.IntN(len(from))]
		}
		return drawn
	}
	built := 0
	for range 5_000 {
		include, exclude := draw(names), draw(names[2:])
		limit, fault := bos.BuildLimit(include, exclude)
		if fault != nil {
			if fault.Kind != bos.LimitNothingIncluded && fault.Kind != bos.LimitNothingLeft {
				t.Fatalf("%q without %q: %+v", include, exclude, fault)
			}
			continue
		}
		built++
		wantLimitOf(t, limit, include, exclude, random)
	}
	if built < 3_000 {
		t.Errorf("%d limits were built", built)
	}
}

// Whatever the names, what is built has no findings and selects the difference of the sets.
func FuzzBuildLimit(f *testing.F) {
	for _, seed := range []string{"blue", "all\na", "x1c0s1b0n0\nX1C0S1B0N0", "*\n!a", "nid1", "x1c0s1", "a,b", " ", "x01c0s1b0n0\na", "All\nx[1-2]", "a\xff"} {
		f.Add(seed, "green\nx1c0s1b0n0")
		f.Add("blue\nx1c0s1b0n1", seed)
	}
	f.Fuzz(func(t *testing.T, included, excluded string) {
		include, exclude := strings.Split(included, "\n"), strings.Split(excluded, "\n")
		limit, fault := bos.BuildLimit(include, exclude)
		if fault == nil {
			wantLimitOf(t, limit, include, exclude, rand.New(rand.NewPCG(uint64(len(limit)), 1)))
		} else if limit != "" || fault.Kind == 0 {
			t.Errorf("%q and %+v", limit, fault)
		}
	})
}

// BenchmarkBuildLimit shows that ten times as many names take some ten times as long.
func BenchmarkBuildLimit(b *testing.B) {
	for _, n := range []int{3_500, 35_000} {
		include := strings.Split(limitOf(n/2, nodeAt), ",")
		exclude := strings.Split(limitOf(n/2, func(i int) string { return fmt.Sprint("g", i) }), ",")
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				bos.BuildLimit(include, exclude)
			}
		})
	}
}
