// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// playedPlan is what a plan file holds.
type playedPlan struct {
	serial  int                  // of the state
	read    map[string]cty.Value // data sources by address
	steps   []*playedStep
	destroy bool
	changed bool
}

// playedStep is what a plan does with one resource.
type playedStep struct {
	address, typ string
	plan         *walkPlan
}

func (p *played) planCommand(o commandOptions) (code int) {
	p.t.Helper()
	p.only(o, "-out", "-detailed-exitcode", "-refresh", "-replace", "-destroy", "-refresh-only", "-input")
	plan := p.plan(o)
	if p.failed {
		return 1
	}
	if file := o.flags["-out"]; file != "" {
		p.plans[file] = plan
		if err := os.WriteFile(filepath.Join(p.dir, file), []byte("a plan that is played"), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	if plan.changed && o.flags["-detailed-exitcode"] != "" {
		return 2
	}
	return 0
}

// plan refreshes and plans all that the configuration or the state has, and prints it.
func (p *played) plan(o commandOptions) *playedPlan {
	p.t.Helper()
	plan := &playedPlan{serial: p.state.Serial, destroy: o.flags["-destroy"] != ""}
	if !p.begin() {
		return plan
	}
	if plan.destroy && o.flags["-refresh"] != "false" {
		// Terraform refreshes by a plan of the usual kind, of which only errors are shown.
		steps := p.planSteps(false, o)
		if p.failed {
			return plan
		}
		for _, step := range steps {
			p.keepRead(step)
		}
		p.messages = nil
		o.flags["-refresh"] = "false"
	}
	plan.steps = p.planSteps(plan.destroy, o)
	plan.read = map[string]cty.Value{}
	for address, value := range p.scope.values {
		if strings.HasPrefix(address, "data.") {
			plan.read[address] = value
		}
	}
	p.printPlan(plan, o)
	return plan
}

func (p *played) planSteps(destroy bool, o commandOptions) []*playedStep {
	p.t.Helper()
	var steps []*playedStep
	failed := map[string]bool{}
	for _, address := range p.scope.order {
		if slices.ContainsFunc(p.scope.references(p.scope.blocks[address]), func(other string) bool { return failed[other] }) {
			failed[address] = true
			continue
		}
		before := p.failed
		p.failed = false
		if step := p.planOne(address, destroy, o); step != nil {
			steps = append(steps, step)
		}
		failed[address], p.failed = p.failed, p.failed || before
	}
	return append(steps, p.planOrphans(o)...)
}

// planOne plans a resource of the configuration, or reads a data source.
func (p *played) planOne(address string, destroy bool, o commandOptions) *playedStep {
	p.t.Helper()
	block := p.scope.blocks[address]
	if block.Type == "data" {
		if !destroy {
			p.readData(address)
		}
		return nil
	}
	if block.Labels[0] == builtin {
		return p.planBuiltin(address, destroy)
	}
	var config *tfprotov6.DynamicValue
	if !destroy {
		if config, _ = p.scope.resourceConfig(address); p.failed {
			return nil
		}
	}
	e := p.object(address, block.Labels[0])
	how := planning{
		replace: o.flags["-replace"] == address, destroy: destroy, stale: o.flags["-refresh"] == "false",
		heir: p.scope.heir(address),
	}
	if o.flags["-refresh-only"] != "" {
		return p.refreshOnly(address, e, config)
	}
	step := &playedStep{address: address, typ: block.Labels[0], plan: e.plan(config, how)}
	p.said(address, step.plan.printed...)
	if slices.Contains([]string{doReplace, doDelete}, step.plan.action) && p.scope.lifecycle(address, "prevent_destroy") {
		p.errorf("", "Instance cannot be destroyed", "Resource %s has lifecycle.prevent_destroy set, but the plan calls for this resource "+
			"to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the "+
			"plan using the -target option.", address)
	}
	if p.failed || !step.plan.ok() {
		return nil
	}
	p.pending[address] = step.plan.action != doNothing
	p.known(address, p.expected(e, step.plan))
	return step
}

// expected is what a resource will be after the plan.
func (p *played) expected(e *emulated, plan *walkPlan) cty.Value {
	switch {
	case plan.action == doDelete, plan.action == doNothing && plan.prior == nil:
		return cty.NullVal(cty.DynamicPseudoType)
	case plan.action == doNothing:
		return p.unpacked(e, plan.prior.state)
	default:
		return p.unpacked(e, plan.planned)
	}
}

func (p *played) refreshOnly(address string, e *emulated, config *tfprotov6.DynamicValue) *playedStep {
	p.t.Helper()
	step := &playedStep{address: address, typ: e.p.typ, plan: &walkPlan{action: doNothing, prior: e.current, deposed: e.others}}
	if !e.validated(config, &step.plan.answered) {
		p.said(address, step.plan.printed...)
		return nil
	}
	var ok bool
	step.plan.prior, step.plan.deposed, ok = e.read(&step.plan.answered)
	if p.said(address, step.plan.printed...); !ok {
		return nil
	}
	if step.plan.prior != nil {
		p.known(address, p.unpacked(e, step.plan.prior.state))
	}
	return step
}

// planOrphans plans the destruction of what the state has and the configuration does not.
func (p *played) planOrphans(o commandOptions) (steps []*playedStep) {
	p.t.Helper()
	for _, r := range slices.Backward(p.state.Resources) {
		address := r.address()
		if p.scope.blocks[address] != nil || r.Mode == "data" || p.failed {
			continue
		}
		if r.Type == builtin {
			p.unsupported("a terraform_data that is taken out")
		}
		e := p.object(address, r.Type)
		step := &playedStep{address: address, typ: r.Type, plan: e.plan(nil, planning{destroy: true, stale: o.flags["-refresh"] == "false"})}
		p.said(address, step.plan.printed...)
		steps = append(steps, step)
	}
	return steps
}

// headlines are what Terraform prints of an action.
var headlines = map[string]string{
	doCreate: "will be created", doUpdate: "will be updated in-place", doReplace: "must be replaced", doDelete: "will be destroyed",
}

// printPlan prints the plan and finds out whether it changes anything.
func (p *played) printPlan(plan *playedPlan, o commandOptions) {
	p.t.Helper()
	added, changed, destroyed := 0, 0, 0
	for _, step := range plan.steps {
		for range step.plan.deposed {
			destroyed++
			p.printf("  # %s (deposed object 00000001) will be destroyed\n", step.address)
		}
		switch step.plan.action {
		case doCreate:
			added++
		case doUpdate:
			changed++
		case doReplace:
			added, destroyed = added+1, destroyed+1
		case doDelete:
			destroyed++
		}
		if headline := headlines[step.plan.action]; headline != "" {
			if step.plan.prior != nil && step.plan.prior.tainted && step.plan.action == doReplace {
				headline = "is tainted, so it must be replaced"
			}
			p.printf("  # %s %s\n", step.address, headline)
			if step.plan.action == doReplace && step.plan.heir {
				p.printf("+/- create replacement and then destroy\n")
			} else if step.plan.action == doReplace {
				p.printf("-/+ destroy and then create replacement\n")
			}
			p.printChanges(step)
		}
	}
	if p.failed {
		return
	}
	plan.changed = added+changed+destroyed > 0 || !plan.destroy && p.outputsDiffer(p.outputs()) || o.flags["-refresh-only"] != "" && p.drifted(plan)
	if !plan.changed {
		p.printf("No changes. Your infrastructure matches the configuration.\n")
		return
	}
	p.printf("\nPlan: %d to add, %d to change, %d to destroy.\n", added, changed, destroyed)
}

// drifted reports whether what was read is not what was in the state.
func (p *played) drifted(plan *playedPlan) bool {
	for _, step := range plan.steps {
		e := p.objects[step.address]
		switch {
		case e == nil:
		case (e.current == nil) != (step.plan.prior == nil):
			return true
		case e.current != nil && !p.unpacked(e, e.current.state).RawEquals(p.unpacked(e, step.plan.prior.state)):
			return true
		}
	}
	return false
}

// printChanges prints the attributes that a plan changes.
func (p *played) printChanges(step *playedStep) {
	e := p.objects[step.address]
	if e == nil || step.plan.planned == nil {
		return
	}
	before, after := map[string]cty.Value{}, p.unpacked(e, step.plan.planned).AsValueMap()
	if step.plan.prior != nil {
		before = p.unpacked(e, step.plan.prior.state).AsValueMap()
	}
	for _, name := range sortedKeys(after) {
		old, found := before[name]
		switch value := after[name]; {
		case !found && !value.IsNull():
			p.printf("      + %s = %s\n", name, p.shown(value))
		case found && !old.RawEquals(value) && slices.Contains(step.plan.forcing, name):
			p.printf("      ~ %s = %s -> %s # forces replacement\n", name, p.shown(old), p.shown(value))
		case found && !old.RawEquals(value):
			p.printf("      ~ %s = %s -> %s\n", name, p.shown(old), p.shown(value))
		}
	}
}

// shown is a value as Terraform prints it, nearly.
func (p *played) shown(value cty.Value) string {
	switch {
	case !value.IsWhollyKnown():
		return "(known after apply)"
	case value.IsNull():
		return "null"
	default:
		return string(jsonOf(p, value))
	}
}
