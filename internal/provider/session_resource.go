// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/go-uuid"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
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

type sessionIdentity struct {
	Name   types.String `tfsdk:"name"`
	Tenant types.String `tfsdk:"tenant"`
}

func (m *sessionInputs) identity() sessionIdentity {
	return sessionIdentity{Name: m.Name, Tenant: m.Tenant}
}

func (r *sessionResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_session"
}

func (r *sessionResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = sessionIdentitySchema()
}

func (r *sessionResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = sessionResourceSchema()
}

func (r *sessionResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// Create starts the session and saves it before anything else can go wrong;
// only then does it wait.
func (r *sessionResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.connection.masking(ctx)
	var data sessionModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	client := r.connection.to("start", "the session", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	generated := data.Name.IsUnknown()
	data.nameOnce(ctx, r.connection, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	r.checkBounds(&data, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())

	started, err := startOrAdopt(ctx, client, &data, generated)

	var unresolved *bos.UnresolvedError
	if err != nil && !errors.As(err, &unresolved) {
		resp.Diagnostics.Append(startFailed(r.connection, &data, err))
		return
	}
	data.takeName(started.Session)
	data.begin(started.Session)

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	origin := data.originOf(started, generated)
	keepOrigin(ctx, resp.Private, origin, &resp.Diagnostics)
	if unresolved != nil {
		resp.Diagnostics.Append(startUnresolved(r.connection, &data, unresolved))
	}
	if started.RecordGone {
		resp.Diagnostics.Append(recordHidden(&data))
	}
	if !resp.Diagnostics.HasError() && (data.WaitForCompletion.ValueBool() || data.bound(origin) != 0) {
		finish(ctx, r.connection, client, &data, &origin, &resp.Diagnostics)
	}
	origin.doubt(&data, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	keepOrigin(ctx, resp.Private, origin, &resp.Diagnostics)
}

// nameOnce gives the session the name and the tenant that it keeps. On v1 of the API, BOS chooses the name. What could not
// be checked when it was planned, as the provider was not known yet or BOS not there, is checked now.
func (m *sessionModel) nameOnce(ctx context.Context, c *connection, diags *diag.Diagnostics) {
	if m.Tenant.IsUnknown() {
		m.Tenant = textOrNull(c.client.Tenant())
	}
	version, err := c.client.APIVersion(ctx)
	if err != nil {
		diags.Append(startFailed(c, m, &bos.NotStartedError{Err: err}))
		return
	}
	m.checkStart(ctx, c, diags)
	switch {
	case !m.Name.IsUnknown():
		return
	case version == bos.APIv1:
		m.Name = types.StringNull()
		return
	}
	id, err := uuid.GenerateUUID()
	if err != nil {
		diags.AddError("Unable to name the session", sentence(fmt.Errorf("no random bytes: %w", err)))
		return
	}
	m.Name = types.StringValue(generatedPrefix + id)
}

// begin sets every computed value from the session as it was started: nothing
// of it is judged yet.
func (m *sessionModel) begin(session bos.Session) {
	m.sessionProgress.clear()
	if session.Name != "" {
		m.sessionProgress.fromAPI(session)
	}
	m.Outcome = types.ObjectNull(outcomeTypes)
	m.Result = types.StringNull()
	m.Expired = types.BoolValue(false)
}

// startOrAdopt starts the session, or goes on with the one that has its name
// and inputs already, where on_conflict allows that. A name that was generated
// is nobody else's: if BOS has it, the POST came there twice.
func startOrAdopt(ctx context.Context, client *bos.Client, data *sessionModel, generated bool) (bos.Started, error) {
	adopt := generated || data.OnConflict.ValueString() == "adopt"

	create := data.toAPI()
	create.Generated = generated
	session, err := client.StartSession(ctx, create, adopt)

	var other *bos.ConflictError
	var unresolved *bos.UnresolvedError
	switch {
	case errors.As(err, &other) && other.Field != "" && adopt:
		return bos.Started{}, fmt.Errorf("%w, so it cannot be adopted", err)
	case errors.Is(err, bos.ErrConflict) && generated && !errors.As(err, &unresolved):
		return bos.Started{}, &bos.UnresolvedError{Name: data.Name.ValueString(), Err: err}
	default:
		return session, err
	}
}

// Read never removes the resource: a record that BOS has cleaned up must not
// make the next apply run the operation again.
func (r *sessionResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.connection.masking(ctx)
	var data sessionModel
	resp.Diagnostics.Append(req.State.Get(ctx, &data)...)
	data.fill()
	// First of all: Terraform 1.11 refuses any answer without an identity.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	client := r.connection.to("read", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if data.nameless() {
		resp.Diagnostics.Append(namelessLeft(&data))
		return
	}
	client = client.InTenant(data.Tenant.ValueString())

	session, err := client.Session(ctx, data.Name.ValueString())
	if err == nil && session.Unconfirmed() && data.Result.IsNull() { // the state would keep it
		session, err = client.ConfirmedSession(ctx, data.Name.ValueString())
	}

	if err == nil && client.NoteExisting(data.Name.ValueString()) {
		resp.Diagnostics.Append(plannedAgain(&data))
		return
	}
	switch {
	case data.elsewhere(r.connection) && (err == nil || errors.Is(err, bos.ErrNotFound)) && !data.isHere(session, err):
		resp.Diagnostics.Append(leftElsewhere(r.connection, &data))
	case errors.Is(err, bos.ErrNotFound) || err == nil && !data.sameSession(session):
		client.NoteMissing(data.Name.ValueString())
		// A name that BOS never showed us was never started: not expired.
		data.Expired = types.BoolValue(!data.Status.IsNull())
		data.nameNodes(ctx, client, readOrigin(ctx, req.Private, &resp.Diagnostics), false)
	case err != nil:
		resp.Diagnostics.Append(readFailed(r.connection, &data, err))
		return
	default:
		if !data.complete() || data.Outcome.IsNull() || data.EndTime.IsNull() && session.Complete() { // BOS v1 words what it tells by what the template is today
			data.sessionProgress.fromAPI(session)
		}
		data.Expired = types.BoolValue(false)
		data.Endpoint = r.connection.endpoint()
		if err := data.fetchOutcome(ctx, client.SessionOutcome); err != nil && !errors.Is(err, bos.ErrNotFound) {
			resp.Diagnostics.Append(readFailed(r.connection, &data, err))
			return
		}
		data.nameNodes(ctx, client, sessionOrigin{}, true)
		readOrigin(ctx, req.Private, &resp.Diagnostics).remind(&data, &resp.Diagnostics)
	}

	if data.EveryNode.IsNull() && !slices.Contains(untold(ctx, req.Private, &resp.Diagnostics), "limit") {
		data.EveryNode = everyNode(data.Limit)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// Update never starts anything. It stores the knobs, and where ModifyPlan
// planned so it waits for the session's end and judges it.
func (r *sessionResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.connection.masking(ctx)
	var data, state sessionModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &data)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...) // as in Read
	settleUntold(ctx, req.Private, resp.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	restore := data.fill()
	if data.EveryNode.IsUnknown() { // an imported session's limit became known
		data.EveryNode = everyNode(data.Limit)
	}
	if data.Result.IsUnknown() {
		data.sessionProgress = state.sessionProgress
		data.sessionVerdict = state.sessionVerdict
		origin := readOrigin(ctx, req.Private, &resp.Diagnostics)
		r.resume(ctx, &data, &origin, &resp.Diagnostics)
		origin.refute(&data, &resp.Diagnostics)
		keepOrigin(ctx, resp.Private, origin, &resp.Diagnostics)
	}
	restore()

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// Delete takes the record away as on_destroy says. No node is touched, but
// with "cancel".
func (r *sessionResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx = r.connection.masking(ctx)
	var data sessionModel
	resp.Diagnostics.Append(req.State.Get(ctx, &data)...)
	data.fill()
	if r.connection.adopted(&data.sessionInputs) {
		resp.Diagnostics.Append(adoptedByAnother(&data))
		return
	}
	if resp.Diagnostics.HasError() || data.OnDestroy.ValueString() == "forget" {
		r.connection.release(&data.sessionInputs)
		return
	}
	if left := data.leftInBOS(readOrigin(ctx, req.Private, &resp.Diagnostics)); left != nil {
		resp.Diagnostics.Append(left)
		return
	}
	client := r.connection.to("delete", data.called(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())

	ctx, cancel := client.Clock().WithTimeout(ctx, data.timeout("delete", defaultDeleteTimeout))
	defer cancel()
	if data.atHome(ctx, r.connection, client, deleteFailed, deletedElsewhere, &resp.Diagnostics) {
		end(ctx, r.connection, client, &data, &resp.Diagnostics)
	}
}
