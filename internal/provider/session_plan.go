// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// planCreate plans a creation. It also serves a replacement (replacing), which the engine plans again as a creation.
func (m *sessionModel) planCreate(
	ctx context.Context, c *connection, config *sessionModel, replacing bool, diags *diag.Diagnostics,
) {
	if config.Tenant.IsNull() {
		m.Tenant = c.defaultTenant()
	}
	m.planBounds(c, config, diags)
	m.planAdoption(ctx, c, config, diags)
	if m.Stage.ValueBool() && m.Operation.ValueString() == string(bos.OperationShutdown) {
		diags.AddAttributeWarning(path.Root("stage"), "A staged shutdown stages nothing",
			"BOS stages what a node should boot next, and a shutdown boots nothing: the session will be complete "+
				"at once without a node, which counts as failed. Leave out stage to shut the nodes down.")
	}

	if c != nil && c.client != nil {
		m.checkStart(ctx, c, diags)
	}
	m.planForecast(ctx, c, replacing, diags)
}

// With on_conflict = "adopt", a session that replaces another one of the same name would adopt its predecessor:
// nothing would run. The order of the two depends on create_before_destroy, which a resource inherits from its
// dependents and no provider sees, and on whether the old record is really gone. So such a plan is an error,
// whatever the order.

// adopts reports whether the session may adopt an existing one of its configured name.
func (m *sessionModel) adopts(config *sessionModel) bool {
	return !config.Name.IsNull() && (m.OnConflict.IsUnknown() || m.OnConflict.ValueString() == "adopt")
}

// planAdoption rejects the creation of a session that would adopt its predecessor. The engine plans a tainted
// resource, one that is replaced with -replace or replace_triggered_by, and a new address of an old resource
// without a prior state; but it has refreshed the old one in the same run. One 404 to that refresh does not prove
// that the old session is gone.
func (m *sessionModel) planAdoption(ctx context.Context, c *connection, config *sessionModel, diags *diag.Diagnostics) {
	if c == nil || c.client == nil || !m.adopts(config) || m.Name.IsUnknown() ||
		m.Tenant.IsUnknown() {
		return
	}
	client := c.client.InTenant(m.Tenant.ValueString())
	if client.Missing(m.Name.ValueString()) {
		_, err := client.ConfirmedSession(c.maskSecrets(ctx), m.Name.ValueString())
		switch {
		case err == nil:
			client.NoteExisting(m.Name.ValueString())
		case !errors.Is(err, gateway.ErrNotFound):
			diags.AddError("Unable to plan a new "+m.called(),
				"BOS had no record of a session of that name, which could be adopted. It is asked again: "+
					c.explain(err, m.Tenant).what)
		}
	}
	if client.NotePlanned(m.Name.ValueString()) {
		diags.AddAttributeError(path.Root("name"), "Unable to plan a new "+m.called(), fmt.Sprintf(
			"A session of that name exists, as the refresh of this plan has shown: it belongs to the same "+
				"resource (which is tainted, or replaced by -replace or replace_triggered_by) or to another address "+
				"in the state. %s\n\nTo continue with the existing session and start nothing: `terraform untaint "+
				"ADDRESS` if the resource is tainted; a `moved` block if its address has changed.", adoptsItsPredecessor))
	}
}

