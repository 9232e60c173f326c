// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

const aboutSessionAction = "Runs an operation on nodes: BOS boots, reboots or shuts down the nodes of a session template, " +
	"once for each invocation.\n\n" +
	"The action does what creating a resource `bos_session` does: the same inputs, the same forecast in the plan, the same " +
	"wait and the same verdict. It has no state: nothing is refreshed, nothing destroyed, and a failed action is not " +
	"repeated by the next apply. While it runs, it reports the name of the session before it is started, how many nodes do " +
	"what, and which have failed, a line for each change. A failed session, and one whose end was not seen, fail the action."

func sessionActionSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"tenant": actionTenant(aboutTenant + " Not on v1 of the API."),
		"operation": schema.StringAttribute{
			MarkdownDescription: aboutOperation,
			Required:            true,
			Validators:          []validator.String{validOperation()},
		},
		"template_name": schema.StringAttribute{
			MarkdownDescription: aboutTemplateName,
			Required:            true,
			Validators:          []validator.String{validTemplateName()},
		},
		"limit": schema.StringAttribute{
			MarkdownDescription: aboutLimit + " Without a limit every node of the template is acted upon. It must be known in " +
				"the plan.",
			Optional:   true,
			Validators: []validator.String{validLimit()},
		},
		"stage": schema.BoolAttribute{
			MarkdownDescription: aboutStage + " The default is `false`. Not on v1 of the API.", Optional: true,
		},
		"include_disabled": schema.BoolAttribute{
			MarkdownDescription: aboutIncludeDisabled + " The default is `false`. Not on v1 of the API.", Optional: true,
		},
		"on_conflict": schema.StringAttribute{
			MarkdownDescription: "What to do when a session of this `name` exists: an `error` (the default), which starts " +
				"nothing, or `adopt` it if it was created with the same inputs: the action then waits for it and judges it, and " +
				"starts nothing (not on v1 of the API).",
			Optional:   true,
			Validators: []validator.String{validChoice("error", "adopt")},
		},
	}
	maps.Copy(attributes, actionKnobAttributes())
	return schema.Schema{MarkdownDescription: aboutSessionAction, Attributes: attributes}
}

// actionKnobAttributes are the name of a session that an action starts, and its knobs.
func actionKnobAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "Name of the new session. Generated for each invocation when it is left out: `name_prefix` (or " +
				"`tf-`) and a UUID. A name can be used once: BOS keeps the records of complete sessions for days, and an " +
				"invocation that finds a session of the name starts nothing. On v1 of the API it cannot be chosen.",
			Optional:   true,
			Validators: []validator.String{validSessionName()},
		},
		"name_prefix": schema.StringAttribute{
			MarkdownDescription: "What a generated name begins with, in place of `tf-`. At most 91 characters. Not together with " +
				"`name`, and not on v1 of the API.",
			Optional:   true,
			Validators: []validator.String{validNamePrefix()},
		},
		"wait_for_completion": schema.BoolAttribute{
			MarkdownDescription: "Whether the action waits until the session is complete and fails when it failed. The default " +
				"is `true`.",
			Optional: true,
		},
		"max_failed_percent": schema.Float64Attribute{
			MarkdownDescription: "Share of the nodes, in percent, that may fail (or be held back) in a session that still counts " +
				"as a success. The default is `0`.",
			Optional:   true,
			Validators: []validator.Float64{validPercent()},
		},
		"max_components": schema.Float64Attribute{
			MarkdownDescription: "The most nodes that the session may act on. Where the nodes are foreseen exactly (see the " +
				"provider's `preview`), more are an error of the plan, and again right before the start. After the start, the " +
				"action waits until BOS has written the session's nodes, also with `wait_for_completion = false`; if there are " +
				"more, it cancels the session and fails. BOS may have acted on some nodes by then.",
			Optional:   true,
			Validators: []validator.Float64{validCount()},
		},
		"on_failure": schema.StringAttribute{
			MarkdownDescription: "What a failed session is: an `error` (the default), which fails the action, or a warning (`warn`).",
			Optional:            true,
			Validators:          []validator.String{validChoice("error", "warn")},
		},
		"timeouts": schema.SingleNestedAttribute{
			MarkdownDescription: "How long to wait before giving up. Giving up stops no node.",
			Optional:            true,
			Attributes: map[string]schema.Attribute{
				"create": schema.StringAttribute{
					MarkdownDescription: "For the session to become complete, as a duration such as `90m`. The default is `2h`.",
					Optional:            true,
					Validators:          []validator.String{validDuration()},
				},
				"delete": schema.StringAttribute{
					MarkdownDescription: "For a session of more nodes than `max_components` to be cancelled, as a duration such as " +
						"`30s`. The default is `15m`.",
					Optional:   true,
					Validators: []validator.String{validDuration()},
				},
			},
		},
	}
}
