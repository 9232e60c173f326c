// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// BOS cannot apply what a deleted session staged.
func TestStaged_sessionIsGone(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	nodes := sim.staged(t, "boot", 12)
	sim.sends(t, http.MethodDelete, "/v2/sessions/next", "", "")
	free := bossim.NodeNames(20)[19]
	m := newServer(t, sim, nil).manage(stagedType)

	found := m.apply(fields{"components": text(nodes + "," + free)})

	wantTold(t, found, anError, 1, "Unable to apply what is staged for 12 of 13 nodes", "12 nodes: Staged session no longer exists (session: next, tenant: )",
		" and 2 more", "was deleted or no longer fits", "stage the operation again", "enabled = false", "assigned them to the staged session", "terraform untaint ADDRESS")
	wantTold(t, found, aWarning, 1, "BOS ignored 1 node", free)
	wantValues(t, m.values(m.State), map[string]any{"succeeded": "", "failed": nodes, "ignored": free, "failed_count": 12})
	sim.wantApplied(t, 1)
	sim.wantBooted(t, 0)
}

func TestStaged_shutdownStagesNothing(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	nodes := sim.staged(t, "shutdown", 2)
	m := newServer(t, sim, nil).manage(stagedType)

	found := m.apply(fields{"components": text(nodes)})

	wantTold(t, found, aWarning, 0)
	wantTold(t, found, anError, 1, "Unable to apply what is staged: nothing is staged", "BOS stages nothing for a shutdown", "Stage the operation by a bos_session")
	wantValues(t, m.values(m.State), map[string]any{"succeeded": "", "failed": "", "ignored": nodes})
	sim.wantApplied(t, 1)
	sim.wantBooted(t, 0)
}

// Whatever becomes of the answer, there is one request.
func TestStaged_faults(t *testing.T) {
	t.Parallel()
	post := func(f bossim.Fault) []bossim.Fault {
		f.Method, f.Path = http.MethodPost, applyPath
		return []bossim.Fault{f}
	}
	blind := bossim.Fault{Method: http.MethodGet, Path: "/v2/components", Skip: 1, Status: http.StatusInternalServerError}
	rows := []struct {
		name   string
		faults []bossim.Fault
		booted int
		says   []string       // of the one error; none = it goes well
		state  map[string]any // nil = none
	}{
		{"the answer is lost", post(bossim.Fault{Commit: true, Drop: true}), 2, nil, map[string]any{"succeeded_count": 2}},
		{"the gateway gives up", post(bossim.Fault{Commit: true, Status: http.StatusGatewayTimeout}), 2, nil, map[string]any{"succeeded_count": 2}},
		{"it never came there", post(bossim.Fault{Drop: true}), 0, []string{"Unable to apply what is staged", "Nothing was applied, and no node was affected"}, nil},
		{"refused", post(bossim.Fault{Status: http.StatusForbidden, Body: "Unauthorized Request"}), 0, []string{"Nothing was applied, and no node was affected"}, nil},
		{
			"the answer is lost, and the records cannot be read", append(post(bossim.Fault{Commit: true, Drop: true}), blind), 2,
			[]string{
				"Unable to tell whether what is staged was applied", "not known: 3 nodes (x3000c0s1b0n0, x3000c0s1b1n0, x3000c0s2b0n0)",
				"cray bos v2 components list --ids x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s2b0n0 --format json", "terraform untaint ADDRESS",
			},
			map[string]any{"succeeded": "", "succeeded_count": nil, "failed": "", "failed_count": nil, "ignored": "", "ignored_count": nil, "applied_at": "2026-11-22T12:01:00Z"},
		},
		{
			"it takes its time to read what is staged", append(post(bossim.Fault{}), bossim.Fault{Method: http.MethodGet, Path: "/v2/components", Delay: 20 * time.Second, Times: 1, Commit: true}),
			2, nil,
			map[string]any{"succeeded_count": 2, "applied_at": "2026-11-22T12:01:20Z"},
		},
		{
			"what is staged cannot be read before",
			[]bossim.Fault{{Method: http.MethodGet, Path: "/v2/components", Status: http.StatusServiceUnavailable}},
			0,
			[]string{"Nothing was applied, and no node was affected"},
			nil,
		},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t)
			nodes := sim.staged(t, "boot", 2)
			for _, fault := range row.faults {
				sim.Inject(fault)
			}
			m := newServer(t, sim, nil).manage(stagedType)

			found := m.apply(fields{"components": text(nodes + ",x3000c0s2b0n0")})

			wantTold(t, found, anError, min(len(row.says), 1), row.says...)
			if got := m.values(m.State); (got == nil) != (row.state == nil) {
				t.Errorf("state %v", got)
			}
			wantValues(t, m.values(m.State), row.state)
			asked := 1
			if row.faults[0].Method == http.MethodGet {
				asked = 0
			}
			sim.wantApplied(t, asked)
			sim.Lift()
			sim.wantBooted(t, row.booted)
		})
	}
}

