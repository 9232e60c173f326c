// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// sessionModel is a bos_session in configuration, plan and state.
type sessionModel struct {
	sessionInputs
	sessionBounds
	sessionKnobs
	sessionProgress
	sessionVerdict
}

// sessionInputs is what a session is created from. BOS cannot change it
// afterwards, so neither does anything here.
type sessionInputs struct {
	Name            types.String `tfsdk:"name"`
	Tenant          types.String `tfsdk:"tenant"`
	Operation       types.String `tfsdk:"operation"`
	TemplateName    types.String `tfsdk:"template_name"`
	Limit           types.String `tfsdk:"limit"`
	Stage           types.Bool   `tfsdk:"stage"`
	IncludeDisabled types.Bool   `tfsdk:"include_disabled"`
}

// sessionBounds is what a plan promises of a new session, so that the engine refuses an apply that would do more or be
// somewhere else. Null in the state of an earlier release, until a refresh.
type sessionBounds struct {
	EveryNode types.Bool   `tfsdk:"every_node"`
	Endpoint  types.String `tfsdk:"endpoint"`
}

// sessionKnobs tell the provider how to behave. BOS never hears of them.
type sessionKnobs struct {
	Triggers          types.Map     `tfsdk:"triggers"`
	WaitForCompletion types.Bool    `tfsdk:"wait_for_completion"`
	MaxFailedPercent  types.Float64 `tfsdk:"max_failed_percent"`
	MaxComponents     types.Int64   `tfsdk:"max_components"`
	OnFailure         types.String  `tfsdk:"on_failure"`
	OnMissing         types.String  `tfsdk:"on_missing"`
	OnConflict        types.String  `tfsdk:"on_conflict"`
	OnDestroy         types.String  `tfsdk:"on_destroy"`
	Timeouts          types.Object  `tfsdk:"timeouts"`
}

// sessionProgress is what BOS tells of a session as it goes on.
type sessionProgress struct {
	Status         types.String `tfsdk:"status"`
	StartTime      types.String `tfsdk:"start_time"`
	EndTime        types.String `tfsdk:"end_time"`
	Error          types.String `tfsdk:"error"`
	Components     types.String `tfsdk:"components"`
	ComponentCount types.Int64  `tfsdk:"component_count"`
}

// sessionVerdict is what the provider makes of it.
type sessionVerdict struct {
	Outcome types.Object `tfsdk:"outcome"`
	Result  types.String `tfsdk:"result"`
	Expired types.Bool   `tfsdk:"expired"`
}

// toAPI returns the request that the inputs plan.
func (m *sessionInputs) toAPI() bos.SessionCreate {
	return bos.SessionCreate{
		Name:            m.Name.ValueString(),
		Operation:       bos.Operation(m.Operation.ValueString()),
		TemplateName:    m.TemplateName.ValueString(),
		Limit:           knownString(m.Limit),
		Stage:           m.Stage.ValueBool(),
		IncludeDisabled: m.IncludeDisabled.ValueBool(),
	}
}

// fromAPI takes over the inputs that BOS tells; what it does not tell stays.
// Only a reader that has no inputs of its own may call it: BOS answers for a
// name, and the name can be somebody else's by now.
func (m *sessionInputs) fromAPI(session bos.Session) {
	m.Name = types.StringValue(session.Name)
	m.Operation = types.StringValue(string(session.Operation))
	m.TemplateName = types.StringValue(session.TemplateName)
	if session.Tenant != "" {
		m.Tenant = types.StringValue(session.Tenant)
	}
	if session.Limit != nil {
		m.Limit = textOrNull(*session.Limit)
	}
	if session.Stage != nil {
		m.Stage = types.BoolValue(*session.Stage)
	}
	if session.IncludeDisabled != nil {
		m.IncludeDisabled = types.BoolValue(*session.IncludeDisabled)
	}
}

// fromAPI takes over all that goes on. What cannot change once it is known, the
// start and the nodes, stays as it was told first. components is "" rather than
// null before set-up: as another session's limit, "" is an error where null
// would be every node.
func (m *sessionProgress) fromAPI(session bos.Session) {
	m.Status = textOrNull(session.Status)
	if !session.StartTime.IsZero() {
		m.StartTime = timeOrNull(session.StartTime)
	}
	m.EndTime = timeOrNull(session.EndTime)
	m.Error = textOrNull(session.Error)
	if m.Components.ValueString() != "" {
		return
	}
	m.Components = types.StringValue(strings.Join(session.Components, ","))
	m.ComponentCount = types.Int64Value(int64(len(session.Components)))
	if session.NodesUntold {
		m.ComponentCount = types.Int64Null()
	}
}

// clear makes every value null: nothing is known of the session yet.
func (m *sessionProgress) clear() {
	*m = sessionProgress{}
}

// sameSession reports whether session is the one that m stands for, and not a
// later one under the same name.
func (m *sessionModel) sameSession(session bos.Session) bool {
	sameStart := m.StartTime.IsNull() || session.StartTime.IsZero() ||
		m.StartTime.ValueString() == timeOrNull(session.StartTime).ValueString()
	_, sameInputs := session.Matches(m.toAPI())
	return sameStart && sameInputs && (session.Tenant == "" || session.Tenant == m.Tenant.ValueString())
}

// unknown makes known only after apply what an update can find out, and no
// more: what is unknown here may replace what refers to it.
func (m *sessionModel) unknown(state *sessionModel) {
	m.Result = types.StringUnknown()
	if state.judgeable() {
		return // without a request
	}
	m.Outcome = types.ObjectUnknown(outcomeTypes)
	m.Expired = types.BoolUnknown()
	if state.complete() {
		if state.ComponentCount.IsNull() { // the outcome may name the nodes
			m.Components = types.StringUnknown()
			m.ComponentCount = types.Int64Unknown()
		}
		return
	}
	m.Status = types.StringUnknown()
	m.EndTime = types.StringUnknown()
	m.Error = types.StringUnknown()
	if m.StartTime.IsNull() { // the start was never confirmed
		m.StartTime = types.StringUnknown()
	}
	if m.Components.ValueString() == "" { // set-up is not over
		m.Components = types.StringUnknown()
		m.ComponentCount = types.Int64Unknown()
	}
}

func (m *sessionModel) complete() bool { return m.Status.ValueString() == bos.StatusComplete }

// judgeable reports whether the state alone is enough for a verdict.
func (m *sessionModel) judgeable() bool {
	none := !m.ComponentCount.IsNull() && m.ComponentCount.ValueInt64() == 0
	return m.complete() && (!m.Outcome.IsNull() || !m.Error.IsNull() || none && !m.Stage.ValueBool())
}

// judgeInput returns what the verdict needs, all of it from the model: a
// session that was judged once can be judged again without a request.
func (m *sessionModel) judgeInput() bos.JudgeInput {
	return bos.JudgeInput{
		Status:           m.Status.ValueString(),
		Error:            m.Error.ValueString(),
		ComponentCount:   int(m.ComponentCount.ValueInt64()),
		NodesUntold:      m.ComponentCount.IsNull(),
		Stage:            m.Stage.ValueBool(),
		Outcome:          outcomeToAPI(m.Outcome),
		MaxFailedPercent: m.MaxFailedPercent.ValueFloat64(),
	}
}

// knownString returns nil for null, and for unknown, whose ValueStringPointer
// would be a pointer to "".
func knownString(value types.String) *string {
	if value.IsUnknown() {
		return nil
	}
	return value.ValueStringPointer()
}

func textOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

func timeOrNull(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339))
}
