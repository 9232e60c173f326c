// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

var (
	_ resource.Resource               = (*stagedResource)(nil)
	_ resource.ResourceWithConfigure  = (*stagedResource)(nil)
	_ resource.ResourceWithModifyPlan = (*stagedResource)(nil)
)

// stagedResource is bos_staged_session_application: one request, made when it is created. It cannot be imported,
// as BOS keeps no record of it.
type stagedResource struct {
	connection *connection
}

func newStagedResource() resource.Resource { return &stagedResource{} }

func (r *stagedResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_staged_session_application"
}

func (r *stagedResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = stagedSchema()
}

func (r *stagedResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// ModifyPlan reports errors that are known before the apply. It also serves a replacement, which the engine plans
// again as a creation.
func (r *stagedResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() || !req.State.Raw.IsNull() {
		return
	}
	var config, plan stagedModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}

	if config.Tenant.IsUnknown() {
		resp.Diagnostics.Append(message{
			summary: "Unable to plan the application of staged sessions",
			what:    "The tenant is known only after apply. If it were null then, the provider would apply what another tenant staged.",
			next: []string{
				"Set tenant to a value that is known in the plan.",
				"Or apply what it refers to first: `terraform apply -target=ADDRESS`",
			},
		}.asErrorAt(path.Root("tenant")))
		return
	}
	if config.Tenant.IsNull() {
		plan.Tenant = r.connection.defaultTenant()
	}
	plan.Endpoint = r.connection.plannedEndpoint()
	r.connection.needsV2(ctx, "the application of staged sessions", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	r.connection.warnBrokenRelease(ctx, plan.Tenant, &resp.Diagnostics)

	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// Create sends the one request that applies what is staged. It never repeats it.
func (r *stagedResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data stagedModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	client := r.connection.clientFor("apply", "what is staged", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.connection.checkPlannedEndpoint("apply", "what is staged", data.Endpoint, &resp.Diagnostics) {
		return
	}
	data.Endpoint = r.connection.knownEndpoint(data.Endpoint)
	data.Tenant = settledTenant(data.Tenant, client)
	if data.checkNodes(ctx, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())

	result, err := client.ApplyStaged(ctx, strings.Split(data.Components.ValueString(), ","))

	unresolved, lost := errors.AsType[*bos.UnresolvedApplicationError](err)
	switch {
	case lost:
		data.fromUnresolved(unresolved)
		resp.Diagnostics.Append(stagedUnresolved(r.connection, &data, stagedInState{}, unresolved))
	case err != nil:
		resp.Diagnostics.Append(stagedRefused(r.connection, &data, stagedInState{}, err))
		return
	default:
		data.fromAPI(result)
		judgeStaged(result, stagedInState{}, &resp.Diagnostics)
	}

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// checkNodes validates nodes that were unknown in the plan.
func (m *stagedModel) checkNodes(ctx context.Context, diags *diag.Diagnostics) {
	found := validator.StringResponse{}
	validStagedNodes().ValidateString(ctx, validator.StringRequest{
		Path:        path.Root("components"),
		ConfigValue: m.Components,
	}, &found)
	diags.Append(found.Diagnostics...)
}

// judgeStaged reports what the user must know of the answer.
func judgeStaged(result bos.StagedApplication, host stagedHost, diags *diag.Diagnostics) {
	if len(result.Failed) > 0 {
		diags.Append(stagedFailed(result, host))
	}
	if len(result.Ignored) > 0 {
		diags.Append(stagedIgnored(result, host))
	}
	if len(result.Succeeded) > 0 && (result.ClearStage == nil || !*result.ClearStage) {
		diags.Append(stageStays(result, host))
	}
}

// Read makes no request: the result of the one request does not change, and each node has its own record
// (bos_component).
func (r *stagedResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update stores triggers that were added or removed as a whole.
func (r *stagedResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var data stagedModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	if resp.Diagnostics.HasError() {
		return
	}

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// Delete makes no request: BOS keeps nothing of it.
func (r *stagedResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
