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
	forecast, ok := m.foresee(ctx, c, client, diags)
	if !ok {
		return
	}
	waves := m.divide(ctx, forecast.Nodes, diags)
	if waves == nil || !m.checkContinueAfter(len(waves), diags) || !replacing && m.rejectName(client, len(waves), diags) {
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

// rejectName rejects a rollout if another resource of the plan, with other inputs, starts a session of the name of a wave.
func (m *rollingModel) rejectName(client *bos.Client, waves int, diags *diag.Diagnostics) bool {
	whole := m.whole()
	for number := range waves {
		name := bos.WaveName(m.Name.ValueString(), number+1, waves)
		if client.NotePlannedName(name, whole.forecastKey()+m.Waves.String()) {
			diags.Append(message{
				summary: "Unable to plan another " + m.called(),
				what: fmt.Sprintf("Another resource of this plan starts session %q, with other inputs. Nothing was started.",
					name),
				next: []string{"Give each rollout, and each session, its own name."},
			}.asErrorAt(path.Root("name")))
			return true
		}
	}
	return false
}

// checkContinueAfter rejects the name of a session that is none of the waves.
func (m *rollingModel) checkContinueAfter(waves int, diags *diag.Diagnostics) bool {
	session := m.ContinueAfter.ValueString()
	number, _ := bos.ParseWaveName(m.Name.ValueString(), session)
	if session == "" || number >= 1 && number <= waves && session == bos.WaveName(m.Name.ValueString(), number, waves) {
		return true
	}
	diags.Append(message{
		summary: "Unable to plan " + m.called(),
		what: fmt.Sprintf("continue_after is %q, which is not the session of a wave. The waves are %q to %q.", session,
			bos.WaveName(m.Name.ValueString(), 1, waves), bos.WaveName(m.Name.ValueString(), waves, waves)),
		next: []string{"Write the session of the failed wave, or leave continue_after out."},
	}.asErrorAt(path.Root("continue_after")))
	return false
}

// knownInputs rejects arguments that are known only after apply: what starts then depends on them.
func (m *rollingModel) knownInputs(config *rollingModel, diags *diag.Diagnostics) bool {
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
		{"max_failed_percent", config.MaxFailedPercent},
		{"continue_after", config.ContinueAfter},
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
				what:    input.name + " is known only after apply, so that the plan cannot show which waves run.",
				next:    []string{setStatically},
			}.asErrorAt(path.Root(root)))
			return false
		}
	}
	return true
}

// planInputs rejects inputs that are known only after apply, and what no apply could start. It reports whether the nodes
// can be foreseen.
func (m *rollingModel) planInputs(ctx context.Context, c *connection, config *rollingModel, diags *diag.Diagnostics) bool {
	if !m.knownInputs(config, diags) || c.clientFor("plan", m.called(), diags) == nil {
		return false
	}
	c.needsV2(ctx, "a rollout", diags)
	if c.speaksV1() {
		return false
	}
	first := m.whole()
	first.Name = types.StringValue(bos.WaveName(m.Name.ValueString(), 1, 1))
	first.checkStart(ctx, c, diags)
	return !diags.HasError()
}

// foresee returns the forecast of the rollout's nodes. ok is false if it does not suffice for waves.
func (m *rollingModel) foresee(
	ctx context.Context, c *connection, client *bos.Client, diags *diag.Diagnostics,
) (forecast bos.Forecast, ok bool) {
	whole := m.whole()
	forecast = client.Forecast(ctx, bos.ForecastQuery{Session: whole.toAPI(), MaxAge: bos.ForecastAge})
	logForecast(ctx, &whole, forecast)
	report, most := message{summary: "Unable to plan " + m.called()}, wholeCount(m.MaxComponents)
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
