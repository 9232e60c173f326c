// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// without is state with the named attributes null, as a state from before has them.
func (p *server) without(state *tfprotov6.DynamicValue, names ...string) *tfprotov6.DynamicValue {
	p.t.Helper()
	all := p.attributes(state)
	for _, name := range names {
		all[name] = tftypes.NewValue(all[name].Type(), nil)
	}
	return p.value(p.session, all)
}

// onlyValidates checks that config plans over state, once that is read again, an update that asks for nothing but another
// validation, and returns what was read.
func (p *server) onlyValidates(state *tfprotov6.DynamicValue, config fields) *tfprotov6.DynamicValue {
	p.t.Helper()
	read := p.read(state)
	p.fine(read.Diagnostics)
	planned := p.plan(read.NewState, config)
	p.fine(planned.Diagnostics)
	changes := p.changes(read.NewState, planned.PlannedState)
	if strings.Count(changes, "\n") != 1 || !strings.HasPrefix(changes, "validation: ") || p.attributes(planned.PlannedState)["validation"].IsKnown() || len(planned.RequiresReplace) > 0 {
		p.t.Errorf("the plan does not only validate again:\n%s", changes)
	}
	return read.NewState
}

// says is BOS's answer to a validation of template "plan".
func saysOfPlan(finding string) bossim.Fault {
	return bossim.Fault{Method: http.MethodGet, Path: itsValidation, Rewrite: func(int, http.Header, []byte) (int, []byte) {
		return http.StatusOK, []byte(`"` + finding + `"`)
	}}
}

const (
	refusedPlan  = `Session template: 'plan' boot set: 'compute': Can't find boot artifacts. Error: ManifestNotFound`
	doubtfulPlan = `Session template: 'plan' boot set: 'compute': Unsupported rootfs_provider ('nfs') will cause boot/reboot sessions to fail`
)

func (s *sim) wantValidations(t *testing.T, want int) {
	t.Helper()
	if n := s.Count(http.MethodGet, itsValidation); n != want {
		t.Errorf("%d validations, want %d\n%s", n, want, s.log())
	}
}

// Given an update that BOS would start no session of, then each apply fails until that is fixed, and writes nothing more.
func TestSessionTemplate_fatalUpdateStaysRed(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	created := p.apply(nil, p.template(nil, nil))
	p.fine(created.Diagnostics)
	p.wantText(created.NewState, "validation", "Valid")
	bos.Inject(saysOfPlan(refusedPlan))
	config := p.template(fields{"description": text("x")}, nil)

	state := p.apply(created.NewState, config)

	const summary = "Unable to validate the session template"
	wantFault(t, state.Diagnostics, "", summary, "BOS has accepted", "not tainted", "The next plan shows an update that only validates again and writes nothing")
	for range 2 {
		before := p.onlyValidates(state.NewState, config)
		p.wantText(before, "validation", refusedPlan)
		state = p.apply(before, config)
		wantFault(t, state.Diagnostics, "", summary, "ManifestNotFound")
	}
	bos.wantPuts(t, 2, 0)
	bos.wantValidations(t, 4)

	bos.Lift()
	fixed := p.apply(p.onlyValidates(state.NewState, config), config)
	wantTold(t, fixed.Diagnostics, anError, 0)
	p.wantText(fixed.NewState, "validation", "Valid")
	p.same(fixed.NewState, config)
	bos.wantPuts(t, 2, 0)
	bos.wantValidations(t, 5)
}

// A creation that fails so is tainted. Where the user keeps it, it is validated again, too.
func TestSessionTemplate_fatalCreation(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	bos.Inject(saysOfPlan(refusedPlan))
	config := p.template(nil, nil)

	created := p.apply(nil, config)

	wantFault(t, created.Diagnostics, "", "Unable to validate the session template", "marks the resource as tainted", "deletes the session template and creates it again",
		"`terraform untaint ADDRESS`", "only validates again")
	p.wantText(created.NewState, "validation", refusedPlan)
	p.onlyValidates(created.NewState, config)
	bos.wantPuts(t, 1, 0)
}

// Where BOS cannot be asked again, the last answer stands, and nothing is green.
func TestSessionTemplate_validationIsLost(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	config := p.template(nil, nil)
	bos.Inject(saysOfPlan(refusedPlan))
	created := p.apply(nil, config)
	bos.Lift()
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: itsValidation, Status: http.StatusInternalServerError})

	again := p.apply(created.NewState, config)
	wantFault(t, again.Diagnostics, "", "Unable to validate the session template", "the request that repeats it failed", "Nothing was written", refusedPlan)
	p.wantText(again.NewState, "validation", refusedPlan)

	edited := with(config, fields{"description": text("x")})
	written := p.apply(again.NewState, edited)
	wantTold(t, written.Diagnostics, anError, 0)
	wantTold(t, written.Diagnostics, aWarning, 1, "the request whether it can start a session of it failed")
	p.onlyValidates(written.NewState, edited)

	bos.Lift()
	valid := p.apply(written.NewState, edited)
	p.fine(valid.Diagnostics)
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: itsValidation, Status: http.StatusInternalServerError})
	unknown := p.apply(valid.NewState, config)
	wantTold(t, unknown.Diagnostics, anError, 0)
	p.wantText(unknown.NewState, "validation", "") // "Valid" was said of another content
	p.same(unknown.NewState, config)
}

// What plans a validation, and what does not: a warning, a state from before, an import, and where nobody wants it.
func TestSessionTemplate_whatValidatesAgain(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	config, off := p.template(nil, nil), p.template(fields{"validate": truth(false)}, nil)
	bos.Inject(saysOfPlan(doubtfulPlan))
	doubtful := p.apply(nil, config)
	p.fine(doubtful.Diagnostics)
	p.wantText(doubtful.NewState, "validation", doubtfulPlan)
	bos.Lift()
	set := func(answer string) *tfprotov6.DynamicValue {
		all := p.attributes(doubtful.NewState)
		all["validation"] = text(answer)
		return p.value(p.session, all)
	}
	imported, diagnostics := p.take("plan")
	p.fine(diagnostics)
	bos.wantValidations(t, 1)

	p.same(doubtful.NewState, config)
	p.same(p.without(doubtful.NewState, "validation"), config)
	p.same(imported, config)
	p.onlyValidates(set(refusedPlan), config)

	unwanted := p.apply(set(refusedPlan), off)
	p.fine(unwanted.Diagnostics)
	p.wantText(unwanted.NewState, "validation", "")
	p.same(unwanted.NewState, off)
	wanted := p.apply(unwanted.NewState, config) // an edit of the knob makes no request
	p.fine(wanted.Diagnostics)
	p.same(wanted.NewState, config)
	bos.wantValidations(t, 1)
	bos.wantPuts(t, 1, 0)

	planned := p.plan(set(refusedPlan), with(config, fields{"validate": unknownOf(tftypes.Bool)}))
	if p.attributes(planned.PlannedState)["validation"].IsKnown() {
		t.Error("it is not known whether it is asked for, and the plan knows the answer")
	}
}
