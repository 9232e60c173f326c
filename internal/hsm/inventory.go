// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm

import (
	"regexp"
	"strings"
	"time"
)

// Component is HSM's record of a node or of another part of the system.
type Component struct {
	ID      string // xname
	Type    string // Node, VirtualNode, NodeBMC, Chassis …
	State   string // Empty, Populated, Off, On, Standby, Halt or Ready
	Role    string // Compute, Application …; "" = none
	SubRole string // UAN …; "" = none
	Arch    string // X86, ARM, Other or UNKNOWN; "" = none, which is not the same as UNKNOWN
	Enabled bool
	Locked  bool
}

// TypeNode is the type of the components that BOS knows as nodes.
const TypeNode = "Node"

// Inventory is what HSM reported at one time: all components of type Node, and the groups and partitions that were
// asked for.
type Inventory struct {
	Components map[string]Component // by ID; only nodes, unless EveryType
	EveryType  bool                 // Components has all types

	Groups     map[string][]string // members by label, sorted; only groups that were asked for and exist
	Partitions map[string][]string // members by name, likewise

	// Labels and PartitionNames are the names of all groups and partitions, for suggestions; nil = not asked for.
	Labels, PartitionNames []string

	// LockQueryFails: HSM refuses BOS's query for locked nodes, because no node is locked. SMD < 2.45 does so
	// (lock_get_bos_none_smd_2.44.json).
	LockQueryFails bool

	ReadAt   time.Time // when the components were requested
	Endpoint string    // base URL of HSM
}

// leadingZeros matches zeros before a further digit, at the beginning of a number.
var leadingZeros = regexp.MustCompile(`([^0-9])0+([0-9])`)

// NormalID returns an ID in the form in which HSM has it: lower case, without leading zeros and surrounding white space.
// HSM finds a component by every form of its ID (comp_query_upper.json, comp_get_pad.json).
func NormalID(id string) string {
	return leadingZeros.ReplaceAllString(strings.ToLower(strings.TrimSpace(id)), "$1$2")
}
