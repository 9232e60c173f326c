// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestSession_everyNode(t *testing.T) {
	bos := newSim(t)
	limited := func(limit tftypes.Value) fields { return with(bootBlue, fields{"limit": limit}) }
	for _, row := range []struct {
		name  string
		limit tftypes.Value
		want  bool
	}{
		{"left out", tftypes.NewValue(tftypes.String, nil), true},
		{"known after apply", unknownText, false},
		{"*", text("*"), true},
		{"all", text("all"), true},
		{"g1,all", text("g1,all"), true},
		{"all,&all", text("all,&all"), true},
		{"all,g1", text("all,g1"), true},
		{"all,!!g1", text("all,!!g1"), true}, // BOS takes !g1 for a name
		{"!g1,*", text("!g1,*"), true},
		{"all,!g1", text("all,!g1"), false},
		{"all,!all", text("all,!all"), false},
		{"all,&g1", text("all,&g1"), false},
		{"g1,&all", text("g1,&all"), false},
		{"All", text("All"), false},
		{" all", text(" all"), false},
		{"g1", text("g1"), false},
		{"x3000c0s1b0n0", text("x3000c0s1b0n0"), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := newServer(t, bos, nil)

			planned := p.plan(nil, limited(row.limit))
			p.fine(planned.Diagnostics)
			if got := p.attributes(planned.PlannedState)["every_node"]; !got.Equal(truth(row.want)) {
				t.Errorf("every_node is planned as %v, want %t", got, row.want)
			}
			warned := strings.Contains(told(planned.Diagnostics), "The limit of the session is known only after apply")
			if warned != !row.limit.IsKnown() {
				t.Errorf("warning of an unknown limit: %t\n%s", warned, told(planned.Diagnostics))
			}
		})
	}
	bos.wantSent(t, 0, 0)
}

// An engine shows no warning of a replacement's second plan, so the first one has to give those of the creation.
func TestSession_aReplacementWarnsInItsFirstPlan(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	created := p.apply(nil, with(bootBlue, fields{"limit": text("blue"), "operation": text("shutdown")}))
	p.fine(created.Diagnostics)

	unknownLimit := p.plan(created.NewState, with(bootBlue, fields{"limit": unknownText, "operation": text("shutdown")}))
	staged := p.plan(created.NewState, with(bootBlue, fields{"limit": text("blue"), "operation": text("shutdown"), "stage": truth(true)}))
	same := p.plan(created.NewState, with(bootBlue, fields{"limit": text("blue"), "operation": text("shutdown")}))

	wantTold(t, unknownLimit.Diagnostics, tfprotov6.DiagnosticSeverityWarning, 1, "The limit of the session is known only after apply")
	wantTold(t, staged.Diagnostics, tfprotov6.DiagnosticSeverityWarning, 1, "A staged shutdown stages nothing")
	wantTold(t, same.Diagnostics, tfprotov6.DiagnosticSeverityWarning, 0)
	bos.wantSent(t, 1, 1)
}

// The engine plans a creation again when it applies it, and this is what it compares.
func TestSession_everyNodeIsFollowedInAReplacement(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	created := p.apply(nil, with(bootBlue, fields{"limit": text("blue")}))
	p.fine(created.Diagnostics)

	replaced := p.plan(created.NewState, with(bootBlue, fields{"name": text("s2")}))
	p.fine(replaced.Diagnostics)
	if len(replaced.RequiresReplace) == 0 {
		t.Error("a limit that is taken away replaces nothing")
	}
	again := p.plan(nil, with(bootBlue, fields{"name": text("s2")}))
	if got := p.attributes(again.PlannedState)["every_node"]; !got.Equal(truth(true)) {
		t.Errorf("the replacement's every_node is planned as %v", got)
	}
	if state := p.attributes(created.NewState); !state["every_node"].Equal(truth(false)) || !state["endpoint"].Equal(text(bos.URL)) {
		t.Errorf("state: %v, %v", state["every_node"], state["endpoint"])
	}
	bos.wantSent(t, 1, 1)
}

// What an apply would do that does not keep to its plan, where no engine stops it.
func TestSession_createKeepsToItsPlan(t *testing.T) {
	bos, other := newSim(t), newSim(t)
	p, o := newServer(t, bos, nil), newServer(t, other, nil)
	for _, row := range []struct {
		name   string
		change fields
		config fields
		by     *server
		says   string
	}{
		{"a limit that turns out null", fields{"limit": tftypes.NewValue(tftypes.String, nil)}, fields{}, p, "every_node"},
		{"another system", fields{"limit": text("blue")}, fields{"limit": text("blue")}, o, "was planned for the system at " + bos.URL},
	} {
		t.Run(row.name, func(t *testing.T) {
			planned := newServer(t, bos, nil).plan(nil, with(bootBlue, fields{"limit": unknownText}))
			p.fine(planned.Diagnostics)
			settled := p.value(p.session, with(p.attributes(planned.PlannedState), row.change))

			resp, err := row.by.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
				TypeName: "bos_session", PriorState: p.null(), PlannedState: settled, Config: p.value(p.session, with(bootBlue, row.config)),
			})
			if err != nil {
				t.Fatal(err)
			}
			wantTold(t, resp.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, row.says, "Nothing was started")
			bos.wantSent(t, 0, 0)
			other.wantSent(t, 0, 0)
		})
	}
}

// What says what a session does has to be known in the plan that creates it; a validation before knows no variables.
func TestSession_inputsUnknownInThePlan(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	for name, unknown := range map[string]tftypes.Value{
		"operation":        unknownText,
		"tenant":           unknownText,
		"stage":            tftypes.NewValue(tftypes.Bool, tftypes.UnknownValue),
		"include_disabled": tftypes.NewValue(tftypes.Bool, tftypes.UnknownValue),
	} {
		t.Run(name, func(t *testing.T) {
			config := with(bootBlue, fields{name: unknown})
			validated, err := p.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: "bos_session", Config: p.value(p.session, config)})
			if err != nil {
				t.Fatal(err)
			}
			p.fine(validated.Diagnostics)

			planned := newServer(t, bos, nil).plan(nil, config)

			wantTold(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, name+" is known only after apply", "-target=ADDRESS")
		})
	}
	bos.wantSent(t, 0, 0)
}

// BOS may require a limit. Its refusal says so, and the error how to write every node.
func TestSession_limitRequired(t *testing.T) {
	bos := newSim(t)
	bos.sends(t, http.MethodPatch, "/v2/options", "", `{"session_limit_required": true}`)
	everyNode := fields{"limit": text("*")}

	refused := newServer(t, bos, nil).apply(nil, bootBlue)
	started := newServer(t, bos, nil).apply(nil, with(bootBlue, everyNode))

	wantTold(t, refused.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, "Unable to start the session",
		"session_limit_required option is set", "write `limit = \"*\"` to act on every node of the template")
	wantTold(t, started.Diagnostics, tfprotov6.DiagnosticSeverityError, 0)
	bos.wantSent(t, 1, 2)
}
