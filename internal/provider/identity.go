// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
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

// parseImportID parses NAME (in defaultTenant), TENANT/NAME, or /NAME (of no tenant).
func parseImportID(id, defaultTenant string) sessionIdentity {
	tenant, name, found := strings.Cut(id, "/")
	if !found {
		tenant, name = defaultTenant, id
	}
	return sessionIdentity{Name: types.StringValue(name), Tenant: textOrNull(tenant)}
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
				"\n\nA "+thing+" is imported by NAME (in the provider's tenant), TENANT/NAME, or /NAME (of no tenant).")
		}
	}
	check("name", id.Name, validName)
	check("tenant", id.Tenant, validTenant())
}
