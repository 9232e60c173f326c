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

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// With on_conflict = "adopt", a session that replaces another one under the same name would adopt the one that it is to
// replace: nothing would run. The order of the two depends on create_before_destroy, which a resource inherits from
// what depends on it and no provider ever sees, and on whether the old record is really gone. So such a plan is an error,
// whatever the order.

// adopts reports whether the session may adopt one that exists under its configured name.
func (m *sessionModel) adopts(config *sessionModel) bool {
	return !config.Name.IsNull() && (m.OnConflict.IsUnknown() || m.OnConflict.ValueString() == "adopt")
}

// ValidateConfig warns of a choice that does nothing.
func (r *sessionResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config sessionModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !config.Name.IsNull() || config.OnConflict.ValueString() != "adopt" {
		return
	}
	resp.Diagnostics.AddAttributeWarning(path.Root("on_conflict"), "on_conflict = \"adopt\" does nothing without a name",
		"Without a name the provider generates one, which no other session has, so that there is nothing to adopt: "+
			"an apply whose process is killed is not repeated with the same session. Configure a name, or leave on_conflict out.")
}

// planName is about a session that is planned to be created. The engine plans a tainted resource, one that is replaced
// with -replace or replace_triggered_by, and a new address of an old resource as such, without a prior state; but it
// has refreshed the old one in the same run. One 404 to that refresh is no proof that the old session is gone.
func (r *sessionResource) planName(ctx context.Context, config, plan *sessionModel, diags *diag.Diagnostics) {
	if r.connection == nil || r.connection.client == nil || !plan.adopts(config) || plan.Name.IsUnknown() || plan.Tenant.IsUnknown() {
		return
	}
	client := r.connection.client.InTenant(plan.Tenant.ValueString())
	if client.Missing(plan.Name.ValueString()) {
		_, err := client.ConfirmedSession(r.connection.masking(ctx), plan.Name.ValueString())
		switch {
		case err == nil:
			client.NoteExisting(plan.Name.ValueString())
		case !errors.Is(err, bos.ErrNotFound):
			diags.AddError("Unable to plan a new "+plan.called(), "BOS had no record of a session of that name, which could be adopted. It is asked again: "+r.connection.told(err, plan.Tenant))
		}
	}
	if client.NotePlanned(plan.Name.ValueString()) {
		diags.AddAttributeError(path.Root("name"), "Unable to plan a new "+plan.called(), fmt.Sprintf(
			"A session of that name exists, as the refresh of this plan has shown: it belongs to the same resource (which is tainted, or replaced by -replace or replace_triggered_by) "+
				"or to another address in the state. %s\n\nTo continue with the existing session and start nothing: `terraform untaint ADDRESS` if the resource is tainted; "+
				"a `moved` block if its address has changed.", adoptsItsPredecessor))
	}
}

// planSameName is about a session that is planned to be replaced. The record of one that is recreated is gone.
func (r *sessionResource) planSameName(config, plan, state *sessionModel, recreated bool, diags *diag.Diagnostics) {
	switch {
	case !plan.adopts(config), recreated && config.Name.Equal(state.Name), !plan.replaces(state):
	case config.Name.IsUnknown():
		diags.AddAttributeError(path.Root("name"), "Unable to plan the replacement of "+state.called(),
			"With on_conflict = \"adopt\", the name of a session that replaces another one must be known in the plan: if it turned out to be the same, "+
				"the session would be adopted instead of a new one started. Make the name of values that are known, or leave on_conflict out.")
	case config.Name.Equal(state.Name):
		diags.AddAttributeError(path.Root("name"), "Unable to plan the replacement of "+state.called(),
			"An input or a trigger changes and the name does not. "+adoptsItsPredecessor)
	}
}

const adoptsItsPredecessor = "With on_conflict = \"adopt\" the existing session could be adopted instead of a new one started. What you can do next:\n" +
	"  - choose a new name for each run, for instance with the trigger in it: name = \"nightly-${var.run}\"\n" +
	"  - destroy the session first: terraform destroy -refresh=false -target=ADDRESS, then apply\n" +
	"  - leave on_conflict out"

// plannedAgain: the other resource was planned before this one was refreshed.
func plannedAgain(data *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to plan another "+data.called(), fmt.Sprintf(
		"%s is in the state, and another resource of this configuration is to be created with the same name. %s\n\n"+
			"If the address of the resource has changed, a `moved` block continues with the existing session and starts nothing.",
		upper(data.described()), adoptsItsPredecessor))
}

func adoptedByAnother(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The record of "+data.called()+" was not deleted", fmt.Sprintf(
		"Another resource of this run has adopted %s (on_conflict = \"adopt\"), so that the record is that resource's now. Nothing was run and nothing was deleted; "+
			"this resource is dropped from the state.", data.described()))
}

func recordHidden(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("BOS shows no record of "+data.called()+", which was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and BOS shows no record of the session. But %s know it, so it was started: its record was deleted since, "+
			"or a cache hides it. It is not started again.", data.described(), nodes(int(data.ComponentCount.ValueInt64()))))
}

const (
	nameHeld = " Another bos_session of this run has the same name (and tenant), and the session that was started or adopted is that resource's. " +
		"Nothing was started for this one. Give each its own name."

	databaseDown = "\n\nThe session template may well exist. Apply again when `cray bos v2 healthz list` reports dbStatus `ok`. Nothing was started."
)
