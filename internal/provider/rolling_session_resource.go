// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ resource.Resource                = (*rollingResource)(nil)
	_ resource.ResourceWithConfigure   = (*rollingResource)(nil)
	_ resource.ResourceWithIdentity    = (*rollingResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*rollingResource)(nil)
	_ resource.ResourceWithImportState = (*rollingResource)(nil)
)

type rollingResource struct {
	connection *connection
}

func newRollingResource() resource.Resource { return &rollingResource{} }

func (r *rollingResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_rolling_session"
}

func (r *rollingResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = rollingIdentitySchema()
}

func (r *rollingResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = rollingSchema()
}

func (r *rollingResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// ModifyPlan shows in the plan which waves an apply starts, and on which nodes.
func (r *rollingResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	ctx = r.connection.maskSecrets(ctx)
	var config, plan, state rollingModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		state.warnOfDestroy(ctx, r.connection, readRollout(ctx, req.Private, &resp.Diagnostics), &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		plan.planCreate(ctx, r.connection, &config, false, &resp.Diagnostics)
	} else {
		plan.planUpdate(ctx, r.connection, &config, &state, readRollout(ctx, req.Private, &resp.Diagnostics), &resp.Diagnostics)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// Create runs the waves. Whatever happens, what was started is in the state: see rolling.run.
func (r *rollingResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data rollingModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	client := r.connection.clientFor("start", "the rollout", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	data.Tenant = settledTenant(data.Tenant, client)
	waves := data.waveList(ctx, &resp.Diagnostics)
	for i := range waves {
		waves[i] = newRollingWave(waves[i].Session.ValueString(), waves[i].Nodes.ValueString(),
			int(waves[i].NodeCount.ValueInt64()))
	}
	run := rolling{
		m: &data, c: r.connection, client: client.InTenant(data.Tenant.ValueString()), waves: waves,
		noted: rollout{Origins: map[string]sessionOrigin{}}, creating: true, diags: &resp.Diagnostics,
	}
	run.save = func() {
		resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
		resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
		run.noted.save(ctx, resp.Private, &resp.Diagnostics)
	}
	run.begin(ctx)
}

// Read asks BOS about the wave that runs, if there is one. It never removes the resource.
func (r *rollingResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data rollingModel
	resp.Diagnostics.Append(req.State.Get(ctx, &data)...)
	data.fillDefaults()
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	client := r.connection.clientFor("read", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	data.refresh(ctx, r.connection, client.InTenant(data.Tenant.ValueString()), &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	}
}

// Update continues the rollout, if ModifyPlan planned that, and stores the knobs.
func (r *rollingResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data, state rollingModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	noted := readRollout(ctx, req.Private, &resp.Diagnostics)
	client := r.connection.clientFor("continue", state.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	run := rolling{
		m: &data, c: r.connection, client: client.InTenant(state.Tenant.ValueString()),
		waves: planned(data.waveList(ctx, &resp.Diagnostics), state.waveList(ctx, &resp.Diagnostics)),
		noted: noted, diags: &resp.Diagnostics,
	}
	run.noted.Imported = false
	run.save = func() {
		resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
		run.noted.save(ctx, resp.Private, &resp.Diagnostics)
	}
	run.resume(ctx)
}

// planned returns the planned waves with what the state knows of them. Only an import plans more waves than it has.
func planned(plan, state []rollingWave) []rollingWave {
	waves := make([]rollingWave, len(plan))
	for i, wave := range plan {
		if i < len(state) {
			waves[i] = state[i]
			continue
		}
		waves[i] = newRollingWave(wave.Session.ValueString(), wave.Nodes.ValueString(), int(wave.NodeCount.ValueInt64()))
	}
	return waves
}

// Delete starts nothing. It deletes the records of a finished rollout, and keeps those of another one.
func (r *rollingResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data rollingModel
	resp.Diagnostics.Append(req.State.Get(ctx, &data)...)
	if resp.Diagnostics.HasError() || data.OnDestroy.ValueString() == "forget" {
		return
	}
	client := r.connection.clientFor("delete", data.called(), &resp.Diagnostics)
	noted := readRollout(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	data.delete(ctx, r.connection, client.InTenant(data.Tenant.ValueString()), noted, &resp.Diagnostics)
}

// ImportState imports a rollout by NAME (in the provider's tenant), TENANT/NAME, /NAME (without a tenant), or identity.
func (r *rollingResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	ctx = r.connection.maskSecrets(ctx)
	client, id := r.connection.importTarget(ctx, "rollout", validRolloutName(), req, resp)
	if resp.Diagnostics.HasError() {
		return
	}
	data := rollingModel{
		rollingInputs: rollingInputs{
			Name: id.Name, Tenant: id.Tenant, Waves: types.ObjectNull(wavesTypes), Triggers: types.MapNull(types.StringType),
		},
		rollingKnobs: rollingKnobs{
			MaxFailedPercent: types.Float64Value(0), OnFailure: types.StringValue("error"),
			OnDestroy: types.StringValue("delete"), Timeouts: types.ObjectNull(timeoutTypes),
		},
		Endpoint: r.connection.endpoint(),
	}
	noted, ok := data.rebuild(ctx, r.connection, client, &resp.Diagnostics)
	if !ok {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	noted.save(ctx, resp.Private, &resp.Diagnostics)
}
