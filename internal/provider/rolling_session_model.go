// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// rollingModel is a bos_rolling_session in configuration, plan and state.
type rollingModel struct {
	rollingInputs
	rollingKnobs

	Endpoint    types.String `tfsdk:"endpoint"`
	NodeCount   types.Int64  `tfsdk:"node_count"`
	WavesStatus types.List   `tfsdk:"waves_status"`
	Result      types.String `tfsdk:"result"`
}

// rollingInputs is what the sessions of a rollout are created from. They cannot change afterwards, except waves.pause.
type rollingInputs struct {
	Name            types.String `tfsdk:"name"`
	Tenant          types.String `tfsdk:"tenant"`
	Operation       types.String `tfsdk:"operation"`
	TemplateName    types.String `tfsdk:"template_name"`
	Limit           types.String `tfsdk:"limit"`
	IncludeDisabled types.Bool   `tfsdk:"include_disabled"`
	Waves           types.Object `tfsdk:"waves"`
	Triggers        types.Map    `tfsdk:"triggers"`
}

// rollingKnobs configures the provider's behaviour.
type rollingKnobs struct {
	MaxFailedPercent types.Float64 `tfsdk:"max_failed_percent"`
	MaxComponents    types.Float64 `tfsdk:"max_components"`
	OnFailure        types.String  `tfsdk:"on_failure"`
	OnDestroy        types.String  `tfsdk:"on_destroy"`
	ContinueAfter    types.String  `tfsdk:"continue_after"`
	Timeouts         types.Object  `tfsdk:"timeouts"`
}

// rollingWave is an element of waves_status. Its session and its nodes are known in the plan.
type rollingWave struct {
	Session   types.String `tfsdk:"session"`
	Nodes     types.String `tfsdk:"nodes"`
	NodeCount types.Int64  `tfsdk:"node_count"`
	sessionProgress
	sessionVerdict
}

var (
	wavesTypes = map[string]attr.Type{
		"size": types.Float64Type, "percent": types.Float64Type, "canary": types.Float64Type, "by": types.StringType,
		"pause": types.StringType,
	}
	waveTypes = map[string]attr.Type{
		"session": types.StringType, "nodes": types.StringType, "node_count": types.Int64Type,
		"status": types.StringType, "start_time": types.StringType, "end_time": types.StringType, "error": types.StringType,
		"components": types.StringType, "component_count": types.Int64Type,
		"outcome": types.ObjectType{AttrTypes: outcomeTypes}, "result": types.StringType, "expired": types.BoolType,
	}
	waveListType = types.ListType{ElemType: types.ObjectType{AttrTypes: waveTypes}}
)

// newRollingWave returns a wave of which nothing is started.
func newRollingWave(session string, nodes string, count int) rollingWave {
	wave := rollingWave{
		Session: types.StringValue(session), Nodes: types.StringValue(nodes), NodeCount: types.Int64Value(int64(count)),
	}
	wave.Outcome = types.ObjectNull(outcomeTypes)
	return wave
}

// markUnknown makes everything unknown that a run of the wave finds out.
func (w *rollingWave) markUnknown() {
	text, count := types.StringUnknown(), types.Int64Unknown()
	w.sessionProgress = sessionProgress{
		Status: text, StartTime: text, EndTime: text, Error: text, Components: text, ComponentCount: count,
	}
	w.sessionVerdict = sessionVerdict{
		Outcome: types.ObjectUnknown(outcomeTypes), Result: text, Expired: types.BoolUnknown(),
	}
}

// others returns those of nodes that are not the wave's.
func (w *rollingWave) others(nodes []string) []string {
	own := strings.Split(w.Nodes.ValueString(), ",") // in the order of their places
	slices.Sort(own)
	others, _ := eachOnly(nodes, own)
	return others
}

// waveList returns the waves of waves_status, nil while they are not known.
func (m *rollingModel) waveList(ctx context.Context, diags *diag.Diagnostics) []rollingWave {
	if m.WavesStatus.IsNull() || m.WavesStatus.IsUnknown() {
		return nil
	}
	var waves []rollingWave
	diags.Append(m.WavesStatus.ElementsAs(ctx, &waves, false)...)
	return waves
}

func (m *rollingModel) setWaves(ctx context.Context, waves []rollingWave, diags *diag.Diagnostics) {
	list, problems := types.ListValueFrom(ctx, waveListType.ElemType, waves)
	diags.Append(problems...)
	m.WavesStatus = list
	if len(waves) == 0 { // an engine rejects an empty list where null was planned
		m.WavesStatus = types.ListNull(waveListType.ElemType)
	}
	count := int64(0)
	for _, wave := range waves {
		count += wave.NodeCount.ValueInt64()
	}
	m.NodeCount = types.Int64Value(count)
}

// session returns the session of a wave, of which an apply waits for the end.
func (m *rollingModel) session(wave *rollingWave) sessionModel {
	session := m.whole()
	session.Name, session.Limit = wave.Session, wave.Nodes
	session.EveryNode = types.BoolValue(false)
	session.sessionProgress, session.sessionVerdict = wave.sessionProgress, wave.sessionVerdict
	session.MaxFailedPercent = m.MaxFailedPercent
	session.MaxComponents = types.Float64Null()
	return session
}

