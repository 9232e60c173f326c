// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const aboutEveryNode = "Whether the session acts upon every node of the template: `true` when `limit` is left out or selects all nodes whatever its names mean " +
	"(`*`, `all`, `g1,all`), `false` otherwise. It is known in the plan of every new session, `false` while `limit` is known only after apply: " +
	"if that then turns out to be null, Terraform refuses the apply before anything is started."

// everyNode is what the plan promises of a limit. A limit that is not known yet is planned as false, so that the engine itself
// refuses one that turns out to be null.
func everyNode(limit types.String) types.Bool {
	switch {
	case limit.IsUnknown():
		return types.BoolValue(false)
	case limit.IsNull():
		return types.BoolValue(true)
	default:
		return types.BoolValue(selectsEveryNode(limit.ValueString()))
	}
}

// selectsEveryNode reports whether a limit selects each node of the template, whatever its names stand for. BOS evaluates
// it from left to right, begins with no node, and takes an empty limit as no limit. Only the first
// character of an item is an operator: !!x and ! remove a name that nothing has, so nothing.
func selectsEveryNode(limit string) bool {
	if limit == "" {
		return true
	}
	every := false
	for item := range strings.SplitSeq(limit, ",") {
		op, name := limitAdd, item
		if item != "" && (item[0] == byte(limitKeep) || item[0] == byte(limitDrop)) {
			op, name = limitOp(item[0]), item[1:]
		}
		all := name == "*" || name == "all"
		switch op {
		case limitAdd:
			every = every || all
		case limitKeep:
			every = every && all
		case limitDrop:
			every = every && (name == "" || name[0] == '!' || name[0] == '&')
		}
	}
	return every
}

// planBounds plans what the engine then holds the apply to, and refuses what has to be known for that.
func (r *sessionResource) planBounds(config, plan *sessionModel, diags *diag.Diagnostics) {
	plan.checkListedNodes(diags)
	plan.EveryNode = everyNode(plan.Limit)
	plan.Endpoint = r.connection.endpoint()
	if plan.Limit.IsUnknown() {
		diags.AddAttributeWarning(path.Root("limit"), "The limit of the session is known only after apply",
			"The plan cannot show which nodes the session acts upon. It promises that these are not all nodes of the template (every_node = false): "+
				"if the limit turns out to be null, Terraform ends the apply with \"Provider produced inconsistent final plan\" and \".every_node\", and the operation is not started.\n\n"+
				"To see the limit in the plan, apply what it comes from first: terraform apply -target=ADDRESS.")
	}
	for _, input := range []struct {
		name  string
		value attr.Value
	}{
		{"operation", config.Operation},
		{"stage", config.Stage},
		{"include_disabled", config.IncludeDisabled},
		{"tenant", config.Tenant},
		{"max_components", config.MaxComponents},
	} {
		if input.value.IsUnknown() {
			diags.AddAttributeError(path.Root(input.name), "Unable to plan the session", fmt.Sprintf(
				"%s is known only after apply, so that the plan cannot show what the session would do. Set it statically, or apply what it comes from first: terraform apply -target=ADDRESS.", input.name))
		}
	}
}

// checkBounds holds what is to be started to its plan. Terraform and OpenTofu plan a creation again at its apply and refuse
// another one themselves; this is for an engine that does not.
func (r *sessionResource) checkBounds(data *sessionModel, diags *diag.Diagnostics) {
	data.checkListedNodes(diags)
	if data.EveryNode.IsUnknown() {
		data.EveryNode = everyNode(data.Limit)
	}
	if data.Endpoint.IsUnknown() {
		data.Endpoint = r.connection.endpoint()
	}
	if now := everyNode(data.Limit); !now.Equal(data.EveryNode) {
		diags.AddAttributeError(path.Root("limit"), "Unable to start the session", fmt.Sprintf(
			"The plan shows every_node = %t, but the limit makes it %t. Nothing was started. Plan again.", data.EveryNode.ValueBool(), now.ValueBool()))
	}
	if here := r.connection.endpoint(); !here.Equal(data.Endpoint) {
		diags.AddError("Unable to start the session", fmt.Sprintf(
			"The session was planned for the system at %s, but the provider is configured for %s. Nothing was started. Plan again.", data.Endpoint.ValueString(), here.ValueString()))
	}
}
