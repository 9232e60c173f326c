// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// actionOf implements every action around the few things in which they differ. M is its model.
//
// An action has no state. Its plan stores nothing, and values that the plan did not know are first seen when it runs, so
// that everything is checked again then.
type actionOf[M any] struct {
	suffix string // of the type name, such as "_cancel_session"
	schema func() schema.Schema
	does   [2]string                                                 // verb and thing, in the summary of an error
	check  func(data *M, diags *diag.Diagnostics)                    // what the configuration shows by itself; may be nil
	plan   func(context.Context, *connection, *M, *diag.Diagnostics) // what is known before the run
	invoke func(context.Context, *invocation, *M, *diag.Diagnostics) // the run
	tenant func(*M) types.String                                     // that the configuration gives

	connection *connection
}

var (
	_ action.Action                   = (*actionOf[any])(nil)
	_ action.ActionWithConfigure      = (*actionOf[any])(nil)
	_ action.ActionWithValidateConfig = (*actionOf[any])(nil)
	_ action.ActionWithModifyPlan     = (*actionOf[any])(nil)
)

// invocation is one run of an action.
type invocation struct {
	connection *connection
	client     *bos.Client // in the provider's tenant
	send       func(action.InvokeProgressEvent)
}

// report sends a line to the engine, which prints it at once. After an interrupt, Terraform ends the run at the next line
// and drops the diagnostics that come after it (hook_stop.go of Terraform 1.16), so that nothing is sent any more.
func (i *invocation) report(ctx context.Context, line string) {
	if ctx.Err() == nil {
		i.send(action.InvokeProgressEvent{Message: i.client.Redact(line)})
	}
}

func (a *actionOf[M]) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + a.suffix
}

func (a *actionOf[M]) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = a.schema()
}

func (a *actionOf[M]) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.connection = configured(req.ProviderData, &resp.Diagnostics)
}

func (a *actionOf[M]) ValidateConfig(
	ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse,
) {
	var data M
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	if !resp.Diagnostics.HasError() && a.check != nil {
		a.check(&data, &resp.Diagnostics)
	}
}

// ModifyPlan reports errors that are known before the run. It changes nothing: an action has no planned values.
func (a *actionOf[M]) ModifyPlan(
	ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse,
) {
	ctx = a.connection.maskSecrets(ctx)
	var data M
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if a.tenant(&data).IsUnknown() {
		resp.Diagnostics.Append(message{
			summary: "Unable to plan the action",
			what:    "The tenant is known only after apply. If it were null then, the action would run in another tenant.",
			next:    []string{setStatically},
		}.asErrorAt(path.Root("tenant")))
		return
	}
	a.plan(ctx, a.connection, &data, &resp.Diagnostics)
}

func (a *actionOf[M]) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	ctx = a.connection.maskSecrets(ctx)
	var data M
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	client := a.connection.clientFor(a.does[0], a.does[1], &resp.Diagnostics)
	checkArguments(ctx, req.Config, path.Empty(), a.schema().Attributes, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() && a.check != nil {
		a.check(&data, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}

	a.invoke(ctx, &invocation{a.connection, client, resp.SendProgress}, &data, &resp.Diagnostics)
}

// checkArguments validates the arguments again: Terraform validates an action only while values may be unknown.
func checkArguments(
	ctx context.Context, config tfsdk.Config, within path.Path, attributes map[string]schema.Attribute,
	diags *diag.Diagnostics,
) {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		at := within.AtName(name)
		switch attribute := attributes[name].(type) {
		case schema.StringAttribute:
			var value types.String
			diags.Append(config.GetAttribute(ctx, at, &value)...)
			for _, rule := range attribute.Validators {
				var found validator.StringResponse
				rule.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: value}, &found)
				diags.Append(found.Diagnostics...)
			}
		case schema.SingleNestedAttribute:
			checkArguments(ctx, config, at, attribute.Attributes, diags)
		case schema.Int64Attribute:
			var value types.Int64
			diags.Append(config.GetAttribute(ctx, at, &value)...)
			for _, rule := range attribute.Validators {
				var found validator.Int64Response
				rule.ValidateInt64(ctx, validator.Int64Request{Path: at, ConfigValue: value}, &found)
				diags.Append(found.Diagnostics...)
			}
		case schema.Float64Attribute:
			var value types.Float64
			diags.Append(config.GetAttribute(ctx, at, &value)...)
			for _, rule := range attribute.Validators {
				var found validator.Float64Response
				rule.ValidateFloat64(ctx, validator.Float64Request{Path: at, ConfigValue: value}, &found)
				diags.Append(found.Diagnostics...)
			}
		}
	}
}

// actionTenant is the argument tenant of an action.
func actionTenant(about string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: about + " Taken from the provider when it is left out.",
		Optional:            true,
		Validators:          []validator.String{validTenant()},
	}
}

// invokeAgain is the step that runs an action of that type again.
func invokeAgain(actionType string) string {
	return "Invoke the action again: " + invokeCommand(actionType)
}

// invokeCommand is the command that runs an action. A provider does not know the name of its action.
func invokeCommand(actionType string) string {
	return "`terraform apply -invoke=action." + actionType + ".NAME`"
}
