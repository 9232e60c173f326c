// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// componentRecord is BOS's record of a node, and what follows from it.
type componentRecord struct {
	ID             types.String     `tfsdk:"id"`
	Enabled        types.Bool       `tfsdk:"enabled"`
	Error          types.String     `tfsdk:"error"`
	Session        types.String     `tfsdk:"session"`
	ActualState    *actualState     `tfsdk:"actual_state"`
	DesiredState   *desiredState    `tfsdk:"desired_state"`
	StagedState    *stagedState     `tfsdk:"staged_state"`
	LastAction     *componentAction `tfsdk:"last_action"`
	EventStats     *componentEvents `tfsdk:"event_stats"`
	Phase          types.String     `tfsdk:"phase"`
	Status         types.String     `tfsdk:"status"`
	StatusOverride types.String     `tfsdk:"status_override"`
	RetryPolicy    types.Int64      `tfsdk:"retry_policy"`
	InDesiredState types.Bool       `tfsdk:"in_desired_state"`
	Drift          []string         `tfsdk:"drift"`
}

type bootArtifacts struct {
	Kernel           types.String `tfsdk:"kernel"`
	Initrd           types.String `tfsdk:"initrd"`
	KernelParameters types.String `tfsdk:"kernel_parameters"`
	LastUpdated      types.String `tfsdk:"last_updated"`
}

type actualState struct{ bootArtifacts }

type desiredState struct {
	bootArtifacts
	Configuration types.String `tfsdk:"configuration"`
}

type stagedState struct {
	bootArtifacts
	Configuration types.String `tfsdk:"configuration"`
	Session       types.String `tfsdk:"session"`
}

type componentAction struct {
	Action      types.String `tfsdk:"action"`
	Failed      types.Bool   `tfsdk:"failed"`
	LastUpdated types.String `tfsdk:"last_updated"`
}

type componentEvents struct {
	PowerOn          types.Int64 `tfsdk:"power_on_attempts"`
	PowerOffGraceful types.Int64 `tfsdk:"power_off_graceful_attempts"`
	PowerOffForceful types.Int64 `tfsdk:"power_off_forceful_attempts"`
}

func (m *componentRecord) fromAPI(component bos.Component) {
	drift := component.Drift()
	*m = componentRecord{
		ID:           types.StringValue(component.ID),
		Enabled:      types.BoolValue(component.Enabled),
		Error:        textOrNull(component.Error),
		Session:      textOrNull(component.Session),
		ActualState:  &actualState{artifactsFromAPI(component.Actual)},
		DesiredState: &desiredState{artifactsFromAPI(component.Desired), textOrNull(component.Desired.Configuration)},
		StagedState: &stagedState{
			artifactsFromAPI(component.Staged), textOrNull(component.Staged.Configuration), textOrNull(component.Staged.Session),
		},
		LastAction: &componentAction{
			Action:      textOrNull(component.LastAction.Action),
			Failed:      types.BoolValue(component.LastAction.Failed),
			LastUpdated: timeOrNull(component.LastAction.Updated),
		},
		EventStats: &componentEvents{
			PowerOn:          types.Int64Value(int64(component.Attempts.PowerOn)),
			PowerOffGraceful: types.Int64Value(int64(component.Attempts.PowerOffGraceful)),
			PowerOffForceful: types.Int64Value(int64(component.Attempts.PowerOffForceful)),
		},
		Phase:          textOrNull(component.Phase),
		Status:         textOrNull(component.Status),
		StatusOverride: textOrNull(component.StatusOverride),
		InDesiredState: types.BoolValue(len(drift) == 0),
		Drift:          driftTexts(drift),
	}
	if component.RetryPolicy != nil {
		m.RetryPolicy = types.Int64Value(int64(*component.RetryPolicy))
	}
}

func artifactsFromAPI(state bos.ComponentState) bootArtifacts {
	return bootArtifacts{
		Kernel:           textOrNull(state.Kernel),
		Initrd:           textOrNull(state.Initrd),
		KernelParameters: textOrNull(state.KernelParameters),
		LastUpdated:      timeOrNull(state.Updated),
	}
}

// driftTexts returns an empty list, not null, where nothing differs.
func driftTexts(drift []bos.Drift) []string {
	texts := make([]string, 0, len(drift))
	for _, kind := range drift {
		texts = append(texts, string(kind))
	}
	return texts
}
