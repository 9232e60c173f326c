// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"maps"
	"slices"

	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// The errors with which BOS ends a session while it picks the nodes. Those with a type have it from BOS 2.49.1 on, with a
// line break at their end.
const (
	noNodesFailure       = "No nodes were found to act upon."
	noComponentsFailure  = "All nodes found to act upon do not exist as BOS components"
	unknownTenantFailure = "Data not found for tenant " // the tenant follows
	foreignNodesFailure  = "The session template includes nodes which do not exist or are not available to this tenant: "
	emptyItemFailure     = "string index out of range"
	emptyItemType        = "IndexError: "
	lockQueryFailure     = "Non-2XX response (400) to GET http://cray-smd/hsm/v2/locks/status; Bad Request " +
		`{"type":"about:blank","title":"Bad Request","detail":"Component not found","status":400}`
	lockQueryType = "bos.common.clients.hsm.exceptions.HWStateManagerException: "
	// HSM is asked for no component. No release that does so writes the type.
	missingIDsFailure = "400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query"
)

// Resolve returns the nodes that BOS of a version picks, from HSM's inventory, which must have the groups and partitions
// of [Selection.Names]. For a version whose rules are not known (see [Version.TargetsKnown]) it applies those of the
// newest that is. hasComponent reports whether BOS has a record of a node; nil means of every component of type Node.
//
// The rules are those of v2 of BOS's API. Sessions of v1 are carried out by an agent of its own, with other rules.
func (s Selection) Resolve(inventory hsm.Inventory, version Version, hasComponent func(node string) bool) Targets {
	if hasComponent == nil {
		hasComponent = func(node string) bool { return inventory.Components[node].Type == hsm.TypeNode }
	}
	r := resolver{
		selection: s, inventory: inventory, rules: version.targetRules(), hasComponent: hasComponent,
		names: newInventoryNames(inventory, s.wantedRoles()), candidates: map[string]bool{}, stuck: map[string]bool{},
	}
	r.limit = newLimitSelection(value(s.Limit), r.names.named)
	for _, name := range sortedNames(s.BootSets) { // BOS stores a template as JSON that is sorted by key
		if r.failure = r.bootSet(name, s.BootSets[name]); r.failure != "" {
			break
		}
	}
	return r.targets()
}

// resolver is a resolution in progress.
type resolver struct {
	selection    Selection
	inventory    hsm.Inventory
	rules        targetRules
	hasComponent func(node string) bool
	names        *inventoryNames // of the roles in the selection
	limit        *limitSelection

	sets       []bootSetNodes
	candidates map[string]bool
	excluded   []Exclusion
	failure    string
	others     bool // some candidates may be of another type than Node
	missing    bool // a node without a record in BOS was left out
	stuck      map[string]bool
}

// bootSetNodes are the nodes that a boot set is left with, perhaps more than once.
type bootSetNodes struct {
	name  string
	nodes []string
}

// bootSet picks the nodes of a boot set and returns the error that ends the session, "" for none.
func (r *resolver) bootSet(name string, set BootSet) (failure string) {
	left := bootSetFilter{resolver: r, name: name, set: set}
	if failure = left.collect(); failure != "" {
		return failure
	}
	for _, step := range r.rules.steps {
		if r.rules.stopsEmpty && len(left.nodes) == 0 {
			break
		}
		if failure = left.apply(step); failure != "" {
			return failure
		}
	}
	left.dropMissing()
	nodes := make([]string, 0, len(left.nodes))
	for _, one := range left.nodes {
		nodes = append(nodes, one.name)
	}
	r.sets = append(r.sets, bootSetNodes{name, nodes})
	return ""
}

// targets returns the result.
func (r *resolver) targets() Targets {
	slices.SortFunc(r.excluded, func(a, b Exclusion) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.BootSet, b.BootSet))
	})
	t := Targets{
		Candidates: slices.Sorted(maps.Keys(r.candidates)), Excluded: r.excluded, Failure: r.failure,
	}
	if t.Failure == "" {
		t.Nodes, t.BootSets = r.distribute()
		t.Stuck = slices.Sorted(maps.Keys(r.stuck))
		t.Failure = r.emptyFailure(t)
	}
	if t.Failure != "" {
		t.BootSets = r.noNodes()
	}
	t.Partial = r.others && !r.inventory.EveryType && (len(t.Nodes) == 0 || !r.rules.skipsMissing)
	return t
}

// emptyFailure returns the error of a session without nodes.
func (r *resolver) emptyFailure(t Targets) string {
	switch {
	case len(t.Nodes) > 0 || len(t.Stuck) > 0 || !r.rules.emptyFails:
		return ""
	case r.missing:
		return noComponentsFailure
	default:
		return noNodesFailure
	}
}

// distribute gives each node to the last boot set that has it.
func (r *resolver) distribute() (all []string, sets []BootSetTargets) {
	last := map[string]int{}
	for i, set := range r.sets {
		for _, node := range set.nodes {
			last[node] = i
		}
	}
	sets = make([]BootSetTargets, len(r.sets))
	for i, set := range r.sets {
		sets[i].Name = set.name
		slices.Sort(set.nodes)
		for _, node := range slices.Compact(set.nodes) {
			if last[node] == i {
				sets[i].Nodes = append(sets[i].Nodes, node)
			} else {
				sets[i].Taken = append(sets[i].Taken, node)
			}
		}
	}
	return slices.Sorted(maps.Keys(last)), sets
}

// noNodes returns all boot sets without nodes.
func (r *resolver) noNodes() []BootSetTargets {
	var sets []BootSetTargets
	for _, name := range sortedNames(r.selection.BootSets) {
		sets = append(sets, BootSetTargets{Name: name})
	}
	return sets
}