// planUpdate plans an update in place, or what forces a replacement.
func (m *sessionModel) planUpdate(
	ctx context.Context, c *connection, config, state *sessionModel, req resource.ModifyPlanRequest,
	resp *resource.ModifyPlanResponse,
) {
	state.fillDefaults()
	defer m.fillDefaults()()
	if m.cancels() && !state.cancels() && c.speaksV1() {
		resp.Diagnostics.AddAttributeError(path.Root("on_destroy"), "Unable to plan "+state.called(), cannotCancelOnV1)
	}
	taken := m.takeConfigured(state, readUnreported(ctx, req.Private, &resp.Diagnostics))
	m.confirmMissing(ctx, c, config, state, &resp.Diagnostics)
	forced := m.planChanges(c, config, state, &resp.Diagnostics)
	resp.RequiresReplace = append(resp.RequiresReplace, forced...)
	m.planReplacementName(config, state, len(forced) > 0, &resp.Diagnostics)
	origin := readOrigin(ctx, req.Private, &resp.Diagnostics)
	if len(forced) > 0 || m.replaces(state) {
		state.warnOfDestroy(c, origin, &resp.Diagnostics)
		resp.Diagnostics.Append(replacementWarnings(ctx, c, config, *m)...)
	} else if m.mustCount(state, origin) {
		m.markUnknown(state)
	}
	if len(taken) > 0 && len(forced) == 0 && !m.replaces(state) {
		resp.Diagnostics.Append(tookConfigured(state, taken))
	}
}

// plansNothing reports whether planUpdate would leave a plan that equals the state as it is, and say nothing.
func (m sessionModel) plansNothing(ctx context.Context, private privateState, diags *diag.Diagnostics) bool {
	m.fillDefaults()
	mayRecreate := m.Expired.ValueBool() && m.OnMissing.ValueString() == "recreate"
	return !mayRecreate && !m.needsUpdate(&m) && !m.mustCount(&m, readOrigin(ctx, private, diags)) && !diags.HasError()
}

// recreates reports whether the operation runs again because BOS has no record of the session any more. That is
// not known at another endpoint: an edit of the provider's configuration never runs anything.
func (m *sessionModel) recreates(c *connection, config, state *sessionModel) bool {
	return state.Expired.ValueBool() && m.OnMissing.ValueString() == "recreate" && !state.elsewhere(c) &&
		!state.ofOtherVersion(c, config)
}

// confirmMissing reads the record again before a plan runs an operation because it is missing: Read believes one
// 404, which a cache or a replica that lags behind may return. If the record exists, nothing is run.
func (m *sessionModel) confirmMissing(
	ctx context.Context, c *connection, config, state *sessionModel, diags *diag.Diagnostics,
) {
	if !m.recreates(c, config, state) || c == nil || c.client == nil {
		return
	}
	ctx = c.maskSecrets(ctx)
	client := c.client.InTenant(state.Tenant.ValueString())

	session, err := client.ConfirmedSession(ctx, state.Name.ValueString())

	switch {
	case errors.Is(err, gateway.ErrNotFound):
	case err != nil:
		diags.AddError("Unable to plan "+state.called(), "BOS had no record of it, and on_missing is "+
			"\"recreate\". BOS is asked again before the operation runs again: "+
			c.explain(err, state.Tenant).what+"\n\nNothing is planned.")
	case state.sameSession(session):
		state.Expired = types.BoolValue(false)
	}
}

