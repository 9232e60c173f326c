// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func sessionTemplateDataSourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Reads one session template, whoever wrote it. It costs one request.\n\n" +
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

func computedText(about string) schema.Attribute {
	return schema.StringAttribute{MarkdownDescription: about, Computed: true}
}

func computedTexts(about string) schema.Attribute {
	return schema.ListAttribute{MarkdownDescription: about, ElementType: types.StringType, Computed: true}
}

func computedNumber(about string) schema.Attribute {
	return schema.Int64Attribute{MarkdownDescription: about, Computed: true}
}

func computedFlag(about string) schema.Attribute {
	return schema.BoolAttribute{MarkdownDescription: about, Computed: true}
}
