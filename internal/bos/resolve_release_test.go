// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// smallSystem has a node of each kind that a rule of some release is about.
func smallSystem() hsm.Inventory {
	inventory := hsm.Inventory{Components: map[string]hsm.Component{}, EveryType: true}
	for _, c := range []hsm.Component{
		{ID: "x1c0s0b0n0", Type: "Node", Role: "Compute", Arch: "X86", Enabled: true},
		{ID: "x1c0s1b0n0", Type: "Node", Role: "Compute", Arch: "X86"},
		{ID: "x1c0s2b0n0", Type: "Node", Role: "Compute", Arch: "X86", Enabled: true, Locked: true},
		{ID: "x1c0s3b0n0", Type: "Node", Role: "Compute", Arch: "ARM", Enabled: true},
		{ID: "x1c0s4b0n0", Type: "Node", Role: "Application", SubRole: "UAN", Arch: "X86", Enabled: true},
		{ID: "x1c0s0b0", Type: "NodeBMC", Arch: "X86", Enabled: true},
	} {
		inventory.Components[c.ID] = c
	}
	inventory.Groups = map[string][]string{"bmc": {"x1c0s0b0", "x1c0s0b0n0"}}
	inventory.Partitions = map[string][]string{}
	return inventory
}

func TestResolve_byRelease(t *testing.T) {
	t.Parallel()
	const lockError = `Non-2XX response (400) to GET http://cray-smd/hsm/v2/locks/status; Bad Request ` +
		`{"type":"about:blank","title":"Bad Request","detail":"Component not found","status":400}`
	const missingIDs = "400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query"
	const none = "No nodes were found to act upon."
	compute := bos.BootSet{NodeRolesGroups: []string{"Compute"}}
	for _, test := range []struct {
		name   string
		set    bos.BootSet
		limit  string
		tenant string // "old" has node 0 and 4, "gone" does not exist
		locks  bool   // the query for locks is refused
		want   map[string]string
	}{
		{name: "filters", set: compute, want: map[string]string{
			"2.0.9": "nodes 0 1 2 3", "2.0.10": "nodes 0 2 3", "2.2.0": "nodes 0 1 2 3", "2.3.0": "nodes 0 2 3",
			"2.5.0": "nodes 0 2", "2.46.0": "nodes 0 2", "2.47.0": "nodes 0", "2.51.0": "nodes 0", "1.0.0": "nodes 0 1 2 3",
		}},
		{name: "nothing listed", set: bos.BootSet{NodeGroups: []string{"nosuch"}}, want: map[string]string{
			"2.0.9": "", "2.0.10": missingIDs, "2.0.26": "", "2.0.32": none, "2.2.0": "", "2.3.0": missingIDs,
			"2.6.2": "", "2.9.0": "", "2.10.0": none, "2.50.0": none,
		}},
		{name: "emptied by the limit", set: compute, limit: "nosuch", want: map[string]string{
			"2.0.25": missingIDs, "2.0.26": "", "2.6.1": missingIDs, "2.6.2": "", "2.10.0": none, "2.50.0": none,
		}},
		{name: "an empty item", set: compute, limit: "all,", want: map[string]string{
			"2.0.9": "string index out of range", "2.49.0": "string index out of range", "2.49.1": "IndexError: string index out of range\n",
		}},
		{name: "an empty item, nothing listed", set: bos.BootSet{}, limit: "all,", want: map[string]string{
			"2.0.9": "string index out of range", "2.45.0": none, "2.50.0": none,
		}},
		{name: "locks", set: compute, locks: true, want: map[string]string{
			"2.46.0": "nodes 0 2", "2.47.0": lockError,
			"2.49.1": "bos.common.clients.hsm.exceptions.HWStateManagerException: " + lockError + "\n",
		}},
		{name: "a tenant", set: bos.BootSet{NodeRolesGroups: []string{"Compute", "Application_UAN"}}, tenant: "old", want: map[string]string{
			"2.1.0": "nodes 0 1 2 3 4", "2.1.1": "nodes 0 4", "2.50.0": "nodes 0 4",
		}},
		{name: "a node outside the tenant", set: bos.BootSet{NodeList: []string{"x1c0s2b0n0", "x1c0s1b0n0", "x1c0s0b0n0"}}, tenant: "old", limit: "x1c0s0b0n0", want: map[string]string{
			"2.10.0": "nodes 0", "2.11.0": "The session template includes nodes which do not exist or are not available to this tenant: x1c0s1b0n0,x1c0s2b0n0",
		}},
		{name: "no such tenant", set: compute, tenant: "gone", want: map[string]string{"2.50.0": "Data not found for tenant gone"}},
		{name: "no such tenant, nothing left", set: compute, tenant: "gone", limit: "nosuch", want: map[string]string{"2.50.0": none}},
		{name: "no record in BOS", set: bos.BootSet{NodeGroups: []string{"bmc"}}, want: map[string]string{
			"2.39.0": "nodes 0, stuck [x1c0s0b0]", "2.40.0": "nodes 0",
		}},
		{name: "no record in BOS at all", set: bos.BootSet{NodeList: []string{"x1c0s0b0"}}, want: map[string]string{
			"2.39.0": ", stuck [x1c0s0b0]", "2.40.0": "All nodes found to act upon do not exist as BOS components",
		}},
		{name: "another form", set: bos.BootSet{NodeList: []string{"X1C0S00B0N0"}}, want: map[string]string{
			"2.0.9": ", stuck [X1C0S00B0N0]", "2.0.10": "nodes 0", "2.50.0": "nodes 0",
		}},
		{name: "another form, limited", set: bos.BootSet{NodeList: []string{"X1C0S0B0N0"}}, limit: "x1c0s0b0n0", want: map[string]string{
			"2.4.0": missingIDs, "2.5.0": "nodes 0", "2.46.0": "nodes 0", "2.47.0": none,
		}},
	} {
		selection := bos.Selection{BootSets: map[string]bos.BootSet{"a": test.set}, Limit: &test.limit}
		if test.tenant != "" {
			selection.Tenant = &bos.TenantNodes{
				Name: test.tenant, Exists: test.tenant == "old", Nodes: map[string]bool{"x1c0s0b0n0": true, "x1c0s4b0n0": true},
			}
		}
		system := smallSystem()
		system.LockQueryFails = test.locks
		for release, want := range test.want {
			if got := told(selection.Resolve(system, versionNamed(release), nil)); got != want {
				t.Errorf("%s, BOS %s: %q, want %q", test.name, release, got, want)
			}
		}
	}
}

