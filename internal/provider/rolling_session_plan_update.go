// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// planUpdate plans an update in place: the waves that have not run, what is judged anew, or nothing.
func (m *rollingModel) planUpdate(
	ctx context.Context, c *connection, config, state *rollingModel, noted rollout, diags *diag.Diagnostics,
) {
	if m.replaces(state, noted) {
		m.planReplacement(ctx, c, config, state, noted, diags)
		return
	}
	waves := state.waveList(ctx, diags)
	if !noted.Imported && (!m.knownInputs(config, diags) || !m.checkContinueAfter(len(waves), diags)) {
		return
	}
	if noted.Imported {
		if waves = m.planImported(ctx, c, config, waves, diags); waves == nil {
			return
		}
	}
	if ahead := m.outlook(waves, noted); ahead.next < len(waves) {
		m.planRest(c, waves, ahead.next, noted, diags)
	} else if ahead.halted >= 0 {
		m.planHalted(waves, ahead.halted, diags)
	} else {
		m.settle(waves, false)
	}
	m.setWaves(ctx, waves, diags)
}

// planRest plans the waves from next on.
func (m *rollingModel) planRest(c *connection, waves []rollingWave, next int, noted rollout, diags *diag.Diagnostics) {
	var nodes []string
	for _, wave := range waves[next:] {
		nodes = append(nodes, strings.Split(wave.Nodes.ValueString(), ",")...)
	}
	if c != nil && c.client != nil {
		client, whole := c.client.InTenant(m.Tenant.ValueString()), m.whole()
		if m.rejectOverlap(client, nodes, diags) {
			return
		}
		client.NotePlannedTargets(whole.forecastKey(), m.operated(), nodes, false, true)
	}
	diags.Append(continueWarning(m, waves, next, noted))
	for i := next; i < len(waves); i++ {
		waves[i].markUnknown()
	}
	m.Result = types.StringUnknown()
}

// planHalted plans an update that reports the failure again, as long as that is an error.
func (m *rollingModel) planHalted(waves []rollingWave, halted int, diags *diag.Diagnostics) {
	if m.OnFailure.IsUnknown() || m.OnFailure.ValueString() != "warn" {
		m.Result = types.StringUnknown()
		diags.Append(haltedMessage(m, waves, halted).asWarning())
		return
	}
	m.settle(waves, true)
}

// replaces reports whether an input changes, which is a new rollout.
func (m *rollingModel) replaces(state *rollingModel, noted rollout) bool {
	inputs := m.Name.Equal(state.Name) && m.Tenant.Equal(state.Tenant) && m.Operation.Equal(state.Operation) &&
		m.TemplateName.Equal(state.TemplateName) && !m.IncludeDisabled.IsUnknown() &&
		m.IncludeDisabled.ValueBool() == state.IncludeDisabled.ValueBool() &&
		(noted.Imported || m.Limit.Equal(state.Limit) && wavePlan(m.Waves) == wavePlan(state.Waves))
	return !inputs || present(state.Triggers) && present(m.Triggers) && !m.Triggers.Equal(state.Triggers)
}

func (m *rollingModel) planReplacement(
	ctx context.Context, c *connection, config, state *rollingModel, noted rollout, diags *diag.Diagnostics,
) {
	if config.Name.Equal(state.Name) && m.Tenant.Equal(state.Tenant) {
		diags.Append(message{
			summary: "Unable to plan the replacement of " + state.called(),
			what: "An input or a trigger changes, which is a new rollout, and the name does not. The nodes know the sessions of " +
				"the rollout that has this name.",
			next: []string{
				"Choose a new name for each rollout, for instance with the trigger in it: `name = \"compute-${var.release}\"`",
				"To continue the present rollout, change the inputs back.",
			},
		}.asErrorAt(path.Root("name")))
		return
	}
	state.warnOfDestroy(ctx, c, noted, diags)
	next := *m
	var found diag.Diagnostics
	next.planCreate(ctx, c, config, true, &found) // the engine does not show the warnings of the creation
	diags.Append(found.Warnings()...)
}
