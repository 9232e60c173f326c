// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// The values of the provider's argument preview.
const (
	previewAuto   = "auto"   // a plan that starts a session warns of its nodes
	previewStrict = "strict" // the nodes are part of the plan, and an apply acts on exactly them
	previewOff    = "off"    // there are no forecasts
)

// previews returns the provider's argument preview, "off" while there is no client.
func (c *connection) previews() string {
	if c == nil || c.client == nil {
		return previewOff
	}
	return c.preview
}

// planForecast foresees the nodes of a session that the plan starts: it warns of them, or makes them part of the plan.
// replacing says that the engine is to plan the same session again, as a creation.
func (m *sessionModel) planForecast(ctx context.Context, c *connection, replacing bool, diags *diag.Diagnostics) {
	m.Forecast = types.ObjectUnknown(forecastTypes)
	preview := c.previews()
	switch {
	case c == nil || c.client == nil: // asked during apply
		return
	case preview == previewOff:
		m.Forecast = types.ObjectNull(forecastTypes)
		return
	case m.Limit.IsUnknown() || m.TemplateName.IsUnknown() || diags.HasError():
		m.planWithoutForecast(preview, diags)
		return
	}
	ctx = c.maskSecrets(ctx)
	client := c.client.InTenant(m.Tenant.ValueString())
	if preview != previewStrict && m.adoptable(ctx, client) {
		return
	}

	forecast := client.Forecast(ctx, bos.ForecastQuery{
		Session: m.toAPI(), MaxAge: bos.ForecastAge, Hurried: preview != previewStrict,
	})

	logForecast(ctx, m, forecast)
	m.checkForecast(c, forecast, inPlan, diags)
	if preview == previewStrict {
		m.planExactly(c, forecast, diags)
	}
	if diags.HasError() {
		return
	}
	var overlaps []bos.Overlap
	if forecast.Certainty != bos.CertaintyUnknown {
		overlaps = client.NotePlannedTargets(m.forecastKey(), m.operated(), forecast.Nodes, replacing,
			m.Name.ValueString() != "")
	}
	if errors.Is(forecast.Doubt, bos.ErrForecastV1) {
		return // there is nothing to do about it: the guide says so
	}
	diags.Append(m.forecastWarning(c, forecast, overlaps))
}

// adoptable reports whether the session exists already and will be adopted, so that nothing is started.
func (m *sessionModel) adoptable(ctx context.Context, client *bos.Client) bool {
	if m.OnConflict.ValueString() != "adopt" || m.Name.ValueString() == "" {
		return false
	}
	session, err := client.Session(ctx, m.Name.ValueString())
	_, matches := session.Matches(m.toAPI())
	return err == nil && matches
}

// planWithoutForecast plans a session whose inputs are known only after apply.
func (m *sessionModel) planWithoutForecast(preview string, diags *diag.Diagnostics) {
	if preview != previewStrict || diags.HasError() {
		return
	}
	name := "limit"
	if m.TemplateName.IsUnknown() {
		name = "template_name"
	}
	diags.Append(message{
		summary: unableToPlan,
		what: name + " is known only after apply, so that the plan cannot show the nodes of the session, and preview is " +
			"\"strict\".",
		next: []string{setStatically, previewAutoInstead},
	}.asErrorAt(path.Root(name)))
}

// planExactly makes the forecast part of the plan, and rejects one that is not exact.
func (m *sessionModel) planExactly(c *connection, forecast bos.Forecast, diags *diag.Diagnostics) {
	m.Forecast = forecastObject(forecast)
	if m.rejectHopeless(forecast, inPlan, diags) || forecast.Certainty == bos.CertaintyExact {
		return
	}
	diags.Append(message{
		summary: "Unable to plan " + m.operated(),
		what:    "preview is \"strict\", and which nodes the session would act on is not known exactly.",
	}.because(m.doubtOf(c, forecast)).and(problem{next: []string{previewAutoInstead}}).asError())
}