func versionNamed(text string) bos.Version {
	parts := strings.SplitN(text, ".", 3)
	return bos.Version{Major: parts[0], Minor: parts[1], Patch: parts[2]}
}

// told shortens a result: nodes by their slots, and what becomes of the session.
func told(got bos.Targets) string {
	text := got.Failure
	for i, node := range got.Nodes {
		if i == 0 {
			text += "nodes"
		}
		text += " " + node[len("x1c0s"):len("x1c0s0")]
	}
	if len(got.Stuck) > 0 {
		text += fmt.Sprintf(", stuck %v", got.Stuck)
	}
	return text
}

func TestVersion_TargetsKnown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"2.0.5": true, "2.10.34": true, "2.50.0": true, "2.50.9": true, "2.50.1-rc2": true, "2.51.0": false, "3.0.0": false,
		"1.0.0": false, "..": false, "2.x.1": false, "1.9.3": false,
	} {
		if got := versionNamed(text).TargetsKnown(); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if versionNamed("2.46.9").AsksForLocks() || !versionNamed("2.47.0").AsksForLocks() || !versionNamed("2.60.0").AsksForLocks() {
		t.Error("locks are asked for from 2.47 on")
	}
}

func TestSelection_Names(t *testing.T) {
	t.Parallel()
	limit := "all,*,!blue,&p1,p1.2,BLUE,x1c0s0b0n0,x9c0s0b0n0,x1[0-1],!!green,, red,nid000001,p,"
	selection := bos.Selection{Limit: &limit, BootSets: map[string]bos.BootSet{
		"a": {NodeGroups: []string{"zeta", "Blue", "blue", "all", "p7"}, NodeRolesGroups: []string{"role"}, NodeList: []string{"x2c0s0b0n0"}},
		"b": {NodeGroups: []string{"alpha"}},
	}}

	got := selection.Names(func(id string) bool { return id == "x1c0s0b0n0" })

	want := "{[all alpha blue nid000001 p p1 p1.2 p7 x9c0s0b0n0 zeta] [p1 p1.2]}"
	if fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}
