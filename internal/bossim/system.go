// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"slices"
)

// System is the inventory that BOS finds in the hardware state manager, the power
// control service and the image service. The same value always makes the same
// system. The zero value is a system without nodes.
type System struct {
	// Nodes is the number of compute nodes to create with the names of NodeNames:
	// role Compute, arch X86, enabled, not locked, powered off.
	Nodes int
	// Names are additional nodes, with any names, created in the same way.
	Names []string

	// The selections below are lists of xnames of these nodes.

	Groups     map[string][]string // HSM groups, lower case by convention; any components
	Partitions map[string][]string // p1, p1.2 …
	Roles      map[string][]string // Application, Application_UAN …; replaces the role Compute
	Arch       map[string][]string // X86, ARM, Other, UNKNOWN: HSM's own names; "" for nodes without one
	Tenants    map[string][]string // a tenant without nodes exists too

	// StaleTenants adds xnames to tenants as TAPMS has them: of nodes that HSM does
	// not know, or in another spelling.
	StaleTenants map[string][]string
	// NewTenants are tenants without a status: BOS finds no nodes for them.
	NewTenants []string

	// Components are further components of HSM, or other values of the nodes', as
	// State/Components answers them: whole records. A record of type Node makes a
	// node, of any other type something that only HSM knows.
	Components []json.RawMessage
	// GroupDetails and PartitionDetails add to Groups and Partitions.
	GroupDetails, PartitionDetails map[string]GroupDetail
	// Undiscovered are nodes without a BOS component: BOS has not looked since they
	// were added, and does not before the simulation's end.
	Undiscovered []string

	Locked      []string // locked in HSM: BOS leaves them out (BOS ≥ 2.47)
	HSMDisabled []string // left out unless the session includes disabled nodes
	On          []string // powered on at the start, with an image that BOS does not know
	Failing     map[string]Failure

	// Images by path (s3://…/manifest.json). A path that is not listed is a valid
	// x86_64 image, so that any path can be used in a template.
	Images map[string]Image

	// Templates, as BOS answers them: with their name, and their tenant if they
	// have one.
	Templates []json.RawMessage
}

// GroupDetail is what a group or a partition has besides its members.
type GroupDetail struct {
	Description    string
	ExclusiveGroup string // groups only
	Tags           []string
}

// Image describes how an image differs from a valid one, which is the zero value.
type Image struct {
	Missing          bool   // not in S3
	NoInitrd         bool   // its manifest names no initrd
	NotInIMS         bool   // in S3, but unknown to the image service
	Arch             string // "" = x86_64; aarch64
	KernelParameters string // of the image itself; "" = "console=ttyS0,115200 quiet"
	RootfsETag       string // "" = one that the recordings show
}

// Failure is what goes wrong with a node whenever BOS acts on it.
type Failure string

// The failures.
const (
	FailNone          Failure = ""
	FailPowerOn       Failure = "power-on"      // power-on is accepted and does nothing
	FailBoot          Failure = "boot"          // powers on, but never reports in
	FailConfiguration Failure = "configuration" // boots, then its configuration fails
	FailPower         Failure = "power"         // PCS cannot read or change its power state
	FailPowerOff      Failure = "power-off"     // ignores the graceful power-off; the forced one works
	FailStaysOn       Failure = "stays-on"      // accepts every power-off and stays on
	FailUnknownToPCS  Failure = "unknown-pcs"   // PCS does not know it: BOS holds and disables it, and counts no failure
	FailUnknownToCFS  Failure = "unknown-cfs"   // CFS does not know it: likewise
)

// Slots per chassis and chassis per cabinet in generated names.
const (
	bladesPerChassis   = 64
	nodesPerBlade      = 4
	chassisPerCabinet  = 8
	firstCabinet       = 3000
	firstBlade         = 1
	nodesPerChassis    = bladesPerChassis * nodesPerBlade
	nodesPerCabinet    = nodesPerChassis * chassisPerCabinet
	defaultRole        = "Compute"
	defaultArch        = "X86"
	defaultImageParams = "console=ttyS0,115200 quiet"
	defaultRootfsETag  = "307cfa551ed600e2db40b7885ce3ceda"
)

// NodeNames returns the first n generated xnames: x3000c0s1b0n0, s1b1n0, s1b2n0,
// s1b3n0, s2b0n0 …, 64 slots per chassis, 8 chassis per cabinet.
func NodeNames(n int) []string {
	names := make([]string, 0, max(n, 0))
	for i := range n {
		names = append(names, fmt.Sprintf("x%dc%ds%db%dn0",
			firstCabinet+i/nodesPerCabinet,
			i%nodesPerCabinet/nodesPerChassis,
			firstBlade+i%nodesPerChassis/nodesPerBlade,
			i%nodesPerBlade))
	}

	return names
}

// The special images of DefaultSystem.
const (
	ARMImage     = "s3://boot-images/5f2a41c7-0d3e-4b8a-9c61-2e7d90b4a8f3/manifest.json"
	MissingImage = "s3://boot-images/missing/manifest.json"
)

// DefaultSystem is the quick start's system of n nodes (64 by custom):
//
//   - groups blue, green, red and yellow, a quarter each, in the order of names;
//   - partitions p1 and p2, the two halves;
//   - the last node has the role Application and the sub-role Application_UAN,
//     and is the group "login";
//   - of the two nodes before it one never powers on and the other fails its
//     configuration; together they are the group "broken";
//   - templates "compute" (every node of role Compute), "blue", "green", "red",
//     "yellow" and "broken" (the groups);
//   - images: ARMImage for ARM nodes, and MissingImage, which S3 does not have.
func DefaultSystem(n int) System {
	names := NodeNames(n)
	quarter := func(i int) []string { return slices.Clone(names[len(names)*i/4 : len(names)*(i+1)/4]) }
	half := len(names) / 2

	s := System{
		Nodes: n,
		Groups: map[string][]string{
			"blue": quarter(0), "green": quarter(1), "red": quarter(2), "yellow": quarter(3),
		},
		Partitions: map[string][]string{"p1": slices.Clone(names[:half]), "p2": slices.Clone(names[half:])},
		Failing:    map[string]Failure{},
		Images:     map[string]Image{ARMImage: {Arch: "aarch64"}, MissingImage: {Missing: true}},
		Templates: []json.RawMessage{
			defaultTemplate("compute", "node_roles_groups", defaultRole),
			defaultTemplate("broken", "node_groups", "broken"),
		},
	}
	for _, group := range []string{"blue", "green", "red", "yellow"} {
		s.Templates = append(s.Templates, defaultTemplate(group, "node_groups", group))
	}
	if n < 4 {
		return s
	}
	uan, power, configuration := names[n-1], names[n-2], names[n-3]
	s.Roles = map[string][]string{"Application": {uan}, "Application_UAN": {uan}}
	s.Failing[power], s.Failing[configuration] = FailPowerOn, FailConfiguration
	s.Groups["broken"], s.Groups["login"] = []string{configuration, power}, []string{uan}

	return s
}

func defaultTemplate(name, selector, value string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{
		"name": %q, "tenant": null, "description": "%s nodes", "enable_cfs": true,
		"cfs": {"configuration": "compute-config"},
		"boot_sets": {"compute": {
			"arch": "X86", "type": "s3", "rootfs_provider": "sbps",
			"path": "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json",
			%q: [%q]
		}}
	}`, name, name, selector, value))
}
