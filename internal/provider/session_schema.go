// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// sessionSchemaVersion counts the changes of the state's schema.
const sessionSchemaVersion = 1

func sessionResourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, group := range []map[string]schema.Attribute{
		sessionInputAttributes(), sessionBoundAttributes(), sessionForecastAttributes(), sessionKnobAttributes(),
		sessionProgressAttributes(), sessionVerdictAttributes(),
	} {
		for name, attribute := range group {
			attributes[name] = attribute
		}
	}
	return schema.Schema{Version: sessionSchemaVersion, MarkdownDescription: aboutSession, Attributes: attributes}
}

func rollingIdentitySchema() identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"name": identityschema.StringAttribute{RequiredForImport: true, Description: "Name of the rollout."},
		"tenant": identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "Tenant that its sessions belong to. Leave it out for a rollout without a tenant.",
		},
	}}
}

func sessionIdentitySchema() identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"name": identityschema.StringAttribute{RequiredForImport: true, Description: aboutName},
		"tenant": identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       aboutTenant + " Leave it out for a session without a tenant.",
		},
	}}
}

func sessionInputAttributes() map[string]schema.Attribute {
	const again = " A change runs a new session."
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: aboutName + " Generated when it is left out: `name_prefix` (or `tf-`) and a UUID. A name can be " +
				"used once: BOS keeps the records of complete sessions for days. Use one in one tenant only, and " +
				"not with `create_before_destroy`. On v1 of the API it cannot be chosen." + again,
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{validSessionName()},
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured(),
			},
		},
		"tenant": schema.StringAttribute{
			MarkdownDescription: aboutTenant + " Taken from the provider when it is left out, and kept from then " +
				"on. Not on v1 of the API." + again,
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{validTenant()},
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured(),
			},
		},
		"operation": schema.StringAttribute{
			MarkdownDescription: aboutOperation + again,
			Required:            true,
			Validators:          []validator.String{validOperation()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"template_name": schema.StringAttribute{
			MarkdownDescription: aboutTemplateName + again,
			Required:            true,
			Validators:          []validator.String{validTemplateName()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"limit": schema.StringAttribute{
			MarkdownDescription: aboutLimit + " Without a limit every node of the template is acted upon." + again,
			Optional:            true,
			Validators:          []validator.String{validLimit()},
			PlanModifiers:       []planmodifier.String{replaceReportedString()},
		},
		"stage": schema.BoolAttribute{
			MarkdownDescription: aboutStage + " The default is `false`. Not on v1 of the API." + again,
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(false),
			PlanModifiers:       []planmodifier.Bool{keepNull{}, replaceReportedBool()},
		},
		"include_disabled": schema.BoolAttribute{
			MarkdownDescription: aboutIncludeDisabled + " The default is `false`. Not on v1 of the API." + again,
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(false),
			PlanModifiers:       []planmodifier.Bool{keepNull{}, replaceReportedBool()},
		},
	}
}

// sessionBoundAttributes all have UseStateForUnknown: only planCreate sets them.
func sessionBoundAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"every_node": schema.BoolAttribute{
			MarkdownDescription: aboutEveryNode,
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
		"endpoint": schema.StringAttribute{
			MarkdownDescription: aboutSessionEndpoint,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
}

// sessionKnobAttributes have no Default: planDefaults plans it.
func sessionKnobAttributes() map[string]schema.Attribute {
	choice := func(text string, values ...string) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: text + " A change runs nothing.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{validChoice(values...)},
		}
	}
	return map[string]schema.Attribute{
		"name_prefix": schema.StringAttribute{
			MarkdownDescription: aboutNamePrefix,
			Optional:            true,
			Validators:          []validator.String{validNamePrefix()},
		},
		"triggers": schema.MapAttribute{
			MarkdownDescription: "Arbitrary values; when one of them changes, a new session runs. Adding the map " +
				"to a session that has none, or taking it away, runs nothing.",
			Optional:      true,
			ElementType:   types.StringType,
			PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(triggered, aboutTriggered, aboutTriggered)},
		},
		"wait_for_completion": schema.BoolAttribute{
			MarkdownDescription: "Whether apply waits until the session is complete and fails when it failed. " +
				"The default is `true`. A change runs nothing.",
			Optional: true,
			Computed: true,
		},
		"max_failed_percent": schema.Float64Attribute{
			MarkdownDescription: "Share of the nodes, in percent, that may fail (or be held back) in a session " +
				"that still counts as a success. The default is `0`. A change runs nothing.",
			Optional:   true,
			Computed:   true,
			Validators: []validator.Float64{validPercent()},
		},
		"max_components": maxComponentsAttribute(),
		"on_failure": choice("What a failed session is: an `error` (the default), which stops what depends "+
			"on it, or a warning (`warn`).", "error", "warn"),
		"on_missing": choice("What to do when BOS no longer has the session's record: `keep` the resource "+
			"(the default), or `recreate` it, which runs the operation again.", "keep", "recreate"),
		"on_conflict": choice("What to do when a session of this `name` exists: an `error` (the default), or "+
			"`adopt` it if it was created with the same inputs (not on v1 of the API). With `adopt`, each run "+
			"needs a name of its own: a changed input or trigger, a taint or `-replace` under the same name is "+
			"an error of the plan.", "error", "adopt"),
		"on_destroy": choice("What destroying does: `delete` BOS's record (the default; nodes of a running "+
			"session continue), `cancel` the operation first (nodes stay as they are at that moment, which may be "+
			"off; not on v1 of the API), or `forget` the session without a request. On v1 of the API, the record "+
			"of a session that was taken over unproven is never deleted (see the guide \"BOS v1\").", "delete",
			"cancel", "forget"),
		"timeouts": schema.SingleNestedAttribute{
			MarkdownDescription: "How long to wait before giving up. Giving up stops no node. A change runs nothing.",
			Optional:            true,
			Attributes: map[string]schema.Attribute{
				"create": schema.StringAttribute{
					MarkdownDescription: "For the session to become complete, now or in an apply that continues " +
						"to wait, as a duration such as `90m`. The default is `2h`.",
					Optional:   true,
					Validators: []validator.String{validDuration()},
				},
				"delete": schema.StringAttribute{
					MarkdownDescription: "For the session to be cancelled and its record to be deleted, as a " +
						"duration such as `30s`. The default is `15m`.",
					Optional:   true,
					Validators: []validator.String{validDuration()},
				},
			},
		},
	}
}

