// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"maps"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// bootSetFilter is a boot set on its way through the filters.
type bootSetFilter struct {
	*resolver

	name  string
	set   BootSet
	nodes []listedNode
}

// listedNode is a node that a boot set lists. Its name is as it is listed until BOS asks HSM for the component, whose
// answer has the name in its normal form.
type listedNode struct {
	listed, name string
	grouped      bool // a member of a group, so that HSM has it
}

// collect finds the candidates: the nodes, groups and roles that the boot set lists. It returns the error that ends the
// session.
func (f *bootSetFilter) collect() (failure string) {
	if f.rules.listInTenant && f.selection.Tenant != nil && len(f.set.NodeList) > 0 {
		if failure = f.listOutsideTenant(); failure != "" {
			return failure
		}
	}
	listed := map[string]bool{} // whether it is a member of a group
	add := func(names []string, grouped bool) {
		for _, name := range names {
			listed[name] = listed[name] || grouped
		}
	}
	add(f.set.NodeList, false)
	for _, group := range f.set.NodeGroups {
		add(f.inventory.Groups[group], true)
	}
	for _, role := range f.set.NodeRolesGroups {
		add(f.names.roles[role], false)
	}
	f.others = f.others || len(f.set.NodeRolesGroups) > 0
	f.nodes = make([]listedNode, 0, len(listed))
	for name, grouped := range listed {
		f.candidates[name] = true
		f.nodes = append(f.nodes, listedNode{name, name, grouped})
		_, known := f.component(name)
		f.others = f.others || !known
	}
	return ""
}

func (f *bootSetFilter) listOutsideTenant() (failure string) {
	tenant := f.selection.Tenant
	if !tenant.Exists {
		return unknownTenantFailure + tenant.Name
	}
	outside := map[string]bool{}
	for _, node := range f.set.NodeList {
		if !tenant.Nodes[node] {
			outside[node] = true
		}
	}
	if len(outside) == 0 {
		return ""
	}
	return foreignNodesFailure + strings.Join(slices.Sorted(maps.Keys(outside)), ",") // BOS's order is random
}

// apply applies a filter and returns the error that ends the session.
func (f *bootSetFilter) apply(step targetStep) (failure string) {
	switch step {
	case stepLimit:
		return f.applyLimit()
	case stepLock:
		if f.inventory.LockQueryFails {
			return f.failWith(lockQueryType, lockQueryFailure)
		}
		f.keep(ExcludedLocked, func(node *listedNode) bool {
			found := f.inventory.Components[node.name] // by its very name: BOS compares texts
			return found.Type != hsm.TypeNode || !found.Locked
		})
	case stepTenant:
		return f.applyTenant()
	case stepArch:
		return f.ask(ExcludedArch, func(found hsm.Component) bool { return archFits(f.set.Arch, found.Arch) })
	case stepEnabled:
		if !f.selection.IncludeDisabled {
			return f.ask(ExcludedDisabled, func(found hsm.Component) bool { return found.Enabled })
		}
	}
	return ""
}

func (f *bootSetFilter) applyLimit() (failure string) {
	if f.limit == nil {
		return ""
	}
	if f.limit.emptyItem {
		return f.failWith(emptyItemType, emptyItemFailure)
	}
	f.keep(ExcludedByLimit, func(node *listedNode) bool { return f.limit.selects(node.name) })
	return ""
}

func (f *bootSetFilter) applyTenant() (failure string) {
	tenant := f.selection.Tenant
	if tenant == nil {
		return ""
	}
	if !tenant.Exists {
		return unknownTenantFailure + tenant.Name
	}
	f.keep(ExcludedTenant, func(node *listedNode) bool { return tenant.Nodes[node.name] })
	return ""
}

// ask applies a filter for which BOS asks HSM for the components by their names: HSM finds them in any form, answers with
// the normal form, and silently leaves out what it does not know.
func (f *bootSetFilter) ask(reason ExclusionReason, fits func(hsm.Component) bool) (failure string) {
	if len(f.nodes) == 0 {
		return missingIDsFailure
	}
	f.nodes = slices.DeleteFunc(f.nodes, func(node listedNode) bool {
		_, known := f.component(node.name)
		if !known {
			f.exclude(node, f.reasonOfUnknown(node))
		}
		return !known
	})
	f.keep(reason, func(node *listedNode) bool {
		found, _ := f.component(node.name)
		node.name = found.ID
		return fits(found)
	})
	return ""
}

// component returns the component that HSM finds by a name.
func (f *bootSetFilter) component(name string) (found hsm.Component, known bool) {
	if found, known = f.inventory.Components[name]; known {
		return found, true
	}
	found, known = f.inventory.Components[hsm.NormalID(name)]
	return found, known
}

// reasonOfUnknown tells a component of another type from one that HSM does not have, where the inventory has only nodes.
func (f *bootSetFilter) reasonOfUnknown(node listedNode) ExclusionReason {
	x, isXname := ParseXname(node.name)
	if !f.inventory.EveryType && (node.grouped || isXname && x.Level() != XnameNode) {
		return ExcludedNoComponent
	}
	return ExcludedUnknown
}

// dropMissing leaves out the nodes that BOS has no record of, or keeps them for BOS to stumble over.
func (f *bootSetFilter) dropMissing() {
	f.keep(ExcludedNoComponent, func(node *listedNode) bool {
		if f.hasComponent(node.name) {
			return true
		}
		if f.rules.skipsMissing {
			f.missing = true
		} else {
			f.stuck[node.name] = true
		}
		return false
	})
}

// keep leaves out the nodes that do not fit.
func (f *bootSetFilter) keep(reason ExclusionReason, fits func(node *listedNode) bool) {
	kept := f.nodes[:0]
	for _, node := range f.nodes {
		if fits(&node) {
			kept = append(kept, node)
		} else {
			f.exclude(node, reason)
		}
	}
	f.nodes = kept
}

func (f *bootSetFilter) exclude(node listedNode, reason ExclusionReason) {
	f.excluded = append(f.excluded, Exclusion{Node: node.listed, BootSet: f.name, Reason: reason})
}

// failWith returns an error as the release writes it.
func (f *bootSetFilter) failWith(kind, text string) string {
	if f.rules.typedErrors {
		return kind + text + "\n"
	}
	return text
}

// archFits reports whether BOS takes a component of one architecture for a boot set of another. Components without any
// count as Unknown, which is not HSM's UNKNOWN.
func archFits(bootSet, component string) bool {
	if bootSet == "" {
		bootSet = DefaultArch
	}
	if component == "" {
		component = "Unknown"
	}
	return component == bootSet || bootSet == DefaultArch && component == "UNKNOWN"
}
