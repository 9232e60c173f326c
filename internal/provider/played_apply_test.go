// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// playedCounts are what an apply has done.
type playedCounts struct{ added, changed, destroyed int }

func (p *played) applyCommand(o commandOptions) (code int) {
	p.t.Helper()
	p.only(o, "-auto-approve", "-refresh", "-replace", "-destroy", "-refresh-only", "-input")
	var plan *playedPlan
	if len(o.rest) > 0 {
		if plan = p.plans[o.rest[0]]; plan == nil {
			p.errorf("", "Failed to load plan", "There is no plan %q.", o.rest[0])
			return 1
		}
		if plan.serial != p.state.Serial {
			p.errorf("", "Saved plan is stale", "The given plan file can no longer be applied because the state was changed by another operation after the plan was created.")
			return 1
		}
	} else if plan = p.plan(o); p.failed {
		return 1
	}
	counts := p.apply(plan)
	p.save()
	if p.failed {
		return 1
	}
	if plan.destroy {
		p.printf("\nDestroy complete! Resources: %d destroyed.\n", counts.destroyed)
		return 0
	}
	p.printf("\nApply complete! Resources: %d added, %d changed, %d destroyed.\n", counts.added, counts.changed, counts.destroyed)
	p.printOutputs()
	return 0
}

// apply applies a plan. Where there is something to do, the provider is configured anew, as in another process.
func (p *played) apply(plan *playedPlan) playedCounts {
	p.t.Helper()
	var counts playedCounts
	does := func(step *playedStep) bool { return step.plan.action != doNothing || len(step.plan.deposed) > 0 }
	if !slices.ContainsFunc(plan.steps, does) {
		p.scope = p.readScope()
		p.keepData(plan)
		for _, step := range plan.steps {
			p.keepRead(step)
		}
		p.storeOutputs(plan.destroy)
		return counts
	}
	if !p.begin() {
		return counts
	}
	p.keepData(plan)
	destroys := func(step *playedStep) bool {
		return step.plan.action == doDelete || p.scope.blocks[step.address] == nil
	}
	for _, step := range slices.Backward(plan.steps) {
		if destroys(step) {
			p.applyStep(step, nil, &counts)
		}
	}
	failed := map[string]bool{}
	for _, address := range p.scope.order {
		references := p.scope.references(p.scope.blocks[address])
		if slices.ContainsFunc(references, func(other string) bool { return failed[other] }) {
			failed[address] = true
			continue
		}
		before := p.failed
		p.failed = false
		p.applyOne(address, plan, destroys, &counts)
		failed[address], p.failed = p.failed, p.failed || before
	}
	p.storeOutputs(plan.destroy)
	return counts
}

// applyOne carries out what a plan does with a resource of the configuration.
func (p *played) applyOne(address string, plan *playedPlan, destroys func(*playedStep) bool, counts *playedCounts) {
	p.t.Helper()
	block := p.scope.blocks[address]
	if block.Type == "data" {
		if !plan.destroy && p.scope.values[address] == cty.NilVal || p.scope.values[address] != cty.NilVal && !p.scope.values[address].IsWhollyKnown() {
			p.readData(address)
		}
		return
	}
	for _, step := range plan.steps {
		switch {
		case step.address != address || destroys(step):
		case step.typ == builtin:
			p.applyBuiltin(step, counts)
		case step.plan.action == doNothing && len(step.plan.deposed) == 0:
			p.keepRead(step)
		default:
			config, _ := p.scope.resourceConfig(address)
			if !p.failed {
				p.applyStep(step, config, counts)
			}
		}
	}
}

// keepData keeps what the plan has read.
func (p *played) keepData(plan *playedPlan) {
	p.t.Helper()
	for address, value := range plan.read {
		if block := p.scope.blocks[address]; block != nil {
			p.known(address, value)
			if value.IsWhollyKnown() {
				p.storeData(block.Labels[0], block.Labels[1], value)
			}
		}
	}
}

// keepRead keeps what was read of a resource that is not changed.
func (p *played) keepRead(step *playedStep) {
	if step.typ == builtin {
		if state, found := p.builtinState(step.address); found {
			p.known(step.address, state)
		}
		return
	}
	e := p.object(step.address, step.typ)
	e.current, e.others = step.plan.prior, step.plan.deposed
	if e.current != nil && p.scope != nil {
		p.known(step.address, p.unpacked(e, e.current.state))
	}
}

func (p *played) applyStep(step *playedStep, config *tfprotov6.DynamicValue, counts *playedCounts) {
	p.t.Helper()
	if step.typ == builtin {
		p.applyBuiltin(step, counts)
		return
	}
	e := p.object(step.address, step.typ)
	said := e.apply(step.plan, config)
	tell := p.said
	if config == nil {
		tell = p.saidOfState
	}
	for _, message := range said.errors[min(len(said.errors), len(errorsOf(said.printed))):] { // what Terraform itself finds wrong
		p.errorf(step.address, "Provider produced inconsistent final plan", "%s", message)
	}
	tell(step.address, said.printed...)
	if e.current != nil {
		p.known(step.address, p.unpacked(e, e.current.state))
	}
	if !said.ok() {
		return
	}
	counts.destroyed += len(step.plan.deposed)
	switch step.plan.action {
	case doCreate:
		counts.added++
	case doUpdate:
		counts.changed++
	case doReplace:
		counts.added, counts.destroyed = counts.added+1, counts.destroyed+1
	case doDelete:
		counts.destroyed++
	}
}

// readData reads a data source, as soon as all that it is asked for is known.
func (p *played) readData(address string) {
	p.t.Helper()
	block := p.scope.blocks[address]
	config, value := p.scope.resourceConfig(address)
	if p.failed {
		return
	}
	typ := block.Labels[0]
	valid, err := p.base.ValidateDataResourceConfig(p.base.ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: typ, Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	if p.said(address, valid.Diagnostics...); p.failed {
		return
	}
	if !value.IsWhollyKnown() || p.waitsFor(block) {
		p.known(address, cty.UnknownVal(ctyType(p, p.base.schema.DataSourceSchemas[typ].ValueType())))
		return
	}
	resp, err := p.base.ReadDataSource(p.base.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typ, Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	if p.said(address, resp.Diagnostics...); p.failed {
		return
	}
	read := unpacked(p, resp.State, ctyType(p, p.base.schema.DataSourceSchemas[typ].ValueType()))
	p.known(address, read)
	p.storeData(typ, block.Labels[1], read)
}

// waitsFor reports whether a data source refers to a resource that is still to be changed.
func (p *played) waitsFor(block *hclsyntax.Block) bool {
	return slices.ContainsFunc(p.scope.references(block), func(address string) bool { return p.pending[address] })
}

// storeData keeps in the state what was read.
func (p *played) storeData(typ, name string, read cty.Value) {
	r := &playedResource{
		Mode: "data", Type: typ, Name: name, Provider: `provider["registry.terraform.io/bosops/bos"]`,
		Instances: []playedInstance{{Attributes: jsonOf(p, read)}},
	}
	p.state.Resources = append(slices.DeleteFunc(p.state.Resources, func(old *playedResource) bool { return old.address() == r.address() }), r)
}
