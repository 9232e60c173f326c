// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
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

// keepNull is the null of planDefault for an argument whose default is in the schema, because a change of it runs a new
// session: plan modifiers decide that before ModifyPlan.
type keepNull struct{}

var _ planmodifier.Bool = keepNull{}

func (keepNull) Description(context.Context) string {
	return "A null in the state of an earlier release stays."
}

func (k keepNull) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepNull) PlanModifyBool(_ context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	if !req.State.Raw.IsNull() && req.StateValue.IsNull() && req.ConfigValue.IsNull() {
		resp.PlanValue = req.StateValue
	}
}
