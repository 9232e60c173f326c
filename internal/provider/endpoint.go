// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const aboutEndpoint = " (scheme, host and path of its base URL, normalized). The plan shows it, so that a saved plan is not applied to another system."

// endpointAttribute is where a resource lives. UseStateForUnknown keeps null, too: older state plans empty.
func endpointAttribute(about, more string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: about + aboutEndpoint + more,
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// endpoint returns the normalized base URL of the system that the provider
// talks to: unknown while the provider's configuration is, null before the
// provider is configured.
func (c *connection) endpoint() types.String {
	switch {
	case c == nil:
		return types.StringNull()
	case c.client == nil:
		return types.StringUnknown()
	default:
		return types.StringValue(c.client.Endpoint())
	}
}

// plannedEndpoint is the endpoint of what a plan creates or writes.
func (c *connection) plannedEndpoint() types.String {
	if here := c.endpoint(); !here.IsNull() {
		return here
	}
	return types.StringUnknown()
}

// knownEndpoint is the endpoint of what was created, written or found: planned, unless that is not known.
func (c *connection) knownEndpoint(planned types.String) types.String {
	here := c.endpoint()
	if planned.IsNull() || planned.IsUnknown() {
		planned = here
	}
	if planned.IsUnknown() {
		return types.StringNull()
	}
	return planned
}

// elsewhere reports whether a resource lives at another endpoint than the provider's. Where either is not known, it does not.
func (c *connection) elsewhere(own types.String) bool {
	here := c.endpoint()
	known := !own.IsNull() && !own.IsUnknown() && !here.IsNull() && !here.IsUnknown()
	return known && !own.Equal(here)
}

// plannedHere reports whether the plan was made for the provider's system, after an error if it was not: a saved plan, of an
// update for instance, which the engine need not plan again.
func (c *connection) plannedHere(verb, thing string, planned types.String, diags *diag.Diagnostics) bool {
	if !c.elsewhere(planned) {
		return true
	}
	diags.Append(errorAt(path.Root("endpoint"), "Unable to "+verb+" "+thing, fmt.Sprintf(
		"The plan was made for the system at %s, but the provider is configured for %s now. Nothing was sent.\n\n"+
			"Configure the provider for the system of the plan and apply it again, or make a new plan.",
		planned.ValueString(), c.endpoint().ValueString())))
	return false
}

// notDeleted is the error of a deletion at another system than the resource's. done says what was not done.
func (c *connection) notDeleted(verb, thing string, own types.String, done string) diag.Diagnostic {
	here := c.endpoint().ValueString()
	return errorAt(path.Root("endpoint"), "Unable to "+verb+" "+thing, fmt.Sprintf(
		"The state says that it belongs to the system at %s, but the provider is configured for %s. %s\n\nWhat you can do next:\n\n"+
			"  - Configure the provider for %s, and destroy it there.\n"+
			"  - If %s is another URL of the same system, apply first: an update in place takes the new URL over. Then destroy.\n"+
			"  - To drop it from the state without a request: `terraform state rm ADDRESS`, or a `removed` block.",
		own.ValueString(), here, done, own.ValueString(), here))
}