// rejectHopeless rejects, where preview is "strict", a session that BOS would end with an error or keep pending for ever.
// It reports whether it has.
func (m *sessionModel) rejectHopeless(forecast bos.Forecast, stage forecastStage, diags *diag.Diagnostics) bool {
	report := message{summary: "Unable to " + string(stage) + " " + m.operated()}
	switch {
	case len(forecast.Stuck) > 0:
		report.what = capitalize(stuckNote(forecast)) + "."
		report.next = []string{"Remove these names from the template or its groups."}
	case forecast.Failure != "" && !forecast.Empty():
		report.what = fmt.Sprintf("BOS %s would end the session with the error: %s", forecast.Version,
			strings.TrimSpace(forecast.Failure))
		report.next = []string{"Correct what the error names, and plan again."}
	default:
		return false
	}
	diags.Append(report.and(problem{what: "\n\nNothing was started.", next: []string{previewAutoInstead}}).asError())
	return true
}

const previewAutoInstead = "To have a warning instead, set preview = \"auto\" (BOS_PREVIEW=auto). The apply then does not " +
	"depend on the forecast."

// stage of a session's life at which a forecast is checked.
type forecastStage string

const (
	inPlan      forecastStage = "plan"
	beforeStart forecastStage = "start"
)

// checkForecast compares a forecast with max_components, and rejects a session without nodes.
func (m *sessionModel) checkForecast(c *connection, forecast bos.Forecast, stage forecastStage, diags *diag.Diagnostics) {
	unable := "Unable to " + string(stage) + " the session"
	most, count := wholeCount(m.MaxComponents), len(forecast.Nodes)
	exact := forecast.Certainty == bos.CertaintyExact
	switch {
	case exact && most != 0 && int64(count) > most:
		diags.Append(message{
			summary: unable,
			what: fmt.Sprintf("The session would %s %s, and max_components is %d:\n\n%s\n\nNothing was started.",
				m.verb(), nodes(count), most, groupedNodes(forecast.Nodes)),
			next: []string{
				"Restrict limit or the template to fewer nodes.",
				fmt.Sprintf("If the session is to act on all of them, set max_components to %d or more.", count),
			},
		}.asErrorAt(path.Root("max_components")))
	case forecast.Empty():
		m.rejectEmpty(c, forecast, stage, diags)
	case most != 0 && stage == inPlan && (forecast.Certainty == bos.CertaintyUnknown || int64(count) > most):
		diags.Append(message{
			summary: "max_components of " + m.operated() + " is checked after the start",
			what: fmt.Sprintf("How many nodes the session acts on is not known exactly before it is started. If BOS takes "+
				"more than %s, the session is cancelled; BOS may have acted on some nodes by then.", nodes(int(most))),
			next: []string{"To make such a plan an error, set preview = \"strict\" (BOS_PREVIEW=strict)."},
		}.asWarningAt(path.Root("max_components")))
	}
}

// rejectEmpty rejects a session that acts on no node. A group that exists without members may be filled by something
// else in the same apply: in the plan, that is a warning.
func (m *sessionModel) rejectEmpty(c *connection, forecast bos.Forecast, stage forecastStage, diags *diag.Diagnostics) {
	report := message{summary: "Unable to " + string(stage) + " the session"}.because(m.emptyForecast(forecast))
	at := path.Root("template_name")
	if !m.Limit.IsNull() && len(forecast.Candidates) > 0 {
		at = path.Root("limit")
	}
	if stage == inPlan && c.previews() != previewStrict && mayBeFilled(forecast) {
		report.summary = "No node yet for " + m.operated()
		report.what += "\n\nAnother resource of this apply may still change that. If not, the apply stops before the session " +
			"is started."
		diags.Append(report.asWarningAt(at))
		return
	}
	diags.Append(report.and(problem{what: "\n\nNothing was started."}).asErrorAt(at))
}

