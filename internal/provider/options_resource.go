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

func (r *optionsResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// ModifyPlan changes nothing of the plan: it tells what the plan alone does not show.
func (r *optionsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state types.Object
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	after, before := optionsFrom(plan), optionsFrom(state)

	if req.Plan.Raw.IsNull() {
		if owned := before.owned(); len(owned) > 0 {
			resp.Diagnostics.Append(optionsKept(before, owned))
		}
		return
	}
	changed := after.changed(before)
	if len(changed) > 0 {
		r.connection.needsV2(ctx, "BOS's options", &resp.Diagnostics)
	}
	if letGo := after.letGo(before); len(letGo) > 0 {
		resp.Diagnostics.Append(optionsLetGo(before, letGo))
	}
	for _, name := range changed {
		if name == actualStateTTL {
			resp.Diagnostics.Append(nodesWillReboot(after, before))
		}
	}
}

// Create sets what differs from what BOS has: nothing, perhaps.
func (r *optionsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.connection.masking(ctx)
	var plan types.Object
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.connection.to("set", "BOS's options", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	data := optionsFrom(plan)

	err := data.set(ctx, client, data.owned())
	if err != nil {
		resp.Diagnostics.Append(optionsFailed(r.connection, "set", err))
		if !partly(err) {
			return
		}
	}
	object, diags := data.object(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, object)...)
}

// set makes BOS have the named options as they are in m; where it does not have all of them afterwards (see partly), m
// becomes what it has.
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

	if partly(err) {
		m.fromAPI(now, names)
	}
	return err
}

// partly tells whether err is that BOS carried out a change, and has some options otherwise all the same.
func partly(err error) bool {
	_, is := errors.AsType[*bos.OptionsError](err)
	return is
}

// Read refreshes the options that the resource owns. Where it owns none there is nothing to ask.
func (r *optionsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.connection.masking(ctx)
	var state types.Object
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	data := optionsFrom(state)
	owned := data.owned()
	if resp.Diagnostics.HasError() || len(owned) == 0 {
		return
	}
	client := r.connection.to("read", "BOS's options", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	now, err := client.Options(ctx)
	if err != nil {
		resp.Diagnostics.Append(optionsFailed(r.connection, "read", err))
		return
	}

	data.fromAPI(now, owned)
	object, diags := data.object(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, object)...)
}

// Update sets what the plan changes. To let an option go takes no request.
func (r *optionsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.connection.masking(ctx)
	var plan, state types.Object
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	data := optionsFrom(plan)

	if changed := data.changed(optionsFrom(state)); len(changed) > 0 {
		client := r.connection.to("set", "BOS's options", &resp.Diagnostics)
		if client == nil {
			return
		}
		if err := data.set(ctx, client, changed); err != nil {
			resp.Diagnostics.Append(optionsFailed(r.connection, "set", err))
			if !partly(err) {
				return
			}
		}
	}

	object, diags := data.object(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, object)...)
}

// Delete makes no request: ModifyPlan has said what stays.
func (r *optionsResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState takes a resource over that owns nothing yet: the first apply sets what its configuration does, where that
// differs from what BOS has.
func (r *optionsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if req.ID != optionsID {
		resp.Diagnostics.AddError("Unable to import BOS's options",
			"There is one set of options in a system: import it by the id `"+optionsID+"`, not "+quoteText(req.ID)+".")
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), optionsID)...)
}
