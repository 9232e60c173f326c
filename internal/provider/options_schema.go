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

const aboutOptions = "Options of BOS itself, which apply to the whole system and all its tenants.\n\n" +
	"The resource owns the options that are set in it, and no others: it neither changes those nor shows what " +
	"becomes of them. An option that is taken out of the configuration is let go: BOS keeps its value. " +
	"Destroying the resource lets all of them go; no earlier value is restored. Only an administrator of the " +
	"system may read and set options, not one of a tenant. Not on v1 of the API.\n\n" +
	"There is one set of options in a system. Several resources may share it, as long as each option is set in " +
	"one of them only: two that set the same option to different values undo each other's change in every apply, " +
	"and Terraform does not notice."

// aboutOption describes each of BOS's options, for the resource and the data source.
var aboutOption = map[string]string{
	"bss_read_timeout": aboutReadTimeout("the boot script service (BSS)"),
	"cfs_read_timeout": aboutReadTimeout("the configuration framework service (CFS)"),
	"hsm_read_timeout": aboutReadTimeout("the hardware state manager (HSM)"),
	"ims_read_timeout": aboutReadTimeout("the image management service (IMS)"),
	"pcs_read_timeout": aboutReadTimeout("the power control service (PCS)"),

	"cleanup_completed_session_ttl": "Age, since their start, at which the records of complete sessions are " +
		"deleted, such as `7d`: a whole number and `m`, `h`, `d` or `w`. `0` deletes none. The records of " +
		"tenants' sessions are never deleted.",
	"clear_stage": "Whether a node's staged state is cleared once it is applied. Where it is not, which is BOS's " +
		"default, applying it again boots the node again, and a staged session never completes.",
	"component_actual_state_ttl": "Age at which what a node reported of itself counts no more, such as `4h`: a " +
		"whole number and `h`, `d` or `w`. It is a kernel parameter of every node (`bos_update_frequency`): " +
		"after a change, the next `boot` of a node that was booted before reboots it.",
	"default_retry_policy": "How often a node is tried that fails, unless its record says otherwise.",
	"discovery_frequency":  "How often BOS looks for new nodes in the hardware state manager, in seconds.",
	"logging_level": "How much BOS writes to its logs: `DEBUG`, `INFO`, `WARNING`, `ERROR` or " +
		"`CRITICAL`, in upper or lower case.",
	"max_boot_wait_time":       "How long a node may take to boot before BOS boots it again, in seconds.",
	"max_component_batch_size": "How many nodes BOS works on in one step. `0` is no limit.",
	"max_power_off_wait_time":  "How long a node may take to power off before BOS powers it off forcefully, in seconds.",
	"max_power_on_wait_time":   "How long a node may take to power on before BOS powers it on again, in seconds.",
	"polling_frequency":        "How often BOS looks whether nodes need something done, in seconds.",

	"ims_errors_fatal": "Whether a session template is refused when the image management service, which is " +
		"needed to check it, does not answer.",
	"ims_images_must_exist": "Whether a session template is refused when the image management service does not " +
		"have its image. It holds where that service answers; `ims_errors_fatal` says what holds where it does " +
		"not.",
	"reject_nids": "Whether sessions and session templates are refused that seem to name nodes by " +
		"their NIDs, which BOS cannot resolve.",
	"session_limit_required": "Whether sessions without a `limit` are refused. `*` is a limit, too.",

	"disable_components_on_completion": "Whether a node is disabled in BOS once a session has brought it to its " +
		"desired state. Where it is not, BOS goes on to hold the node in that state. Experimental; BOS ≥ 2.48 no " +
		"longer has the option, and always does so.",
}

func aboutReadTimeout(service string) string {
	return "How long BOS waits for an answer of " + service + ", in seconds."
}

func optionsSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			MarkdownDescription: "Always `" + optionsID + "`.",
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
	attributes["endpoint"] = endpointAttribute("The system that the options are set on",
		" If the provider is configured for another one, the plan shows an update in place with a warning: "+
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
		return schema.StringAttribute{
			MarkdownDescription: about, Optional: true,
			Validators: []validator.String{validOptionText(rule)},
		}
	}
}
