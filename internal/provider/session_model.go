// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// sessionModel is a bos_session in configuration, plan and state.
type sessionModel struct {
	sessionInputs
	sessionBounds
	sessionForecast
	sessionKnobs
	sessionProgress
	sessionVerdict

	host sessionHost       // nil = the resource; see hosted
	send func(line string) // reports progress to the engine while an action waits; nil = no action
}

// sessionInputs is what a session is created from. BOS cannot change it afterwards.
type sessionInputs struct {
	Name            types.String `tfsdk:"name"`
	Tenant          types.String `tfsdk:"tenant"`
	Operation       types.String `tfsdk:"operation"`
	TemplateName    types.String `tfsdk:"template_name"`
	Limit           types.String `tfsdk:"limit"`
	Stage           types.Bool   `tfsdk:"stage"`
	IncludeDisabled types.Bool   `tfsdk:"include_disabled"`
}

// sessionBounds is what a plan promises of a new session, so that the engine rejects an apply that would act on
// more nodes or on another system. It is null in the state of an earlier release, until a refresh.
type sessionBounds struct {
	EveryNode types.Bool   `tfsdk:"every_node"`
	Endpoint  types.String `tfsdk:"endpoint"`
}

// sessionKnobs configures the provider's behaviour. BOS does not receive it.
type sessionKnobs struct {
	NamePrefix        types.String  `tfsdk:"name_prefix"`
	Triggers          types.Map     `tfsdk:"triggers"`
	WaitForCompletion types.Bool    `tfsdk:"wait_for_completion"`
	MaxFailedPercent  types.Float64 `tfsdk:"max_failed_percent"`
	MaxComponents     types.Float64 `tfsdk:"max_components"`
	OnFailure         types.String  `tfsdk:"on_failure"`
	OnMissing         types.String  `tfsdk:"on_missing"`
	OnConflict        types.String  `tfsdk:"on_conflict"`
	OnDestroy         types.String  `tfsdk:"on_destroy"`
	Timeouts          types.Object  `tfsdk:"timeouts"`
}

// sessionProgress is what BOS reports while the session runs.
type sessionProgress struct {
	Status         types.String `tfsdk:"status"`
	StartTime      types.String `tfsdk:"start_time"`
	EndTime        types.String `tfsdk:"end_time"`
	Error          types.String `tfsdk:"error"`
	Components     types.String `tfsdk:"components"`
	ComponentCount types.Int64  `tfsdk:"component_count"`
}

// sessionVerdict is the provider's judgement of it.
type sessionVerdict struct {
	Outcome types.Object `tfsdk:"outcome"`
	Result  types.String `tfsdk:"result"`
	Expired types.Bool   `tfsdk:"expired"`
}

var (
	nodeErrorTypes = map[string]attr.Type{
		"count": types.Int64Type,
		"nodes": types.StringType,
	}
	outcomeTypes = map[string]attr.Type{
		"managed":            types.Int64Type,
		"successful":         types.Int64Type,
		"failed":             types.Int64Type,
		"held":               types.Int64Type,
		"superseded":         types.Int64Type,
		"failed_nodes":       types.StringType,
		"held_nodes":         types.StringType,
		"percent_successful": types.Float64Type,
		"percent_failed":     types.Float64Type,
		"errors":             types.MapType{ElemType: types.ObjectType{AttrTypes: nodeErrorTypes}},
	}
)

// equal reports whether both hold the same values.
func (m *sessionModel) equal(other *sessionModel) bool {
	return m.sessionInputs == other.sessionInputs && m.sessionBounds == other.sessionBounds &&
		m.Forecast.Equal(other.Forecast) &&
		m.sessionKnobs.equal(&other.sessionKnobs) && m.sessionProgress == other.sessionProgress &&
		m.Outcome.Equal(other.Outcome) && m.Result == other.Result && m.Expired == other.Expired
}

func (k *sessionKnobs) equal(other *sessionKnobs) bool {
	return k.NamePrefix == other.NamePrefix && k.Triggers.Equal(other.Triggers) && k.WaitForCompletion == other.WaitForCompletion &&
		k.MaxFailedPercent.Equal(other.MaxFailedPercent) && k.MaxComponents.Equal(other.MaxComponents) &&
		k.OnFailure == other.OnFailure && k.OnMissing == other.OnMissing && k.OnConflict == other.OnConflict &&
		k.OnDestroy == other.OnDestroy && k.Timeouts.Equal(other.Timeouts)
}

