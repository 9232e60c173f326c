// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

var adopting = with(bootBlue, fields{"on_conflict": text("adopt"), "triggers": runTrigger("v1")})

// runTrigger is a map of triggers.
func runTrigger(value string) tftypes.Value {
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"run": text(value)})
}

// Under on_conflict = "adopt", a session that replaces another one needs another name, whatever the order of the two.
func TestSession_adoptReplacedUnderTheSameName(t *testing.T) {
	none := func(fields) fields { return nil }
	changed := func(more fields) func(fields) fields {
		return func(fields) fields { return more }
	}
	for name, row := range map[string]struct {
		change func(fields) fields
		refuse bool
	}{
		"nothing changes":         {none, false},
		"a knob":                  {changed(fields{"on_failure": text("warn")}), false},
		"triggers left out":       {changed(fields{"triggers": tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, nil)}), false},
		"a trigger":               {changed(fields{"triggers": runTrigger("v2")}), true},
		"a trigger, unknown":      {changed(fields{"triggers": tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, tftypes.UnknownValue)}), true},
		"the operation":           {changed(fields{"operation": text("reboot")}), true},
		"the template":            {changed(fields{"template_name": text("green")}), true},
		"the limit":               {changed(fields{"limit": text("x3000c0s1b0n0")}), true},
		"include_disabled":        {changed(fields{"include_disabled": truth(true)}), true},
		"stage":                   {changed(fields{"stage": truth(true)}), true},
		"the tenant":              {changed(fields{"tenant": text("vcluster-blue")}), true},
		"the name, too":           {changed(fields{"triggers": runTrigger("v2"), "name": text("s2")}), false},
		"the name, to an unknown": {changed(fields{"triggers": runTrigger("v2"), "name": unknownText}), true},
		"on_conflict, too":        {changed(fields{"triggers": runTrigger("v2"), "on_conflict": text("error")}), false},
		"on_conflict, to adopt": {func(base fields) fields {
			base["on_conflict"] = text("error")
			return fields{"triggers": runTrigger("v2"), "on_conflict": text("adopt")}
		}, true},
		"a trigger, without name": {func(base fields) fields { delete(base, "name"); return fields{"triggers": runTrigger("v2")} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, withTenant)
			p := newServer(t, bos, nil)
			before := with(adopting, nil)
			change := row.change(before)
			state := p.apply(nil, before).NewState
			p.fine(p.read(state).Diagnostics)

			planned := p.plan(state, with(before, change))

			if !row.refuse {
				p.fine(planned.Diagnostics)
				return
			}
			wantTold(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, `Unable to plan the replacement of session "s1"`)
			if at := planned.Diagnostics[0].Attribute; at == nil || at.String() != `AttributeName("name")` {
				t.Errorf("at %v", at)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// A creation without a prior state, under a name that a refresh of the same run has shown, is a tainted resource, one that
// is replaced on purpose, or one whose address changed: it would adopt its predecessor.
func TestSession_adoptOfANameThatWasRead(t *testing.T) {
	for name, row := range map[string]struct {
		between func(*sim)
		read    bool
		more    fields
		refuse  bool
	}{
		"read":                    {nil, true, nil, true},
		"not read":                {nil, false, nil, false},
		"read, and not there":     {func(s *sim) { s.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "") }, true, nil, false},
		"read, another name":      {nil, true, fields{"name": text("s2")}, false},
		"read, another tenant":    {nil, true, fields{"tenant": text("vcluster-blue")}, false},
		"read, not to adopt":      {nil, true, fields{"on_conflict": text("error")}, false},
		"read, may be to adopt":   {nil, true, fields{"on_conflict": unknownText}, true},
		"read, another operation": {nil, true, fields{"operation": text("reboot")}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, withTenant)
			state := newServer(t, bos, nil).apply(nil, adopting).NewState
			p := newServer(t, bos, nil) // another run
			if row.between != nil {
				row.between(bos)
			}
			if row.read {
				p.fine(p.read(state).Diagnostics)
			}

			planned := p.plan(nil, with(adopting, row.more))

			if !row.refuse {
				p.fine(planned.Diagnostics)
				return
			}
			wantTold(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, `Unable to plan a new session "s1"`, "terraform untaint ADDRESS", "`moved` block")
			bos.wantSent(t, 1, 1)
		})
	}
}

// A new address may be planned before the old one is refreshed.
func TestSession_adoptPlannedBeforeTheOtherIsRead(t *testing.T) {
	bos := newSim(t)
	state := newServer(t, bos, nil).apply(nil, adopting).NewState
	p := newServer(t, bos, nil)
	p.fine(p.plan(nil, adopting).Diagnostics)

	read := p.read(state)

	wantTold(t, read.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, `Unable to plan another session "s1"`, "`moved` block")
	p = newServer(t, bos, nil) // the control
	p.fine(p.read(state).Diagnostics)
	bos.wantSent(t, 1, 1)
}

