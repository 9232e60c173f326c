// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plan refreshes and plans. The configuration is not looked at in a destruction.
func (e *emulated) plan(config *tfprotov6.DynamicValue, how planning) *walkPlan {
	plan := &walkPlan{action: doNothing, heir: how.heir, stale: how.stale, prior: e.current, deposed: e.others}
	if !how.destroy && !e.validated(config, &plan.answered) {
		return plan
	}
	if !how.stale {
		var ok bool
		if plan.prior, plan.deposed, ok = e.read(&plan.answered); !ok {
			return plan
		}
	}
	for _, one := range plan.deposed {
		e.planDestroy(one, plan)
	}
	if how.destroy {
		if plan.prior != nil {
			plan.action = doDelete
			e.planDestroy(plan.prior, plan)
		}
		return plan
	}
	e.planChange(plan, config, how.replace)
	plan.stopped = e.stopped
	return plan
}

func (e *emulated) validated(config *tfprotov6.DynamicValue, said *answered) bool {
	resp, err := e.p.ValidateResourceConfig(e.p.ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: e.p.typ, Config: config})
	if err != nil {
		e.t.Fatal(err)
	}
	return said.add(resp.Diagnostics)
}

func (e *emulated) planDestroy(one *instance, plan *walkPlan) {
	e.fence()
	resp, err := e.p.PlanResourceChange(e.p.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: e.p.typ, PriorState: one.state, PriorPrivate: one.private, PriorIdentity: one.identity,
		Config: e.p.null(), ProposedNewState: e.p.null(),
	})
	e.fence() // a connection that was cut orders nothing
	if err != nil {
		e.t.Fatal(err)
	}
	plan.add(resp.Diagnostics)
}

// planOver asks the provider for a plan over prior (nil for none), and checks that an engine would have it.
func (e *emulated) planOver(prior *instance, private []byte, config *tfprotov6.DynamicValue, said *answered) (*tfprotov6.PlanResourceChangeResponse, bool) {
	state := e.p.null()
	var identity *tfprotov6.ResourceIdentityData
	if prior != nil {
		state, private, identity = prior.state, prior.private, prior.identity
	}
	e.fence()
	resp, err := e.p.PlanResourceChange(e.p.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: e.p.typ, PriorState: state, PriorPrivate: private, PriorIdentity: identity,
		Config: config, ProposedNewState: e.p.proposed(state, config),
	})
	e.fence() // a connection that was cut orders nothing
	if err != nil {
		e.t.Fatal(err)
	}
	if !said.add(resp.Diagnostics) {
		return resp, false
	}
	e.p.allowed(state, config, resp)
	return resp, true
}

// planChange decides what is to be done. The prior state of a tainted object is not the provider's to see.
func (e *emulated) planChange(plan *walkPlan, config *tfprotov6.DynamicValue, replace bool) {
	over := plan.prior
	if over != nil && over.tainted {
		over = nil
	}
	resp, ok := e.planOver(over, nil, config, &plan.answered)
	if !ok {
		return
	}
	switch {
	case plan.prior == nil:
		plan.action = doCreate
	case plan.prior.tainted:
		plan.action = doReplace
	case replace || len(e.forcing(over, resp)) > 0:
		plan.action, plan.forcing = doReplace, e.forcing(over, resp)
		said := &answered{} // an engine shows the errors of this plan, and not its warnings
		resp, ok = e.planOver(nil, resp.PlannedPrivate, config, said)
		plan.errors = append(plan.errors, said.errors...)
		plan.printed = append(plan.printed, errorsOf(said.printed)...)
		if !ok {
			return
		}
	case !e.p.unpacked(resp.PlannedState).Equal(e.p.unpacked(over.state)):
		plan.action = doUpdate
	}
	plan.planned, plan.private, plan.identity = resp.PlannedState, resp.PlannedPrivate, resp.PlannedIdentity
	plan.after, _ = worth(e.p, e.p.unpacked(resp.PlannedState)).(map[string]any)
}

// forcing are the attributes that require a replacement and change.
func (e *emulated) forcing(over *instance, resp *tfprotov6.PlanResourceChangeResponse) (names []string) {
	before, after := e.p.attributes(over.state), e.p.attributes(resp.PlannedState)
	for _, path := range resp.RequiresReplace {
		name, _ := path.Steps()[0].(tftypes.AttributeName)
		if !before[string(name)].Equal(after[string(name)]) {
			names = append(names, string(name))
		}
	}
	return names
}

// conforms reports whether a value is one that was planned: what was known is the same.
func conforms(p *server, planned, value tftypes.Value) (at string, ok bool) {
	switch {
	case !planned.IsKnown():
		return "", true
	case planned.Type().Is(tftypes.Object{}) && !planned.IsNull():
		after := p.parts(value)
		for name, part := range p.parts(planned) {
			if at, ok := conforms(p, part, after[name]); after[name].Type() == nil || !ok {
				return "." + name + at, false
			}
		}
		return "", true
	case planned.IsFullyKnown():
		return ": was " + goSyntax(planned) + ", but now " + goSyntax(value), planned.Equal(value)
	default: // a map with an unknown element
		return "", value.IsKnown() && planned.IsNull() == value.IsNull()
	}
}

// goSyntax is a value as Terraform prints it in what it calls a bug of the provider.
func goSyntax(value tftypes.Value) string {
	var s string
	if value.IsKnown() && !value.IsNull() && value.Type().Is(tftypes.String) && value.As(&s) == nil {
		return fmt.Sprintf("cty.StringVal(%q)", s)
	}
	var b bool
	if value.IsKnown() && !value.IsNull() && value.Type().Is(tftypes.Bool) && value.As(&b) == nil {
		return map[bool]string{true: "cty.True", false: "cty.False"}[b]
	}
	return value.String()
}
