// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// ImportState takes over a session template that somebody wrote, by NAME (in the provider's tenant), TENANT/NAME,
// /NAME (of no tenant), or identity.
func (r *sessionTemplateResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx = r.connection.masking(ctx)
	client := r.connection.to("import", "the session template", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	id := sessionIdentity{}
	if req.Identity == nil || req.Identity.Raw.IsNull() { // an ID, which may be empty
		id = parseImportID(req.ID, client.Tenant())
	} else {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &id)...)
	}
	validateIdentity(ctx, id, "session template", validTemplateName(), resp)
	if resp.Diagnostics.HasError() {
		return
	}

	template, err := client.InTenant(id.Tenant.ValueString()).SessionTemplate(ctx, id.Name.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("Unable to import the session template", sessionTemplateProblem(r.connection, id.Name, id.Tenant, err))
		return
	}

	data := importedTemplate(template, id)
	data.Endpoint = r.connection.knownEndpoint(data.Endpoint)
	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
}

// importedTemplate is the state of a template that was not written here: every knob at its default.
func importedTemplate(template bos.SessionTemplate, id sessionIdentity) sessionTemplateModel {
	data := sessionTemplateModel{
		Name:      id.Name,
		Tenant:    id.Tenant,
		Overwrite: types.BoolValue(false),
		Validate:  types.BoolValue(true),
	}
	data.fromAPI(template)
	data.Fingerprint = data.fingerprint(nil)
	return data
}
