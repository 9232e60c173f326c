// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// knobDefaults are the values of knobs that are not configured.
var knobDefaults = sessionKnobs{
	WaitForCompletion: types.BoolValue(true),
	MaxFailedPercent:  types.Float64Value(0),
	OnFailure:         types.StringValue("error"),
	OnMissing:         types.StringValue("keep"),
	OnConflict:        types.StringValue("error"),
	OnDestroy:         types.StringValue("delete"),
}

// planDefaults plans the default of each knob that is not configured. Default in the schema would do the same, and
// take a fifth of the time of a plan. state is nil for a creation.
func (k *sessionKnobs) planDefaults(config, state *sessionKnobs) {
	if state == nil {
		state = &knobDefaults
	}
	planDefault(&k.WaitForCompletion, config.WaitForCompletion, state.WaitForCompletion, knobDefaults.WaitForCompletion)
	planDefault(&k.MaxFailedPercent, config.MaxFailedPercent, state.MaxFailedPercent, knobDefaults.MaxFailedPercent)
	planDefault(&k.OnFailure, config.OnFailure, state.OnFailure, knobDefaults.OnFailure)
	planDefault(&k.OnMissing, config.OnMissing, state.OnMissing, knobDefaults.OnMissing)
	planDefault(&k.OnConflict, config.OnConflict, state.OnConflict, knobDefaults.OnConflict)
	planDefault(&k.OnDestroy, config.OnDestroy, state.OnDestroy, knobDefaults.OnDestroy)
}

// planDefault plans fallback for an argument that is not configured, but null if that is what the state of an earlier
// release has: see fillDefaults.
func planDefault[T attr.Value](plan *T, config, state, fallback T) {
	switch {
	case !config.IsNull():
	case state.IsNull():
		*plan = state
	default:
		*plan = fallback
	}
}

// The state of an earlier release has null for arguments that did not exist then. Such a null means today's
// default: it is no difference from the default, and nothing is planned for it, least of all a run.

// fillDefaults sets each null argument to its default. restore sets those back to null: a planned value of null
// must be stored as null.
func (m *sessionModel) fillDefaults() (restore func()) {
	var restores []func()
	fillDefault(&restores, &m.Stage, types.BoolValue(false))
	fillDefault(&restores, &m.IncludeDisabled, types.BoolValue(false))
	fillDefault(&restores, &m.WaitForCompletion, knobDefaults.WaitForCompletion)
	fillDefault(&restores, &m.MaxFailedPercent, knobDefaults.MaxFailedPercent)
	fillDefault(&restores, &m.OnFailure, knobDefaults.OnFailure)
	fillDefault(&restores, &m.OnMissing, knobDefaults.OnMissing)
	fillDefault(&restores, &m.OnConflict, knobDefaults.OnConflict)
	fillDefault(&restores, &m.OnDestroy, knobDefaults.OnDestroy)
	return func() {
		for _, f := range restores {
			f()
		}
	}
}

func fillDefault[T attr.Value](restores *[]func(), field *T, fallback T) {
	if null := *field; null.IsNull() {
		*field = fallback
		*restores = append(*restores, func() { *field = null })
	}
}

// fillDefaults sets to its default each argument that the state of an earlier release lacks.
func (m *rollingModel) fillDefaults() {
	var restores []func()
	fillDefault(&restores, &m.IncludeDisabled, types.BoolValue(false))
	fillDefault(&restores, &m.MaxFailedPercent, knobDefaults.MaxFailedPercent)
	fillDefault(&restores, &m.OnFailure, knobDefaults.OnFailure)
	fillDefault(&restores, &m.OnDestroy, knobDefaults.OnDestroy)
}

// fillDefaults sets to its default each argument that the state of an earlier release lacks, but for those that BOS reports.
func (m *sessionTemplateModel) fillDefaults() {
	var restores []func()
	fillDefault(&restores, &m.Overwrite, types.BoolValue(false))
	fillDefault(&restores, &m.Validate, types.BoolValue(true))
}

// keepNull is the null of planDefault for an argument whose default is in the schema.
type keepNull struct{}

var (
	_ planmodifier.Bool    = keepNull{}
	_ planmodifier.Float64 = keepNull{}
	_ planmodifier.String  = keepNull{}
)

func (keepNull) Description(context.Context) string {
	return "A null in the state of an earlier release stays."
}

func (k keepNull) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepNull) PlanModifyBool(ctx context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	if keepsNull(ctx, req.State, req.Path, req.StateValue, req.ConfigValue) {
		resp.PlanValue = req.StateValue
	}
}

func (keepNull) PlanModifyFloat64(
	ctx context.Context, req planmodifier.Float64Request, resp *planmodifier.Float64Response,
) {
	if keepsNull(ctx, req.State, req.Path, req.StateValue, req.ConfigValue) {
		resp.PlanValue = req.StateValue
	}
}

func (keepNull) PlanModifyString(
	ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if keepsNull(ctx, req.State, req.Path, req.StateValue, req.ConfigValue) {
		resp.PlanValue = req.StateValue
	}
}

// keepsNull reports whether the state has null for an argument that is not configured. What did not exist before, such as
// a new boot set, has no null in the state.
func keepsNull(ctx context.Context, state tfsdk.State, at path.Path, value, config attr.Value) bool {
	if state.Raw.IsNull() || !value.IsNull() || !config.IsNull() {
		return false
	}
	parent := at.ParentPath()
	if len(parent.Steps()) == 0 {
		return true
	}
	var object types.Object
	return !state.GetAttribute(ctx, parent, &object).HasError() && !object.IsNull()
}
