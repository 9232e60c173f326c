// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// normalizeXnameFunction is provider::bos::normalize_xname.
type normalizeXnameFunction struct{}

// parseXnameFunction is provider::bos::parse_xname.
type parseXnameFunction struct{}

var (
	_ function.Function = normalizeXnameFunction{}
	_ function.Function = parseXnameFunction{}
)

func newNormalizeXnameFunction() function.Function { return normalizeXnameFunction{} }

func newParseXnameFunction() function.Function { return parseXnameFunction{} }

func xnameParameter() function.StringParameter {
	return function.StringParameter{
		Name: "xname",
		MarkdownDescription: "Xname of a cabinet (`x3000`), chassis (`x3000c0`), slot (`x3000c0s1`), controller " +
			"(`x3000c0s1b0`), node (`x3000c0s1b0n0`) or virtual node (`x3000c0s1b0n0v1`), in upper or lower case, with or " +
			"without leading zeros.",
	}
}

func (normalizeXnameFunction) Metadata(
	_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse,
) {
	resp.Name = "normalize_xname"
}

func (normalizeXnameFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Writes an xname in its normal form",
		MarkdownDescription: "Returns the xname in lower case and without leading zeros, the only form by which BOS finds " +
			"a node in a limit. What is not an xname is an error, with the number of the character.",
		Parameters: []function.Parameter{xnameParameter()},
		Return:     function.StringReturn{},
	}
}

func (normalizeXnameFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	if place, ok := placeOf(ctx, req, resp); ok {
		resp.Error = resp.Result.Set(ctx, place.String())
	}
}

// placeOf returns the only argument, an xname.
func placeOf(ctx context.Context, req function.RunRequest, resp *function.RunResponse) (place bos.Place, ok bool) {
	var xname string
	if resp.Error = req.Arguments.Get(ctx, &xname); resp.Error != nil {
		return bos.Place{}, false
	}
	place, fault := bos.ParsePlace(xname)
	if fault != nil {
		resp.Error = function.NewArgumentFuncError(0, quoteText(xname)+" is not an xname: "+xnameFault(*fault))
	}
	return place, fault == nil
}

// xnameNumbers are the attributes of parse_xname with numbers, from the cabinet on.
var xnameNumbers = []string{"cabinet", "chassis", "slot", "controller", "node", "virtual_node"}

func (parseXnameFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_xname"
}

func (parseXnameFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	attributes := map[string]attr.Type{"type": types.StringType}
	for _, name := range xnameNumbers {
		attributes[name] = types.Int64Type
	}
	resp.Definition = function.Definition{
		Summary: "Takes an xname apart",
		MarkdownDescription: "Returns an object with the number of each part of the xname, `cabinet`, `chassis`, `slot`, " +
			"`controller`, `node` and `virtual_node`, null for the parts that it does not have, and as `type` the word of " +
			"the hardware state manager: `Cabinet`, `Chassis`, `ComputeModule` (a slot), `NodeBMC` (a controller), `Node` " +
			"or `VirtualNode`. What is not an xname is an error, with the number of the character.",
		Parameters: []function.Parameter{xnameParameter()},
		Return:     function.ObjectReturn{AttributeTypes: attributes},
	}
}

func (parseXnameFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	place, ok := placeOf(ctx, req, resp)
	if !ok {
		return
	}
	values := map[string]attr.Value{"type": types.StringValue(place.Type())}
	kinds := map[string]attr.Type{"type": types.StringType}
	numbers := place.Numbers()
	for i, name := range xnameNumbers {
		kinds[name], values[name] = types.Int64Type, types.Int64Null()
		if i < len(numbers) {
			values[name] = types.Int64Value(int64(numbers[i]))
		}
	}
	object, diags := types.ObjectValue(kinds, values)
	if resp.Error = function.FuncErrorFromDiags(ctx, diags); resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, object)
	}
}
