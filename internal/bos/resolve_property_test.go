// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

var bos250 = bos.Version{Major: "2", Minor: "50", Patch: "0"}

// eachDrawn calls test with what is drawn from each seed, for every release.
func eachDrawn(seeds int, test func(seed uint64, d drawing, system hsm.Inventory, selection bos.Selection, version bos.Version)) {
	for seed := range uint64(seeds) {
		for _, release := range resolveReleases {
			d := draw(seed)
			system, selection := d.system(), d.selection()
			test(seed, d, system, selection, versionOf(release))
		}
	}
}

// limitedTo returns the selection with another limit.
func limitedTo(selection bos.Selection, limit string) bos.Selection {
	selection.Limit = &limit
	return selection
}

// normalize writes the nodes in their normal form, in place: a limit finds no other.
func normalize(selection bos.Selection) {
	for _, set := range selection.BootSets {
		for i, node := range set.NodeList {
			set.NodeList[i] = hsm.NormalID(node)
		}
	}
}

// includes reports whether all nodes of some are in all.
func includes(all, some []string) bool {
	return !slices.ContainsFunc(some, func(node string) bool { return !slices.Contains(all, node) })
}

func TestResolve_accountsForEveryCandidate(t *testing.T) {
	t.Parallel()
	checked := 0
	eachDrawn(200, func(seed uint64, d drawing, system hsm.Inventory, selection bos.Selection, version bos.Version) {
		got := selection.Resolve(system, version, d.records(system))
		ended := got.Failure != "" && !strings.HasPrefix(got.Failure, "No nodes") && !strings.HasPrefix(got.Failure, "All nodes")
		if ended {
			return
		}
		var all []string
		for _, set := range got.BootSets {
			listed := map[string]int{}
			for _, node := range slices.Concat(set.Nodes, set.Taken) {
				listed[node]++
			}
			for _, one := range got.Excluded {
				if one.BootSet == set.Name {
					listed[one.Node]++
				}
			}
			for _, node := range candidatesOf(system, selection.BootSets[set.Name]) {
				forms := listed[node]
				if normal := hsm.NormalID(node); normal != node && listed[node] == 0 {
					forms = min(1, listed[normal])
				}
				if forms != 1 {
					t.Fatalf("seed %d, BOS %s: %s is counted %d times in %s: %+v", seed, version, node, forms, set.Name, got)
				}
				checked++
			}
			all = append(all, set.Nodes...)
		}
		slices.Sort(all)
		if !slices.Equal(all, got.Nodes) {
			t.Fatalf("seed %d, BOS %s: the boot sets' nodes %q are not %q, each once", seed, version, all, got.Nodes)
		}
	})
	if checked < 1000 {
		t.Errorf("only %d candidates", checked)
	}
}