// A record that BOS recreates is gone, so that nothing can be adopted.
func TestSession_adoptRecreatesWhatIsMissing(t *testing.T) {
	bos := newSim(t)
	config := with(adopting, fields{"on_missing": text("recreate")})
	state := newServer(t, bos, nil).apply(nil, config).NewState
	bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
	p := newServer(t, bos, nil)
	state = p.read(state).NewState

	p.fine(p.plan(state, config).Diagnostics)
	p.fine(p.apply(nil, config).Diagnostics) // the engine plans and applies a replacement as a creation, too

	bos.wantSent(t, 2, 2)
}

// Two resources of one run never share a session.
func TestSession_adoptTwiceInOneRun(t *testing.T) {
	for name, existing := range map[string]bool{"started": false, "adopted": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			if existing {
				bos.started(t, "", "s1", `"operation": "boot", "template_name": "blue"`)
			}
			p := newServer(t, bos, nil)
			first := p.apply(nil, adopting)
			p.fine(first.Diagnostics)
			p.wantText(first.NewState, "result", "succeeded")

			second := p.apply(nil, adopting)

			wantTold(t, second.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, "Unable to start the session", "Session s1 was started or adopted in this run already", "Give each session its own name")
			if !p.isNull(second.NewState) {
				t.Error("the second one is in the state")
			}
			bos.wantSent(t, 1, 1) // of the other one, where it existed
		})
	}
}

// isNull reports whether there is no such resource.
func (p *server) isNull(state *tfprotov6.DynamicValue) bool {
	p.t.Helper()
	value, err := state.Unmarshal(p.session)
	if err != nil {
		p.t.Fatal(err)
	}
	return value.IsNull()
}

// A session that moved to another address by adoption is not deleted at the old one.
func TestSession_adoptedIsNotDestroyedAtItsOldAddress(t *testing.T) {
	bos := newSim(t)
	old := newServer(t, bos, nil).apply(nil, adopting).NewState
	p := newServer(t, bos, nil)
	p.fine(p.apply(nil, adopting).Diagnostics)

	told := p.destroy(old)

	wantTold(t, told, tfprotov6.DiagnosticSeverityError, 0)
	wantTold(t, told, tfprotov6.DiagnosticSeverityWarning, 1, `The record of session "s1" was not deleted`)
	if left := bos.Sessions(); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
	bos.wantSent(t, 1, 1)
}

func TestSession_adoptWithoutANameWarns(t *testing.T) {
	for name, row := range map[string]struct {
		config   fields
		warnings int
	}{
		"without a name": {fields{"on_conflict": text("adopt")}, 1},
		"with a name":    {fields{"on_conflict": text("adopt"), "name": text("s1")}, 0},
		"name unknown":   {fields{"on_conflict": text("adopt"), "name": unknownText}, 0},
		"without adopt":  {fields{"on_conflict": text("error")}, 0},
		"unknown":        {fields{"on_conflict": unknownText}, 0},
		"left out":       {nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newServer(t, newSim(t), nil)
			config := with(fields{"operation": text("boot"), "template_name": text("blue")}, row.config)

			resp, err := p.ValidateResourceConfig(p.ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: p.typ, Config: p.value(p.session, config)})
			if err != nil {
				t.Fatal(err)
			}
			wantTold(t, resp.Diagnostics, tfprotov6.DiagnosticSeverityError, 0)
			wantTold(t, resp.Diagnostics, tfprotov6.DiagnosticSeverityWarning, row.warnings)
		})
	}
}

// The nodes prove that the session was started whose record somebody deleted while its answer was outstanding.
func TestSession_recordDeletedWhileItIsStarted(t *testing.T) {
	for name, config := range map[string]fields{"chosen": bootBlue, "generated": without(bootBlue, "name")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			bos.Inject(onStart(bossim.Fault{Commit: true, Drop: true, Times: 1}))
			bos.OnRequest(func(r bossim.Request) {
				if ourPost(r) {
					bos.Clock.Advance(30 * time.Second) // set-up assigns the nodes
					for _, session := range bos.Sessions() {
						bos.sends(t, http.MethodDelete, "/v2/sessions/"+session, "", "")
					}
				}
			})
			p := newServer(t, bos, nil)

			applied := p.apply(nil, config)

			p.fine(applied.Diagnostics)
			wantTold(t, applied.Diagnostics, tfprotov6.DiagnosticSeverityError, 0, "which was started", "It is not started again")
			p.wantText(applied.NewState, "result", "succeeded") // judged by its nodes
			bos.wantSent(t, 1, 1)
		})
	}
}

func without(given fields, name string) fields {
	all := with(given, nil)
	delete(all, name)
	return all
}

// The same resource may be planned again with the same provider, as terraform test does.
func TestSession_plannedAgain(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	for range 2 {
		p.fine(p.plan(nil, with(bootBlue, fields{"limit": text("blue")})).Diagnostics)
	}
	other := p.plan(nil, with(bootBlue, fields{"limit": text("green")}))
	wantTold(t, other.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, `Unable to plan another session "s1"`, "and other inputs")
	bos.wantSent(t, 0, 0)
}
