// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// resolveReleases has both sides of every release with which a rule changes.
var resolveReleases = [][3]int{
	{2, 0, 9},
	{2, 0, 10},
	{2, 0, 25},
	{2, 0, 26},
	{2, 0, 31},
	{2, 0, 32},
	{2, 0, 53},
	{2, 1, 0},
	{2, 1, 1},
	{2, 2, 9},
	{2, 3, 0},
	{2, 4, 9},
	{2, 5, 0},
	{2, 6, 1},
	{2, 6, 2},
	{2, 9, 9},
	{2, 10, 0},
	{2, 10, 34},
	{2, 11, 0},
	{2, 39, 0},
	{2, 40, 0},
	{2, 46, 9},
	{2, 47, 0},
	{2, 49, 0},
	{2, 49, 1},
	{2, 50, 0},
}

func versionOf(release [3]int) bos.Version {
	return bos.Version{Major: fmt.Sprint(release[0]), Minor: fmt.Sprint(release[1]), Patch: fmt.Sprint(release[2])}
}

// drawing draws systems and selections. Its names collide: a role and a group are called like a partition, and a group
// like a node.
type drawing struct{ *rand.Rand }

func draw(seed uint64) drawing { return drawing{rand.New(rand.NewPCG(seed, 13))} }

func (d drawing) one(of ...string) string { return of[d.IntN(len(of))] }

func (d drawing) some(most int, of func() string) []string {
	var drawn []string
	for range d.IntN(most + 1) {
		drawn = append(drawn, of())
	}
	return drawn
}

func (d drawing) node() string { return fmt.Sprintf("x1c0s%db0n%d", d.IntN(5), d.IntN(2)) }

// listed draws a node as somebody may have written it.
func (d drawing) listed() string {
	node := d.node()
	switch d.IntN(12) {
	case 0:
		return strings.ToUpper(node)
	case 1:
		return strings.Replace(node, "s", "s0", 1)
	case 2:
		return d.one("nid000001", "x1c0s1b0", "x1c0s1b0n0v1", "x9c0s0b0n0", "all", "blue")
	default:
		return node
	}
}

func (d drawing) group() string {
	return d.one("blue", "green", "p1", "all", "x1c0s1b0n0", "empty", "nosuch", "BLUE")
}

func (d drawing) role() string {
	return d.one("Compute", "Application", "Application_UAN", "UAN", "p2", "green", "_UAN", "compute")
}

func (d drawing) system() hsm.Inventory {
	inventory := hsm.Inventory{Components: map[string]hsm.Component{}, EveryType: true, LockQueryFails: d.IntN(9) == 0}
	put := func(id, kind string) {
		inventory.Components[id] = hsm.Component{
			ID: id, Type: kind, Role: d.one("Compute", "Compute", "Application", "", "p2", "green"), SubRole: d.one("", "", "UAN"),
			Arch: d.one("X86", "X86", "X86", "ARM", "UNKNOWN", "Other", ""), Enabled: d.IntN(4) > 0,
			Locked: d.IntN(5) == 0,
		}
	}
	for range d.IntN(12) {
		put(d.node(), "Node")
	}
	if d.IntN(2) == 0 {
		put("x1c0s1b0", "NodeBMC")
		put("x1c0s1b0n0v1", "VirtualNode")
	}
	inventory.Groups, inventory.Partitions = map[string][]string{}, map[string][]string{}
	member := func() string {
		if d.IntN(8) == 0 {
			return "x1c0s1b0"
		}
		return d.node()
	}
	for _, label := range []string{"blue", "green", "p1", "p2", "all", "x1c0s1b0n0", "empty"} {
		if d.IntN(3) > 0 {
			inventory.Groups[label] = d.members(label == "empty", member)
		}
	}
	for _, name := range []string{"p1", "p2", "p1.2"} {
		if d.IntN(2) == 0 {
			inventory.Partitions[name] = d.members(d.IntN(4) == 0, member)
		}
	}
	return inventory
}

func (d drawing) members(none bool, one func() string) []string {
	if none {
		return []string{}
	}
	members := d.some(6, one)
	slices.Sort(members)
	return slices.Compact(members)
}

func (d drawing) limit() string {
	item := func() string {
		name := d.node
		switch d.IntN(5) {
		case 0:
			name = d.group
		case 1:
			name = d.role
		case 2:
			name = func() string { return d.one("all", "*", "p1", "p2", "p1.2", "", "!blue", "&p1", "x1c0*", " blue") }
		case 3:
			name = d.listed
		}
		return d.one("", "", "&", "!") + name()
	}
	items := append([]string{item()}, d.some(5, item)...)
	if d.IntN(2) == 0 {
		items[0] = "all"
	}
	return strings.Join(items, ",")
}