func (m *sessionInputs) identity() sessionIdentity {
	return sessionIdentity{Name: m.Name, Tenant: m.Tenant}
}

// toAPI returns the request that creates the session.
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

// fromAPI takes over the inputs that BOS reports and keeps the others. Only a reader without inputs of its own may
// call it: BOS answers for a name, and the name may be another session's by now.
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

// fromAPI takes over the progress. The start and the nodes cannot change, and keep the value that was reported
// first. Before set-up, components is "" rather than null: as the limit of another session, "" is an error and
// null selects every node.
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
	if session.NodesUnknown {
		m.ComponentCount = types.Int64Null()
	}
}

// clear sets every value to null.
func (m *sessionProgress) clear() {
	*m = sessionProgress{}
}

// resetComputed sets every computed value of a session that was just started. It is not judged yet.
func (m *sessionModel) resetComputed(session bos.Session) {
	m.sessionProgress.clear()
	if session.Name != "" {
		m.sessionProgress.fromAPI(session)
	}
	m.Outcome = types.ObjectNull(outcomeTypes)
	m.Result = types.StringNull()
	m.Expired = types.BoolValue(false)
}

// generatedPrefix begins the names that Create generates without a name_prefix.
const generatedPrefix = "tf-"

var generatedName = regexp.MustCompile(`^` + generatedPrefix + `[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// v1Name matches the names that BOS v1 chooses: a UUID without a prefix.
var v1Name = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// BOS v1 chooses a session's name. If the answer with the name is lost, and BOS cannot say which of its sessions
// it is, the state keeps the session with an empty name. So the resource is tainted, a plan shows its replacement,
// which can be prevented, and the next apply does not silently run the operation again.

// namedByV1 reports whether BOS v1 chose the session's name.
func (m *sessionInputs) namedByV1() bool { return v1Name.MatchString(m.Name.ValueString()) }

// nameless reports whether the session's name was never known.
func (m *sessionInputs) nameless() bool { return !m.Name.IsUnknown() && m.Name.ValueString() == "" }

// takeName sets the name that BOS chose, "" if it is not known.
func (m *sessionInputs) takeName(session bos.Session) {
	if m.Name.IsNull() {
		m.Name = types.StringValue(session.Name)
	}
}

func (m *sessionModel) cancels() bool { return m.OnDestroy.ValueString() == "cancel" }

// componentList returns the session's nodes, nil if they are not known.
func (m *sessionProgress) componentList() []string {
	if m.Components.ValueString() == "" {
		return nil
	}
	return strings.Split(m.Components.ValueString(), ",")
}

// sameSession reports whether session is this resource's, not a later one of the same name.
func (m *sessionModel) sameSession(session bos.Session) bool {
	sameStart := m.StartTime.IsNull() || session.StartTime.IsZero() ||
		m.StartTime.ValueString() == timeOrNull(session.StartTime).ValueString()
	_, sameInputs := session.Matches(m.toAPI())
	return sameStart && sameInputs && (session.Tenant == "" || session.Tenant == m.Tenant.ValueString())
}

// errReplaced says that another session has the name by now.
var errReplaced = fmt.Errorf("the session was deleted and its name used again: %w", gateway.ErrNotFound)

func (m *sessionModel) complete() bool { return m.Status.ValueString() == bos.StatusComplete }

// judgeable reports whether the state suffices for a verdict.
func (m *sessionModel) judgeable() bool {
	none := !m.ComponentCount.IsNull() && m.ComponentCount.ValueInt64() == 0
	return m.complete() && (!m.Outcome.IsNull() || !m.Error.IsNull() || none && !m.Stage.ValueBool())
}

var timeoutTypes = map[string]attr.Type{"create": types.StringType, "delete": types.StringType}

const (
	defaultCreateTimeout = 2 * time.Hour // a boot of 12 nodes took 39 min, one of thousands with retries takes longer
	defaultDeleteTimeout = 15 * time.Minute
)

// timeout returns the configured timeout of that name, or fallback.
func (m *sessionModel) timeout(name string, fallback time.Duration) time.Duration {
	text, _ := m.Timeouts.Attributes()[name].(types.String)
	d, err := time.ParseDuration(text.ValueString())
	if err != nil { // not configured; a configured one was validated
		return fallback
	}
	return d
}
