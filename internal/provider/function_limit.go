// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// limitFunction is provider::bos::limit.
type limitFunction struct{}

var _ function.Function = limitFunction{}

func newLimitFunction() function.Function { return limitFunction{} }

func (limitFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "limit"
}

func (limitFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	exclude := itemsParameter("exclude", "What is not to be selected: nodes, groups, partitions and roles. Null, an "+
		"empty string or an empty list for nothing; in OpenTofu, a literal `null` makes the result unknown (seen with "+
		"1.12), so write `[]`. Not `all` or `*`.")
	exclude.AllowNullValue = true
	include := itemsParameter("include", "What is to be selected: nodes, groups, partitions and roles, or `all` or `*` "+
		"for every node.")
	include.AllowNullValue = true // the error says what a null limit would do
	resp.Definition = function.Definition{
		Summary: "Builds the limit of a session from names to include and names to exclude",
		MarkdownDescription: "Returns a `limit` for a `bos_session` that selects the nodes of every name in `include` " +
			"which are in no name of `exclude`.\n\n" +
			"BOS reads a limit from left to right, and an operator applies to one item alone: " +
			"`\"blue,!${bos_session.canary.components}\"` excludes the first node of the canary and adds the others again. " +
			"`limit(\"blue\", bos_session.canary.components)` excludes each.\n\n" +
			"The order is kept. What changes nothing is left out: a name that is given twice, names beside `all`, the item " +
			"that would add an excluded name, and nodes to exclude where only other nodes are included. Xnames of nodes " +
			"are written in their normal form. If a value is unknown, the result is.\n\n" +
			"What could select other nodes than meant is an error: nothing to include (BOS takes an empty limit as " +
			"every node); nothing left; an empty item; an item with an operator of its own; and whatever the argument " +
			"`limit` of `bos_session` warns of, such as patterns, the xname of a slot, or a node ID (NID). Whether a " +
			"group exists is not checked.",
		Parameters: []function.Parameter{include, exclude},
		Return:     function.StringReturn{},
	}
}

func (limitFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var include, exclude types.Dynamic
	if resp.Error = req.Arguments.Get(ctx, &include, &exclude); resp.Error != nil {
		return
	}
	added, addedKnown, err := itemsOf(0, include)
	if err != nil {
		resp.Error = err
		return
	}
	dropped, droppedKnown, err := itemsOf(1, exclude)
	if err != nil {
		resp.Error = err
		return
	}
	if !addedKnown {
		resp.Error = resp.Result.Set(ctx, types.StringUnknown())
		return
	}

	limit, fault := bos.BuildLimit(added, dropped)
	switch {
	case fault != nil:
		resp.Error = limitFunctionError(*fault)
	case !droppedKnown:
		resp.Error = resp.Result.Set(ctx, types.StringUnknown())
	default:
		resp.Error = resp.Result.Set(ctx, limit)
	}
}

func limitFunctionError(f bos.LimitFault) *function.FuncError {
	argument, item := int64(0), fmt.Sprintf("item %d, %s, ", f.Position, quoteText(f.Item))
	if f.Excluded {
		argument = 1
	}
	text := ""
	switch f.Kind {
	case bos.LimitNothingIncluded:
		text = "there is nothing to include, and BOS takes an empty limit as every node: call the function only where " +
			"something was selected, such as in a resource with `count = length(local.nodes) == 0 ? 0 : 1`"
	case bos.LimitSigned:
		text = item + "begins with an operator: write the name alone, here if it is to be "
		if f.Excluded {
			text += "excluded"
		} else {
			text += "included, and in `exclude` if it is to be excluded"
		}
	case bos.LimitExcludesAll:
		text = item + "stands for every node: nothing would remain"
	case bos.LimitNothingLeft:
		argument = 1
		text = "nothing is left: every name in `include` is excluded"
	case bos.LimitBuiltTooLong:
		text = fmt.Sprintf("the limit would have %d characters, but BOS takes no more than %d: "+
			"name groups, partitions or roles in place of single nodes", f.Length, bos.MaxLimitLength)
		return function.NewFuncError(text)
	default: // bos.LimitName
		fault := limitFunctionNameFault(f.Name)
		text = fmt.Sprintf("%s%s: %s", item, fault.problem, fault.fix)
	}
	return function.NewArgumentFuncError(argument, text)
}

// limitFunctionNameFault words the fault of a name as for the argument limit, but points to the functions that help.
func limitFunctionNameFault(f bos.LimitFinding) itemFault {
	fault := limitFault(f)
	switch f.Kind {
	case bos.LimitPattern:
		fault.fix += ", or expand xnames by `provider::bos::expand_xnames`"
	case bos.LimitSlot, bos.LimitController:
		fault.fix += ", or take those that lie below it by `provider::bos::nodes_of`"
	case bos.LimitSeparator:
		fault.fix = "put a comma between the items"
	default:
	}
	return fault
}
