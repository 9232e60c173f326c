// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/float64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const aboutRolling = "One operation on many nodes, in waves: each wave is a session of BOS on a part of the nodes, and the " +
	"next one starts only when the one before it has succeeded. A wave that fails stops the rollout.\n\n" +
	"**Creating this resource starts the operation, wave after wave.** The plan shows each wave with its session's name and " +
	"its nodes, which needs an exact forecast: where the nodes cannot be foreseen exactly, the plan is an error. Nodes that " +
	"appear later are never added.\n\n" +
	"Each wave runs once. Before anything starts, the provider looks for sessions of the rollout's name and for nodes that " +
	"know them; if it finds any, it starts nothing. An apply that was interrupted (Ctrl-C) continues with the next apply. " +
	"After an error, Terraform marks the resource as tainted: `terraform untaint` and another apply continue. The guide " +
	"\"Rolling operations\" describes this. Write `lifecycle { prevent_destroy = true }`, as in the example. Not on v1 of " +
	"the API."

func rollingSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, group := range []map[string]schema.Attribute{
		rollingInputAttributes(), rollingKnobAttributes(), rollingComputedAttributes(),
	} {
		maps.Copy(attributes, group)
	}
	return schema.Schema{MarkdownDescription: aboutRolling, Attributes: attributes}
}

func rollingInputAttributes() map[string]schema.Attribute {
	const again = " A change is a new rollout, and needs a new `name`."
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "Name of the rollout. Its sessions are `NAME-w01`, `NAME-w02` and so on. A name is for one " +
				"rollout: another one needs another name." + again,
			Required:      true,
			Validators:    []validator.String{validRolloutName()},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"tenant": schema.StringAttribute{
			MarkdownDescription: "Tenant that the sessions belong to. Taken from the provider when it is left out, and kept " +
				"from then on." + again,
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{validTenant()},
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured(),
			},
		},
		"operation": schema.StringAttribute{
			MarkdownDescription: "What is done to the nodes: `boot`, `reboot` or `shutdown`." + again,
			Required:            true,
			Validators:          []validator.String{validOperation()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"template_name": schema.StringAttribute{
			MarkdownDescription: aboutTemplateName + " A template that changes during the rollout stops it." + again,
			Required:            true,
			Validators:          []validator.String{validTemplateName()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"limit": schema.StringAttribute{
			MarkdownDescription: aboutLimit + " Without a limit every node of the template is acted upon." + again,
			Optional:            true,
			Validators:          []validator.String{validLimit()},
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.RequiresReplaceIf(replaceRolloutLimit, again, again),
			},
		},
		"include_disabled": schema.BoolAttribute{
			MarkdownDescription: aboutIncludeDisabled + " The default is `false`." + again,
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(false),
			PlanModifiers: []planmodifier.Bool{
				keepNull{}, boolplanmodifier.RequiresReplaceIf(replaceIncludeDisabled, again, again),
			},
		},
		"waves": wavesAttribute(again),
		"triggers": schema.MapAttribute{
			MarkdownDescription: "Arbitrary values; a changed one is a new rollout, and needs a new `name`. Adding the map to a " +
				"rollout that has none, or taking it away, runs nothing.",
			Optional:      true,
			ElementType:   types.StringType,
			PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(triggered, aboutTriggered, aboutTriggered)},
		},
	}
}

func wavesAttribute(again string) schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How the nodes are divided into waves, in the order of their cabinets, chassis and slots. Either " +
			"`size` or `percent` is required." + again + " An edit of `pause` runs nothing.",
		Required:   true,
		Validators: []validator.Object{validWaves{}},
		PlanModifiers: []planmodifier.Object{
			objectplanmodifier.RequiresReplaceIf(replaceWaves, again, again),
		},
		Attributes: map[string]schema.Attribute{
			"size": schema.Float64Attribute{
				MarkdownDescription: "Number of nodes of a wave.",
				Optional:            true,
				Validators:          []validator.Float64{validCount()},
			},
			"percent": schema.Float64Attribute{
				MarkdownDescription: "Share of all nodes that a wave has, in percent, rounded up to whole nodes.",
				Optional:            true,
				Validators:          []validator.Float64{validPercent()},
			},
			"canary": schema.Float64Attribute{
				MarkdownDescription: "Number of nodes of the first wave. Left out, the first wave is like the others.",
				Optional:            true,
				Validators:          []validator.Float64{validCount()},
			},
			"by": schema.StringAttribute{
				MarkdownDescription: "What is never split between two waves: a `chassis`, a `cabinet`, or `none` (the default). " +
					"One that has more nodes than a wave is a wave of its own, with a warning in the plan. With it, the canary " +
					"consists of whole ones too.",
				Optional:   true,
				Validators: []validator.String{validChoice("chassis", "cabinet", "none")},
			},
			"pause": schema.StringAttribute{
				MarkdownDescription: "Time between the end of a wave and the start of the next one, as a duration such as `5m`. " +
					"An edit runs nothing.",
				Optional:   true,
				Validators: []validator.String{validDuration()},
			},
		},
	}
}

