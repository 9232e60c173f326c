// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// selects evaluates a limit as BOS does for one candidate node, and reports whether it is selected; in reports which
// names' sets the node is in.
func selects(limit string, in func(name string) bool) bool {
	selected := false
	for item := range strings.SplitSeq(limit, ",") {
		name := strings.TrimLeft(item, "&!")
		if name != item {
			name = item[1:]
		}
		member := name == "all" || name == "*" || in(name)
		switch {
		case strings.HasPrefix(item, "&"):
			selected = selected && member
		case strings.HasPrefix(item, "!"):
			selected = selected && !member
		default:
			selected = selected || member
		}
	}
	return selected
}

// without returns the limit without its item of that number, from 1.
func without(limit string, position int) string {
	return strings.Join(slices.Delete(strings.Split(limit, ","), position-1, position), ",")
}

// Given every limit of up to four items over two groups, two nodes and `all`, and every kind of node there can be, then
// "no nodes" and "no effect" are found exactly when they hold.
func TestLimit_findingsAreExact(t *testing.T) {
	const x, y = "x3000c0s1b0n0", "x3000c0s1b1n0"
	var nodes []func(string) bool
	for _, own := range []string{x, y, "x3000c0s1b2n0"} {
		for _, groups := range []string{"", "a", "b", "a b"} {
			nodes = append(nodes, func(name string) bool { return name == own || strings.Contains(groups, name) && name < "x" })
		}
	}
	differ := func(one, other string) bool {
		return slices.ContainsFunc(nodes, func(in func(string) bool) bool { return selects(one, in) != selects(other, in) })
	}

	var items []string
	for _, op := range []string{"", "&", "!"} {
		for _, name := range []string{"a", "b", x, y, "all"} {
			items = append(items, op+name)
		}
	}
	limits := 0
	var visit func(limit []string)
	visit = func(limit []string) {
		if len(limit) > 0 {
			limits++
			checkAgainst(t, strings.Join(limit, ","), nodes, differ)
		}
		if len(limit) == 4 || t.Failed() {
			return
		}
		for _, item := range items {
			visit(append(slices.Clip(limit), item))
		}
	}
	visit(nil)
	t.Logf("%d limits", limits)
}

func checkAgainst(t *testing.T, limit string, nodes []func(string) bool, differ func(one, other string) bool) {
	t.Helper()
	wantNone := !slices.ContainsFunc(nodes, func(in func(string) bool) bool { return selects(limit, in) })
	items := strings.Split(limit, ",")

	gotNone := false
	idle := map[int]bool{}
	for _, finding := range bos.ParseLimit(limit).Findings() {
		switch finding.Kind {
		case bos.LimitNoNodes, bos.LimitNothingAdded:
			gotNone = true
		case bos.LimitAddsNothing, bos.LimitKeepsEverything, bos.LimitDropsNothing:
			idle[finding.Position] = true
		case bos.LimitOverridden:
			for i := range finding.Position {
				idle[i+1] = true
			}
		default:
			t.Errorf("%s: unexpected %+v", limit, finding)
		}
	}
	if gotNone != wantNone {
		t.Errorf("%s: selects no node: %v, want %v", limit, gotNone, wantNone)
	}
	if wantNone {
		return
	}

	overridden := max(slices.Index(items, "all"), 0)
	for i := range items {
		if items[i] == "all" {
			overridden = i
		}
	}
	for i := overridden + 1; i < len(items); i++ {
		prefix := strings.Join(items[:i], ",")
		if want := !differ(prefix, prefix+","+items[i]); idle[i+1] != want {
			t.Errorf("%s: item %d has no effect: %v, want %v", limit, i+1, idle[i+1], want)
		}
	}
}

// FuzzLimit checks that no limit panics, and for any sets that its names can stand for: a limit that is said to select
// nothing does, and an item that is said to have no effect can be left out.
func FuzzLimit(f *testing.F) {
	for _, limit := range []string{
		"", "a", "a,b", "a,&b", "a,!b", "!a", "&a", "a,!a", "a,!all", "*,!a", "a,all,!b", "x1c0s0b0n0,&x1c0s0b0n1", "a, b", "a,,b", "!!a", "a,b,!a,!b",
		"x1c0s0b0n0,x1c0s0b0n1,!x1c0s0b0n0", "nid1,X1c0s0b0n0", "all,!a,a", "a,&b,!c,d,&*", "ä,\xff", "x01c0s0b0n0,!x1c0s0b0n0",
	} {
		f.Add(limit, uint64(1))
	}
	f.Fuzz(func(t *testing.T, limit string, seed uint64) {
		found := bos.ParseLimit(limit).Findings()
		for _, finding := range found {
			if finding.Kind == "" || finding.Position < 0 || finding.Position > strings.Count(limit, ",")+1 {
				t.Errorf("%q: %+v", limit, finding)
			}
		}
		random := rand.New(rand.NewPCG(seed, 0))
		for range 20 {
			checkSound(t, limit, found, randomNode(limit, random))
		}
	})
}

// randomNode returns a node: its name, sometimes one of the limit's, and the groups that it is in.
func randomNode(limit string, random *rand.Rand) func(string) bool {
	own := "x9999c7s9b9n9"
	groups := map[string]bool{}
	for item := range strings.SplitSeq(limit, ",") {
		name := strings.TrimLeft(item, "&!")
		groups[name] = !bos.IsNode(name) && random.IntN(2) == 0
		if bos.IsNode(name) && random.IntN(3) == 0 {
			own = name
		}
	}
	return func(name string) bool { return name == own || groups[name] }
}

func checkSound(t *testing.T, limit string, found []bos.LimitFinding, in func(string) bool) {
	t.Helper()
	for _, finding := range found {
		switch finding.Kind {
		case bos.LimitNoNodes, bos.LimitNothingAdded:
			if selects(limit, in) {
				t.Errorf("%q is said to select no node, but can", limit)
			}
		case bos.LimitAddsNothing, bos.LimitKeepsEverything, bos.LimitDropsNothing:
			if selects(limit, in) != selects(without(limit, finding.Position), in) {
				t.Errorf("%q: item %d is said to have no effect, but has", limit, finding.Position)
			}
		case bos.LimitOverridden:
			rest := strings.Join(strings.Split(limit, ",")[finding.Position-1:], ",")
			if selects(limit, in) != selects(rest, in) {
				t.Errorf("%q: what stands before item %d is said to have no effect, but has", limit, finding.Position)
			}
		default: // independent of what is selected
		}
	}
}
