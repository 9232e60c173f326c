// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// Selection is what decides on the nodes of a session, apart from what HSM knows of them.
type Selection struct {
	BootSets        map[string]BootSet // of the session template
	Limit           *string            // nil and "" = none
	IncludeDisabled bool
	Tenant          *TenantNodes // nil = the session has no tenant
}

// TenantNodes are the nodes of a tenant, according to TAPMS.
type TenantNodes struct {
	Name   string
	Exists bool            // false: TAPMS has no such tenant
	Nodes  map[string]bool // as TAPMS writes them
}

// Targets are the nodes that BOS picks for a session.
type Targets struct {
	Nodes      []string         // of all boot sets, sorted
	BootSets   []BootSetTargets // in BOS's order, in which the later one wins a node
	Candidates []string         // nodes of all boot sets before anything was left out, sorted
	Excluded   []Exclusion      // sorted by node, then boot set
	// Failure is the error with which BOS ends the session, as it words it; "" = none. Nodes is empty then.
	Failure string
	// Stuck are the names without a record in BOS with which BOS < 2.40 keeps the session pending for ever.
	Stuck []string
}

// BootSetTargets are the nodes of one boot set.
type BootSetTargets struct {
	Name  string
	Nodes []string // sorted; without those that a later boot set takes
	Taken []string // sorted; those that a later boot set takes
}

// Exclusion is a node, or another name that a boot set lists, that the session does not act on.
type Exclusion struct {
	Node    string
	BootSet string
	Reason  ExclusionReason
}

// ExclusionReason is why a session leaves a candidate out. If several apply, it is the first in BOS's order.
type ExclusionReason string

// The reasons of an Exclusion.
const (
	ExcludedByLimit     ExclusionReason = "limit"
	ExcludedLocked      ExclusionReason = "locked"           // in HSM; BOS ≥ 2.47
	ExcludedTenant      ExclusionReason = "tenant"           // not a node of the session's tenant
	ExcludedArch        ExclusionReason = "arch"             // another architecture than the boot set's
	ExcludedDisabled    ExclusionReason = "disabled"         // in HSM
	ExcludedUnknown     ExclusionReason = "unknown_to_hsm"   // HSM has no such component
	ExcludedNoComponent ExclusionReason = "no_bos_component" // BOS has no record of it; BMCs and virtual nodes never have one
)

// Resolve returns the nodes that BOS of a version picks, from HSM's inventory. hasComponent reports whether BOS has a
// record of a node; nil means of every component of type Node.
func (s Selection) Resolve(inventory hsm.Inventory, version Version, hasComponent func(node string) bool) Targets {
	_, _, _ = inventory, version, hasComponent
	return Targets{}
}

// Names are the names in a selection that HSM must be asked about.
type Names struct {
	Groups     []string // groups: of boot sets, and words of the limit
	Partitions []string // words of the limit that may be the name of a partition
}

// Names returns the names that HSM must be asked about, sorted. known reports whether HSM has a node of that ID, of
// which it need not be asked.
func (s Selection) Names(known func(id string) bool) Names {
	_ = known
	return Names{}
}