// planChanges makes unknown what an update may change, and returns what forces a replacement.
func (m *sessionModel) planChanges(c *connection, config, state *sessionModel, diags *diag.Diagnostics) path.Paths {
	if m.OnMissing.IsUnknown() && state.Expired.ValueBool() {
		diags.AddAttributeError(path.Root("on_missing"), "Unable to plan "+state.called(),
			"BOS no longer has the session's record, and on_missing, which says what to do then, is known only "+
				"after apply. Write `keep` or `recreate`.")
	}
	recreated := m.recreates(c, config, state)
	if !recreated && !m.replaces(state) {
		if m.needsUpdate(state) {
			m.markUnknown(state)
		}
		return nil
	}

	if state.OnDestroy.ValueString() == "forget" && !state.Expired.ValueBool() && config.Name.Equal(state.Name) {
		summary, detail := nameTaken(state)
		diags.AddAttributeError(path.Root("name"), summary, detail)
	}
	if !recreated {
		return nil // the attributes' own plan modifiers force it
	}
	// A plan shows a replacement only if it differs from the state.
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

// present reports whether a map of triggers holds anything. An empty map counts as absent.
func present(triggers types.Map) bool {
	return triggers.IsUnknown() || len(triggers.Elements()) > 0
}

const aboutTriggered = "A changed value runs a new session; adding or removing the whole map does not."

// triggered replaces the session if the map was there before, is there now, and differs.
func triggered(_ context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = present(req.StateValue) && present(req.PlanValue)
}

// planReplacementName rejects a replacement that would adopt its predecessor. A session that is recreated has no
// record.
func (m *sessionModel) planReplacementName(
	config, state *sessionModel, recreated bool, diags *diag.Diagnostics,
) {
	switch {
	case !m.adopts(config), recreated && config.Name.Equal(state.Name), !m.replaces(state):
	case config.Name.IsUnknown():
		diags.AddAttributeError(path.Root("name"), "Unable to plan the replacement of "+state.called(),
			"With on_conflict = \"adopt\", the name of a session that replaces another one must be known in the "+
				"plan: if it turned out to be the same, the session would be adopted instead of a new one started. "+
				"Make the name of values that are known, or leave on_conflict out.")
	case config.Name.Equal(state.Name):
		diags.AddAttributeError(path.Root("name"), "Unable to plan the replacement of "+state.called(),
			"An input or a trigger changes and the name does not. "+adoptsItsPredecessor)
	}
}

// replacementWarnings returns the warnings of the creation in a replacement. An engine plans that creation
// separately and shows its errors, but not its warnings.
func replacementWarnings(
	ctx context.Context, c *connection, config *sessionModel, plan sessionModel,
) diag.Diagnostics {
	if config.Name.IsNull() {
		plan.Name = types.StringUnknown() // not the name of the replaced session
	}
	var diags diag.Diagnostics
	plan.planCreate(ctx, c, config, true, &diags)
	return diags.Warnings()
}

// needsUpdate reports whether the session must still be waited for or judged: the plan shows an update in place,
// which reads from BOS and starts nothing. A knob that is known only after apply may require it.
func (m *sessionModel) needsUpdate(state *sessionModel) bool {
	waits := m.WaitForCompletion.IsUnknown() || m.WaitForCompletion.ValueBool()
	fails := m.OnFailure.IsUnknown() || m.OnFailure.ValueString() == "error"
	return waits && (state.Result.IsNull() || fails && state.Result.ValueString() == string(bos.ResultFailed))
}

// markUnknown makes unknown what an update may change, and no more: an unknown value may replace what refers to
// it.
func (m *sessionModel) markUnknown(state *sessionModel) {
	m.Result = types.StringUnknown()
	if state.judgeable() {
		return // judged without a request
	}
	m.Outcome = types.ObjectUnknown(outcomeTypes)
	m.Expired = types.BoolUnknown()
	if state.complete() {
		if state.ComponentCount.IsNull() { // the outcome may name the nodes
			m.Components = types.StringUnknown()
			m.ComponentCount = types.Int64Unknown()
		}
		return
	}
	m.Status = types.StringUnknown()
	m.EndTime = types.StringUnknown()
	m.Error = types.StringUnknown()
	if m.StartTime.IsNull() { // the start was never confirmed
		m.StartTime = types.StringUnknown()
	}
	if m.Components.ValueString() == "" { // set-up is not over
		m.Components = types.StringUnknown()
		m.ComponentCount = types.Int64Unknown()
	}
}

func nameTaken(state *sessionModel) (summary, detail string) {
	return "Unable to replace " + state.called(), fmt.Sprintf(
		"The new session would have the name of the old one, %q, and on_destroy = \"forget\" leaves that in BOS. "+
			"Choose a new name, or apply on_destroy = \"delete\" first.", state.Name.ValueString())
}

func recreateMissing(state *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The operation will run again", fmt.Sprintf(
		"BOS no longer has the record of %s, and on_missing is \"recreate\": applying this plan starts a new "+
			"session, which acts upon the nodes again. Look at the nodes before you apply.", state.described()))
}
