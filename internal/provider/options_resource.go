// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

var (
	_ resource.Resource                = (*optionsResource)(nil)
	_ resource.ResourceWithConfigure   = (*optionsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*optionsResource)(nil)
	_ resource.ResourceWithImportState = (*optionsResource)(nil)
)

type optionsResource struct {
	connection *connection
}

func newOptionsResource() resource.Resource { return &optionsResource{} }

func (r *optionsResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_options"
}

func (r *optionsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = optionsSchema()
}

func (r *optionsResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// ModifyPlan warns of effects that the plan does not show, and plans the endpoint.
func (r *optionsResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state types.Object
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	after, before := optionsFrom(plan), optionsFrom(state)

	if req.Plan.Raw.IsNull() {
		r.planDelete(before, &resp.Diagnostics)
		return
	}
	after["endpoint"] = r.planEndpoint(after, before, &resp.Diagnostics)
	if len(after.toSet(before)) > 0 {
		r.connection.needsV2(ctx, "BOS's options", &resp.Diagnostics)
	}
	if released := after.released(before); len(released) > 0 {
		resp.Diagnostics.Append(optionsReleased(before, released))
	}
	if slices.Contains(after.changed(before), actualStateTTL) {
		resp.Diagnostics.Append(nodesWillReboot(after, before))
	}

	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("endpoint"), after.endpoint())...)
}

// planDelete reports a deletion at another endpoint as an error: options of these names there may be somebody
// else's.
func (r *optionsResource) planDelete(before optionsModel, diags *diag.Diagnostics) {
	if r.connection.elsewhere(before.endpoint()) {
		diags.Append(r.connection.errDeleteElsewhere("plan the destruction of", "BOS's options", before.endpoint(),
			optionsUntouched))
	}
	if owned := before.owned(); len(owned) > 0 {
		diags.Append(optionsKept(before, owned))
	}
}

// planEndpoint plans the provider's endpoint where options are set, and otherwise keeps the state's.
func (r *optionsResource) planEndpoint(after, before optionsModel, diags *diag.Diagnostics) types.String {
	own := before.endpoint()
	switch {
	case r.connection.elsewhere(own):
		if owned := after.owned(); len(owned) > 0 {
			diags.Append(optionsMoved(own, r.connection.endpoint(), owned))
		}
		return r.connection.endpoint()
	case len(before) == 0, own.IsNull() && len(after.changed(before)) > 0:
		return r.connection.plannedEndpoint()
	default:
		return own
	}
}

// Create sets the options that BOS does not have with the planned value.
func (r *optionsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var plan types.Object
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.connection.clientFor("set", "BOS's options", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	data := optionsFrom(plan)
	if !r.connection.checkPlannedEndpoint("set", "BOS's options", data.endpoint(), &resp.Diagnostics) {
		return
	}
	data["endpoint"] = r.connection.knownEndpoint(data.endpoint())

	err := data.set(ctx, client, data.owned())
	if err != nil {
		resp.Diagnostics.Append(optionsFailed(r.connection, "set", err))
		if !partlyApplied(err) {
			return
		}
	}
	object, diags := data.object(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, object)...)
}

// set gives the named options in BOS the values in m. If BOS then has other values (see partlyApplied), m takes
// those over.
func (m optionsModel) set(ctx context.Context, client *bos.Client, names []string) error {
	if len(names) == 0 {
		return nil
	}
	now, err := client.Options(ctx)
	if err != nil {
		return err
	}
	changes := m.toAPI(names)
	for name, value := range changes {
		if now[name].Equal(value) {
			delete(changes, name)
		}
	}
	if len(changes) == 0 {
		return nil
	}

	now, err = client.PatchOptions(ctx, changes)

	if partlyApplied(err) {
		m.fromAPI(now, names)
	}
	return err
}

// partlyApplied reports whether err says that BOS carried out a change and still has other values for some
// options.
func partlyApplied(err error) bool {
	_, is := errors.AsType[*bos.OptionsError](err)
	return is
}

// Read refreshes the options that the resource owns. If it owns none, it makes no request.
func (r *optionsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var state types.Object
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	data := optionsFrom(state)
	owned := data.owned()
	if resp.Diagnostics.HasError() || len(owned) == 0 {
		return
	}
	client := r.connection.clientFor("read", "BOS's options", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	now, err := client.Options(ctx)
	if err != nil {
		resp.Diagnostics.Append(optionsFailed(r.connection, "read", err))
		return
	}

	data.fromAPI(now, owned)
	data["endpoint"] = r.connection.knownEndpoint(data.endpoint()) // null in the state of an earlier release
	object, diags := data.object(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, object)...)
}

// Update sets what the plan changes. Releasing an option takes no request.
func (r *optionsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.connection.maskSecrets(ctx)
	var plan, state types.Object
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	data := optionsFrom(plan)
	if !r.connection.checkPlannedEndpoint("set", "BOS's options", data.endpoint(), &resp.Diagnostics) {
		return
	}
	due := data.toSet(optionsFrom(state))
	if data.endpoint().IsUnknown() {
		data["endpoint"] = r.connection.knownEndpoint(data.endpoint())
	}

	if len(due) > 0 {
		client := r.connection.clientFor("set", "BOS's options", &resp.Diagnostics)
		if client == nil {
			return
		}
		if err := data.set(ctx, client, due); err != nil {
			resp.Diagnostics.Append(optionsFailed(r.connection, "set", err))
			if !partlyApplied(err) {
				return
			}
		}
	}

	object, diags := data.object(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, object)...)
}

// Delete makes no request: ModifyPlan has warned of what stays. At another endpoint it is an error.
func (r *optionsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state types.Object
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if own := optionsFrom(state).endpoint(); r.connection.elsewhere(own) {
		resp.Diagnostics.Append(r.connection.errDeleteElsewhere("destroy", "BOS's options", own, optionsUntouched))
	}
}

// ImportState imports a resource that owns nothing yet: the first apply sets the configured options that BOS has
// otherwise.
func (r *optionsResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	if req.ID != optionsID {
		resp.Diagnostics.Append(message{
			summary: "Unable to import BOS's options",
			what:    quoteText(req.ID) + " is not the ID of the options, of which a system has one set.",
			next:    []string{"Import them by their ID: `terraform import ADDRESS " + optionsID + "`"},
		}.asError())
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), optionsID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("endpoint"),
		r.connection.knownEndpoint(types.StringNull()))...)
}
