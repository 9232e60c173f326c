// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func sessionTargetsSchema() schema.Schema {
	texts := func(about string, valid validator.List) schema.Attribute {
		return schema.ListAttribute{
			MarkdownDescription: about, ElementType: types.StringType, Optional: true, Validators: []validator.List{valid},
		}
	}
	return schema.Schema{
		MarkdownDescription: aboutTargets,
		Attributes: map[string]schema.Attribute{
			"template_name": schema.StringAttribute{
				MarkdownDescription: "Name of the session template whose boot sets select the nodes. If a " +
					"`bos_session_template` of the same configuration makes it, refer to its `name`: the nodes are then those " +
					"of the template as the plan writes it.",
				Optional:   true,
				Validators: []validator.String{validTemplateName()},
			},
			"boot_sets": schema.MapNestedAttribute{
				MarkdownDescription: "What the boot sets of a template that need not exist select, by name. Instead of " +
					"`template_name`.",
				Optional: true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"node_list":         texts(aboutBootSetNodeList, validNodeList()),
					"node_roles_groups": texts(aboutBootSetNodeRolesGroups, validRoles()),
					"node_groups":       texts(aboutBootSetNodeGroups, validNodeGroups()),
					"arch": schema.StringAttribute{
						MarkdownDescription: "Architecture of the nodes: `X86` (the default), `ARM`, `Other` or `Unknown`.",
						Optional:            true,
						Validators:          []validator.String{validArch()},
					},
				}},
			},
			"operation": schema.StringAttribute{
				MarkdownDescription: "The session's operation. It does not change the nodes.",
				Optional:            true,
				Validators:          []validator.String{validOperation()},
			},
			"limit": schema.StringAttribute{
				MarkdownDescription: aboutLimit,
				Optional:            true,
				Validators:          []validator.String{validLimit()},
			},
			"include_disabled": schema.BoolAttribute{MarkdownDescription: aboutIncludeDisabled, Optional: true},
			"tenant":           tenantArgument(),

			"nodes":      computedText(aboutForecastNodes + " As the `limit` of a session it selects these nodes."),
			"node_count": computedNumber(aboutForecastCount),
			"of":         computedNumber(aboutForecastOf),
			"by_boot_set": schema.MapAttribute{
				MarkdownDescription: "`nodes` by boot set: a node that several boot sets select belongs to the last of them, " +
					"in the order of their names.",
				ElementType: types.StringType, Computed: true,
			},
			"excluded":  schema.MapAttribute{MarkdownDescription: aboutExcluded, ElementType: types.StringType, Computed: true},
			"unmatched": unmatchedAttribute(),
			"error": computedText("The error with which BOS would end the session. Null where it would not: also where " +
				"`certainty` is `unknown`."),
			"certainty": computedText(aboutCertainty),
			"reason":    computedText("Why `certainty` is not `exact`."),
			"read_at":   computedText("When the hardware state manager was asked (RFC 3339, UTC)."),
		},
	}
}

func unmatchedAttribute() schema.Attribute {
	return schema.ListNestedAttribute{
		MarkdownDescription: "Names that match nothing, in the limit or in the boot sets. Empty where every name matches.",
		Computed:            true,
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"name":    computedText("The name, as written."),
			"where":   computedText("`limit`, or the path of the boot set's argument."),
			"nearest": computedText("The nearest name that exists. Null where none is near."),
		}},
	}
}

const aboutTargets = "Returns the nodes that a session would act on, without starting it: what its template and `limit` select " +
	"of the nodes that the hardware state manager (HSM) knows, as BOS would decide now.\n\n" +
	"It never fails because HSM cannot be asked: `certainty` is then `unknown`, and `reason` says why. A policy should " +
	"deny a plan where `certainty` is absent, unknown or not `exact`. To stop an apply, write a `precondition` on the " +
	"session that refers to this data source; a condition inside the data source may defer it to the apply. It works " +
	"with any `preview`."
