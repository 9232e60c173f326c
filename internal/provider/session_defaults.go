// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The state of an earlier release has null for arguments that did not exist then. Such a null means today's
// default: it is no difference from the default, and nothing is planned for it, least of all a run.

// fillDefaults sets each null argument to its default. restore sets those back to null: a planned value of null
// must be stored as null.
func (m *sessionModel) fillDefaults() (restore func()) {
	var restores []func()
	fillDefault(&restores, &m.Stage, types.BoolValue(false))
	fillDefault(&restores, &m.IncludeDisabled, types.BoolValue(false))
	fillDefault(&restores, &m.WaitForCompletion, types.BoolValue(true))
	fillDefault(&restores, &m.MaxFailedPercent, types.Float64Value(0))
	fillDefault(&restores, &m.OnFailure, types.StringValue("error"))
	fillDefault(&restores, &m.OnMissing, types.StringValue("keep"))
	fillDefault(&restores, &m.OnConflict, types.StringValue("error"))
	fillDefault(&restores, &m.OnDestroy, types.StringValue("delete"))
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

// keepNull plans null for an argument that is null in the state and not configured, where the default would be a
// difference. It serves attributes of every type that has a default.
type keepNull struct{}

var (
	_ planmodifier.Bool    = keepNull{}
	_ planmodifier.String  = keepNull{}
	_ planmodifier.Float64 = keepNull{}
)

func (keepNull) Description(context.Context) string {
	return "A null in the state of an earlier release stays."
}

func (k keepNull) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepNull) PlanModifyBool(_ context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	if !req.State.Raw.IsNull() && req.StateValue.IsNull() && req.ConfigValue.IsNull() {
		resp.PlanValue = req.StateValue
	}
}

func (keepNull) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.State.Raw.IsNull() && req.StateValue.IsNull() && req.ConfigValue.IsNull() {
		resp.PlanValue = req.StateValue
	}
}

func (keepNull) PlanModifyFloat64(
	_ context.Context, req planmodifier.Float64Request, resp *planmodifier.Float64Response,
) {
	if !req.State.Raw.IsNull() && req.StateValue.IsNull() && req.ConfigValue.IsNull() {
		resp.PlanValue = req.StateValue
	}
}
