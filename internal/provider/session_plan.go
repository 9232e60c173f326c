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
	if !replacing {
		m.planName(c, config, diags)
	}
	m.planStart(ctx, c, replacing, diags)
}

// planStart reports what is known of the start before it, and foresees the nodes.
func (m *sessionModel) planStart(ctx context.Context, c *connection, replacing bool, diags *diag.Diagnostics) {
	if m.Stage.ValueBool() && m.Operation.ValueString() == string(bos.OperationShutdown) {
		diags.Append(message{
			summary: "A staged shutdown stages nothing",
			what: "BOS stages what a node should boot next, and a shutdown boots nothing: the session will be complete at " +
				"once without a node, which counts as failed.",
			next: []string{"Leave out stage to shut the nodes down."},
		}.asWarningAt(path.Root("stage")))
	}

	if c != nil && c.client != nil {
		m.checkStart(ctx, c, diags)
	}
	m.planForecast(ctx, c, replacing, diags)
}

// planUpdate plans an update in place, or what forces a replacement.
func (m *sessionModel) planUpdate(
	ctx context.Context, c *connection, config, state *sessionModel, req resource.ModifyPlanRequest,
	resp *resource.ModifyPlanResponse,
) {
	state.fillDefaults()
	defer m.fillDefaults()()
	if m.cancels() && !state.cancels() && c.speaksV1() {
		resp.Diagnostics.Append(message{summary: "Unable to plan " + state.called()}.because(cannotCancelOnV1()).
			asErrorAt(path.Root("on_destroy")))
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
		diags.Append(message{
			summary: "Unable to plan " + state.called(),
			what: "BOS had no record of it, and on_missing is \"recreate\". The request that confirms this, before the " +
				"operation runs again, failed:",
		}.because(c.explain(err, state.Tenant)).and(problem{
			what: "\n\nNothing is planned.",
			next: []string{planAgain, "To plan without the session, write on_missing = \"keep\"."},
		}).asError())
	case state.sameSession(session):
		state.Expired = types.BoolValue(false)
	}
}

// planChanges makes unknown what an update may change, and returns what forces a replacement.
func (m *sessionModel) planChanges(c *connection, config, state *sessionModel, diags *diag.Diagnostics) path.Paths {
	if m.OnMissing.IsUnknown() && state.Expired.ValueBool() {
		diags.Append(message{
			summary: "Unable to plan " + state.called(),
			what: "BOS no longer has the session's record, and on_missing, which says what to do then, is known only after " +
				"apply.",
			next: []string{"Write `keep` or `recreate`."},
		}.asErrorAt(path.Root("on_missing")))
	}
	recreated := m.recreates(c, config, state)
	if !recreated && !m.replaces(state) {
		if m.needsUpdate(state) {
			m.markUnknown(state)
		}
		return nil
	}

	if state.OnDestroy.ValueString() == "forget" && !state.Expired.ValueBool() && config.Name.Equal(state.Name) {
		diags.Append(nameTaken(state))
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

func recreateMissing(state *sessionModel) diag.Diagnostic {
	return message{
		summary: "The operation will run again",
		what: fmt.Sprintf("BOS no longer has the record of %s, and on_missing is \"recreate\": applying this plan starts a "+
			"new session, which acts on the nodes again.", state.described()),
		next: []string{
			"Look at the nodes before you apply: `cray bos v2 components list`",
			"To run nothing, write on_missing = \"keep\".",
		},
	}.asWarning()
}
