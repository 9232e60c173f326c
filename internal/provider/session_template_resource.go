// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
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

func (r *sessionTemplateResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_session_template"
}

func (r *sessionTemplateResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = sessionTemplateIdentitySchema()
}

func (r *sessionTemplateResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = sessionTemplateResourceSchema()
}

func (r *sessionTemplateResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// ModifyPlan reports what only the whole plan shows. It leaves every argument as configured: it could replace a
// list only as a whole, and Terraform plans twice. A list with an unknown element must be planned as configured,
// and the plan during apply must not change the elements that were known.
func (r *sessionTemplateResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		var state sessionTemplateModel
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		state.planDelete(r.connection, &resp.Diagnostics)
		state.notePlanned(r.connection, nil, &resp.Diagnostics)
		return
	}
	var plan sessionTemplateModel
	var tenant types.String // as configured
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("tenant"), &tenant)...)
	if resp.Diagnostics.HasError() {
		return
	}

	var state *sessionTemplateModel
	if req.State.Raw.IsNull() {
		if tenant.IsNull() {
			plan.Tenant = r.connection.defaultTenant()
		}
	} else {
		state = &sessionTemplateModel{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	resp.Diagnostics.Append(plan.checkValues(ctx, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if state != nil {
		resp.Diagnostics.Append(rebootWarning(&plan, state)...)
	}
	plan.planChange(ctx, r.connection, state, req.Config.Raw.IsFullyKnown(), &resp.Diagnostics)

	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// Create writes the template, but replaces an existing one only if overwrite is true: BOS has one request for
// both.
func (r *sessionTemplateResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	ctx = r.connection.maskSecrets(ctx)
	var data sessionTemplateModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	client := r.connection.clientFor("create", "the session template", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.connection.checkPlannedEndpoint("create", "the session template", data.Endpoint, &resp.Diagnostics) {
		return
	}
	data.Endpoint = r.connection.knownEndpoint(data.Endpoint)
	data.Tenant = settledTenant(data.Tenant, client)
	client = client.InTenant(data.Tenant.ValueString())

	kept, err := client.CreateSessionTemplate(ctx, data.toAPI(), data.Overwrite.ValueBool())
	if err != nil {
		resp.Diagnostics.Append(templateWriteFailed(r.connection, "create", &data, err)...)
		return
	}
	client.ForgetPlannedTemplate(data.Name.ValueString())
	if data.Fingerprint.IsUnknown() {
		data.Fingerprint = data.fingerprint(nil)
	}
	resp.Diagnostics.Append(changedByBOS(&data, kept)...)
	data.validate(ctx, r.connection, client, templateCreated, &resp.Diagnostics)

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
}

// Read takes over changes by others. A template that is gone is removed from the state: creating it again touches
// no node. One that belongs to another endpoint is not gone.
func (r *sessionTemplateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data sessionTemplateModel
	resp.Diagnostics.Append(req.State.Get(ctx, &data)...)
	data.fillDefaults()
	// The identity comes first: Terraform 1.11 rejects any response without one.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	client := r.connection.clientFor("read", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	template, err := client.InTenant(data.Tenant.ValueString()).SessionTemplate(ctx, data.Name.ValueString())
	switch {
	case errors.Is(err, gateway.ErrNotFound) && r.connection.elsewhere(data.Endpoint):
		resp.Diagnostics.Append(templateElsewhere(r.connection, &data))
		return
	case errors.Is(err, gateway.ErrNotFound):
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(templateReadFailed(r.connection, &data, err))
		return
	}

	before := data
	data.fromAPI(template)
	data.Fingerprint = data.fingerprint(&before)
	data.Endpoint = r.connection.knownEndpoint(data.Endpoint) // null in the state of an earlier release

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// Update writes the whole template if it differs in anything that BOS stores, or has BOS validate it again.
func (r *sessionTemplateResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	ctx = r.connection.maskSecrets(ctx)
	var data, state sessionTemplateModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...) // as in Read
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.connection.checkPlannedEndpoint("update", data.called(), data.Endpoint, &resp.Diagnostics) {
		return
	}
	writes, validates := data.writes(&state), data.validates(&state)
	data.settleUnknown(r.connection, &state)
	if !writes && !validates {
		resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
		return
	}
	client := r.connection.clientFor("update", data.called(), &resp.Diagnostics)
	if client == nil {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())

	after := templateUnchanged
	if writes {
		after = templateUpdated
		kept, err := r.write(ctx, client, &data, &state)
		if err != nil {
			resp.Diagnostics.Append(templateWriteFailed(r.connection, "update", &data, err)...)
			return
		}
		client.ForgetPlannedTemplate(data.Name.ValueString())
		resp.Diagnostics.Append(changedByBOS(&data, kept)...)
	}
	data.validate(ctx, r.connection, client, after, &resp.Diagnostics)

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// write sends the template, unless it only moves to another endpoint, which has the same template already.
func (r *sessionTemplateResource) write(
	ctx context.Context, client *bos.Client, data, state *sessionTemplateModel,
) (bos.SessionTemplate, error) {
	if !data.rewrites(state) {
		found, err := client.SessionTemplate(ctx, data.Name.ValueString())
		found.Tenant = data.Tenant.ValueString() // as requested; not every release reports it
		if err == nil && data.toAPI().Equal(found) {
			return found, nil
		}
	}
	if !data.Endpoint.Equal(state.Endpoint) && !state.Endpoint.IsNull() { // what another system has accepted counts for nothing
		return client.ReplaceSessionTemplate(ctx, data.toAPI())
	}
	return client.UpdateSessionTemplate(ctx, data.toAPI(), state.toAPI())
}

// Delete deletes the template. Running sessions continue without it; a pending one fails.
func (r *sessionTemplateResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	ctx = r.connection.maskSecrets(ctx)
	var data sessionTemplateModel
	resp.Diagnostics.Append(req.State.Get(ctx, &data)...)
	client := r.connection.clientFor("delete", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if r.connection.elsewhere(data.Endpoint) {
		resp.Diagnostics.Append(r.connection.errDeleteElsewhere("delete", data.called(), data.Endpoint, templateUntouched))
		return
	}

	client = client.InTenant(data.Tenant.ValueString())

	err := client.DeleteSessionTemplate(ctx, data.Name.ValueString())

	client.ForgetPlannedTemplate(data.Name.ValueString())
	if err != nil && !errors.Is(err, gateway.ErrNotFound) {
		resp.Diagnostics.Append(templateDeleteFailed(r.connection, &data, err))
	}
}

// ImportState imports a session template by NAME (in the provider's tenant), TENANT/NAME, /NAME (without a tenant), or
// identity.
func (r *sessionTemplateResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	ctx = r.connection.maskSecrets(ctx)
	client, id := r.connection.importTarget(ctx, "session template", validTemplateName(), req, resp)
	if resp.Diagnostics.HasError() {
		return
	}

	template, err := client.SessionTemplate(ctx, id.Name.ValueString())
	if err != nil {
		err = client.WithTemplates(ctx, id.Name.ValueString(), err)
		resp.Diagnostics.Append(message{summary: "Unable to import the session template"}.
			because(sessionTemplateProblem(r.connection, id.Tenant, err)).asError())
		return
	}

	data := importedTemplate(template, id)
	data.Endpoint = r.connection.knownEndpoint(data.Endpoint)
	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
}
