// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Where BOS can apply no stage, the plan says so before any node is touched.
func TestStaged_planWarnsOfTheRelease(t *testing.T) {
	t.Parallel()
	for version, broken := range map[string]bool{
		"2.0.5": true, "2.1.0": true, "2.2.0": true, "2.9.21": true, "2.10.0": true, "2.10.20": true, "2.10.21": false, csm15: false, "2.11.21": true,
		"2.20.0": true, "2.20.30": true, "2.21.0": false, "2.50.0": false,
	} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t, release(version))
			m := newServer(t, sim, nil).manage(stagedType)

			found := m.plan(fields{"components": text("x3000c0s1b0n0")}).Diagnostics

			if broken {
				wantTold(t, found, aWarning, 1, "This version of BOS cannot apply what is staged", "This is BOS "+calledItself(version), "Start a bos_session without stage")
			}
			if !broken && len(found) > 0 {
				t.Errorf("told:\n%s", told(found))
			}
		})
	}
}

// calledItself is the version that a release reports.
func calledItself(version string) string {
	if version == "2.0.5" {
		return "1.0.0 (as 2.0 calls itself)"
	}
	return version
}

// The plan does without the answer, and does not wait for it.
func TestStaged_planDoesWithoutTheVersion(t *testing.T) {
	t.Parallel()
	const path = "/v2/version"
	for name, fault := range map[string]bossim.Fault{
		"refused":      {Status: http.StatusForbidden, Body: "Unauthorized Request"},
		"no answer":    {Drop: true},
		"out of order": {Status: http.StatusServiceUnavailable},
		"no version":   {Status: http.StatusOK, Body: "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t, release("2.10.20"))
			fault.Path = path
			sim.Inject(fault)
			m := newServer(t, sim, nil).manage(stagedType)

			found := m.plan(fields{"components": text("x3000c0s1b0n0")}).Diagnostics

			if len(found) > 0 {
				t.Errorf("told:\n%s", told(found))
			}
			if asked := sim.Count(http.MethodGet, path); asked != 1 {
				t.Errorf("the version was asked for %d times", asked)
			}
		})
	}
}

// On the first BOS of CSM 1.5 every node fails, and the session that worked on them has lost them.
func TestStaged_brokenRelease(t *testing.T) {
	t.Parallel()
	sim := newSim(t, release("2.10.0"))
	nodes := sim.staged(t, "boot", 2)
	sim.started(t, "", "theirs", `"operation": "reboot", "template_name": "compute", "limit": "`+nodes+`"`)
	sim.Clock.Advance(time.Minute)
	p, ids := newServer(t, sim, nil), fields{"ids": text(nodes)}
	wantValues(t, p.found("bos_components", ids), map[string]any{"enabled_count": 2, "by_session": map[string]any{"theirs": 2}})

	found := p.manage(stagedType).apply(fields{"components": text(nodes)})

	wantTold(t, found, anError, 1, "Unable to apply what is staged for 2 of 2 nodes", "2 nodes: Staged session no longer exists",
		"enabled = false", "assigned them to the staged session", "a session that was processing them has lost them",
		"In BOS 2.0 to 2.10.20, and 2.11 to 2.20, this is", "a fault of BOS", "finds no staged session for any node", "start a bos_session without stage")
	sim.wantApplied(t, 1)
	wantValues(t, p.found("bos_components", ids), map[string]any{"enabled_count": 0, "by_session": map[string]any{"next": 2}})
}

// The last BOS of CSM 1.5 has the fix.
func TestStaged_fixedInCSM15(t *testing.T) {
	t.Parallel()
	sim := newSim(t, release(csm15))
	nodes := sim.staged(t, "boot", 2)
	m := newServer(t, sim, nil).manage(stagedType)

	wantTold(t, m.apply(fields{"components": text(nodes)}), anError, 0)

	wantValues(t, m.values(m.State), map[string]any{"succeeded": nodes, "failed": "", "ignored": ""})
	sim.wantApplied(t, 1)
	sim.wantBooted(t, 2)
}
