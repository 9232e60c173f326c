// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

var (
	_ resource.Resource                = (*sessionTemplateResource)(nil)
	_ resource.ResourceWithConfigure   = (*sessionTemplateResource)(nil)
	_ resource.ResourceWithIdentity    = (*sessionTemplateResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*sessionTemplateResource)(nil)
	_ resource.ResourceWithImportState = (*sessionTemplateResource)(nil)
)

type sessionTemplateResource struct {
	connection *connection
}

func newSessionTemplateResource() resource.Resource { return &sessionTemplateResource{} }

func (r *sessionTemplateResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_session_template"
}

func (r *sessionTemplateResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = sessionTemplateIdentitySchema()
}

func (r *sessionTemplateResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = sessionTemplateResourceSchema()
}

func (r *sessionTemplateResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// Create writes the template, but not over another one unless it is told to: BOS's own request does not tell them apart.
func (r *sessionTemplateResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.connection.masking(ctx)
	var data sessionTemplateModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	client := r.connection.to("create", "the session template", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	data.Tenant = tenantOnce(data.Tenant, client)
	client = client.InTenant(data.Tenant.ValueString())

	kept, err := client.CreateSessionTemplate(ctx, data.toAPI(), data.Overwrite.ValueBool())
	if err != nil {
		resp.Diagnostics.Append(templateNotWritten(r.connection, "create", &data, err)...)
		return
	}
	if data.Fingerprint.IsUnknown() {
		data.Fingerprint = data.fingerprint(nil)
	}

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	resp.Diagnostics.Append(keptOtherwise(&data, kept)...)
	r.validate(ctx, client, &data, true, &resp.Diagnostics)
}

// validate asks BOS what it thinks of the template that it has just taken.
func (r *sessionTemplateResource) validate(ctx context.Context, client *bos.Client, data *sessionTemplateModel, created bool, diags *diag.Diagnostics) {
	if !data.Validate.ValueBool() {
		return
	}

	findings, err := client.ValidateSessionTemplate(ctx, data.Name.ValueString())
	if err != nil {
		diags.Append(unvalidated(r.connection, data, err))
		return
	}

	diags.Append(found(data, created, findings)...)
}

// Read takes over what somebody else has changed. A template that is gone is gone from the state, too: creating it again
// acts upon no node.
func (r *sessionTemplateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.connection.masking(ctx)
	var data sessionTemplateModel
	resp.Diagnostics.Append(req.State.Get(ctx, &data)...)
	// First of all: Terraform 1.11 refuses any answer without an identity.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	client := r.connection.to("read", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	template, err := client.InTenant(data.Tenant.ValueString()).SessionTemplate(ctx, data.Name.ValueString())
	switch {
	case errors.Is(err, bos.ErrNotFound):
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(templateUnread(r.connection, &data, err))
		return
	}

	before := data
	data.fromAPI(template)
	data.Fingerprint = data.fingerprint(&before)

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// Update puts the whole template in the place of the old one, if it differs in anything that BOS keeps.
func (r *sessionTemplateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.connection.masking(ctx)
	var data, state sessionTemplateModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...) // as in Read
	if resp.Diagnostics.HasError() {
		return
	}
	if data.Fingerprint.IsUnknown() {
		data.Fingerprint = data.fingerprint(&state)
	}

	if !data.rewrites(&state) {
		resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
		return
	}
	client := r.connection.to("update", data.called(), &resp.Diagnostics)
	if client == nil {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())

	kept, err := client.ReplaceSessionTemplate(ctx, data.toAPI())
	if err != nil {
		resp.Diagnostics.Append(templateNotWritten(r.connection, "update", &data, err)...)
		return
	}

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(keptOtherwise(&data, kept)...)
	r.validate(ctx, client, &data, false, &resp.Diagnostics)
}

// Delete takes the template away. Sessions that have begun go on without it; one that is still pending fails.
func (r *sessionTemplateResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx = r.connection.masking(ctx)
	var data sessionTemplateModel
	resp.Diagnostics.Append(req.State.Get(ctx, &data)...)
	client := r.connection.to("delete", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	err := client.InTenant(data.Tenant.ValueString()).DeleteSessionTemplate(ctx, data.Name.ValueString())
	if err != nil && !errors.Is(err, bos.ErrNotFound) {
		resp.Diagnostics.Append(templateUndeleted(r.connection, &data, err))
	}
}
