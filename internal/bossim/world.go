// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// world is BOS's environment: the nodes, what the hardware state manager knows
// about them, the tenants and the images.
type world struct {
	nodes   map[string]*node // the hardware
	hsm     hsm              // what the hardware state manager knows about them
	tenants map[string]*tenant
	images  map[string]Image
	// undiscovered are nodes that BOS has not found yet: they have no component.
	undiscovered nodeSet
}

// node is a node's hardware, and what it runs.
type node struct {
	name    string
	failure Failure

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
		nodes:        map[string]*node{},
		hsm:          newHSM(),
		tenants:      map[string]*tenant{},
		images:       map[string]Image{},
		undiscovered: nodeSet{},
	}
}

func (w *world) hasTenant(name string) bool {
	_, found := w.tenants[name]

	return found
}

// isTenants reports whether TAPMS counts the node among the tenant's. BOS compares
// the names as text.
func (w *world) isTenants(node, tenant string) bool {
	t := w.tenants[tenant]

	return t != nil && !t.noStatus && t.xnames.has(node)
}
