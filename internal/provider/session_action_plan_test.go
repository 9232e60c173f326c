// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A plan of the action says what that of the resource says, and starts nothing.
func TestSessionAction_plan(t *testing.T) {
	t.Parallel()
	const none = ""
	unknownCount := tftypes.NewValue(tftypes.Number, tftypes.UnknownValue)
	rows := []struct {
		name, preview   string
		more            fields
		errors, warning string // the one of its severity; none = there is none
	}{
		{"its nodes", "auto", nil, none, "16 nodes: reboot of template blue"},
		{"its nodes by name", "auto", fields{"limit": text("x3000c0s1b0n0"), "name": text("one")}, none, "1 of 16 nodes: reboot of template blue, limit `x3000c0s1b0n0`, session one"},
		{"no node", "auto", fields{"limit": text("x3000c0s9b0n0")}, "Unable to plan the session", none},
		{"too many nodes", "auto", fields{"max_components": amount(4)}, "Unable to plan the session", none},
		{"exactly known", "strict", nil, none, "16 nodes: reboot of template blue"},
		{"not exactly known", "strict", fields{"template_name": unknownText}, "Unable to plan the session", none},
		{"a template that is known only after apply", "auto", fields{"template_name": unknownText}, none, none},
		{"no forecast", "off", nil, none, none},
		{"a staged shutdown", "off", fields{"operation": text("shutdown"), "stage": truth(true)}, none, "A staged shutdown stages nothing"},
		{"a limit that may turn out null", "auto", fields{"limit": unknownText}, "Unable to plan the session", none},
		{"an operation that is known only after apply", "auto", fields{"operation": unknownText}, "Unable to plan the session", none},
		{"a maximum that is known only after apply", "off", fields{"max_components": unknownCount}, "Unable to plan the session", none},
		{"a tenant that is known only after apply", "auto", fields{"tenant": unknownText}, "Unable to plan the action", none},
		{"a name and a prefix", "off", fields{"name": text("a"), "name_prefix": text("b-")}, "Unable to plan the session", none},
		{"nothing to adopt", "off", fields{"on_conflict": text("adopt")}, none, `on_conflict = "adopt" has no effect without a name`},
		{"a bad limit", "off", fields{"limit": text("!blue")}, "Invalid session limit", none},
		{"a bad time-out", "off", fields{"timeouts": timeoutsOf("90")}, "Invalid duration", none},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := foreseen(t, row.preview)

			found := newServer(t, bos, fields{"endpoint": text(bos.URL), "preview": text(row.preview)}).planAction(sessionAction, with(rebootBlueOnce, row.more))

			wantTold(t, found, anError, min(1, len(row.errors)), row.errors)
			wantTold(t, found, aWarning, min(1, len(row.warning)), row.warning)
			noState(t, found)
			bos.wantSent(t, 0, 0)
		})
	}
}

// What the plan could not check is checked before the start.
func TestSessionAction_checkedBeforeTheStart(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		preview string
		more    fields
		says    []string
	}{
		"too many nodes":      {"auto", fields{"max_components": amount(4)}, []string{"Unable to start the session", "max_components is 4", "Nothing was started."}},
		"no node":             {"auto", fields{"limit": text("x3000c0s9b0n0")}, []string{"Unable to start the session", "Nothing was started."}},
		"a bad limit":         {"off", fields{"limit": text("!blue")}, []string{"Invalid session limit"}},
		"a bad time-out":      {"off", fields{"timeouts": timeoutsOf("90")}, []string{"Invalid duration"}},
		"a bad share":         {"off", fields{"max_failed_percent": amount(101)}, []string{"Invalid percentage"}},
		"a bad maximum":       {"off", fields{"max_components": amount(0)}, []string{"Invalid number of nodes"}},
		"a name and a prefix": {"off", fields{"name": text("a"), "name_prefix": text("b-")}, []string{"name and name_prefix are both configured"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := foreseen(t, row.preview)
			p := newServer(t, bos, fields{"endpoint": text(bos.URL), "preview": text(row.preview)})

			run := p.invokeOnly(p.ctx, sessionAction, with(rebootBlueOnce, row.more))

			run.wantLines(t)
			wantTold(t, run.diagnostics, anError, 1, row.says...)
			noState(t, run.diagnostics)
			bos.wantSent(t, 0, 0)
		})
	}
}

// Two actions of one plan with the same name and other inputs: only one could be started.
func TestSessionAction_sameNameInOnePlan(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := newServer(t, bos, nil)
	named := with(rebootBlueOnce, fields{"name": text("nightly")})

	wantTold(t, p.planAction(sessionAction, named), anError, 0)
	wantTold(t, p.planAction(sessionAction, named), anError, 0) // two events trigger it
	wantTold(t, p.planAction(sessionAction, with(named, fields{"limit": text("x3000c0s1b0n0")})), anError, 1, "Unable to plan another session")
	bos.wantSent(t, 0, 0)
}
