// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const aboutSessionTemplate = "A session template: the boot plan that says which nodes run which image, with " +
	"which kernel parameters and configuration.\n\n" +
	"**It acts upon no node.** What it says applies to sessions that are started afterwards. A `bos_session` runs " +
	"again on a change if its `triggers` name this resource's `fingerprint`.\n\n" +
	"BOS changes what it stores: it writes node names in its normal form, adds `arch`, and drops an empty `cfs`. " +
	"None of that is a change to the plan. Another writing of the same in the configuration, such as " +
	"`X3000C0S01B0N0` for `x3000c0s1b0n0`, is shown as an update: it makes no request and leaves `fingerprint` " +
	"as it is."

const aboutValidation = "BOS's answer to the last validation: `Valid`, or what it finds. Null where BOS was not " +
	"asked or did not answer: with `validate = false`, after an import, or by a release that cannot validate. " +
	"While it says that BOS would refuse to boot nodes by the session template, each plan shows an update in " +
	"place that only validates again: it writes nothing and leaves `fingerprint` as it is, and apply fails until " +
	"the fault is fixed."

// Seen with Terraform 1.11.4 and OpenTofu: both convert the value to the type of the attribute before the provider sees it.
const aboutMisspeltKeys = " **Terraform and OpenTofu silently drop a misspelt key in a boot set**, such as " +
	"`kernel_params`: the provider never sees it. The function `provider::bos::session_template` reads a session template from " +
	"JSON and refuses such keys."

func sessionTemplateResourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"boot_sets": schema.MapNestedAttribute{
			MarkdownDescription: aboutBootSets + aboutMisspeltKeys,
			Required:            true,
			Validators:          []validator.Map{validBootSets()},
			NestedObject:        schema.NestedAttributeObject{Attributes: bootSetAttributes()},
		},
		"fingerprint": schema.StringAttribute{
			MarkdownDescription: aboutFingerprint,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"endpoint": endpointAttribute("The system that the session template is on",
			" If the provider is configured for another one, the plan shows an update in place with a warning: "+
				"applying it writes the session template there, and a session template of this name that is there is "+
				"overwritten. Destroying is an error then."),
		"validation": schema.StringAttribute{
			MarkdownDescription: aboutValidation,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
	maps.Copy(attributes, sessionTemplateAttributes())
	maps.Copy(attributes, sessionTemplateKnobAttributes())
	return schema.Schema{MarkdownDescription: aboutSessionTemplate, Attributes: attributes}
}

func sessionTemplateIdentitySchema() identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"name": identityschema.StringAttribute{RequiredForImport: true, Description: aboutTemplateIdentity},
		"tenant": identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       aboutTemplateTenant + " Leave it out for a session template without a tenant.",
		},
	}}
}

func sessionTemplateAttributes() map[string]schema.Attribute {
	const again = " A change replaces the session template."
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: aboutTemplateIdentity + again,
			Required:            true,
			Validators:          []validator.String{validTemplateName()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"tenant": schema.StringAttribute{
			MarkdownDescription: aboutTemplateTenant + " Taken from the provider when it is left out, and kept from then on. " +
				"Only an administrator of the system may write session templates, those of a tenant too." + again,
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{validTenant()},
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured(),
			},
		},
		"description": schema.StringAttribute{
			MarkdownDescription: aboutTemplateDescription,
			Optional:            true,
		},
		"enable_cfs": schema.BoolAttribute{
			MarkdownDescription: aboutEnableCFS,
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(true),
			PlanModifiers:       []planmodifier.Bool{keepNull{}},
		},
		"cfs": cfsAttribute(aboutTemplateCFS),
	}
}

func sessionTemplateKnobAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"overwrite": schema.BoolAttribute{
			MarkdownDescription: "Whether creating this resource takes the place of a session template of this " +
				"name that exists in BOS. The default is `false`: an error. Not with `create_before_destroy`: " +
				"destroying the old one would delete the new. A change makes no request.",
			Optional:      true,
			Computed:      true,
			Default:       booldefault.StaticBool(false),
			PlanModifiers: []planmodifier.Bool{keepNull{}},
		},
		"validate": schema.BoolAttribute{
			MarkdownDescription: "Whether BOS is asked, after it has taken the session template, if a session of " +
				"it could be started: whether the image is there, for example. What would make BOS refuse is an " +
				"error, anything else a warning. The answer is kept in `validation`. The default is `true`. A " +
				"change makes no request, except that `validation` is asked for again if BOS refused the session " +
				"template last.",
			Optional:      true,
			Computed:      true,
			Default:       booldefault.StaticBool(true),
			PlanModifiers: []planmodifier.Bool{keepNull{}},
		},
	}
}

func bootSetAttributes() map[string]schema.Attribute {
	text := func(about string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: about, Optional: true}
	}
	// Lists, not sets: the framework checks sets in O(n²). Nothing here depends on single elements.
	texts := func(about string) schema.Attribute {
		return schema.ListAttribute{
			MarkdownDescription: about + " A boot set needs one of `node_list`, `node_groups` and `node_roles_groups` at least.",
			ElementType:         types.StringType, Optional: true,
		}
	}
	// There are no validators here, which do not know the state: checkBootSet accepts what BOS has already.
	return map[string]schema.Attribute{
		// It is required; checkBootSet checks that. The framework would miss a required argument in a boot set
		// that is known only after apply, as everything from a variable is for `terraform validate`
		// (terraform-plugin-framework#186).
		"path": text(aboutBootSetPath + " Every boot set needs one."),
		"type": schema.StringAttribute{
			MarkdownDescription: aboutBootSetType + " The default is `s3`.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(bos.ImageType),
			PlanModifiers:       []planmodifier.String{keepNull{}},
		},
		"etag":              text(aboutBootSetETag),
		"kernel_parameters": text(aboutBootSetKernelParameters),
		"node_list":         texts(aboutBootSetNodeList + aboutLongNodeList),
		"node_roles_groups": texts(aboutBootSetNodeRolesGroups),
		"node_groups":       texts(aboutBootSetNodeGroups),
		"arch": schema.StringAttribute{
			MarkdownDescription: aboutBootSetArch,
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(bos.DefaultArch),
			PlanModifiers:       []planmodifier.String{keepNull{}},
		},
		"cfs":                         cfsAttribute(aboutBootSetCFS),
		"rootfs_provider":             text(aboutBootSetRootfsProvider),
		"rootfs_provider_passthrough": text(aboutBootSetRootfsProviderExtra),
	}
}

func cfsAttribute(about string) schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: about + " An empty one counts as none.",
		Optional:            true,
		Attributes: map[string]schema.Attribute{
			"configuration": schema.StringAttribute{
				MarkdownDescription: aboutCFSConfiguration + " An empty one counts as none.",
				Optional:            true,
			},
		},
	}
}
