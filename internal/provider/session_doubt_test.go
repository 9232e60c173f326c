// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// destroy deletes a resource.
func (p *server) destroy(state *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: p.typ, PriorState: state, PlannedState: p.null(), Config: p.null(),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// wantText checks one text attribute; "" stands for null.
func (p *server) wantText(state *tfprotov6.DynamicValue, name, want string) {
	p.t.Helper()
	var got *string
	if err := p.attributes(state)[name].As(&got); err != nil {
		p.t.Fatal(err)
	}
	if (got == nil) != (want == "") || got != nil && *got != want {
		p.t.Errorf("%s = %v, want %q", name, p.attributes(state)[name], want)
	}
}

var bootBlueWithoutWaiting = with(bootBlue, fields{"wait_for_completion": truth(false)})

// What a judgement cannot change stays known, so that it replaces nothing that refers to it.
func TestSession_judgingLateTouchesNoNeighbour(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	state := p.apply(nil, bootBlueWithoutWaiting).NewState
	bos.Clock.Advance(oneHour)
	state = p.read(state).NewState
	before := len(bos.Requests())

	planned := p.plan(state, bootBlue)

	p.fine(planned.Diagnostics)
	for name, value := range p.attributes(planned.PlannedState) {
		if value.IsKnown() == (name == "result") {
			t.Errorf("%s is planned as %v", name, value)
		}
	}
	applied := p.apply(state, bootBlue)
	p.fine(applied.Diagnostics)
	p.wantText(applied.NewState, "result", "succeeded")
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("%d requests for what the state knows\n%s", sent, bos.log())
	}
	bos.wantSent(t, 1, 1)
}

// What the state knows of a session outlives BOS's record of it.
func TestSession_recordGoneBeforeTheVerdict(t *testing.T) {
	for _, row := range []struct {
		name, template, want string
		seen                 bool // complete, and its outcome, before the record goes
	}{
		{"succeeded", "blue", "succeeded", true},
		{"failed", "broken", "failed", true},
		{"never seen complete", "blue", "unjudged", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := newSim(t)
			p := newServer(t, bos, nil)
			config := with(bootBlueWithoutWaiting, fields{"template_name": text(row.template)})
			state := p.apply(nil, config).NewState
			bos.Clock.Advance(2 * oneHour)
			if row.seen {
				state = p.read(state).NewState
			}
			bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
			state = p.read(state).NewState

			config["wait_for_completion"] = truth(true)
			applied := p.apply(state, config)

			p.wantText(applied.NewState, "result", row.want)
			if len(applied.Diagnostics) != 1 && row.want != "succeeded" {
				t.Errorf("diagnostics: %+v", applied.Diagnostics)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// A knob that is known only after apply may make a wait due; the plan leaves room for it.
func TestSession_knobKnownAfterApply(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	state := p.apply(nil, bootBlueWithoutWaiting).NewState

	planned := p.plan(state, with(bootBlue, fields{"wait_for_completion": tftypes.NewValue(tftypes.Bool, tftypes.UnknownValue)}))

	p.fine(planned.Diagnostics)
	if result := p.attributes(planned.PlannedState)["result"]; result.IsKnown() {
		t.Errorf("result is planned as %v, but the apply may judge", result)
	}
	bos.Clock.Advance(2 * oneWeek)
	state = p.read(state).NewState
	if got := p.plan(state, with(bootBlue, fields{"on_missing": unknownText})).Diagnostics; len(got) != 1 || got[0].Summary != `Unable to plan session "s1"` {
		t.Errorf("on_missing unknown, record gone: %+v", got)
	}
}

// After a start of which nothing is known, somebody else's session is not ours.
func TestSession_unresolvedStartThenSomebodyElses(t *testing.T) {
	for _, onDestroy := range []string{"delete", "cancel"} {
		bos := newSim(t)
		p := newServer(t, bos, nil)
		bos.Inject(bossim.Fault{Method: http.MethodPost, Path: "/v2/sessions", Drop: true, Times: 1})
		bos.Inject(afterStart(bossim.Fault{Status: 403}))
		created := p.apply(nil, with(bootBlue, fields{"on_destroy": text(onDestroy)}))
		p.wantText(created.NewState, "name", "s1")
		p.wantText(created.NewState, "status", "")
		bos.Lift()
		bos.started(t, "", "s1", `"operation": "reboot", "template_name": "green"`)
		bos.Clock.Advance(oneHour / 60)

		state := p.read(created.NewState).NewState

		p.wantText(state, "status", "")
		p.fine(p.destroy(state))
		if left := bos.Sessions(); len(left) != 1 || bos.Count(http.MethodPatch, "/v2/components") != 0 {
			t.Errorf("%s: somebody else's session was touched: %v\n%s", onDestroy, left, bos.log())
		}
	}
}

// A look that fails tells nobody whose record a DELETE would delete.
func TestSession_destroyDeletesNothingBlindly(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	state := p.apply(nil, bootBlue).NewState
	bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
	bos.started(t, "", "s1", `"operation": "reboot", "template_name": "green"`)
	bos.Inject(onLook(bossim.Fault{Status: 500, Times: 1}))

	told := p.destroy(state)

	if len(told) != 1 || told[0].Severity != tfprotov6.DiagnosticSeverityError || len(bos.Sessions()) != 1 {
		t.Errorf("%+v; left: %v", told, bos.Sessions())
	}
}

// A replacement runs: it adopts no session, whosever it is.
func TestSession_replacementAdoptsNothing(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	config := with(bootBlue, fields{"on_conflict": text("adopt")})
	state := p.apply(nil, config).NewState
	bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
	bos.Clock.Advance(oneHour)
	bos.started(t, "", "s1", `"operation": "boot", "template_name": "blue"`)

	p.fine(p.destroy(state))
	created := p.apply(nil, config)

	if len(created.Diagnostics) != 1 || created.Diagnostics[0].Summary != "Unable to start the session" {
		t.Errorf("diagnostics: %+v", created.Diagnostics)
	}
	bos.wantSent(t, 2, 2)
}

// "BOS did not say" is not "null", and an outcome is not taken from numbers of before the end.
func TestSession_answersThatSayLess(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	state := p.apply(nil, bootBlueWithoutWaiting).NewState
	bos.Inject(onLook(bossim.Fault{Rewrite: rewritten(func(answer map[string]any) {
		if status, ok := answer["status"].(map[string]any); ok {
			delete(status, "start_time")
		}
	})}))
	bos.Inject(onResult(bossim.Fault{Times: 2, Rewrite: rewritten(func(answer map[string]any) {
		answer["status"], answer["managed_components_count"], answer["percent_successful"] = "running", 0, 0
	})}))

	applied := p.apply(state, bootBlue)

	p.fine(applied.Diagnostics)
	p.wantText(applied.NewState, "start_time", "2026-11-22T12:00:00Z")
	p.wantText(applied.NewState, "result", "succeeded")
	bos.wantSent(t, 1, 1)
}
