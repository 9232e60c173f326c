// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// validWaves is the rule for the waves of a rollout: either size or percent.
type validWaves struct{}

var _ validator.Object = validWaves{}

func (validWaves) Description(context.Context) string {
	return "value must have either size or percent"
}

func (v validWaves) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (validWaves) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	values := req.ConfigValue.Attributes()
	size, percent := values["size"], values["percent"]
	switch {
	case size.IsUnknown() || percent.IsUnknown():
	case size.IsNull() && percent.IsNull():
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid waves",
			"Neither size nor percent is set: write `size`, the number of nodes of a wave, or `percent`, their share.")
	case !size.IsNull() && !percent.IsNull():
		resp.Diagnostics.AddAttributeError(req.Path.AtName("percent"), "Invalid waves",
			"Both size and percent are set: leave one of them out.")
	case !percent.IsNull() && number(percent) == 0:
		resp.Diagnostics.AddAttributeError(req.Path.AtName("percent"), "Invalid waves",
			"`0` is no share of the nodes: write a number above 0.")
	}
}
