// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// ImportState takes over a session that somebody started, by NAME (in the
// provider's tenant), TENANT/NAME, /NAME (of no tenant), or identity.
func (r *sessionResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx = r.connection.masking(ctx)
	client := r.connection.to("import", "the session", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	id := sessionIdentity{}
	if req.Identity == nil || req.Identity.Raw.IsNull() { // an ID, which may be empty
		id = parseImportID(req.ID, client.Tenant())
	} else {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &id)...)
	}
	validateIdentity(ctx, id, "session", validSessionName(), resp)
	if resp.Diagnostics.HasError() {
		return
	}
	client = client.InTenant(id.Tenant.ValueString())

	session, err := client.Session(ctx, id.Name.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("Unable to import the session", sessionProblem(r.connection, id.Name, id.Tenant, err))
		return
	}

	data := imported(session, id.Tenant)
	data.Endpoint = r.connection.endpoint()
	if session.Limit != nil {
		data.EveryNode = everyNode(data.Limit)
	}
	if err := data.fetchOutcome(ctx, client.SessionOutcome); err != nil && !errors.Is(err, bos.ErrNotFound) {
		resp.Diagnostics.Append(readFailed(r.connection, &data, err))
		return
	}

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, data.identity())...)
	v1, _ := client.SpeaksV1() // known: it was asked for the session
	keepUntold(ctx, resp.Private, untoldInputs(session, v1), &resp.Diagnostics)
}

func parseImportID(id, defaultTenant string) sessionIdentity {
	tenant, name, found := strings.Cut(id, "/")
	if !found {
		tenant, name = defaultTenant, id
	}
	return sessionIdentity{Name: types.StringValue(name), Tenant: textOrNull(tenant)}
}

// validateIdentity keeps what cannot be a name out of a request's path.
func validateIdentity(ctx context.Context, id sessionIdentity, thing string, validName validator.String, resp *resource.ImportStateResponse) {
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

// imported is the state of a session that was not started here: every knob at
// its default, and no verdict on what was complete already.
func imported(session bos.Session, tenant types.String) sessionModel {
	data := sessionModel{
		sessionInputs: sessionInputs{
			Tenant: tenant,
		},
		sessionKnobs: sessionKnobs{
			Triggers: types.MapNull(types.StringType),
			Timeouts: types.ObjectNull(timeoutTypes),
		},
	}
	data.fill()
	data.begin(session)
	data.sessionInputs.fromAPI(session)
	data.Tenant = tenant
	if session.Complete() {
		data.Result = types.StringValue(string(bos.ResultUnjudged))
	}
	return data
}

var timeoutTypes = map[string]attr.Type{"create": types.StringType, "delete": types.StringType}

func ofTenant(tenant types.String) string {
	if tenant.ValueString() == "" {
		return "of no tenant"
	}
	return fmt.Sprintf("of tenant %q", tenant.ValueString())
}
