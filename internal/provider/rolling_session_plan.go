// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// planCreate plans a new rollout: its waves are known in the plan. It also serves a replacement (replacing), which the
// engine plans again as a creation.
func (m *rollingModel) planCreate(
	ctx context.Context, c *connection, config *rollingModel, replacing bool, diags *diag.Diagnostics,
) {
	if config.Tenant.IsNull() {
		m.Tenant = c.defaultTenant()
	}
	m.Endpoint = c.endpoint()
	m.WavesStatus, m.NodeCount = types.ListUnknown(waveListType.ElemType), types.Int64Unknown()
	m.Result = types.StringUnknown()
	if !m.planInputs(ctx, c, config, diags) {
		return
	}
	client := c.client.InTenant(m.Tenant.ValueString())
	whole := m.whole()
	if !replacing && client.NotePlannedName(m.Name.ValueString(), whole.forecastKey()+m.Waves.String()) {
		diags.Append(message{
			summary: "Unable to plan another " + m.called(),
			what:    "Another resource of this plan has the same name and tenant, and other inputs. Nothing was started.",
			next:    []string{"Give each rollout its own name."},
		}.asErrorAt(path.Root("name")))
		return
	}
	forecast, ok := m.foresee(ctx, c, client, diags)
	if !ok {
		return
	}
	waves := m.divide(ctx, forecast.Nodes, diags)
	if waves == nil {
		return
	}
	traces, err := client.FirstRolloutTraces(ctx, m.Name.ValueString())
	switch {
	case traces.Found():
		diags.Append(rolloutExists(m, traces, "plan"))
		return
	case err != nil:
		diags.Append(message{summary: "Unable to plan " + m.called()}.because(c.explain(err, m.Tenant)).
			and(problem{next: []string{planAgain}}).asError())
		return
	}
	if m.rejectOverlap(client, forecast.Nodes, diags) {
		return
	}
	overlaps := client.NotePlannedTargets(whole.forecastKey(), m.operated(), forecast.Nodes, replacing, true)
	diags.Append(m.planWarning(forecast, overlaps, waves))
}

// planInputs rejects inputs that are known only after apply, and what no apply could start. It reports whether the nodes
// can be foreseen.
func (m *rollingModel) planInputs(ctx context.Context, c *connection, config *rollingModel, diags *diag.Diagnostics) bool {
	values := m.Waves.Attributes()
	for _, input := range []struct {
		name  string
		value attr.Value
	}{
		{"name", config.Name},
		{"tenant", config.Tenant},
		{"operation", config.Operation},
		{"template_name", config.TemplateName},
		{"limit", config.Limit},
		{"include_disabled", config.IncludeDisabled},
		{"max_components", config.MaxComponents},
		{"waves", m.Waves},
		{"waves.size", values["size"]},
		{"waves.percent", values["percent"]},
		{"waves.canary", values["canary"]},
		{"waves.by", values["by"]},
	} {
		if input.value != nil && input.value.IsUnknown() {
			root, _, _ := strings.Cut(input.name, ".")
			diags.Append(message{
				summary: "Unable to plan the rollout",
				what:    input.name + " is known only after apply, so that the plan cannot show the waves.",
				next:    []string{setStatically},
			}.asErrorAt(path.Root(root)))
			return false
		}
	}
	if c.clientFor("plan", m.called(), diags) == nil {
		return false
	}
	c.needsV2(ctx, "a rollout", diags)
	if c.speaksV1() {
		return false
	}
	whole := m.whole()
	whole.checkStart(ctx, c, diags)
	return !diags.HasError()
}

