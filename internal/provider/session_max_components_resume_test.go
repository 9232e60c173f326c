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
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// interruptedBefore is a session whose apply was interrupted before BOS had written its nodes.
func interruptedBefore(t *testing.T, bos *sim, config fields) *managed {
	t.Helper()
	m := newServer(t, bos, nil).manage("bos_session")
	ctx, cancel := context.WithCancel(t.Context())
	bos.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.Path, "/v2/sessions/") && r.Status == http.StatusOK { // its name was free before
			cancel()
		}
	})
	m.ctx = ctx
	diagnostics := m.apply(config)
	bos.OnRequest(nil)
	m.ctx = t.Context()
	wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, 0, "Stopped waiting for")
	wantValues(t, m.values(m.State), map[string]any{"status": "pending", "component_count": 0})
	return m
}

// The next apply counts the nodes, with the bound that the session was started with unless it was raised.
func TestSession_maxComponentsAfterAnInterrupt(t *testing.T) {
	for name, row := range map[string]struct {
		first, then fields
		cancelled   bool
	}{
		"the same":                 {bounded(nil), bounded(nil), true},
		"the same, not waited for": {bounded(unwaitedFor), bounded(unwaitedFor), true},
		"raised":                   {bounded(unwaitedFor), bounded(with(unwaitedFor, most(63))), false},
		"raised, but not enough":   {bounded(unwaitedFor), bounded(with(unwaitedFor, most(62))), true},
		"removed":                  {bounded(unwaitedFor), bounded(with(unwaitedFor, fields{"max_components": tftypes.NewValue(tftypes.Number, nil)})), false},
		"lowered":                  {bounded(with(unwaitedFor, most(63))), bounded(unwaitedFor), false},
		"added":                    {bounded(with(unwaitedFor, fields{"max_components": tftypes.NewValue(tftypes.Number, nil)})), bounded(unwaitedFor), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			var m *managed
			if name == "added" { // nothing is waited for, so there is nothing to interrupt
				m = newServer(t, bos, nil).manage("bos_session")
				m.fine(m.apply(row.first))
			} else {
				m = interruptedBefore(t, bos, row.first)
			}
			bos.Clock.Advance(10 * time.Second)
			m.fine(m.refresh())

			diagnostics := m.apply(row.then)

			if row.cancelled {
				wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, 1, "It was cancelled.")
				bos.wantStopped(t)
			} else {
				m.fine(diagnostics)
				if names := m.differs(row.then); len(names) > 0 {
					t.Errorf("the next plan changes %v", names)
				}
			}
			if patched := bos.Count(http.MethodPatch, "/v2/components") > 0; patched != row.cancelled {
				t.Errorf("nodes were disabled: %t", patched)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// On v1, a session that was taken over unproven may be somebody else's: nothing is said of cancelling it but that it was not,
// and a destroy leaves it alone.
func TestSessionV1_maxComponentsOfASessionTakenOverUnproven(t *testing.T) {
	bos := newV1(t, func(c *bossim.Config) { c.Timing.SetUp = 2 * time.Minute })
	m := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")}).manage("bos_session")
	theirsOnly(t, bos, "x3000c0s2b0n0,x3000c0s2b1n0")
	config := fields{"operation": text("boot"), "template_name": text("blue"), "limit": text("blue"), "max_components": amount(1), "wait_for_completion": truth(false)}

	wantTold(t, m.apply(config), tfprotov6.DiagnosticSeverityError, 1, "on 2 nodes, and max_components is 1", "It was not cancelled, as somebody else may have started it")

	wantTold(t, m.plan(nil).Diagnostics, tfprotov6.DiagnosticSeverityWarning, 1, "does not stop its nodes", "It may be somebody else's, so that its record stays in BOS, and the operation continues on its 2 nodes.")
	m.fine(m.apply(nil))
	if bos.onlySession(t) == "" || bos.Count("DELETE", "/v1/session/*") != 0 {
		t.Error("somebody else's session was deleted")
	}
	if got := bos.ours(); got != [2]int{0, 1} {
		t.Errorf("sessions started, requests to start: %v", got)
	}
}

// The engine taints the session, and its next apply replaces it.
func TestSession_maxComponentsTaints(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	config := strings.Replace(sessionWith("max_components = 8"), `"boot"`, `"reboot"`, 1)
	tf.write(config)

	says(t, tf.exits(1, "apply", "-auto-approve"), `Unable to limit session "s1" to 8 nodes`, "starts the operation again")
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "is tainted, so")
	bos.wantSent(t, 1, 1)

	tf.write(strings.Replace(config, "= 8", "= 16", 1))
	tf.must("apply", "-auto-approve")

	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 2, 2)
	if left := bos.Sessions(); len(left) != 1 {
		t.Errorf("in BOS: %v", left)
	}
}
