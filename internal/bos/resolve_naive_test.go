// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// naiveSetup is a second implementation of what BOS does, written from the rules as BOS's operator carries them out: step by
// step, with whole sets, and with requests to an HSM. It shares no code with Selection.Resolve, and is slow.
type naiveSetup struct {
	system    hsm.Inventory
	selection bos.Selection
	release   [3]int
	has       func(node string) bool

	excluded []bos.Exclusion
}

type names map[string]bool

// pool maps what a boot set lists to the name that BOS has of it at a step.
type pool map[string]string

func (n *naiveSetup) since(minor, patch int) bool {
	return slices.Compare(n.release[:], []int{2, minor, patch}) >= 0
}

func (n *naiveSetup) between(minor, first, last int) bool {
	return n.release[0] == 2 && n.release[1] == minor && n.release[2] >= first && n.release[2] <= last
}

// run returns the nodes by boot set, and what becomes of the session.
func (n *naiveSetup) run() (nodes map[string]names, failure string, stuck names) {
	nodes, stuck = map[string]names{}, names{}
	chosen, missing := 0, false
	for _, set := range slices.Sorted(maps.Keys(n.selection.BootSets)) {
		left, err := n.bootSet(set)
		if err != "" {
			return map[string]names{}, err, names{}
		}
		nodes[set] = names{}
		for listed, node := range left {
			chosen++
			switch {
			case n.has(node):
				nodes[set][node] = true
				continue
			case n.since(40, 0):
				missing = true
			default:
				stuck[node] = true
			}
			n.excluded = append(n.excluded, bos.Exclusion{Node: listed, BootSet: set, Reason: bos.ExcludedNoComponent})
		}
	}
	all := names{}
	for _, each := range nodes {
		maps.Copy(all, each)
	}
	switch {
	case chosen == 0 && (n.since(10, 0) || n.between(0, 32, 99)):
		return nodes, "No nodes were found to act upon.", stuck
	case len(all) == 0 && missing:
		return nodes, "All nodes found to act upon do not exist as BOS components", stuck
	}
	return nodes, "", stuck
}

func (n *naiveSetup) bootSet(name string) (left pool, err string) {
	set := n.selection.BootSets[name]
	tenant := n.selection.Tenant
	if n.since(11, 0) && tenant != nil && len(set.NodeList) > 0 {
		if !tenant.Exists {
			return nil, "Data not found for tenant " + tenant.Name
		}
		var outside []string
		for _, node := range set.NodeList {
			if !tenant.Nodes[node] {
				outside = append(outside, node)
			}
		}
		slices.Sort(outside)
		if len(outside) > 0 {
			return nil, "The session template includes nodes which do not exist or are not available to this tenant: " +
				strings.Join(slices.Compact(outside), ",")
		}
	}
	left = pool{}
	for _, node := range set.NodeList {
		left[node] = node
	}
	for _, group := range set.NodeGroups {
		for _, node := range n.system.Groups[group] {
			left[node] = node
		}
	}
	for _, role := range set.NodeRolesGroups {
		for node := range n.roles()[role] {
			left[node] = node
		}
	}
	return n.filtered(name, set, left)
}

func (n *naiveSetup) filtered(name string, set bos.BootSet, left pool) (pool, string) {
	unguarded := n.between(0, 0, 25) || n.since(1, 0) && !n.since(6, 2)
	for _, step := range n.order() {
		if len(left) == 0 && !unguarded {
			return left, ""
		}
		var kept pool
		var err string
		var reason bos.ExclusionReason
		switch step {
		case "limit":
			kept, err = n.limited(left)
			reason = bos.ExcludedByLimit
		case "lock":
			kept, err = n.unlocked(left)
			reason = bos.ExcludedLocked
		case "tenant":
			kept, err = n.inTenant(left)
			reason = bos.ExcludedTenant
		case "arch":
			kept, err = n.query(left, func(c hsm.Component) bool { return n.fits(set.Arch, c.Arch) })
			reason = bos.ExcludedArch
		case "enabled":
			kept = left
			if !n.selection.IncludeDisabled {
				kept, err = n.query(left, func(c hsm.Component) bool { return c.Enabled })
			}
			reason = bos.ExcludedDisabled
		}
		if err != "" {
			return nil, err
		}
		for listed, node := range left {
			if _, in := kept[listed]; in {
				continue
			}
			why := reason
			if _, known := n.lookup(node); !known && (step == "arch" || step == "enabled") {
				why = bos.ExcludedUnknown
			}
			n.excluded = append(n.excluded, bos.Exclusion{Node: listed, BootSet: name, Reason: why})
		}
		left = kept
	}
	return left, ""
}

func (n *naiveSetup) order() []string {
	switch {
	case n.since(47, 0):
		return []string{"limit", "lock", "tenant", "arch", "enabled"}
	case n.since(5, 0):
		return []string{"arch", "limit", "enabled", "tenant"}
	case n.since(3, 0):
		return []string{"limit", "enabled", "tenant"}
	case n.since(1, 1):
		return []string{"limit", "tenant"}
	case n.since(1, 0) || !n.since(0, 10):
		return []string{"limit"}
	default:
		return []string{"limit", "enabled"}
	}
}

func (n *naiveSetup) unlocked(left pool) (pool, string) {
	if n.system.LockQueryFails {
		text := `Non-2XX response (400) to GET http://cray-smd/hsm/v2/locks/status; Bad Request ` +
			`{"type":"about:blank","title":"Bad Request","detail":"Component not found","status":400}`
		if n.since(49, 1) {
			text = "bos.common.clients.hsm.exceptions.HWStateManagerException: " + text + "\n"
		}
		return nil, text
	}
	locked := names{}
	for id, component := range n.system.Components {
		if component.Type == "Node" && component.Locked {
			locked[id] = true
		}
	}
	return left.only(func(node string) bool { return !locked[node] }), ""
}

func (n *naiveSetup) inTenant(left pool) (pool, string) {
	tenant := n.selection.Tenant
	switch {
	case tenant == nil:
		return left, ""
	case !tenant.Exists:
		return nil, "Data not found for tenant " + tenant.Name
	}
	return left.only(func(node string) bool { return tenant.Nodes[node] }), ""
}

// lookup finds a component by any form of its ID.
func (n *naiveSetup) lookup(name string) (hsm.Component, bool) {
	for id, component := range n.system.Components {
		if id == strings.ReplaceAll(strings.ToLower(name), "s0", "s") || id == strings.ToLower(name) {
			return component, true
		}
	}
	return hsm.Component{}, false
}

func (n *naiveSetup) query(left pool, fits func(hsm.Component) bool) (pool, string) {
	if len(left) == 0 {
		return nil, "400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query"
	}
	kept := pool{}
	for listed, node := range left {
		if component, known := n.lookup(node); known && fits(component) {
			kept[listed] = component.ID
		}
	}
	return kept, ""
}

func (n *naiveSetup) fits(want, have string) bool {
	switch want {
	case "", "X86":
		return have == "X86" || have == "UNKNOWN"
	case "Unknown":
		return have == "" || have == "Unknown"
	default:
		return have == want
	}
}
