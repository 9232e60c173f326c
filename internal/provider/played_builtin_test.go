// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// allTrue is the language's alltrue.
var allTrue = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		for _, value := range args[0].AsValueSlice() {
			if value.IsNull() || value.False() {
				return cty.False, nil
			}
		}
		return cty.True, nil
	},
})

// functions of the language that the tests' configurations call.
var functions = map[string]function.Function{
	"alltrue": allTrue, "coalesce": stdlib.CoalesceFunc, "concat": stdlib.ConcatFunc, "format": stdlib.FormatFunc, "join": stdlib.JoinFunc,
	"jsondecode": stdlib.JSONDecodeFunc, "jsonencode": stdlib.JSONEncodeFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc,
	"lookup": stdlib.LookupFunc, "lower": stdlib.LowerFunc, "merge": stdlib.MergeFunc, "range": stdlib.RangeFunc, "replace": stdlib.ReplaceFunc,
	"setproduct": stdlib.SetProductFunc, "sort": stdlib.SortFunc, "split": stdlib.SplitFunc, "upper": stdlib.UpperFunc, "values": stdlib.ValuesFunc,
	"tobool": stdlib.MakeToFunc(cty.Bool), "tonumber": stdlib.MakeToFunc(cty.Number), "tostring": stdlib.MakeToFunc(cty.String),
	"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
	"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "distinct": stdlib.DistinctFunc, "flatten": stdlib.FlattenFunc, "trimspace": stdlib.TrimSpaceFunc,
}

// builtin is Terraform's own resource: it has an output that is its input, and is unknown while that changes.
const builtin = "terraform_data"

var builtinType = cty.Object(map[string]cty.Type{
	"id": cty.String, "input": cty.DynamicPseudoType, "output": cty.DynamicPseudoType, "triggers_replace": cty.DynamicPseudoType,
})

func (p *played) builtinState(address string) (state cty.Value, found bool) {
	p.t.Helper()
	for _, r := range p.state.Resources {
		if r.address() == address && len(r.Instances) > 0 {
			state, err := ctyjson.Unmarshal(r.Instances[0].Attributes, builtinType)
			if err != nil {
				p.t.Fatal(err)
			}
			return state, true
		}
	}
	return cty.NullVal(builtinType), false
}

func (p *played) builtinConfig(address string) (input, triggers cty.Value) {
	p.t.Helper()
	values := map[string]cty.Value{}
	body := p.scope.blocks[address].Body
	p.scope.lifecycle(address, "")
	for name, attribute := range body.Attributes {
		value, diags := p.scope.eval(attribute.Expr)
		p.scope.said(address, diags)
		values[name] = value
	}
	input, triggers = cty.NullVal(cty.DynamicPseudoType), cty.NullVal(cty.DynamicPseudoType)
	if value, given := values["input"]; given {
		input = value
	}
	if value, given := values["triggers_replace"]; given {
		triggers = value
	}
	return input, triggers
}

func (p *played) planBuiltin(address string, destroy bool) *playedStep {
	p.t.Helper()
	step := &playedStep{address: address, typ: builtin, plan: &walkPlan{action: doNothing, heir: p.scope.heir(address)}}
	state, found := p.builtinState(address)
	if destroy {
		if found {
			step.plan.action = doDelete
		}
		return step
	}
	input, triggers := p.builtinConfig(address)
	switch {
	case !found:
		step.plan.action = doCreate
	case !state.GetAttr("triggers_replace").RawEquals(triggers):
		step.plan.action = doReplace
	case !state.GetAttr("input").RawEquals(input):
		step.plan.action = doUpdate
	default:
		p.known(address, state)
		return step
	}
	p.known(address, cty.ObjectVal(map[string]cty.Value{
		"id": cty.UnknownVal(cty.String), "input": input, "output": cty.DynamicVal, "triggers_replace": triggers,
	}))
	return step
}

func (p *played) applyBuiltin(step *playedStep, counts *playedCounts) {
	p.t.Helper()
	if step.plan.action == doNothing {
		state, _ := p.builtinState(step.address)
		p.known(step.address, state)
		return
	}
	p.state.Resources = slices.DeleteFunc(p.state.Resources, func(r *playedResource) bool { return r.address() == step.address })
	if step.plan.action == doDelete {
		counts.destroyed++
		return
	}
	input, triggers := p.builtinConfig(step.address)
	state := cty.ObjectVal(map[string]cty.Value{"id": cty.StringVal("played"), "input": input, "output": input, "triggers_replace": triggers})
	content, err := ctyjson.Marshal(state, builtinType)
	if err != nil {
		p.t.Fatal(err)
	}
	p.state.Resources = append(p.state.Resources, &playedResource{
		Mode: "managed", Type: builtin, Name: p.scope.blocks[step.address].Labels[1], Provider: `provider["terraform.io/builtin/terraform"]`,
		Instances: []playedInstance{{Attributes: json.RawMessage(content)}},
	})
	p.known(step.address, state)
	switch step.plan.action {
	case doCreate:
		counts.added++
	case doUpdate:
		counts.changed++
	case doReplace:
		counts.added, counts.destroyed = counts.added+1, counts.destroyed+1
	}
}