// foresee returns the forecast of the rollout's nodes. ok is false if it does not suffice for waves.
func (m *rollingModel) foresee(
	ctx context.Context, c *connection, client *bos.Client, diags *diag.Diagnostics,
) (forecast bos.Forecast, ok bool) {
	whole := m.whole()
	forecast = client.Forecast(ctx, bos.ForecastQuery{Session: whole.toAPI(), MaxAge: bos.ForecastAge})
	logForecast(ctx, &whole, forecast)
	report, most := message{summary: "Unable to plan " + m.called()}, m.MaxComponents.ValueInt64()
	at := path.Root("template_name")
	switch {
	case len(forecast.Stuck) > 0:
		report = report.because(problem{
			capitalize(stuckNote(forecast)) + ".", []string{"Remove these names from the template or its groups."},
		})
	case forecast.Empty():
		empty := whole.emptyForecast(forecast)
		report = report.because(problem{empty.what, withForecast(empty.next)})
	case forecast.Failure != "":
		report = report.because(problem{
			fmt.Sprintf("BOS %s would end each session with the error: %s", forecast.Version, strings.TrimSpace(forecast.Failure)),
			[]string{"Correct what the error names, and plan again."},
		})
	case forecast.Certainty != bos.CertaintyExact:
		doubt := whole.doubtOf(c, forecast)
		doubt.next = withForecast(doubt.next)
		report = message{summary: report.summary, what: "The waves are divided in the plan, which needs to know exactly which " +
			"nodes the rollout acts on."}.because(doubt).and(problem{next: []string{
			"Where the nodes cannot be foreseen, write a bos_session for each part of the nodes, with depends_on: see the " +
				"guide \"Recipes\".",
		}})
	case most != 0 && int64(len(forecast.Nodes)) > most:
		at = path.Root("max_components")
		report = report.because(problem{
			fmt.Sprintf("It would %s %s, and max_components is %d.", whole.verb(), nodes(len(forecast.Nodes)), most),
			[]string{
				"Restrict limit or the template to fewer nodes.",
				fmt.Sprintf("If it is to act on all of them, set max_components to %d or more.", len(forecast.Nodes)),
			},
		})
	default:
		return forecast, true
	}
	diags.Append(report.asErrorAt(at))
	return forecast, false
}

// withForecast returns the steps without that which does without a forecast: a rollout needs one.
func withForecast(steps []string) []string {
	return slices.DeleteFunc(slices.Clone(steps), func(step string) bool { return strings.Contains(step, `preview = "off"`) })
}

// divide sets the waves, of which nothing is known yet but their sessions and nodes.
func (m *rollingModel) divide(ctx context.Context, nodes []string, diags *diag.Diagnostics) []bos.Wave {
	waves, err := bos.Waves(nodes, wavePlan(m.Waves))
	if err != nil {
		diags.Append(message{summary: "Unable to plan " + m.called(), what: sentence(err), next: []string{
			"Write by = \"none\", or restrict limit to nodes with xnames.",
		}}.asErrorAt(path.Root("waves")))
		return nil
	}
	status := make([]rollingWave, len(waves))
	for i, wave := range waves {
		status[i] = newRollingWave(bos.WaveName(m.Name.ValueString(), i+1, len(waves)), strings.Join(wave.Nodes, ","),
			len(wave.Nodes))
		status[i].markUnknown()
	}
	m.setWaves(ctx, status, diags)
	return waves
}

// rejectOverlap rejects a rollout that acts on nodes of another rollout of the same plan: a node would be in two waves at
// once, and the waves of one would take nodes from those of the other.
func (m *rollingModel) rejectOverlap(client *bos.Client, nodes []string, diags *diag.Diagnostics) bool {
	other, shared := client.NotePlannedRollout(m.Name.ValueString(), nodes)
	if len(shared) == 0 {
		return false
	}
	diags.Append(message{
		summary: "Unable to plan " + m.called(),
		what: fmt.Sprintf("Rollout %q of the same plan acts on %d of its nodes, too:\n\n%s\n\nNothing was started.", other,
			len(shared), groupedNodes(shared)),
		next: []string{
			"Restrict the limits, so that each node is in one rollout: `limit = \"GROUP,!OTHER_GROUP\"`",
			"To run one after the other, apply them one after the other: `terraform apply -target=ADDRESS`",
		},
	}.asErrorAt(path.Root("limit")))
	return true
}

// planUpdate plans an update in place: the waves that have not run, what is judged anew, or nothing.
func (m *rollingModel) planUpdate(
	ctx context.Context, c *connection, config, state *rollingModel, noted rollout, diags *diag.Diagnostics,
) {
	if m.replaces(state, noted) {
		m.planReplacement(ctx, c, config, state, noted, diags)
		return
	}
	waves := state.waveList(ctx, diags)
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
	if m.OnFailure.IsUnknown() || m.OnFailure.ValueString() == "error" {
		m.Result = types.StringUnknown()
		diags.Append(haltedMessage(m, waves, halted).asWarning())
		return
	}
	m.settle(waves, true)
}

// replaces reports whether an input changes, which is a new rollout.
func (m *rollingModel) replaces(state *rollingModel, noted rollout) bool {
	inputs := m.Name.Equal(state.Name) && m.Tenant.Equal(state.Tenant) && m.Operation.Equal(state.Operation) &&
		m.TemplateName.Equal(state.TemplateName) && m.IncludeDisabled.Equal(state.IncludeDisabled) &&
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