func (d drawing) selection() bos.Selection {
	selection := bos.Selection{BootSets: map[string]bos.BootSet{}, IncludeDisabled: d.IntN(3) == 0}
	for _, name := range d.some(3, func() string { return d.one("a", "b", "compute", "Z") }) {
		selection.BootSets[name] = bos.BootSet{
			NodeList: d.some(4, d.listed), NodeGroups: d.some(2, d.group), NodeRolesGroups: d.some(2, d.role),
			Arch: d.one("", "X86", "X86", "ARM", "Unknown", "Other"),
		}
	}
	if d.IntN(3) > 0 {
		limit := d.limit()
		selection.Limit = &limit
	}
	if d.IntN(4) == 0 {
		selection.Tenant = &bos.TenantNodes{Name: "vcluster", Exists: d.IntN(5) > 0, Nodes: map[string]bool{}}
		for _, node := range d.some(14, d.listed) {
			selection.Tenant.Nodes[node] = true
		}
	}
	return selection
}

// records returns which nodes BOS has records of.
func (d drawing) records(inventory hsm.Inventory) func(node string) bool {
	missing := ""
	if d.IntN(3) == 0 {
		missing = d.node()
	}
	return func(node string) bool { return inventory.Components[node].Type == "Node" && node != missing }
}

// compareWithNaive returns how the two implementations differ, "" where they do not.
func compareWithNaive(system hsm.Inventory, selection bos.Selection, release [3]int, has func(string) bool) string {
	slow := naiveSetup{system: system, selection: selection, release: release, has: has}
	nodes, failure, stuck := slow.run()
	got := selection.Resolve(system, versionOf(release), has)
	slices.SortFunc(slow.excluded, func(a, b bos.Exclusion) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.BootSet, b.BootSet))
	})
	show := func(sets map[string]names, failure string, stuck names, excluded []bos.Exclusion) string {
		return fmt.Sprintf("%v\nfailure %q, stuck %v\nexcluded %v", sets, failure, stuck, excluded)
	}
	sets := map[string]names{}
	for _, set := range got.BootSets {
		sets[set.Name] = names{}
		for _, node := range slices.Concat(set.Nodes, set.Taken) {
			sets[set.Name][node] = true
		}
	}
	if len(nodes) == 0 { // the naive one stops at an error
		sets = nodes
	}
	stuckNames := names{}
	for _, name := range got.Stuck {
		stuckNames[name] = true
	}
	fast, want := show(sets, got.Failure, stuckNames, got.Excluded), show(nodes, failure, stuck, slow.excluded)
	if fast == want {
		return ""
	}
	return fmt.Sprintf("BOS %v, limit %q, %+v\nof %+v\nResolve: %s\nnaive: %s",
		release, drawnLimit(selection), selection, system, fast, want)
}

func drawnLimit(selection bos.Selection) string {
	if selection.Limit == nil {
		return ""
	}
	return *selection.Limit
}

func TestResolve_agreesWithTheNaiveOne(t *testing.T) {
	t.Parallel()
	failures, filled := 0, 0
	for seed := range uint64(600) {
		d := draw(seed)
		system, selection := d.system(), d.selection()
		has := d.records(system)
		for _, release := range resolveReleases {
			if difference := compareWithNaive(system, selection, release, has); difference != "" {
				t.Fatalf("seed %d: %s", seed, difference)
			}
			got := selection.Resolve(system, versionOf(release), has)
			if got.Failure != "" {
				failures++
			}
			if len(got.Nodes) > 0 {
				filled++
			}
		}
	}
	if failures < 500 || filled < 500 {
		t.Errorf("%d sessions fail and %d have nodes: the drawing tests too little", failures, filled)
	}
}

func FuzzResolve(f *testing.F) {
	for _, limit := range []string{"", "all,!blue", "blue,&p1", "a,", ",", "!!blue", "all,!", "x1c0s0b0n0,!x1c0s0b0n0", "p2,&Compute,*", "&&p1"} {
		f.Add(uint64(len(limit)), limit, uint8(len(limit)))
	}
	f.Fuzz(func(t *testing.T, seed uint64, limit string, release uint8) {
		d := draw(seed)
		system, selection := d.system(), d.selection()
		selection.Limit = &limit
		difference := compareWithNaive(system, selection, resolveReleases[int(release)%len(resolveReleases)], d.records(system))
		if difference != "" {
			t.Error(difference)
		}
	})
}
