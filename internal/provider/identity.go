// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// sessionIdentity identifies a session, or a session template.
type sessionIdentity struct {
	Name   types.String `tfsdk:"name"`
	Tenant types.String `tfsdk:"tenant"`
}

// importID returns the ID that terraform import accepts, whatever the provider's tenant is.
func (id sessionIdentity) importID() string {
	return id.Tenant.ValueString() + "/" + id.Name.ValueString()
}

// displayName names the object in the results of a query.
func (id sessionIdentity) displayName() string {
	if id.Tenant.IsNull() {
		return id.Name.ValueString()
	}
	return id.importID()
}

// listedIdentity returns the identity of an object in a list that client got. A release of BOS that does not report
// tenants has them in that of the client, as an import does.
func listedIdentity(name, tenant string, client *bos.Client) sessionIdentity {
	return sessionIdentity{Name: types.StringValue(name), Tenant: textOrNull(cmp.Or(tenant, client.Tenant()))}
}

// parseImportID parses NAME (in defaultTenant), TENANT/NAME, or /NAME (without a tenant).
func parseImportID(id, defaultTenant string) sessionIdentity {
	tenant, name, found := strings.Cut(id, "/")
	if !found {
		tenant, name = defaultTenant, id
	}
	return sessionIdentity{Name: types.StringValue(name), Tenant: textOrNull(tenant)}
}

// importTarget returns what an import asks for, by its ID or identity, and a client that acts for its tenant. It reports
// errors in resp. thing is the noun of the imported object, and validName the rule for its name.
func (c *connection) importTarget(
	ctx context.Context, thing string, validName validator.String,
	req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) (*bos.Client, sessionIdentity) {
	client := c.clientFor("import", "the "+thing, &resp.Diagnostics)
	id := sessionIdentity{}
	if resp.Diagnostics.HasError() {
		return nil, id
	}
	if req.Identity == nil || req.Identity.Raw.IsNull() { // an ID, which may be empty
		id = parseImportID(req.ID, client.Tenant())
	} else {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &id)...)
	}
	validateIdentity(ctx, id, thing, validName, resp)
	return client.InTenant(id.Tenant.ValueString()), id
}

// validateIdentity rejects a name or tenant that must not become part of a request's path.
func validateIdentity(
	ctx context.Context, id sessionIdentity, thing string, validName validator.String, resp *resource.ImportStateResponse,
) {
	check := func(name string, value types.String, v validator.String) {
		out := validator.StringResponse{}
		v.ValidateString(ctx, validator.StringRequest{Path: path.Root(name), ConfigValue: value}, &out)
		for _, d := range out.Diagnostics.Errors() {
			resp.Diagnostics.AddError(d.Summary(), d.Detail()+
				"\n\nA "+thing+" is imported by NAME (in the provider's tenant), TENANT/NAME, or /NAME (without a tenant).")
		}
	}
	check("name", id.Name, validName)
	check("tenant", id.Tenant, validTenant())
}
