// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
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
