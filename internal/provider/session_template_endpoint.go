// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

const templateUntouched = "A session template of this name that is there may be another one. Nothing was deleted."

// planEndpoint binds the plan to a system: a creation, and what is written where the state does not say, to the provider's. A
// template of another endpoint is taken over in place. A template has no start time to tell by whether that is the same
// system, and one repository may serve a test and a production system, so that the plan says which are meant.
func (r *sessionTemplateResource) planEndpoint(plan, state *sessionTemplateModel, diags *diag.Diagnostics) {
	c := r.connection
	switch {
	case state == nil:
		plan.Endpoint = c.plannedEndpoint()
	case c.elsewhere(state.Endpoint) && plan.replaces(state):
		diags.Append(c.notDeleted("plan the replacement of", state.called(), state.Endpoint, templateUntouched))
	case c.elsewhere(state.Endpoint):
		plan.Endpoint = c.endpoint()
		here, there := plan.Endpoint.ValueString(), state.Endpoint.ValueString()
		diags.Append(warningAt(path.Root("endpoint"), "This takes "+state.called()+" to another endpoint", fmt.Sprintf(
			"The state says that it belongs to the system at %s, but the provider is configured for %s.\n\n"+
				"If both are URLs of one system, applying this plan changes nothing in BOS but what it shows. If %s is another system, applying it writes the session template there: "+
				"one of this name that is there is overwritten, without regard to `overwrite`. The one at %s stays there, and is no longer managed. "+
				"To have one in each system, use one resource for each, with a provider of its own.", there, here, here, there)))
	case state.Endpoint.IsNull() && plan.rewrites(state): // of an older state that was not refreshed
		plan.Endpoint = c.plannedEndpoint()
	}
}

// replaces reports whether the plan is that of another template, as far as it is known.
func (m *sessionTemplateModel) replaces(state *sessionTemplateModel) bool {
	return !m.Name.Equal(state.Name) || !m.Tenant.Equal(state.Tenant)
}

// writes reports whether the template is written: it differs from prior, or is taken to another endpoint.
func (m *sessionTemplateModel) writes(prior *sessionTemplateModel) bool {
	moved := !prior.Endpoint.IsNull() && !m.Endpoint.Equal(prior.Endpoint)
	return moved || m.rewrites(prior)
}

// templateElsewhere: what another system does not have is not gone.
func templateElsewhere(c *connection, data *sessionTemplateModel) diag.Diagnostic {
	here, there := c.endpoint().ValueString(), data.Endpoint.ValueString()
	return diag.NewWarningDiagnostic("The system at this endpoint does not have "+data.called(), fmt.Sprintf(
		"The state says that it belongs to the system at %s, but the provider is configured for %s, which does not have it. The state stays as it was. "+
			"To look at the right system, configure the provider for %s.", there, here, there))
}
