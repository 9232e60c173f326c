// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

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
			diags.Append(message{
				summary: "Unable to plan a new " + m.called(),
				what: "BOS had no record of a session of that name, which could be adopted. The request that confirms this " +
					"failed:",
			}.because(c.explain(err, m.Tenant)).and(problem{next: []string{planAgain}}).asError())
		}
	}
	if client.NotePlanned(m.Name.ValueString()) {
		diags.Append(message{
			summary: "Unable to plan a new " + m.called(),
			what: "A session of that name exists, as the refresh of this plan has shown: it belongs to the same resource " +
				"(which is tainted, or replaced by -replace or replace_triggered_by) or to another address in the state.",
			next: []string{
				"To continue with the existing session and start nothing: `terraform untaint ADDRESS` if the resource is " +
					"tainted, a `moved` block if its address has changed.",
			},
		}.and(adoptsItsPredecessor()).asErrorAt(path.Root("name")))
	}
}

// planName rejects the second of two sessions of one plan that have the same name, such as those of a for_each: only one
// of them could be started.
func (m *sessionModel) planName(c *connection, config *sessionModel, diags *diag.Diagnostics) {
	if c == nil || c.client == nil || config.Name.IsNull() || config.Name.IsUnknown() || m.Tenant.IsUnknown() {
		return
	}
	if c.client.InTenant(m.Tenant.ValueString()).NotePlannedName(m.Name.ValueString(), m.forecastKey()) {
		diags.Append(message{
			summary: "Unable to plan another " + m.called(),
			what:    "Another bos_session of this plan has the same name and tenant, and other inputs. This session was not started.",
			next:    sameName().next,
		}.asErrorAt(path.Root("name")))
	}
}

// planReplacementName rejects a replacement that would adopt its predecessor. A session that is recreated has no
// record.
func (m *sessionModel) planReplacementName(
	config, state *sessionModel, recreated bool, diags *diag.Diagnostics,
) {
	switch {
	case !m.adopts(config), recreated && config.Name.Equal(state.Name), !m.replaces(state):
	case config.Name.IsUnknown():
		diags.Append(message{
			summary: "Unable to plan the replacement of " + state.called(),
			what: "With on_conflict = \"adopt\", the name of a session that replaces another one must be known in the plan: " +
				"if it turned out to be the same, the session would be adopted instead of a new one started.",
			next: []string{"Make the name of values that are known in the plan.", "Leave on_conflict out."},
		}.asErrorAt(path.Root("name")))
	case config.Name.Equal(state.Name):
		diags.Append(message{
			summary: "Unable to plan the replacement of " + state.called(),
			what:    "An input or a trigger changes and the name does not.",
		}.and(adoptsItsPredecessor()).asErrorAt(path.Root("name")))
	}
}

// nameTaken is the error of a replacement that would reuse a name which on_destroy = "forget" leaves in BOS.
func nameTaken(state *sessionModel) diag.Diagnostic {
	return message{
		summary: "Unable to replace " + state.called(),
		what: fmt.Sprintf("The new session would have the name of the old one, %q, and on_destroy = \"forget\" leaves that "+
			"one in BOS.", state.Name.ValueString()),
		next: []string{"Choose another name.", "Or apply on_destroy = \"delete\" first."},
	}.asErrorAt(path.Root("name"))
}
