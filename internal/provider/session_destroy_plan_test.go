// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// ending is a reboot of 16 nodes that are on, which nobody waits for.
func ending(more fields) fields {
	return with(fields{
		"operation": text("reboot"), "template_name": text("blue"), "wait_for_completion": truth(false),
	}, more)
}

// What the plan says of a destruction, or a replacement, and whether the nodes come up, which the session of the simulator
// tells an hour after the destruction.
func TestSession_planOfADestructionSaysWhatHappensToNodes(t *testing.T) {
	cancel, forget := fields{"on_destroy": text("cancel")}, fields{"on_destroy": text("forget")}
	const (
		stays     = "stops its nodes where they are"
		continues = "does not stop its nodes"
	)
	for name, row := range map[string]struct {
		start  func(*testing.T, ...func(*bossim.Config)) *sim
		knobs  fields
		after  time.Duration
		says   []string // none: no warning
		booted int      // nodes; -1 = not looked at
	}{
		"cancel, running":      {newSim, cancel, time.Minute, []string{stays, "status running, 16 nodes", "its 16 nodes stay as they are at that moment, and some may be off", `apply on_destroy = "delete" first`}, 0},
		"cancel, pending":      {newSim, cancel, 0, []string{stays, "status pending", "nodes that BOS has acted on by then stay as they are"}, 0},
		"cancel, complete":     {newSim, cancel, oneHour, nil, 16},
		"cancel, staged":       {newSim, with(cancel, fields{"stage": truth(true)}), time.Minute, []string{"drops what it staged", "What it staged on its 16 nodes can no longer be applied"}, 0},
		"delete, running":      {newSim, nil, time.Minute, []string{continues, "Deleting the record stops no node: the operation continues on its 16 nodes"}, 16},
		"delete, pending":      {newSim, nil, 0, []string{continues, "If BOS has begun to set the session up by then"}, 0},
		"delete, complete":     {newSim, nil, oneHour, nil, 16},
		"delete, staged":       {newSim, fields{"stage": truth(true)}, time.Minute, []string{"drops what it staged"}, 0},
		"forget, running":      {newSim, forget, time.Minute, []string{continues, "No request is sent and BOS keeps the record: the operation continues on its 16 nodes"}, 16},
		"forget, complete":     {newSim, forget, oneHour, nil, 16},
		"v1, delete, pending":  {newV1, nil, 0, []string{continues, "Deleting the record stops no node: the operation continues on its nodes"}, -1},
		"v1, delete, running":  {newV1, nil, time.Minute, []string{continues, "the operation continues on its 16 nodes"}, -1},
		"v1, delete, complete": {newV1, nil, oneHour, nil, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := row.start(t, func(c *bossim.Config) { c.System.On = bossim.NodeNames(64) })
			m := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text(bos.api.version)}).manage("bos_session")
			m.fine(m.apply(ending(row.knobs)))
			bos.Clock.Advance(row.after)
			m.fine(m.refresh())
			warnings := min(1, len(row.says))

			replaced := m.plan(ending(with(row.knobs, fields{"operation": text("shutdown"), "stage": tftypes.NewValue(tftypes.Bool, nil)})))
			wantTold(t, replaced.Diagnostics, tfprotov6.DiagnosticSeverityWarning, warnings, row.says...)
			if len(replaced.RequiresReplace) == 0 {
				t.Error("the plan replaces nothing")
			}
			wantTold(t, m.plan(ending(with(row.knobs, fields{"max_failed_percent": amount(3)}))).Diagnostics, tfprotov6.DiagnosticSeverityWarning, 0)
			wantTold(t, m.plan(nil).Diagnostics, tfprotov6.DiagnosticSeverityWarning, warnings, row.says...)

			m.fine(m.apply(nil))

			bos.Clock.Advance(oneHour)
			if booted, _ := bos.booted(t); row.booted >= 0 && booted != row.booted {
				t.Errorf("%d nodes booted, want %d", booted, row.booted)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// A record that is gone: there is nothing to delete, but a cancellation disables what is still enabled.
func TestSession_planOfADestructionWithoutARecord(t *testing.T) {
	for onDestroy, warnings := range map[string]int{"delete": 0, "cancel": 1} {
		bos := newSim(t)
		m := newServer(t, bos, nil).manage("bos_session")
		m.fine(m.apply(ending(fields{"name": text("s1"), "on_destroy": text(onDestroy)})))
		bos.Clock.Advance(time.Minute)
		m.fine(m.refresh())
		bos.sends(t, "DELETE", "/v2/sessions/s1", "", "")
		m.fine(m.refresh())

		wantTold(t, m.plan(nil).Diagnostics, tfprotov6.DiagnosticSeverityWarning, warnings)

		bos.wantSent(t, 1, 1)
	}
}

// Terraform does not plan the destruction of a tainted resource through the provider: the error that taints it says
// what applying it again does to the nodes of this session.
func TestSession_errorThatTaintsSaysWhatADestructionDoes(t *testing.T) {
	lost := onStart(bossim.Fault{Drop: true, Commit: true, Times: 1})
	gone := onLook(bossim.Fault{Status: 503, For: 3 * oneHour})
	short := fields{"wait_for_completion": truth(true), "timeouts": tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{"create": tftypes.String, "delete": tftypes.String}},
		map[string]tftypes.Value{"create": text("1m"), "delete": tftypes.NewValue(tftypes.String, nil)})}
	for name, row := range map[string]struct {
		knobs  fields
		faults []bossim.Fault
		says   []string
	}{
		"time-out": {short, nil, []string{"Unable to see the end", `on_destroy is "delete"`, "the operation continues on its 16 nodes"}},
		"time-out, cancel": {with(short, fields{"on_destroy": text("cancel")}), nil, []string{
			"Unable to see the end", `on_destroy is "cancel"`, "its 16 nodes stay as they are at that moment, and some may be off",
		}},
		"refused": {with(short, fields{"on_destroy": text("cancel")}), []bossim.Fault{onLook(bossim.Fault{Status: 403, Skip: 5})}, []string{
			"Unable to wait for", `on_destroy is "cancel"`, "its 16 nodes stay as they are",
		}},
		"unresolved": {fields{"on_destroy": text("cancel")}, []bossim.Fault{lost, gone}, []string{
			"Unable to tell whether the session was started", `on_destroy is "cancel"`, "nodes that BOS has acted on by then stay as they are",
		}},
		"too many nodes, not cancelled": {fields{"max_components": amount(8)}, []bossim.Fault{{Method: "PATCH", Path: "/v2/components", Status: 403}}, []string{
			"Unable to limit", `on_destroy is "delete"`, "the operation continues on its 16 nodes",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, func(c *bossim.Config) { c.System.On = bossim.NodeNames(64) })
			for _, fault := range row.faults {
				bos.Inject(fault)
			}
			m := newServer(t, bos, nil).manage("bos_session")

			wantTold(t, m.apply(ending(row.knobs)), tfprotov6.DiagnosticSeverityError, 1, append(row.says, "Applying a tainted resource destroys this session first")...)

			bos.wantSent(t, 1, 1)
		})
	}
}

// The engine shows it in the plan of a destroy and of a replacement; of a session that is complete there is nothing to show.
func TestSession_planOfADestroyByTheEngine(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	config := sessionWith("wait_for_completion = false\non_destroy = \"cancel\"")
	tf.write(config)
	tf.must("apply", "-auto-approve")
	bos.Clock.Advance(15 * time.Second)
	const warning = `Destroying session "s1" stops its nodes where they are`

	says(t, tf.must("plan", "-destroy"), warning, "its 16 nodes stay as they are at that moment, and some may be off", "1 to destroy")
	tf.write(strings.Replace(config, `"boot"`, `"reboot"`, 1))
	says(t, tf.must("plan"), warning, "must be replaced")

	bos.Clock.Advance(oneHour)
	if output := tf.must("plan", "-destroy"); strings.Contains(output, "Destroying session") {
		t.Errorf("the session is complete:\n%s", output)
	}
	bos.wantSent(t, 1, 1)
}
