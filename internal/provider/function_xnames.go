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

// expandXnamesFunction is provider::bos::expand_xnames.
type expandXnamesFunction struct{}

// nodesOfFunction is provider::bos::nodes_of.
type nodesOfFunction struct{}

var (
	_ function.Function = expandXnamesFunction{}
	_ function.Function = nodesOfFunction{}
)

func newExpandXnamesFunction() function.Function { return expandXnamesFunction{} }

func newNodesOfFunction() function.Function { return nodesOfFunction{} }

func (expandXnamesFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "expand_xnames"
}

func (expandXnamesFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Lists the xnames that ranges stand for",
		MarkdownDescription: fmt.Sprintf("Returns a list of the xnames that an expression such as "+
			"`x3000c[0-1]s[1-16,20]b0n[0-3]` stands for: in place of the number of any part, brackets list numbers and "+
			"ranges. Commas outside brackets separate expressions. The list has the order of the expression, the last part "+
			"varying fastest, each xname once, and at most %d; more is an error.\n\n"+
			"Xnames have no leading zeros and are in lower case. So `[01-16]` is the same as `[1-16]`, and `X3000` as "+
			"`x3000`. A bracket stands for a whole number: `x30[00-15]` is an error, `x[3000-3015]` is meant. So is a "+
			"range that begins above its end, and whatever else is not part of an xname, each with the number of the "+
			"character.\n\n"+
			"The list fits `node_list` of a boot set. `provider::bos::limit` makes a limit of it. Whether a system has the "+
			"nodes is not checked.", bos.MaxExpandedXnames),
		Parameters: []function.Parameter{function.StringParameter{
			Name: "expression",
			MarkdownDescription: "Xnames of cabinets, chassis, slots, controllers or nodes, with brackets for ranges and " +
				"lists of numbers.",
		}},
		Return: function.ListReturn{ElementType: types.StringType},
	}
}

func (expandXnamesFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var expression string
	if resp.Error = req.Arguments.Get(ctx, &expression); resp.Error != nil {
		return
	}
	xnames, fault := bos.ExpandXnames(expression)
	if fault != nil {
		resp.Error = function.NewArgumentFuncError(0, xnameFault(*fault))
		return
	}
	list, err := textsResult(ctx, xnames)
	if resp.Error = err; err == nil {
		resp.Error = resp.Result.Set(ctx, list)
	}
}

func (nodesOfFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "nodes_of"
}

func (nodesOfFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Selects the nodes of a cabinet, chassis, slot or controller",
		MarkdownDescription: "Returns a list of those `nodes` that lie below `xname`, in their order, each once and in " +
			"its normal form. Xnames are compared part by part: `x300` is not above `x3000c0s1b0n0`. The xname of a node " +
			"selects that node.\n\n" +
			"The result is a list, which may be empty, and not a string for a `limit`: BOS takes an empty limit as every " +
			"node. `provider::bos::limit` makes a limit of it, and an error of an empty one. A name among `nodes` that is " +
			"not the xname of a node, such as a group, is an error.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name: "xname",
				MarkdownDescription: "Xname of a cabinet (`x3000`), chassis (`x3000c0`), slot (`x3000c0s1`), controller " +
					"(`x3000c0s1b0`) or node (`x3000c0s1b0n0`).",
			},
			itemsParameter("nodes", "Xnames of nodes."),
		},
		Return: function.ListReturn{ElementType: types.StringType},
	}
}

func (nodesOfFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var (
		xname string
		names types.Dynamic
	)
	if resp.Error = req.Arguments.Get(ctx, &xname, &names); resp.Error != nil {
		return
	}
	place, fault := bos.ParsePlace(xname)
	if fault != nil {
		resp.Error = function.NewArgumentFuncError(0, quoteText(xname)+" is not an xname: "+xnameFault(*fault))
		return
	}
	items, known, err := itemsOf(1, names)
	if err != nil {
		resp.Error = err
		return
	}
	nodes, position, fault := bos.NodesIn(place, items)
	if fault != nil {
		resp.Error = function.NewArgumentFuncError(1, fmt.Sprintf("item %d, %s, is not the xname of a node: %s",
			position, quoteText(items[position-1]), xnameFault(*fault)))
		return
	}
	if !known {
		resp.Error = resp.Result.Set(ctx, types.ListUnknown(types.StringType))
		return
	}
	list, err := textsResult(ctx, nodes)
	if resp.Error = err; err == nil {
		resp.Error = resp.Result.Set(ctx, list)
	}
}

// xnameFault words what is wrong in an xname or in an expression, without a full stop.
func xnameFault(f bos.XnameFault) string {
	found := "the text ends"
	if f.Found != "" {
		found = fmt.Sprintf("character %d is %s", f.Position, quoteText(f.Found))
	}
	at := fmt.Sprintf("character %d: ", f.Position)
	switch f.Kind {
	case bos.XnameEmpty:
		return at + "an xname is expected, such as `x3000c0s1b0n0`"
	case bos.XnameLetter:
		switch f.Wanted {
		case "":
			return found + ", but nothing can follow"
		case "x":
			return found + ", but an xname begins with `x`"
		default:
			return fmt.Sprintf("%s, but only %s can follow", found, quoteText(f.Wanted))
		}
	case bos.XnameDigit:
		return found + ", but a number is expected"
	case bos.XnameGreat:
		return fmt.Sprintf("%sthe number %s is too great: it is %s at most", at, quoteText(f.Found), f.Wanted)
	case bos.XnameBracket:
		return at + "a single xname has no brackets; `provider::bos::expand_xnames` expands them"
	case bos.XnameBracketBeside:
		return at + "brackets stand for a whole number, as in `x[3000-3015]`, and nothing can stand beside them"
	case bos.XnameBracketEmpty:
		return at + "a number or a range is expected in brackets, such as `[0-3,7]`"
	case bos.XnameBracketOpen:
		return at + "the bracket is not closed"
	case bos.XnameReversed:
		return fmt.Sprintf("%sthe range %s begins above its end: write %s", at, quoteText(f.Found), quoteText(f.Wanted))
	case bos.XnameNoNode:
		return fmt.Sprintf("it is that of a %s", f.Found)
	default: // bos.XnameTooMany
		return fmt.Sprintf("there are more than %d xnames from the expression at character %d on", bos.MaxExpandedXnames,
			f.Position)
	}
}
