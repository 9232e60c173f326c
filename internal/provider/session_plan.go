// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const aboutTriggered = "A changed value runs a new session; adding or removing the whole map does not."

// triggered replaces the session when the map was there before, is there now,
// and differs.
func triggered(_ context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = present(req.StateValue) && present(req.PlanValue)
}

// ModifyPlan says in the plan what apply will do: start a session, wait for
// one, or neither.
func (r *sessionResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		r.planDestroy(ctx, req, resp)
		return
	}
	var config, plan sessionModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}

	if req.State.Raw.IsNull() {
		r.planCreate(ctx, &config, &plan, &resp.Diagnostics)
	} else {
		r.planExisting(ctx, &config, &plan, req, resp)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// planExisting plans an update in place, or what forces a replacement.
func (r *sessionResource) planExisting(ctx context.Context, config, plan *sessionModel, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state sessionModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	state.fill()
	defer plan.fill()()
	if plan.cancels() && !state.cancels() && r.connection.speaksV1() {
		resp.Diagnostics.AddAttributeError(path.Root("on_destroy"), "Unable to plan "+state.called(), cannotCancelOnV1)
	}
	taken := plan.takeUntold(&state, untold(ctx, req.Private, &resp.Diagnostics))
	r.confirmMissing(ctx, config, plan, &state, &resp.Diagnostics)
	forced := plan.planUpdate(r.connection, config, &state, &resp.Diagnostics)
	resp.RequiresReplace = append(resp.RequiresReplace, forced...)
	r.planSameName(config, plan, &state, len(forced) > 0, &resp.Diagnostics)
	origin := readOrigin(ctx, req.Private, &resp.Diagnostics)
	if len(forced) > 0 || plan.replaces(&state) {
		state.planEnd(r.connection, origin, &resp.Diagnostics)
		resp.Diagnostics.Append(r.replacementWarnings(ctx, config, *plan)...)
	} else if plan.checkDue(&state, origin) {
		plan.unknown(&state)
	}
	if len(taken) > 0 && len(forced) == 0 && !plan.replaces(&state) {
		resp.Diagnostics.Append(tookUntold(&state, taken))
	}
}

// planCreate also serves a replacement, which the engine plans once more as
// the creation that it is.
func (r *sessionResource) planCreate(ctx context.Context, config, plan *sessionModel, diags *diag.Diagnostics) {
	if config.Tenant.IsNull() {
		plan.Tenant = r.connection.defaultTenant()
	}
	r.planBounds(config, plan, diags)
	r.planName(ctx, config, plan, diags)
	if plan.Stage.ValueBool() && plan.Operation.ValueString() == string(bos.OperationShutdown) {
		diags.AddAttributeWarning(path.Root("stage"), "A staged shutdown stages nothing",
			"BOS stages what a node should boot next, and a shutdown boots nothing: the session will be complete at once without a node, "+
				"which counts as failed. Leave out stage to shut the nodes down.")
	}

	if r.connection != nil && r.connection.client != nil {
		plan.checkStart(ctx, r.connection, diags)
	}
}

// replacementWarnings are those of the creation that a replacement ends in. An engine plans that creation by itself, and
// shows the errors of that plan, but not its warnings.
func (r *sessionResource) replacementWarnings(ctx context.Context, config *sessionModel, plan sessionModel) diag.Diagnostics {
	if config.Name.IsNull() {
		plan.Name = types.StringUnknown() // not that of the session which is replaced
	}
	var diags diag.Diagnostics
	r.planCreate(ctx, config, &plan, &diags)
	return diags.Warnings()
}

// planUpdate makes unknown what an update will find out, and returns what
// forces a replacement.
func (m *sessionModel) planUpdate(c *connection, config, state *sessionModel, diags *diag.Diagnostics) path.Paths {
	if m.OnMissing.IsUnknown() && state.Expired.ValueBool() {
		diags.AddAttributeError(path.Root("on_missing"), "Unable to plan "+state.called(),
			"BOS no longer has the session's record, and on_missing, which says what to do then, is known only after apply. Write `keep` or `recreate`.")
	}
	recreated := m.recreates(c, config, state)
	if !recreated && !m.replaces(state) {
		if m.due(state) {
			m.unknown(state)
		}
		return nil
	}

	if state.OnDestroy.ValueString() == "forget" && !state.Expired.ValueBool() && config.Name.Equal(state.Name) {
		summary, detail := nameTaken(state)
		diags.AddAttributeError(path.Root("name"), summary, detail)
	}
	if !recreated {
		return nil // the attributes' own plan modifiers say what forces it
	}
	// A replacement is shown only where the plan differs from the state.
	m.Expired = types.BoolUnknown()
	diags.Append(recreateMissing(state))
	return path.Paths{path.Root("expired")}
}

// replaces reports whether an input of the session changes.
func (m *sessionModel) replaces(state *sessionModel) bool {
	inputs := m.Name.Equal(state.Name) && m.Tenant.Equal(state.Tenant) && m.Operation.Equal(state.Operation) &&
		m.TemplateName.Equal(state.TemplateName) && m.Limit.Equal(state.Limit) &&
		m.Stage.Equal(state.Stage) && m.IncludeDisabled.Equal(state.IncludeDisabled)
	return !inputs || present(state.Triggers) && present(m.Triggers) && !m.Triggers.Equal(state.Triggers)
}

// present reports whether a map of triggers holds anything: an empty one counts as absent.
func present(triggers types.Map) bool {
	return triggers.IsUnknown() || len(triggers.Elements()) > 0
}
