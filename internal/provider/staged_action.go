// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const stagedActionType = "bos_apply_staged"

func newStagedAction() action.Action {
	return &actionOf[stagedAction]{
		suffix: "_apply_staged",
		schema: stagedActionSchema,
		does:   [2]string{"apply", "what is staged"},
		plan: func(ctx context.Context, c *connection, data *stagedAction, diags *diag.Diagnostics) {
			if c.needsV2(ctx, "the application of staged sessions", diags); diags.HasError() {
				return
			}
			tenant := data.Tenant
			if tenant.IsNull() {
				tenant = c.defaultTenant()
			}
			c.warnBrokenRelease(ctx, tenant, diags)
		},
		invoke: applyStaged,
		tenant: func(data *stagedAction) types.String { return data.Tenant },
	}
}

// stagedAction is the configuration of bos_apply_staged.
type stagedAction struct {
	Components types.String `tfsdk:"components"`
	Tenant     types.String `tfsdk:"tenant"`
}

const aboutStagedAction = "Applies to nodes what a staged session (a `bos_session` with `stage = true`) has staged for " +
	"them: BOS boots or reboots them as the session's template said when it was staged.\n\n" +
	"Each invocation sends one request, and never repeats it. It does not wait until the nodes are up. An error of a node, " +
	"and nodes none of which had anything staged, fail the action. The resource `bos_staged_session_application` does the " +
	"same, and keeps the result in the state. Not on v1 of the API."

func stagedActionSchema() schema.Schema {
	return schema.Schema{MarkdownDescription: aboutStagedAction, Attributes: map[string]schema.Attribute{
		"components": schema.StringAttribute{
			MarkdownDescription: "The nodes: xnames, separated by commas without spaces, as `components` of the " +
				"session that staged them. BOS ignores a node that has nothing staged.",
			Required:   true,
			Validators: []validator.String{validStagedNodes()},
		},
		"tenant": actionTenant("Tenant that the staged session and the nodes belong to."),
	}}
}

// applyStaged sends the one request that applies what is staged.
func applyStaged(ctx context.Context, run *invocation, data *stagedAction, diags *diag.Diagnostics) {
	client := inTenant(run.client, &data.Tenant)
	model, host := stagedModel{Components: data.Components, Tenant: data.Tenant}, stagedInvoked{}
	ids := strings.Split(data.Components.ValueString(), ",")
	run.report(ctx, "applying what is staged for "+nodes(len(ids)))

	result, err := client.ApplyStaged(ctx, ids)

	unresolved, lost := errors.AsType[*bos.UnresolvedApplicationError](err)
	switch {
	case lost:
		diags.Append(stagedUnresolved(run.connection, &model, host, unresolved))
	case err != nil:
		diags.Append(stagedRefused(run.connection, &model, host, err))
	default:
		run.report(ctx, stagedCounts(result))
		judgeStaged(result, host, diags)
	}
}

// stagedCounts is the line after the request.
func stagedCounts(result bos.StagedApplication) string {
	return dotted([]string{
		fmt.Sprintf("applied for %s", nodes(len(result.Succeeded))), counted("failed", len(result.Failed)),
		counted("ignored", len(result.Ignored)),
	})
}