// sessionProgressAttributes all have UseStateForUnknown: only ModifyPlan decides which values are known after
// apply.
func sessionProgressAttributes() map[string]schema.Attribute {
	text := func(about string) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: about,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	return map[string]schema.Attribute{
		"status":     text(aboutStatus),
		"start_time": text(aboutStartTime),
		"end_time":   text(aboutEndTime),
		"error":      text(aboutError),
		"components": text(aboutComponents),
		"component_count": schema.Int64Attribute{
			MarkdownDescription: aboutComponentCount,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
	}
}

func sessionVerdictAttributes() map[string]schema.Attribute {
	count := func(about string) schema.Attribute {
		return schema.Int64Attribute{MarkdownDescription: about, Computed: true}
	}
	return map[string]schema.Attribute{
		"outcome": schema.SingleNestedAttribute{
			MarkdownDescription: aboutOutcome,
			Computed:            true,
			PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
			Attributes: map[string]schema.Attribute{
				"managed":            count(aboutManaged),
				"successful":         count(aboutSuccessful),
				"failed":             count(aboutFailed),
				"held":               count(aboutHeld),
				"superseded":         count(aboutSuperseded),
				"failed_nodes":       schema.StringAttribute{MarkdownDescription: aboutFailedNodes, Computed: true},
				"held_nodes":         schema.StringAttribute{MarkdownDescription: aboutHeldNodes, Computed: true},
				"percent_successful": schema.Float64Attribute{MarkdownDescription: aboutPercentSuccessful, Computed: true},
				"percent_failed":     schema.Float64Attribute{MarkdownDescription: aboutPercentFailed, Computed: true},
				"errors": schema.MapNestedAttribute{
					MarkdownDescription: aboutErrors,
					Computed:            true,
					NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
						"count": count(aboutErrorCount),
						"nodes": schema.StringAttribute{MarkdownDescription: aboutErrorNodes, Computed: true},
					}},
				},
			},
		},
		"result": schema.StringAttribute{
			MarkdownDescription: "The result: `succeeded`, `failed`, or `unjudged` (imported when it was " +
				"complete already, or gone before it could be judged by its record or its nodes; on v1 of the " +
				"API also where the session's template is gone). Null while the session has not been waited for.",
			Computed:      true,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"expired": schema.BoolAttribute{
			MarkdownDescription: "Whether BOS no longer has the session's record. BOS deletes complete sessions " +
				"after some days (its option `cleanup_completed_session_ttl`); that runs nothing.",
			Computed:      true,
			PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
	}
}
