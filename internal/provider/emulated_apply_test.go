// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// apply applies a plan, with the configuration as it is known by then.
func (e *emulated) apply(plan *walkPlan, config *tfprotov6.DynamicValue) *answered {
	said := &answered{}
	e.current, e.others = plan.prior, plan.deposed
	switch plan.action {
	case doCreate:
		e.create(plan, config, said)
	case doUpdate:
		e.update(plan, config, said)
	case doReplace:
		e.replace(plan, config, said)
	case doDelete:
		if e.destroy(e.current, said) {
			e.current = nil
		}
	}
	for _, one := range plan.deposed {
		if !e.stopped {
			e.destroyDeposed(one, said)
		}
	}
	said.stopped = e.stopped
	return said
}

func (e *emulated) replace(plan *walkPlan, config *tfprotov6.DynamicValue, said *answered) {
	old := e.current
	if !plan.heir {
		if !e.destroy(old, said) {
			return
		}
		e.current = nil
		if !e.stopped {
			e.create(plan, config, said)
		}
		return
	}
	e.current, e.others = nil, append(slices.Clone(e.others), old)
	created := e.create(plan, config, said)
	switch {
	case created && !e.stopped:
		e.destroyDeposed(old, said)
	case e.current == nil: // nothing came of it: the old object is the current one again
		e.current, e.others = old, slices.DeleteFunc(slices.Clone(e.others), func(one *instance) bool { return one == old })
	}
}

func (e *emulated) destroyDeposed(old *instance, said *answered) {
	if e.destroy(old, said) {
		e.others = slices.DeleteFunc(slices.Clone(e.others), func(one *instance) bool { return one == old })
	}
}

func (e *emulated) destroy(old *instance, said *answered) bool {
	e.fence()
	resp, err := e.p.ApplyResourceChange(e.p.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: e.p.typ, PriorState: old.state, PlannedState: e.p.null(), Config: e.p.null(), PlannedPrivate: old.private,
	})
	e.fence() // a connection that was cut orders nothing
	if err != nil {
		e.t.Fatal(err)
	}
	return said.add(resp.Diagnostics)
}

// create plans once more, with what is known now, and creates. An object that a failed creation leaves is tainted.
func (e *emulated) create(plan *walkPlan, config *tfprotov6.DynamicValue, said *answered) bool {
	resp, ok := e.change(nil, plan, config, said)
	if resp != nil && !e.p.unpacked(resp.NewState).IsNull() {
		e.current = &instance{state: resp.NewState, private: resp.Private, identity: resp.NewIdentity, tainted: !ok}
	}
	return ok
}

func (e *emulated) update(plan *walkPlan, config *tfprotov6.DynamicValue, said *answered) {
	resp, _ := e.change(e.current, plan, config, said)
	if resp != nil && !e.p.unpacked(resp.NewState).IsNull() {
		e.current = &instance{state: resp.NewState, private: resp.Private, identity: resp.NewIdentity}
	}
}

// change is one call to create or update; it returns nil where the engine does not come so far.
func (e *emulated) change(prior *instance, plan *walkPlan, config *tfprotov6.DynamicValue, said *answered) (*tfprotov6.ApplyResourceChangeResponse, bool) {
	if !e.validated(config, said) {
		return nil, false
	}
	again, ok := e.planOver(prior, plan.private, config, &answered{})
	if !ok {
		said.add(again.Diagnostics)
		return nil, false
	}
	if at, same := conforms(e.p, e.p.unpacked(plan.planned), e.p.unpacked(again.PlannedState)); !same {
		said.errors = append(said.errors, inconsistentPlan+at)
		return nil, false
	}
	state := e.p.null()
	if prior != nil {
		state = prior.state
	}
	e.fence()
	resp, err := e.p.ApplyResourceChange(e.p.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: e.p.typ, PriorState: state, PlannedState: again.PlannedState, Config: config,
		PlannedPrivate: again.PlannedPrivate, PlannedIdentity: again.PlannedIdentity,
	})
	e.fence() // a connection that was cut orders nothing
	if err != nil {
		e.t.Fatal(err)
	}
	ok = said.add(resp.Diagnostics)
	after := e.p.unpacked(resp.NewState)
	at, same := conforms(e.p, e.p.unpacked(again.PlannedState), after)
	if ok && (!same || !after.IsFullyKnown()) {
		e.violation("an engine would say that the result is inconsistent with the plan: %s", at)
	}
	return resp, ok
}

// inconsistentPlan begins what an engine says when the plan does not hold any more as it is applied.
const inconsistentPlan = "Provider produced inconsistent final plan: "