// whole returns the session that would act on all nodes at once. It is never started: the forecast and the checks of a
// plan need it.
func (m *rollingModel) whole() sessionModel {
	session := sessionModel{
		sessionInputs: sessionInputs{
			Name: m.Name, Tenant: m.Tenant, Operation: m.Operation, TemplateName: m.TemplateName, Limit: m.Limit,
			Stage: types.BoolValue(false), IncludeDisabled: m.IncludeDisabled,
		},
		sessionBounds:   sessionBounds{EveryNode: everyNode(m.Limit), Endpoint: m.Endpoint},
		sessionForecast: sessionForecast{Forecast: types.ObjectNull(forecastTypes)},
		sessionKnobs:    knobDefaults,
	}
	session.Triggers = types.MapNull(types.StringType)
	session.MaxComponents, session.OnFailure, session.OnDestroy = m.MaxComponents, m.OnFailure, m.OnDestroy
	session.Timeouts = m.Timeouts
	session.Outcome = types.ObjectNull(outcomeTypes)
	session.fillDefaults()
	return session
}

// take takes over what is known of the wave's session.
func (w *rollingWave) take(session *sessionModel) {
	w.sessionProgress, w.sessionVerdict = session.sessionProgress, session.sessionVerdict
}

// wavePlan returns how the nodes are divided.
func wavePlan(waves types.Object) bos.WavePlan {
	values := waves.Attributes()
	by := cmp.Or(bos.WaveGrouping(textIn(waves, "by").ValueString()), bos.WavesByNone)
	return bos.WavePlan{
		Size: int(number(values["size"])), Percent: number(values["percent"]), Canary: int(number(values["canary"])), By: by,
	}
}

// pause returns the time between two waves.
func (m *rollingModel) pause() time.Duration {
	pause, err := time.ParseDuration(textIn(m.Waves, "pause").ValueString())
	if err != nil { // not configured; a configured one was validated
		return 0
	}
	return pause
}

func (m *rollingModel) identity() sessionIdentity {
	return sessionIdentity{Name: m.Name, Tenant: m.Tenant}
}

func (m *rollingModel) called() string { return fmt.Sprintf("rollout %q", m.Name.ValueString()) }

// rolloutKey is the key of rollout in the private state.
const rolloutKey = "rollout"

// rollout is what an apply notes for later ones.
type rollout struct {
	// Fingerprint is that of the session template at the start of the first wave; "" if it is not known.
	Fingerprint string `json:"fingerprint,omitempty"`
	// Origins are those of the sessions that were started, or may have been.
	Origins map[string]sessionOrigin `json:"origins,omitempty"`
	// Halted is the session of the failed wave after which only continue_after continues. It is "" after a creation with
	// an error: Terraform taints the resource, and to untaint it is the decision to continue.
	Halted string `json:"halted,omitempty"`
	// Unchecked: the creation was interrupted before it was certain that BOS knows no session of the rollout.
	Unchecked bool `json:"unchecked,omitempty"`
	// Imported: BOS does not have limit, waves and triggers. The first update takes them from the configuration.
	Imported bool `json:"imported,omitempty"`
}

func readRollout(ctx context.Context, private privateState, diags *diag.Diagnostics) rollout {
	noted := rollout{Origins: map[string]sessionOrigin{}}
	text, problems := private.GetKey(ctx, rolloutKey)
	diags.Append(problems...)
	if len(text) == 0 {
		return noted
	}
	if err := json.Unmarshal(text, &noted); err != nil {
		diags.Append(fault("Unable to read the notes of the rollout",
			sentence(fmt.Errorf("the resource's private state: %w", err))).asError())
	}
	if noted.Origins == nil {
		noted.Origins = map[string]sessionOrigin{}
	}
	return noted
}

func (r rollout) save(ctx context.Context, private privateStateWriter, diags *diag.Diagnostics) {
	text, err := json.Marshal(r)
	if err != nil {
		diags.Append(fault("Unable to save the notes of the rollout", sentence(err)).asError())
		return
	}
	diags.Append(private.SetKey(ctx, rolloutKey, text)...)
}

// begun reports whether the wave's session was started, or may have been.
func (r rollout) begun(wave *rollingWave) bool {
	_, noted := r.Origins[wave.Session.ValueString()]
	return noted || !wave.Status.IsNull()
}

// judge judges a failed wave again, without a request: max_failed_percent may have been raised. A success stays one, as
// the waves after it may have run.
func (m *rollingModel) judge(wave *rollingWave) {
	if wave.Result.ValueString() != string(bos.ResultFailed) {
		return
	}
	session := m.session(wave)
	if session.judgeable() {
		wave.Result = types.StringValue(string(bos.Judge(session.judgeInput()).Result))
	}
}

// outlook is what an apply of a rollout would do.
type outlook struct {
	next   int // first wave that is to be started, or waited for; the number of waves if there is none
	halted int // failed wave after which nothing continues; -1 if there is none
}

// outlook judges the waves again and decides what comes next.
func (m *rollingModel) outlook(waves []rollingWave, noted rollout) outlook {
	for i := range waves {
		wave := &waves[i]
		m.judge(wave)
		switch name := wave.Session.ValueString(); {
		case wave.Result.IsNull():
			return outlook{i, -1}
		case wave.Result.ValueString() == string(bos.ResultSucceeded):
		case noted.Halted == name && m.ContinueAfter.ValueString() != name:
			return outlook{len(waves), i}
		}
	}
	return outlook{len(waves), -1}
}

// settle sets the result: that of the worst wave, once each has one or a failed one has stopped the rollout.
func (m *rollingModel) settle(waves []rollingWave, stopped bool) {
	m.Result = types.StringNull()
	if !stopped && !finished(waves) {
		return
	}
	worst := bos.ResultSucceeded
	for _, wave := range waves {
		result := bos.Result(wave.Result.ValueString())
		if result == bos.ResultFailed || result == bos.ResultUnjudged && worst == bos.ResultSucceeded {
			worst = result
		}
	}
	m.Result = types.StringValue(string(worst))
}

// finished reports whether each wave has a result.
func finished(waves []rollingWave) bool {
	return !slices.ContainsFunc(waves, func(wave rollingWave) bool { return wave.Result.IsNull() })
}
