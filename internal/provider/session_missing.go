// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// recreates reports whether the operation runs again because BOS has no record of the session any more. Elsewhere nothing
// is known to be missing: an edit of the provider's configuration never runs anything.
func (m *sessionModel) recreates(c *connection, config, state *sessionModel) bool {
	return state.Expired.ValueBool() && m.OnMissing.ValueString() == "recreate" && !state.elsewhere(c) && !state.ofOtherVersion(c, config)
}

// confirmMissing asks BOS for the record again before a plan runs an operation for the lack of it: Read believes one 404,
// and a replica that lags behind or a cache may answer that. A record that is there after all is no reason to run anything.
func (r *sessionResource) confirmMissing(ctx context.Context, config, plan, state *sessionModel, diags *diag.Diagnostics) {
	if !plan.recreates(r.connection, config, state) || r.connection == nil || r.connection.client == nil {
		return
	}
	ctx = r.connection.masking(ctx)
	client := r.connection.client.InTenant(state.Tenant.ValueString())

	session, err := client.ConfirmedSession(ctx, state.Name.ValueString())

	switch {
	case errors.Is(err, bos.ErrNotFound):
	case err != nil:
		diags.AddError("Unable to plan "+state.called(), "BOS had no record of it, and on_missing is \"recreate\". BOS is asked again before the operation runs again: "+
			r.connection.told(err, state.Tenant)+"\n\nNothing is planned.")
	case state.sameSession(session):
		state.Expired = types.BoolValue(false)
	}
}
