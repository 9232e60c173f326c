// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// world is BOS's environment: the nodes, what the hardware state manager knows
// about them, the tenants and the images.
type world struct {
	nodes      map[string]*node
	groups     map[string]nodeSet
	partitions map[string]nodeSet
	roles      map[string]nodeSet // derived from the nodes; nil if it must be rebuilt
	tenants    map[string]nodeSet
	images     map[string]Image
}

// node is a node's hardware, and what it runs.
type node struct {
	name          string
	role, subRole string
	arch          string
	locked        bool
	disabled      bool // in HSM
	failure       Failure

	power string // powerOn, powerOff
	// command counts the power commands: pending effects of an earlier one are
	// void.
	command int
	// reported is the command after which the node came up and reported it: HSM's
	// Ready.
	reported int
	silent   bool       // its reporter has ended
	boots    *artifacts // what BSS holds for it
	token    string     // the token of boots
	cfs      configuration
}

// configuration is what CFS holds for a node.
type configuration struct {
	desired string
	enabled bool
	status  string
	run     int // counts the runs: results of an earlier one are void
}

const (
	powerOn        = "on"
	powerOff       = "off"
	powerUndefined = "undefined"

	cfsConfigured   = "configured"
	cfsPending      = "pending"
	cfsFailed       = "failed"
	cfsUnconfigured = "unconfigured"
)

func newWorld() world {
	return world{
		nodes:      map[string]*node{},
		groups:     map[string]nodeSet{},
		partitions: map[string]nodeSet{},
		tenants:    map[string]nodeSet{},
		images:     map[string]Image{},
	}
}

func (w *world) hasTenant(name string) bool {
	_, found := w.tenants[name]

	return found
}

func (w *world) isTenants(node, tenant string) bool { return w.tenants[tenant].has(node) }

// byRole maps roles, and role_subrole pairs, to their nodes.
func (w *world) byRole() map[string]nodeSet {
	if w.roles != nil {
		return w.roles
	}
	w.roles = map[string]nodeSet{}
	for name, n := range w.nodes {
		labels := []string{n.role}
		if n.subRole != "" {
			labels = append(labels, n.role+"_"+n.subRole)
		}
		for _, label := range labels {
			if w.roles[label] == nil {
				w.roles[label] = nodeSet{}
			}
			w.roles[label][name] = struct{}{}
		}
	}

	return w.roles
}

// label finds a group, partition or role, in this order.
func (w *world) label(name string) (nodeSet, bool) {
	for _, labels := range []map[string]nodeSet{w.groups, w.partitions, w.byRole()} {
		if set, found := labels[name]; found {
			return set, true
		}
	}

	return nil, false
}
