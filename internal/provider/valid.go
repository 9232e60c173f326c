// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// textRule validates a string: fault returns the detail of an error, or "" for a valid value. Null and unknown
// values are valid.
type textRule struct {
	summary     string
	description string
	fault       func(value string) string
	// secret names the argument if Terraform must not show the line of the configuration that holds its value.
	secret string
}

var _ validator.String = textRule{}

func (r textRule) Description(context.Context) string { return r.description }

func (r textRule) MarkdownDescription(context.Context) string { return r.description }

func (r textRule) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if detail := r.fault(req.ConfigValue.ValueString()); detail != "" {
		if r.secret != "" {
			resp.Diagnostics.AddError(r.summary, "The argument "+r.secret+": "+detail)
			return
		}
		resp.Diagnostics.Append(errorAt(req.Path, r.summary, detail))
	}
}

// errorAt returns an error about the argument at p. See placed.
func errorAt(p path.Path, summary, detail string) diag.Diagnostic {
	at, detail := placed(p, detail)
	if at.Equal(path.Empty()) {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(at, summary, detail)
}

// warningAt returns a warning about the argument at p. See placed.
func warningAt(p path.Path, summary, detail string) diag.Diagnostic {
	at, detail := placed(p, detail)
	if at.Equal(path.Empty()) {
		return diag.NewWarningDiagnostic(summary, detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, summary, detail)
}

// placed returns the path and the detail of a diagnostic about the argument at p. Terraform shows only the first
// step of a path, so the detail names a longer one. Terraform also shows the whole expression of that step, which
// for boot sets is thousands of lines, so their diagnostics have no path.
func placed(p path.Path, detail string) (path.Path, string) {
	steps := p.Steps()
	if len(steps) > 1 {
		detail = "The argument " + p.String() + ": " + detail
	}
	if len(steps) > 0 && steps[0].Equal(path.PathStepAttributeName("boot_sets")) {
		return path.Empty(), detail
	}
	return p, detail
}

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
