// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newSessionTemplateDataSource() datasource.DataSource {
	return &dataSource[sessionTemplateData]{
		suffix: "_session_template",
		schema: sessionTemplateDataSourceSchema,
		called: func(data *sessionTemplateData) string {
			return fmt.Sprintf("session template %q", data.Name.ValueString())
		},
		read: readSessionTemplate,
		problem: func(c *connection, data *sessionTemplateData, err error) problem {
			return sessionTemplateProblem(c, data.Tenant, err)
		},
	}
}

// sessionTemplateData is one session template with everything that BOS reports of it.
type sessionTemplateData struct {
	Name        types.String           `tfsdk:"name"`
	Tenant      types.String           `tfsdk:"tenant"`
	Description types.String           `tfsdk:"description"`
	EnableCFS   types.Bool             `tfsdk:"enable_cfs"`
	CFS         *cfsData               `tfsdk:"cfs"`
	BootSets    map[string]bootSetData `tfsdk:"boot_sets"`
	Fingerprint types.String           `tfsdk:"fingerprint"`
}

type cfsData struct {
	Configuration types.String `tfsdk:"configuration"`
}

type bootSetData struct {
	Path                      types.String `tfsdk:"path"`
	Type                      types.String `tfsdk:"type"`
	ETag                      types.String `tfsdk:"etag"`
	KernelParameters          types.String `tfsdk:"kernel_parameters"`
	NodeList                  []string     `tfsdk:"node_list"`
	NodeRolesGroups           []string     `tfsdk:"node_roles_groups"`
	NodeGroups                []string     `tfsdk:"node_groups"`
	Arch                      types.String `tfsdk:"arch"`
	CFS                       *cfsData     `tfsdk:"cfs"`
	RootfsProvider            types.String `tfsdk:"rootfs_provider"`
	RootfsProviderPassthrough types.String `tfsdk:"rootfs_provider_passthrough"`
}

func sessionTemplateDataSourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Reads one session template. It costs one request.\n\n" +
			"What BOS leaves unsaid is filled in: `arch` and `enable_cfs` have the values that BOS takes.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				MarkdownDescription: aboutTemplateIdentity,
				Required:            true,
				Validators:          []validator.String{validTemplateName()},
			},
			"tenant": schema.StringAttribute{
				MarkdownDescription: aboutTemplateTenant + " Taken from the provider when it is left out.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{validTenant()},
			},
			"description": computedText(aboutTemplateDescription),
			"enable_cfs":  schema.BoolAttribute{MarkdownDescription: aboutEnableCFS, Computed: true},
			"cfs":         cfsDataAttribute(aboutTemplateCFS),
			"boot_sets": schema.MapNestedAttribute{
				MarkdownDescription: aboutBootSets,
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: bootSetDataAttributes()},
			},
			"fingerprint": computedText(aboutFingerprint),
		},
	}
}

func bootSetDataAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"path":                        computedText(aboutBootSetPath),
		"type":                        computedText(aboutBootSetType),
		"etag":                        computedText(aboutBootSetETag),
		"kernel_parameters":           computedText(aboutBootSetKernelParameters),
		"node_list":                   computedTexts(aboutBootSetNodeList),
		"node_roles_groups":           computedTexts(aboutBootSetNodeRolesGroups),
		"node_groups":                 computedTexts(aboutBootSetNodeGroups),
		"arch":                        computedText(aboutBootSetArch),
		"cfs":                         cfsDataAttribute(aboutBootSetCFS),
		"rootfs_provider":             computedText(aboutBootSetRootfsProvider),
		"rootfs_provider_passthrough": computedText(aboutBootSetRootfsProviderExtra),
	}
}

func cfsDataAttribute(about string) schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: about,
		Computed:            true,
		Attributes:          map[string]schema.Attribute{"configuration": computedText(aboutCFSConfiguration)},
	}
}

func readSessionTemplate(ctx context.Context, client *bos.Client, data *sessionTemplateData) error {
	client = inTenant(client, &data.Tenant)
	template, err := client.SessionTemplate(ctx, data.Name.ValueString())
	if err != nil {
		return client.WithTemplates(ctx, data.Name.ValueString(), err)
	}

	data.fromAPI(template)
	return nil
}

// fromAPI takes over the template in normal form: each version of BOS leaves out other defaults.
func (m *sessionTemplateData) fromAPI(template bos.SessionTemplate) {
	m.Fingerprint = types.StringValue(template.Fingerprint())
	template = template.Normal()
	m.Name = types.StringValue(template.Name)
	if template.Tenant != "" {
		m.Tenant = types.StringValue(template.Tenant)
	}
	m.Description = textOrNull(template.Description)
	m.EnableCFS = types.BoolPointerValue(template.EnableCFS)
	m.CFS = cfsOrNull(template.Configuration)
	m.BootSets = make(map[string]bootSetData, len(template.BootSets))
	for name, set := range template.BootSets {
		m.BootSets[name] = bootSetData{
			Path:                      types.StringValue(set.Path),
			Type:                      types.StringValue(set.Type),
			ETag:                      types.StringPointerValue(set.ETag),
			KernelParameters:          types.StringPointerValue(set.KernelParameters),
			NodeList:                  set.NodeList,
			NodeRolesGroups:           set.NodeRolesGroups,
			NodeGroups:                set.NodeGroups,
			Arch:                      types.StringValue(set.Arch),
			CFS:                       cfsOrNull(set.Configuration),
			RootfsProvider:            types.StringPointerValue(set.RootfsProvider),
			RootfsProviderPassthrough: types.StringPointerValue(set.RootfsProviderPassthrough),
		}
	}
}

func cfsOrNull(configuration string) *cfsData {
	if configuration == "" {
		return nil
	}
	return &cfsData{Configuration: types.StringValue(configuration)}
}
