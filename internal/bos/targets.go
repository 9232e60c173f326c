// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

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

	listedByBOS bool // they are those that BOS lists
}

// Targets are the nodes that BOS picks for a session. Where no node is left, Failure and Stuck say what becomes of the
// session; if both are empty too, BOS reports a success without having acted on any node, as releases before 2.10 do.
type Targets struct {
	Nodes      []string         // of all boot sets, sorted
	BootSets   []BootSetTargets // in BOS's order, in which the later one wins a node
	Candidates []string         // nodes of all boot sets before anything was left out, as they are listed, sorted
	Excluded   []Exclusion      // sorted by node, then boot set
	// Failure is the error with which BOS ends the session, as it words it; "" = none. Nodes is empty then, as are the
	// boot sets' nodes; Excluded ends where BOS does.
	Failure string
	// Stuck are the names without a record in BOS with which BOS < 2.40 keeps the session pending for ever, sorted. It
	// may have acted on some of Nodes before.
	Stuck []string
	// Partial: the inventory has only nodes, and components of other types, which groups may have and roles stand for,
	// may change Failure or Stuck, but not Nodes. An inventory of every type decides.
	Partial bool
}

// BootSetTargets are the nodes of one boot set.
type BootSetTargets struct {
	Name  string
	Nodes []string // sorted; without those that a later boot set takes
	Taken []string // sorted; those that a later boot set takes
}

// Exclusion is a node, or another name that a boot set lists, that the session does not act on.
type Exclusion struct {
	Node    string // as it is listed: a stored node_list may have xnames that are not in their normal form
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
	ExcludedNoComponent ExclusionReason = "no_bos_component" // BOS has no record of it; only nodes have one
)
