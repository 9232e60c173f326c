// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const aboutStaged = "Applies to nodes what a staged session (a `bos_session` with `stage = true`) has staged for " +
	"them: BOS boots or reboots them as the session's template said when it was staged.\n\n" +
	"**Creating this resource acts upon the nodes**, by one request, once, when the plan shows that the resource " +
	"is created or replaced. It does not wait until they are up. Refreshing and destroying it make no request, " +
	"and destroying undoes nothing. Not on v1 of the API."

// validStagedNodes accepts nodes only. Unlike in a limit, BOS resolves nothing here, and ignores a node that it
// does not know.
func validStagedNodes() validator.String {
	return validNodes("write the nodes, as `components` of the bos_session that staged them holds them; a " +
		"session that failed, or whose completion is not waited for, may have none")
}

const aboutStagedTriggered = "A changed value applies what is staged again; adding or removing the whole map does not."

// stagedSchema returns the schema of an application. `succeeded` and the like are strings, as the framework needs
// half a minute for a set of thousands.
func stagedSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, group := range []map[string]schema.Attribute{stagedInputAttributes(), stagedResultAttributes()} {
		for name, attribute := range group {
			attributes[name] = attribute
		}
	}
	return schema.Schema{MarkdownDescription: aboutStaged, Attributes: attributes}
}

func stagedInputAttributes() map[string]schema.Attribute {
	const again = " A change applies what is staged again."
	return map[string]schema.Attribute{
		"components": schema.StringAttribute{
			MarkdownDescription: "The nodes: xnames, separated by commas without spaces, as `components` of the " +
				"session that staged them. BOS ignores a node that has nothing staged." + again,
			Required:      true,
			Validators:    []validator.String{validStagedNodes()},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"tenant": schema.StringAttribute{
			MarkdownDescription: "Tenant that the staged session and the nodes belong to. Taken from the " +
				"provider when it is left out, and kept from then on." + again,
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{validTenant()},
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured(),
			},
		},
		"triggers": schema.MapAttribute{
			MarkdownDescription: "Arbitrary values; when one of them changes, what is staged is applied again. " +
				"The name of the session that staged it belongs here. Adding the map to a resource that has " +
				"none, or taking it away, runs nothing.",
			Optional:    true,
			ElementType: types.StringType,
			PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(triggered, aboutStagedTriggered,
				aboutStagedTriggered)},
		},
	}
}

// stagedResultAttributes are set by the one request and never change again.
func stagedResultAttributes() map[string]schema.Attribute {
	text := func(about string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: about,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	count := func(of string) schema.Attribute {
		return schema.Int64Attribute{
			MarkdownDescription: "Number of the nodes in `" + of + "`; null where that could not be found out.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		}
	}
	const form = " Sorted and separated by commas; empty if there is none. Where BOS's answer was lost and could " +
		"not be found out otherwise, those of which it is known."
	return map[string]schema.Attribute{
		"succeeded": text("Nodes that have what was staged as their desired state now. They are on their " +
			"way to it, not there." + form),
		"failed": text("Nodes whose staged state could not be applied, as the session that staged it is " +
			"gone, for instance. The apply fails then." + form),
		"ignored": text("Nodes that had nothing staged, that BOS does not know, or that belong to " +
			"somebody else. Nothing was done to them. If all nodes were ignored, the apply fails." + form),
		"succeeded_count": count("succeeded"),
		"failed_count":    count("failed"),
		"ignored_count":   count("ignored"),
		"endpoint": endpointAttribute("The system that it was applied on",
			" It stays when the provider is configured for another one: nothing is applied there unless this "+
				"resource is replaced, and destroying it makes no request to either."),
		"applied_at": text("When the request was made (RFC 3339, UTC, by this machine's clock)."),
	}
}
