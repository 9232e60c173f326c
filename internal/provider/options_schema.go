// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const aboutOptions = "Options of BOS itself, which hold for the whole system and all its tenants.\n\n" +
	"The resource owns the options that are set in it, and no others: it neither changes those nor shows what becomes of them. An option that is taken out of the configuration " +
	"is let go: BOS keeps its value. Destroying the resource lets all of them go; no earlier value is restored. " +
	"Only an administrator of the system may read and set options, not one of a tenant. Not on v1 of the API.\n\n" +
	"There is one set of options in a system. Several resources may share it, as long as each option is set in one of them only: " +
	"two that set the same option to different values undo each other's change in every apply, and Terraform does not notice."

// optionsID is what identifies the options: there is one set of them in a system.
const optionsID = "options"

func optionsSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			MarkdownDescription: "Always `" + optionsID + "`.",
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
	attributes["endpoint"] = endpointAttribute("The system that the options are set on", " If the provider is configured for another one, the plan shows an update in place with a warning: "+
		"applying it sets the options there. Destroying is an error then.")
	for _, rule := range bos.OptionRules() {
		attributes[rule.Name] = optionAttribute(rule)
	}
	return schema.Schema{MarkdownDescription: aboutOptions, Attributes: attributes}
}

func optionAttribute(rule bos.OptionRule) schema.Attribute {
	about := aboutOption[rule.Name]
	switch rule.Kind {
	case bos.OptionNumber:
		return schema.Float64Attribute{
			MarkdownDescription: fmt.Sprintf("%s From %d to %d.", strings.TrimSpace(about), rule.Min, rule.Max),
			Optional:            true,
			Validators:          []validator.Float64{optionNumber{rule}},
		}
	case bos.OptionFlag:
		return schema.BoolAttribute{MarkdownDescription: about, Optional: true}
	case bos.OptionText:
		fallthrough
	default:
		return schema.StringAttribute{MarkdownDescription: about, Optional: true, Validators: []validator.String{validOptionText(rule)}}
	}
}
