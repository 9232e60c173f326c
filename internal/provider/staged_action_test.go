// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const stagedAction = "bos_apply_staged"

func TestStagedAction_appliesOnce(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	nodes := sim.staged(t, "reboot", 3)

	run := newServer(t, sim, nil).invoke(stagedAction, fields{"components": text(nodes)})

	run.wantLines(t, "applying what is staged for 3 nodes", "applied for 3 nodes")
	wantTold(t, run.diagnostics, anError, 0)
	wantTold(t, run.diagnostics, aWarning, 1, "What is staged stays staged", "clear_stage is false", "Invoke the action again only if the nodes should reboot.")
	sim.wantApplied(t, 1)
	sim.wantBooted(t, 3)
}

// What the resource says of its taint is not said of an action, whatever happens.
func TestStagedAction_says(t *testing.T) {
	t.Parallel()
	post := func(f bossim.Fault) []bossim.Fault {
		f.Method, f.Path = http.MethodPost, applyPath
		return []bossim.Fault{f}
	}
	blind := bossim.Fault{Method: http.MethodGet, Path: "/v2/components", Skip: 1, Status: http.StatusInternalServerError}
	again := "terraform apply -invoke=action.bos_apply_staged.NAME"
	rows := []struct {
		name      string
		operation string
		gone      bool // the session
		faults    []bossim.Fault
		booted    int
		lines     []string // after the first
		says      []string
	}{
		{"nothing is staged", "shutdown", false, nil, 0, []string{"applied for 0 nodes · ignored 2"}, []string{"nothing is staged", "Then invoke the action again", again}},
		{"the session is gone", "boot", true, nil, 0, []string{"applied for 0 nodes · failed 2"}, []string{"Unable to apply what is staged for 2 of 2 nodes", "Nothing repeats the request by itself"}},
		{"refused", "boot", false, post(bossim.Fault{Status: http.StatusForbidden, Body: "Unauthorized Request"}), 0, nil, []string{"Nothing was applied, and no node was affected", again}},
		{"the answer is lost, and the records cannot be read", "boot", false, append(post(bossim.Fault{Commit: true, Drop: true}), blind), 2, nil, []string{
			"Unable to tell whether what is staged was applied", "not known: 2 nodes", "Nothing repeats the request by itself", "only for nodes to which nothing was applied",
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t)
			nodes := sim.staged(t, row.operation, 2)
			if row.gone {
				sim.sends(t, http.MethodDelete, "/v2/sessions/next", "", "")
			}
			for _, fault := range row.faults {
				sim.Inject(fault)
			}

			run := newServer(t, sim, nil).invoke(stagedAction, fields{"components": text(nodes)})

			run.wantLines(t, append([]string{"applying what is staged for 2 nodes"}, row.lines...)...)
			wantTold(t, run.diagnostics, anError, 1, row.says...)
			if all := told(run.diagnostics); strings.Contains(all, "taint") || strings.Contains(all, "in the state") {
				t.Errorf("an action has no state:\n%s", all)
			}
			sim.wantApplied(t, 1)
			sim.Lift()
			sim.wantBooted(t, row.booted)
		})
	}
}

// Ctrl-C while the request is on its way: its answer is still taken.
func TestStagedAction_interrupted(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	nodes := sim.staged(t, "boot", 2)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	sim.Inject(bossim.Fault{Method: http.MethodPost, Path: applyPath, Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
		interrupt()
		return status, body
	}})

	run := newServer(t, sim, nil).invokeOnly(ctx, stagedAction, fields{"components": text(nodes)})

	run.wantLines(t, "applying what is staged for 2 nodes") // Terraform drops what follows a line after an interrupt
	wantTold(t, run.diagnostics, anError, 0)
	wantTold(t, run.diagnostics, aWarning, 1, "What is staged stays staged", "2 nodes")
	sim.wantApplied(t, 1)
	sim.wantBooted(t, 2)
}

func TestStagedAction_plan(t *testing.T) {
	t.Parallel()
	old, sim := newSim(t, release("2.10.19")), newSim(t)
	config := fields{"components": unknownText}

	wantTold(t, newServer(t, old, nil).planAction(stagedAction, config), aWarning, 1, "This version of BOS cannot apply what is staged")
	p := newServer(t, sim, nil)
	if found := p.planAction(stagedAction, config); len(found) != 0 {
		t.Errorf("told:\n%s", told(found))
	}
	wantTold(t, p.planAction(stagedAction, fields{"components": unknownText, "tenant": unknownText}), anError, 1, "Unable to plan the action")
	run := p.invokeOnly(t.Context(), stagedAction, fields{"components": text("x3000c0s1b0n0,")})
	wantTold(t, run.diagnostics, anError, 1, "Invalid list of nodes")
	sim.wantApplied(t, 0)
}

// The provider's tenant applies where the action has none.
func TestStagedAction_tenant(t *testing.T) {
	t.Parallel()
	sim := newSim(t, withTenant)
	sim.started(t, "vcluster-blue", "next", `"operation": "boot", "template_name": "theirs", "stage": true`)
	sim.Clock.Advance(oneHour)
	theirs := strings.Join(bossim.NodeNames(2), ",")
	inTenant := fields{"endpoint": text(sim.URL), "tenant": text("vcluster-blue")}
	own := fields{"components": text(theirs), "tenant": text("vcluster-blue")}

	run := newServer(t, sim, inTenant).invoke(stagedAction, fields{"components": text(theirs)})
	again := newServer(t, sim, nil).invoke(stagedAction, own)

	for _, r := range []invoked{run, again} {
		r.wantLines(t, "applying what is staged for 2 nodes", "applied for 2 nodes")
		wantTold(t, r.diagnostics, anError, 0)
	}
	sim.wantApplied(t, 2)
	for _, r := range sim.Requests() {
		if r.Path == applyPath && r.Tenant != "vcluster-blue" {
			t.Errorf("%s %s was made for tenant %q", r.Method, r.Path, r.Tenant)
		}
	}
}
