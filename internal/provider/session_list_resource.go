// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newSessionListResource() list.ListResource {
	return &listResource[sessionFilter]{
		suffix: "_session",
		things: "the sessions",
		schema: sessionListSchema,
		tenant: func(filter *sessionFilter) *types.String { return &filter.Tenant },
		each:   eachSession,
	}
}

// sessionFilter is the configuration of a query for sessions.
type sessionFilter struct {
	Tenant       types.String `tfsdk:"tenant"`
	Status       types.String `tfsdk:"status"`
	MinAge       types.String `tfsdk:"min_age"`
	MaxAge       types.String `tfsdk:"max_age"`
	TemplateName types.String `tfsdk:"template_name"`
}

func (f *sessionFilter) toAPI() bos.SessionFilter {
	return bos.SessionFilter{
		Status: f.Status.ValueString(), MinAge: f.MinAge.ValueString(), MaxAge: f.MaxAge.ValueString(),
		TemplateName: f.TemplateName.ValueString(),
	}
}

func sessionListSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Lists sessions for `terraform query` (Terraform 1.14 or newer), the newest first, so that a " +
			"`limit` keeps the newest. Terraform's own limit is 100. Each filter narrows the list. The recipe " +
			"\"Take over a system\" shows how to import what was found.\n\n" +
			"The list costs one request, whatever the number of sessions. With `include_resource`, and to " +
			"generate configuration, each complete session costs another request, one after the other, for " +
			"its outcome (two, if a node failed or was held): 1000 complete sessions are 1001 requests or " +
			"somewhat more. No request is made for what exceeds the `limit`.\n\n" +
			"On v1 of the API, BOS lists only ids, in no order, and filters nothing: each session costs a " +
			"request, and some more with `include_resource` or where `status` is `pending` or `running`. The " +
			"filters are applied here. In configuration that is generated there, leave `name` out before " +
			"another run: BOS chooses the names.",
		Attributes: map[string]schema.Attribute{
			"tenant":        optionalFilter(aboutListedTenant, validTenant()),
			"status":        optionalFilter(aboutStatusFilter, validSessionState()),
			"min_age":       optionalFilter(aboutMinAge, validAge()),
			"max_age":       optionalFilter(aboutMaxAge, validAge()),
			"template_name": optionalFilter(aboutTemplateFilter, validTemplateName()),
		},
	}
}

func eachSession(
	ctx context.Context, c *connection, client *bos.Client, filter *sessionFilter, brief bool,
) listedObjects {
	return func(yield func(listedObject, error) bool) {
		for session, err := range client.EachSession(ctx, filter.toAPI(), brief) {
			object := listedObject{
				id:    listedIdentity(session.Name, session.Tenant, client),
				state: func() (any, diag.Diagnostics) { return listedState(ctx, c, client, session) },
			}
			if !yield(object, err) {
				return
			}
		}
	}
}

// listedState returns what an import of the session stores.
func listedState(ctx context.Context, c *connection, client *bos.Client, session bos.Session) (any, diag.Diagnostics) {
	id := listedIdentity(session.Name, session.Tenant, client)
	data, err := importedSession(ctx, c, client.InTenant(id.Tenant.ValueString()), session, id.Tenant)
	if err != nil {
		return nil, diag.Diagnostics{message{summary: "Unable to list " + data.called()}.
			because(c.explain(err, data.Tenant)).asError()}
	}
	return data, nil
}
