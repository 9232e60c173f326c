// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var (
	_ resource.Resource               = (*sessionResource)(nil)
	_ resource.ResourceWithConfigure  = (*sessionResource)(nil)
	_ resource.ResourceWithIdentity   = (*sessionResource)(nil)
	_ resource.ResourceWithModifyPlan = (*sessionResource)(nil)

	_ resource.ResourceWithValidateConfig = (*sessionResource)(nil)
	_ resource.ResourceWithImportState    = (*sessionResource)(nil)
)

type sessionResource struct {
	connection *connection
}

func newSessionResource() resource.Resource { return &sessionResource{} }

func (r *sessionResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_session"
}

func (r *sessionResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = sessionIdentitySchema()
}

func (r *sessionResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = sessionResourceSchema()
}

func (r *sessionResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// ModifyPlan shows in the plan what apply will do: start a session, wait for one, or neither.
func (r *sessionResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		planDestroy(ctx, r.connection, req, resp)
		return
	}
	var config, plan sessionModel
	config.decode(ctx, req.Config.Raw, &resp.Diagnostics)
	plan.decode(ctx, req.Plan.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	if req.State.Raw.IsNull() {
		plan.planDefaults(&config.sessionKnobs, nil)
		plan.planCreate(ctx, r.connection, &config, false, &resp.Diagnostics)
	} else {
		var state sessionModel
		state.decode(ctx, req.State.Raw, &resp.Diagnostics)
		plan.planDefaults(&config.sessionKnobs, &state.sessionKnobs)
		// In most plans nothing changes. To encode the plan again would take as long as all else.
		if req.Plan.Raw.Equal(req.State.Raw) && plan.equal(&state) &&
			plan.plansNothing(ctx, req.Private, &resp.Diagnostics) {
			return
		}
		plan.planUpdate(ctx, r.connection, &config, &state, req, resp)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// Create starts the session and saves it before anything else can fail. Only then does it wait.
func (r *sessionResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data sessionModel
	data.decode(ctx, req.Plan.Raw, &resp.Diagnostics)
	client := r.connection.clientFor("start", "the session", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	generated := data.Name.IsUnknown()
	if !data.prepare(ctx, r.connection, &resp.Diagnostics) {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())
	if data.foresee(ctx, r.connection, client, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}

	var saved sessionModel
	origin, started := data.run(ctx, r.connection, client, generated, func(origin sessionOrigin) {
		saved = data
		resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
		resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
		saveOrigin(ctx, resp.Private, origin, &resp.Diagnostics)
	}, &resp.Diagnostics)

	if !started {
		return
	}
	if !data.equal(&saved) {
		resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	}
	saveOrigin(ctx, resp.Private, origin, &resp.Diagnostics)
}

// Read never removes the resource: the next apply must not run the operation again because BOS has cleaned up the
// record.
func (r *sessionResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data sessionModel
	data.decode(ctx, req.State.Raw, &resp.Diagnostics)
	stored := data
	data.fillDefaults()
	// The identity comes first: Terraform 1.11 rejects any response without one.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	client := r.connection.clientFor("read", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if data.nameless() {
		resp.Diagnostics.Append(namelessLeft(&data))
		return
	}
	client = client.InTenant(data.Tenant.ValueString())

	session, err := data.read(ctx, client)

	if !data.refresh(ctx, r.connection, client, session, err, req.Private, &resp.Diagnostics) {
		return
	}
	if stored.componentList() == nil { // set-up was not over when the session was last looked at
		data.compareForecast(readOrigin(ctx, req.Private, &resp.Diagnostics), &resp.Diagnostics)
	}
	if data.EveryNode.IsNull() && !slices.Contains(readUnreported(ctx, req.Private, &resp.Diagnostics), "limit") {
		data.EveryNode = everyNode(data.Limit)
	}
	if !data.equal(&stored) {
		resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	}
}

// Update never starts anything. It stores the knobs and, if ModifyPlan planned it, waits for the session's end and
// judges it.
func (r *sessionResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data, state sessionModel
	data.decode(ctx, req.Plan.Raw, &resp.Diagnostics)
	state.decode(ctx, req.State.Raw, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...) // as in Read
	clearUnreported(ctx, req.Private, resp.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	restore := data.fillDefaults()
	if data.EveryNode.IsUnknown() { // the limit of an imported session became known
		data.EveryNode = everyNode(data.Limit)
	}
	if data.Result.IsUnknown() {
		data.sessionProgress = state.sessionProgress
		data.sessionVerdict = state.sessionVerdict
		origin := readOrigin(ctx, req.Private, &resp.Diagnostics)
		data.resume(ctx, r.connection, &origin, &resp.Diagnostics)
		if state.componentList() == nil {
			data.compareForecast(origin, &resp.Diagnostics)
		}
		origin.rejectForeign(&data, &resp.Diagnostics)
		saveOrigin(ctx, resp.Private, origin, &resp.Diagnostics)
	}
	restore()

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// Delete deletes the record as on_destroy says. It touches nodes only with "cancel".
func (r *sessionResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var data sessionModel
	data.decode(ctx, req.State.Raw, &resp.Diagnostics)
	data.fillDefaults()
	if r.connection.adopted(&data.sessionInputs) {
		resp.Diagnostics.Append(adoptedByAnother(&data))
		return
	}
	if resp.Diagnostics.HasError() || data.OnDestroy.ValueString() == "forget" {
		r.connection.release(&data.sessionInputs)
		return
	}
	origin := readOrigin(ctx, req.Private, &resp.Diagnostics)
	if left := data.keptRecord(origin); left != nil {
		resp.Diagnostics.Append(left)
		return
	}
	client := r.connection.clientFor("delete", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())

	ctx, cancel := client.Clock().WithTimeout(ctx, data.timeout("delete", defaultDeleteTimeout))
	defer cancel()
	if data.atOwnEndpoint(ctx, r.connection, client, deleteFailed, deletedElsewhere, &resp.Diagnostics) {
		generated := origin.Generated || generatedName.MatchString(data.Name.ValueString())
		data.delete(ctx, r.connection, client, generated, &resp.Diagnostics)
	}
}

// ImportState imports a session by NAME (in the provider's tenant), TENANT/NAME, /NAME (without a tenant), or
// identity.
func (r *sessionResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	ctx = r.connection.maskSecrets(ctx)
	client, id := r.connection.importTarget(ctx, "session", validSessionName(), req, resp)
	if resp.Diagnostics.HasError() {
		return
	}

	session, err := client.Session(ctx, id.Name.ValueString())
	if err != nil {
		resp.Diagnostics.Append(message{summary: "Unable to import the session"}.
			because(sessionProblem(r.connection, id.Name, id.Tenant, err)).asError())
		return
	}

	data, err := importedSession(ctx, r.connection, client, session, id.Tenant)
	if err != nil {
		resp.Diagnostics.Append(readFailed(r.connection, &data, err))
		return
	}

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	v1, _ := client.SpeaksV1() // known after Session
	saveUnreported(ctx, resp.Private, unreportedInputs(session, v1), &resp.Diagnostics)
}
