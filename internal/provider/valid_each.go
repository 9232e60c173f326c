// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// eachRule is a validator of lists of strings: rule must accept each element. An empty list is an error.
type eachRule struct {
	rule    validator.String
	summary string
	empty   string // what to do instead of an empty list
}

var _ validator.List = eachRule{}

func (r eachRule) Description(ctx context.Context) string {
	return "each element: " + r.rule.Description(ctx)
}

func (r eachRule) MarkdownDescription(ctx context.Context) string {
	return "each element: " + r.rule.MarkdownDescription(ctx)
}

func (r eachRule) ValidateList(ctx context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	elements := req.ConfigValue.Elements()
	if len(elements) == 0 {
		resp.Diagnostics.AddAttributeError(req.Path, r.summary, "The list is empty: "+r.empty+".")
	}
	for i, element := range elements {
		text, ok := element.(types.String)
		if !ok || text.IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path.AtListIndex(i), r.summary,
				"An element of the list is null: leave it out.")
			continue
		}
		var answer validator.StringResponse
		r.rule.ValidateString(ctx, validator.StringRequest{
			Path: req.Path.AtListIndex(i), PathExpression: req.PathExpression.AtListIndex(i),
			Config: req.Config, ConfigValue: text,
		}, &answer)
		resp.Diagnostics.Append(answer.Diagnostics...)
	}
}
