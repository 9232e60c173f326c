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

func newSessionTemplateListResource() list.ListResource {
	return &listResource[sessionTemplateFilter]{
		suffix: "_session_template",
		things: "the session templates",
		schema: sessionTemplateListSchema,
		tenant: func(filter *sessionTemplateFilter) *types.String { return &filter.Tenant },
		each:   eachSessionTemplate,
	}
}

// sessionTemplateFilter is the configuration of a query for session templates.
type sessionTemplateFilter struct {
	Tenant types.String `tfsdk:"tenant"`
}

func sessionTemplateListSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Lists session templates for `terraform query` (Terraform 1.14 or newer), by name and then by " +
			"tenant. Terraform's own limit is 100. It costs one request, also with `include_resource`. The " +
			"recipe \"Take over a system\" shows how to import what was found.",
		Attributes: map[string]schema.Attribute{
			"tenant": optionalFilter(aboutListedTemplateTenant, validTenant()),
		},
	}
}

func eachSessionTemplate(
	ctx context.Context, c *connection, client *bos.Client, _ *sessionTemplateFilter, _ bool,
) listedObjects {
	return func(yield func(listedObject, error) bool) {
		templates, err := client.ListSessionTemplates(ctx)
		if err != nil {
			yield(listedObject{}, err)
			return
		}
		for _, template := range templates {
			id := listedIdentity(template.Name, template.Tenant, client)
			object := listedObject{id: id, state: func() (any, diag.Diagnostics) {
				data := importedTemplate(template, id)
				data.Endpoint = c.knownEndpoint(data.Endpoint)
				return data, nil
			}}
			if !yield(object, nil) {
				return
			}
		}
	}
}
