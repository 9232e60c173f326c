// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ValidateConfig rejects a name_prefix beside a name, and warns of an on_conflict without effect.
func (r *sessionResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var name, prefix, onConflict types.String // the whole configuration would take as long to decode as to validate
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("on_conflict"), &onConflict)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name_prefix"), &prefix)...)
	if resp.Diagnostics.HasError() || onConflict.ValueString() != "adopt" && prefix.IsNull() {
		return
	}
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	if !resp.Diagnostics.HasError() {
		checkNaming(name, prefix, onConflict, &resp.Diagnostics)
	}
}

// checkNaming rejects a name_prefix beside a name, and warns of an on_conflict without effect.
func checkNaming(name, prefix, onConflict types.String, diags *diag.Diagnostics) {
	if !name.IsNull() && !name.IsUnknown() && !prefix.IsNull() && !prefix.IsUnknown() {
		diags.Append(errTwoNames())
	}
	if onConflict.ValueString() == "adopt" && name.IsNull() {
		diags.Append(message{
			summary: "on_conflict = \"adopt\" has no effect without a name",
			what: "Without a name the provider generates one that no other session has, so that there is nothing to adopt: " +
				"an apply after one whose process was killed starts another session.",
			next: []string{"Configure a name, or leave on_conflict out."},
		}.asWarningAt(path.Root("on_conflict")))
	}
}

// checkNamePrefix rejects, before a session is started, a name_prefix that was not known when the configuration was
// validated. The name of a session that is created is known only if it is configured.
func (m *sessionModel) checkNamePrefix(ctx context.Context, diags *diag.Diagnostics) {
	switch {
	case m.NamePrefix.IsNull() || m.NamePrefix.IsUnknown():
	case !m.Name.IsUnknown():
		diags.Append(errTwoNames())
	default:
		var resp validator.StringResponse
		validNamePrefix().ValidateString(ctx,
			validator.StringRequest{Path: path.Root("name_prefix"), ConfigValue: m.NamePrefix}, &resp)
		diags.Append(resp.Diagnostics...)
	}
}

func errTwoNames() diag.Diagnostic {
	return message{
		summary: "Unable to plan the session",
		what:    "name and name_prefix are both configured, but a session has one name. Nothing was started.",
		next: []string{
			"To choose the whole name: leave name_prefix out.",
			"To have a new name generated for each session: leave name out.",
		},
	}.asErrorAt(path.Root("name_prefix"))
}