func candidatesOf(system hsm.Inventory, set bos.BootSet) []string {
	all := map[string]bool{}
	for _, node := range set.NodeList {
		all[node] = true
	}
	for _, group := range set.NodeGroups {
		for _, node := range system.Groups[group] {
			all[node] = true
		}
	}
	for id, component := range system.Components {
		subrole := component.Role + "_" + component.SubRole
		if component.Role != "" && slices.Contains(set.NodeRolesGroups, component.Role) ||
			component.SubRole != "" && slices.Contains(set.NodeRolesGroups, subrole) {
			all[id] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// What stands at the end of a limit decides: it only takes away, or only adds.
func TestResolve_isMonotonic(t *testing.T) {
	t.Parallel()
	compared := 0
	eachDrawn(150, func(seed uint64, d drawing, system hsm.Inventory, selection bos.Selection, version bos.Version) {
		normalize(selection)
		limit := strings.Trim(strings.ReplaceAll(drawnLimit(selection), ",,", ","), ",")
		if limit == "" {
			limit = "all"
		}
		word := d.one("blue", "green", "p1", "p2", "Compute", "x1c0s1b0n0", "nosuch")
		resolve := func(limit string) []string { return limitedTo(selection, limit).Resolve(system, version, nil).Nodes }
		before, dropped, kept := resolve(limit), resolve(limit+",!"+word), resolve(limit+",&"+word)
		if failing := limitedTo(selection, limit).Resolve(system, version, nil).Failure; failing != "" && !strings.HasPrefix(failing, "No nodes") {
			return
		}
		if missing := limitedTo(selection, limit+",!all").Resolve(system, version, nil).Failure; strings.HasPrefix(missing, "400") {
			return // releases in which an empty boot set fails the session
		}
		union := resolve(limit + "," + word)
		if !includes(before, dropped) || !includes(before, kept) || !includes(union, before) {
			t.Fatalf("seed %d, BOS %s, %q and %q: %q, dropped %q, kept %q, added %q", seed, version, limit, word, before, dropped, kept, union)
		}
		if both := slices.Sorted(slices.Values(slices.Concat(dropped, kept))); !slices.Equal(both, before) {
			t.Fatalf("seed %d, BOS %s, %q and %q: what is dropped and what is kept are %q, of %q", seed, version, limit, word, both, before)
		}
		alone := slices.Compact(slices.Sorted(slices.Values(slices.Concat(before, resolve(word)))))
		if !slices.Equal(alone, union) {
			t.Fatalf("seed %d, BOS %s, %q and %q: the union is %q, not %q", seed, version, limit, word, union, alone)
		}
		if !slices.Equal(before, resolve(limit+",&all")) || !slices.Equal(before, resolve(limit+",!!blue")) || !slices.Equal(before, resolve(limit+",!")) {
			t.Fatalf("seed %d, BOS %s, %q: an item without effect has one", seed, version, limit)
		}
		compared += len(before)
	})
	if compared < 1000 {
		t.Errorf("only %d nodes compared", compared)
	}
}

func TestResolve_isIdempotent(t *testing.T) {
	t.Parallel()
	compared := 0
	eachDrawn(200, func(seed uint64, d drawing, system hsm.Inventory, selection bos.Selection, version bos.Version) {
		delete(system.Groups, "x1c0s1b0n0") // it would hide the node
		normalize(selection)
		first := selection.Resolve(system, version, nil)
		if len(first.Nodes) == 0 {
			return
		}
		again := limitedTo(selection, strings.Join(first.Nodes, ",")).Resolve(system, version, nil)
		if strings.HasPrefix(again.Failure, "400") {
			return // releases in which an empty boot set fails the session
		}
		if fmt.Sprint(again.Nodes, again.BootSets) != fmt.Sprint(first.Nodes, first.BootSets) {
			t.Fatalf("seed %d, BOS %s: limited to its own nodes it picks %v, not %v", seed, version, again.BootSets, first.BootSets)
		}
		compared++
	})
	if compared < 500 {
		t.Errorf("only %d sessions compared", compared)
	}
}

// The filters look at one node at a time, so that their order changes no node: BOS 2.46 and 2.47 differ by locks alone.
func TestResolve_orderOfFiltersChangesNoNode(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1000) {
		d := draw(seed)
		system, selection := d.system(), d.selection()
		system.LockQueryFails = false
		for id, component := range system.Components {
			component.Locked = false
			system.Components[id] = component
		}
		normalize(selection)
		older := selection.Resolve(system, versionOf([3]int{2, 46, 0}), nil)
		newer := selection.Resolve(system, versionOf([3]int{2, 47, 0}), nil)
		if !slices.Equal(older.Nodes, newer.Nodes) && older.Failure == "" && newer.Failure == "" {
			t.Fatalf("seed %d: %q, %q", seed, older.Nodes, newer.Nodes)
		}
	}
}

// A forecast asks for nodes alone, and only for the groups and partitions that Names names. Unless the result is
// Partial, nothing else changes with the rest.
func TestResolve_needsNodesAndNamesOnly(t *testing.T) {
	t.Parallel()
	partial, whole := 0, 0
	eachDrawn(300, func(seed uint64, d drawing, system hsm.Inventory, selection bos.Selection, version bos.Version) {
		delete(system.Groups, "x1c0s1b0n0") // Names does not ask for a node
		for id, component := range system.Components {
			if component.Type != hsm.TypeNode && (component.Role == "p2" || component.Role == "green") {
				component.Role = "Compute" // no role of other types alone hides a group
				system.Components[id] = component
			}
		}
		all := selection.Resolve(system, version, nil)
		few := system
		few.EveryType, few.Components = false, map[string]hsm.Component{}
		for id, component := range system.Components {
			if component.Type == hsm.TypeNode {
				few.Components[id] = component
			}
		}
		asked := selection.Names(func(id string) bool { _, known := few.Components[id]; return known })
		few.Groups, few.Partitions = onlyNamed(system.Groups, asked.Groups), onlyNamed(system.Partitions, asked.Partitions)
		got := selection.Resolve(few, version, nil)
		if got.Partial {
			partial++
			if len(got.Nodes) > 0 && all.Failure == "" && !slices.Equal(got.Nodes, all.Nodes) {
				t.Fatalf("seed %d, BOS %s: %q, with every type %q", seed, version, got.Nodes, all.Nodes)
			}
			return
		}
		whole++
		if !slices.Equal(got.Nodes, all.Nodes) || got.Failure != all.Failure || !slices.Equal(got.Stuck, all.Stuck) {
			t.Fatalf("seed %d, BOS %s, limit %q, %+v\nof %+v\n%+v\nwith every type %+v", seed, version, drawnLimit(selection), selection, system, got, all)
		}
	})
	if partial < 100 || whole < 1000 {
		t.Errorf("%d partial results, %d others", partial, whole)
	}
}

func onlyNamed(sets map[string][]string, names []string) map[string][]string {
	only := map[string][]string{}
	for _, name := range names {
		if members, exists := sets[name]; exists {
			only[name] = members
		}
	}
	return only
}
