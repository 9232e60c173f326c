// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const sessionActionType = "bos_session"

func newSessionAction() action.Action {
	return &actionOf[sessionAction]{
		suffix: "_session",
		schema: sessionActionSchema,
		does:   [2]string{"start", "the session"},
		check: func(data *sessionAction, diags *diag.Diagnostics) {
			checkNaming(data.Name, data.NamePrefix, data.OnConflict, diags)
		},
		plan: func(ctx context.Context, c *connection, data *sessionAction, diags *diag.Diagnostics) {
			planned := data.session(c)
			planned.planInvocation(ctx, c, diags)
		},
		invoke: func(ctx context.Context, run *invocation, data *sessionAction, diags *diag.Diagnostics) {
			session := data.session(run.connection)
			session.invoke(ctx, run, diags)
		},
		tenant: func(data *sessionAction) types.String { return data.Tenant },
	}
}

// sessionAction is the configuration of the action bos_session.
type sessionAction struct {
	sessionInputs
	actionKnobs
	OnConflict types.String `tfsdk:"on_conflict"`
}

// actionKnobs are the knobs of a session that an action runs.
type actionKnobs struct {
	NamePrefix        types.String  `tfsdk:"name_prefix"`
	WaitForCompletion types.Bool    `tfsdk:"wait_for_completion"`
	MaxFailedPercent  types.Float64 `tfsdk:"max_failed_percent"`
	MaxComponents     types.Float64 `tfsdk:"max_components"`
	OnFailure         types.String  `tfsdk:"on_failure"`
	Timeouts          types.Object  `tfsdk:"timeouts"`
}

// session returns the session that the action runs.
func (a *sessionAction) session(c *connection) sessionModel {
	return invokedSession(c, sessionActionType, a.sessionInputs, a.actionKnobs, a.OnConflict)
}

// invokedSession returns the session of an action, with what is left out filled in.
func invokedSession(
	c *connection, actionType string, inputs sessionInputs, knobs actionKnobs, onConflict types.String,
) sessionModel {
	m := sessionModel{sessionInputs: inputs, host: actionHost{actionType}}
	m.sessionKnobs = sessionKnobs{
		NamePrefix: knobs.NamePrefix, WaitForCompletion: knobs.WaitForCompletion, MaxFailedPercent: knobs.MaxFailedPercent,
		MaxComponents: knobs.MaxComponents, OnFailure: knobs.OnFailure, OnConflict: onConflict, Timeouts: knobs.Timeouts,
	}
	m.fillDefaults()
	if m.Tenant.IsNull() {
		m.Tenant = c.defaultTenant()
	}
	if m.Name.IsNull() {
		m.Name = types.StringUnknown() // generated before the start
	}
	m.EveryNode, m.Endpoint = types.BoolUnknown(), types.StringUnknown()
	m.Forecast = types.ObjectUnknown(forecastTypes)
	return m
}

// planInvocation checks what the plan of a bos_session does, and warns of the nodes in the same way. A plan of an action
// stores nothing that a run could be held to: a limit that the plan does not know could turn out null, for every node.
func (m *sessionModel) planInvocation(ctx context.Context, c *connection, diags *diag.Diagnostics) {
	if m.Limit.IsUnknown() {
		diags.Append(message{
			summary: unableToPlan,
			what: "limit is known only after apply. If it were null then, the action would act on every node of the template, " +
				"although the plan did not say so.",
			next: []string{
				setStatically,
				"Or write a resource bos_session, whose plan records that the limit is not null.",
			},
		}.asErrorAt(path.Root("limit")))
		return
	}
	config := *m
	m.planBounds(c, &config, diags)
	if config.Name.IsUnknown() {
		config.Name = types.StringNull()
	}
	m.planName(c, &config, diags)
	m.planStart(ctx, c, false, diags)
}

// invoke runs the session for an action. Its name is reported before anything is started, so that a session whose run is
// interrupted or killed can be found.
func (m *sessionModel) invoke(ctx context.Context, run *invocation, diags *diag.Diagnostics) {
	generated := m.Name.IsUnknown()
	if !m.prepare(ctx, run.connection, diags) {
		return
	}
	client := run.client.InTenant(m.Tenant.ValueString())
	if m.foresee(ctx, run.connection, client, diags); diags.HasError() {
		return
	}
	m.send = func(line string) { run.report(ctx, line) }
	if m.nameless() {
		m.send("starting " + m.described() + "; BOS v1 chooses its name")
	} else {
		m.send("starting " + m.described())
	}

	before := *m
	m.run(ctx, run.connection, client, generated, func(origin sessionOrigin) {
		switch {
		case origin.Adopted:
			m.send(m.called() + " exists and is adopted: nothing was started")
		case m.nameless():
		case before.nameless():
			m.send(m.called() + " was started")
		case !m.WaitForCompletion.ValueBool():
			m.send(m.called() + " was started, and is not waited for")
		}
	}, diags)
}
