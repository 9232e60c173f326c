// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newSessionTemplatesDataSource() datasource.DataSource {
	return &dataSource[sessionTemplatesData]{
		suffix:  "_session_templates",
		schema:  sessionTemplatesDataSourceSchema,
		called:  func(*sessionTemplatesData) string { return "the list of session templates" },
		read:    readSessionTemplates,
		problem: func(c *connection, data *sessionTemplatesData, err error) problem { return c.explain(err, data.Tenant) },
	}
}

// sessionTemplatesData lists the session templates of a tenant, or all of them.
type sessionTemplatesData struct {
	Tenant    types.String            `tfsdk:"tenant"`
	Templates []listedSessionTemplate `tfsdk:"templates"`
}

// listedSessionTemplate holds the names of the boot sets only: a node list may be long.
type listedSessionTemplate struct {
	Name        types.String `tfsdk:"name"`
	Tenant      types.String `tfsdk:"tenant"`
	Description types.String `tfsdk:"description"`
	BootSets    []string     `tfsdk:"boot_sets"`
	Fingerprint types.String `tfsdk:"fingerprint"`
}

const aboutListedTemplateTenant = "Tenant whose session templates are listed. Taken from the provider when it is left " +
	"out; with no tenant at all the session templates of every tenant are listed."

func sessionTemplatesDataSourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Lists session templates. It costs one request.\n\n" +
			"Their boot sets are only named: read those of one session template with the data source `bos_session_template`.",
		Attributes: map[string]schema.Attribute{
			"tenant": schema.StringAttribute{
				MarkdownDescription: aboutListedTemplateTenant,
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{validTenant()},
			},
			"templates": schema.ListNestedAttribute{
				MarkdownDescription: "The session templates, by name and then by tenant.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":        computedText(aboutTemplateIdentity),
					"tenant":      computedText(aboutTemplateTenant),
					"description": computedText(aboutTemplateDescription),
					"boot_sets":   computedTexts("Names of the boot sets, sorted."),
					"fingerprint": computedText(aboutFingerprint),
				}},
			},
		},
	}
}

func readSessionTemplates(ctx context.Context, client *bos.Client, data *sessionTemplatesData) error {
	client = inTenant(client, &data.Tenant)
	templates, err := client.ListSessionTemplates(ctx)
	if err != nil {
		return err
	}

	data.Templates = make([]listedSessionTemplate, 0, len(templates))
	for _, template := range templates {
		bootSets := slices.AppendSeq([]string{}, maps.Keys(template.BootSets))
		slices.Sort(bootSets)
		data.Templates = append(data.Templates, listedSessionTemplate{
			Name:        types.StringValue(template.Name),
			Tenant:      textOrNull(template.Tenant),
			Description: textOrNull(template.Description),
			BootSets:    bootSets,
			Fingerprint: types.StringValue(template.Fingerprint()),
		})
	}
	return nil
}