// mayBeFilled reports whether a group or partition in use exists and has no member.
func mayBeFilled(forecast bos.Forecast) bool {
	return len(forecast.EmptyGroups) > 0 || slices.ContainsFunc(forecast.Items, func(item bos.ItemEffect) bool {
		return item.Kind == bos.ItemEmpty
	})
}

// foresee checks the forecast again right before the start, as long as nothing was started. It stores the forecast,
// with which the nodes are compared after the start.
func (m *sessionModel) foresee(ctx context.Context, c *connection, client *bos.Client, diags *diag.Diagnostics) {
	planned, preview := m.Forecast, c.previews()
	if preview == previewOff || preview == previewAuto && m.adoptable(ctx, client) {
		if planned.IsUnknown() {
			m.Forecast = types.ObjectNull(forecastTypes)
		}
		return
	}
	forecast := client.Forecast(ctx, bos.ForecastQuery{
		Session: m.toAPI(), NodesOnly: true, Hurried: preview != previewStrict && m.MaxComponents.IsNull(),
	})

	logForecast(ctx, m, forecast)
	m.checkForecast(c, forecast, beforeStart, diags)
	m.Forecast = forecastObject(forecast)
	if preview == previewStrict && !diags.HasError() {
		m.startExactly(c, forecast, planned, diags)
	}
	if !planned.IsUnknown() {
		m.Forecast = planned // Terraform refuses any other value
	}
}

// startExactly rejects a session whose nodes are not those of the plan. Terraform rejects most: it plans the session
// again during apply.
func (m *sessionModel) startExactly(c *connection, forecast bos.Forecast, planned types.Object, diags *diag.Diagnostics) {
	if m.rejectHopeless(forecast, beforeStart, diags) {
		return
	}
	if forecast.Certainty != bos.CertaintyExact {
		diags.Append(message{
			summary: unableToStart,
			what:    "preview is \"strict\", and which nodes the session would act on is no longer known exactly.",
		}.because(m.doubtOf(c, forecast)).and(problem{
			what: "\n\nNothing was started.", next: []string{planAgain},
		}).asError())
		return
	}
	if planned.IsUnknown() || planned.IsNull() {
		return // planned with another preview
	}
	before := splitNodes(textIn(planned, "nodes").ValueString())
	more, fewer := eachOnly(forecast.Nodes, before)
	if len(more)+len(fewer) == 0 {
		return
	}
	diags.Append(message{
		summary: unableToStart,
		what: fmt.Sprintf("The nodes of the session are no longer those of the plan, and preview is \"strict\".\n\n%s\n\n"+
			"Nothing was started.", differenceText(more, fewer, "now", "in the plan")),
		next: []string{planAgain},
	}.asError())
}

// forecastKey identifies a session among those of one plan.
func (m *sessionInputs) forecastKey() string {
	return strings.Join([]string{
		m.Tenant.ValueString(), m.Operation.ValueString(), m.TemplateName.ValueString(), m.Limit.ValueString(),
		m.Stage.String(), m.IncludeDisabled.String(), m.Name.ValueString(),
	}, "\x00")
}

// logForecast writes all nodes to the log.
func logForecast(ctx context.Context, m *sessionModel, forecast bos.Forecast) {
	fields := map[string]any{
		"operation": m.Operation.ValueString(), "template": m.TemplateName.ValueString(), "limit": m.Limit.ValueString(),
		"certainty": string(forecast.Certainty), "node_count": len(forecast.Nodes), "of": len(forecast.Candidates),
		"nodes": strings.Join(forecast.Nodes, ","), "hsm": forecast.Inventory,
	}
	for reason, excluded := range excludedBy(forecast.Excluded) {
		fields["excluded_"+reason] = strings.Join(excluded, ",")
	}
	tflog.Info(ctx, "Session forecast", fields)
}