func rollingKnobAttributes() map[string]schema.Attribute {
	duration := func(about string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: about, Optional: true, Validators: []validator.String{validDuration()},
		}
	}
	return map[string]schema.Attribute{
		"max_failed_percent": schema.Float64Attribute{
			MarkdownDescription: "Share of the nodes of each wave, in percent, that may fail (or be held back) in a wave that " +
				"still counts as a success. Nodes that BOS leaves out, and those that another session takes over, do not count. The " +
				"default is `0`. A change runs nothing, with one exception: where a failed wave has stopped the rollout and is a " +
				"success by a higher value, the rollout continues, as the plan shows.",
			Optional:      true,
			Computed:      true,
			Default:       float64default.StaticFloat64(0),
			Validators:    []validator.Float64{validPercent()},
			PlanModifiers: []planmodifier.Float64{keepNull{}},
		},
		"max_components": schema.Float64Attribute{
			MarkdownDescription: "The most nodes that the rollout may act on. More are an error of the plan. A change runs nothing.",
			Optional:            true,
			Validators:          []validator.Float64{validCount()},
		},
		"on_failure": schema.StringAttribute{
			MarkdownDescription: "What a failed wave is: an `error` (the default), which stops what depends on the rollout too, or " +
				"a warning (`warn`). With both, no wave starts after it. A change runs nothing.",
			Optional:      true,
			Computed:      true,
			Default:       stringdefault.StaticString("error"),
			Validators:    []validator.String{validChoice("error", "warn")},
			PlanModifiers: []planmodifier.String{keepNull{}},
		},
		"on_destroy": schema.StringAttribute{
			MarkdownDescription: "What destroying does: `delete` BOS's records of a finished rollout (the default), `cancel` a wave " +
				"that runs, too (its nodes stay as they are at that moment, which may be off), or `forget` the rollout without a " +
				"request. With each of them, destroying starts no wave, and the records of an unfinished rollout stay, so that no " +
				"other rollout of the name runs its waves again. A change runs nothing.",
			Optional:      true,
			Computed:      true,
			Default:       stringdefault.StaticString("delete"),
			Validators:    []validator.String{validChoice("delete", "cancel", "forget")},
			PlanModifiers: []planmodifier.String{keepNull{}},
		},
		"continue_after": schema.StringAttribute{
			MarkdownDescription: "Name of the session of a failed wave after which the rollout is to continue, such as " +
				"`NAME-w03`. It is needed where the resource is not tainted: with `on_failure = \"warn\"`, or where an apply that " +
				"continued the rollout failed. Write it after the failure: it also is the decision for a wave that fails later. " +
				"It skips a wave of which BOS selects no node any more, too.",
			Optional:   true,
			Validators: []validator.String{validSessionFilter("leave it out")},
		},
		"timeouts": schema.SingleNestedAttribute{
			MarkdownDescription: "How long to wait before giving up. Giving up stops no node. A change runs nothing.",
			Optional:            true,
			Attributes: map[string]schema.Attribute{
				"create": duration("For each wave to become complete, as a duration such as `90m`. The default is `2h`."),
				"delete": duration("For a wave to be cancelled and the records to be deleted, as a duration such as `30s`. The " +
					"default is `15m`."),
			},
		},
	}
}

func rollingComputedAttributes() map[string]schema.Attribute {
	wave := map[string]schema.Attribute{
		"session": computedRollingText("Name of the wave's session."),
		"nodes": computedRollingText("The nodes of the wave, sorted by place and separated by commas. They are the limit of " +
			"its session."),
		"node_count": schema.Int64Attribute{MarkdownDescription: "Number of the nodes in `nodes`.", Computed: true},
	}
	for _, group := range []map[string]schema.Attribute{sessionProgressAttributes(), sessionVerdictAttributes()} {
		for name, attribute := range group {
			wave[name] = withoutPlanModifiers(attribute)
		}
	}
	return map[string]schema.Attribute{
		"endpoint": endpointAttribute("System on which the rollout runs", ""),
		"node_count": schema.Int64Attribute{
			MarkdownDescription: "Number of all nodes of the rollout.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"waves_status": schema.ListNestedAttribute{
			MarkdownDescription: "The waves in their order: session, nodes and outcome. The plan shows the sessions and nodes of " +
				"all waves. A wave that was not started has no `status`.",
			Computed:      true,
			PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
			NestedObject:  schema.NestedAttributeObject{Attributes: wave},
		},
		"result": schema.StringAttribute{
			MarkdownDescription: "The result: `succeeded`, `failed` (a wave failed), or `unjudged` (the result of a wave is not " +
				"known, as BOS cleaned up its record). Null while waves are left to run.",
			Computed:      true,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
}

func computedRollingText(about string) schema.Attribute {
	return schema.StringAttribute{MarkdownDescription: about, Computed: true}
}

// withoutPlanModifiers returns an attribute of a session as one of a wave, for which ModifyPlan decides.
func withoutPlanModifiers(attribute schema.Attribute) schema.Attribute {
	switch a := attribute.(type) {
	case schema.StringAttribute:
		a.PlanModifiers = nil
		return a
	case schema.Int64Attribute:
		a.PlanModifiers = nil
		return a
	case schema.BoolAttribute:
		a.PlanModifiers = nil
		return a
	case schema.SingleNestedAttribute:
		a.PlanModifiers = nil
		return a
	default:
		return attribute
	}
}

// replaceIncludeDisabled replaces the rollout, unless the state of an earlier release has null, which is the default.
func replaceIncludeDisabled(
	_ context.Context, req planmodifier.BoolRequest, resp *boolplanmodifier.RequiresReplaceIfFuncResponse,
) {
	resp.RequiresReplace = req.PlanValue.IsUnknown() || req.PlanValue.ValueBool() != req.StateValue.ValueBool()
}

// replaceRolloutLimit and replaceWaves replace the rollout, unless it was imported: BOS has neither.
func replaceRolloutLimit(
	ctx context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse,
) {
	resp.RequiresReplace = !readRollout(ctx, req.Private, &resp.Diagnostics).Imported
}

func replaceWaves(
	ctx context.Context, req planmodifier.ObjectRequest, resp *objectplanmodifier.RequiresReplaceIfFuncResponse,
) {
	resp.RequiresReplace = !readRollout(ctx, req.Private, &resp.Diagnostics).Imported &&
		wavePlan(req.PlanValue) != wavePlan(req.StateValue)
}