// Ctrl-C while the request is on its way: its answer is still taken. Before, nothing is asked.
func TestStaged_interrupted(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name    string
		at      bossim.Fault // the request at which it is interrupted
		applied int
	}{
		{"during the request", bossim.Fault{Method: http.MethodPost, Path: applyPath}, 1},
		{"before the request", bossim.Fault{Method: http.MethodGet, Path: optionsPath}, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t)
			nodes := sim.staged(t, "boot", 2)
			m := newServer(t, sim, nil).manage(stagedType)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			m.ctx = ctx
			row.at.Rewrite = func(status int, _ http.Header, body []byte) (int, []byte) {
				interrupt()
				return status, body
			}
			sim.Inject(row.at)

			found := m.apply(fields{"components": text(nodes)})

			if row.applied == 1 {
				wantTold(t, found, anError, 0)
				wantValues(t, m.values(m.State), map[string]any{"succeeded": nodes})
			} else {
				wantTold(t, found, anError, 1, "Nothing was applied, and no node was affected")
			}
			sim.wantApplied(t, row.applied)
			sim.wantBooted(t, 2*row.applied)
		})
	}
}

func TestStaged_badNodesAreFoundByThePlan(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage(stagedType)
	for _, bad := range []string{
		"", " ", "x3000c0s1b0n0,", ",", "x3000c0s1b0n0, x3000c0s1b1n0", "x3000c0s01b0n0", "X3000C0S1B0N0", "blue", "nid000001", "*", "all,!x3000c0s1b0n0",
		"x3000c0s1b0", "x3000c0s1", "x3000c0s1b[0-3]n0", "x3000c0s1b0n0 x3000c0s1b1n0", "x3000c8s1b0n0",
	} {
		found := m.validate(fields{"components": text(bad)})
		if len(found) != 1 || found[0].Severity != anError || !strings.Contains(found[0].Attribute.String(), "components") {
			t.Errorf("components = %q:\n%s", bad, told(found))
		}
	}
	for _, good := range []string{"x3000c0s1b0n0", strings.Join(bossim.NodeNames(5000), ",")} {
		if found := m.validate(fields{"components": text(good)}); len(found) != 0 {
			t.Errorf("%d characters:\n%s", len(good), told(found))
		}
	}
	if len(sim.Requests()) != 0 {
		t.Errorf("a validation made requests\n%s", sim.log())
	}
}

// Nodes that were not known when it was planned are checked before the request.
func TestStaged_nodesKnownAfterApply(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	sim.staged(t, "boot", 2)
	m := newServer(t, sim, nil).manage(stagedType)
	known := m.planned(fields{"components": unknownText})
	known["components"] = text("")

	resp, err := m.ApplyResourceChange(m.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: m.Type, PriorState: m.null(), PlannedState: m.value(m.object, known), Config: m.value(m.object, fields{"components": text("")}),
	})
	if err != nil {
		t.Fatal(err)
	}

	wantTold(t, resp.Diagnostics, anError, 1, "The list is empty")
	sim.wantApplied(t, 0)
}

func TestStaged_notOnV1(t *testing.T) {
	t.Parallel()
	sim := newV1(t)
	m := newServer(t, sim, fields{"endpoint": text(sim.URL), "api_version": text("v1")}).manage(stagedType)

	wantTold(t, m.plan(fields{"components": text("x3000c0s1b0n0")}).Diagnostics, anError, 1, "Unable to plan the application of staged sessions", `api_version = "v2"`)

	if len(sim.Requests()) != 0 {
		t.Errorf("a plan made requests\n%s", sim.log())
	}
}
