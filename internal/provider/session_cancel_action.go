// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const cancelActionType = "bos_cancel_session"

func newCancelAction() action.Action {
	return &actionOf[cancelAction]{
		suffix: "_cancel_session",
		schema: cancelActionSchema,
		does:   [2]string{"cancel", "the session"},
		plan: func(ctx context.Context, c *connection, _ *cancelAction, diags *diag.Diagnostics) {
			c.needsV2(ctx, "the cancellation of a session", diags)
		},
		invoke: cancelSession,
		tenant: func(data *cancelAction) types.String { return data.Tenant },
	}
}

// cancelAction is the configuration of bos_cancel_session.
type cancelAction struct {
	Name    types.String `tfsdk:"name"`
	Tenant  types.String `tfsdk:"tenant"`
	Timeout types.String `tfsdk:"timeout"`
}

const aboutCancelAction = "Cancels a session, also one that Terraform did not start: BOS stops processing its nodes, and each stays as it is " +
	"at that moment, which may be off.\n\n" +
	"The record of a running session stays in BOS and becomes `complete`; that of a pending or staged session is deleted, " +
	"as nothing else keeps BOS from continuing with it. For a session that is complete already, nothing is done, and a " +
	"warning says so. A session that does not exist is an error. The action returns when no node is enabled for the session " +
	"and none will be. It reports which nodes it stopped. Not on v1 of the API, and only for an administrator of the system."

func cancelActionSchema() schema.Schema {
	return schema.Schema{MarkdownDescription: aboutCancelAction, Attributes: map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "Name of the session.",
			Required:            true,
			Validators:          []validator.String{validSessionFilter("write the name of the session")},
		},
		"tenant": actionTenant(aboutTenant),
		"timeout": schema.StringAttribute{
			MarkdownDescription: "How long the cancellation may take, as a duration such as `30s`. The default is `15m`.",
			Optional:            true,
			Validators:          []validator.String{validDuration()},
		},
	}}
}

// cancellation is a session that an action cancels.
type cancellation struct {
	sessionInputs
	client *bos.Client
	before bos.Session // as it was before the cancellation
}

// cancelSession cancels the session if there is anything to cancel, and reports what became of its nodes.
func cancelSession(ctx context.Context, run *invocation, data *cancelAction, diags *diag.Diagnostics) {
	s := cancellation{client: inTenant(run.client, &data.Tenant)}
	s.Name, s.Tenant = data.Name, data.Tenant
	if nothing := s.look(ctx, run.connection); nothing != nil {
		diags.Append(nothing)
		return
	}
	run.report(ctx, s.begins())
	limit, err := time.ParseDuration(data.Timeout.ValueString())
	if err != nil { // not configured; a configured one was validated
		limit = defaultDeleteTimeout
	}
	limited, stop := s.client.Clock().WithTimeout(ctx, limit)
	defer stop()

	if err := s.client.CancelSession(limited, data.Name.ValueString()); err != nil {
		diags.Append(cancelActionFailed(ctx, run.connection, &s, err, limit))
		return
	}

	stopped, off, err := s.stoppedNodes(limited)
	run.report(ctx, s.ends(stopped, err))
	diags.Append(s.nodesOff(off)...)
}

// look reads the session, and returns why it is not to be cancelled, nil if it is.
func (s *cancellation) look(ctx context.Context, c *connection) diag.Diagnostic {
	version, err := s.client.APIVersion(ctx)
	switch {
	case err != nil:
		return cancelActionUnread(c, s, err)
	case version == bos.APIv1:
		return cancelActionOnV1(s)
	}
	session, err := s.client.Session(ctx, s.Name.ValueString())
	switch {
	case errors.Is(err, gateway.ErrNotFound):
		return nothingToCancel(s, s.enabledNodes(ctx))
	case err != nil:
		return cancelActionUnread(c, s, err)
	}
	s.before = session
	s.fromAPI(session)
	if session.Complete() {
		return completeAlready(s)
	}
	return nil
}

// enabledNodes returns the nodes that BOS processes for a session of that name, for a message. They may be another
// tenant's session's: BOS stores only the name of a session in the record of a node.
func (s *cancellation) enabledNodes(ctx context.Context) (names []string) {
	enabled := true
	filter := bos.ComponentFilter{Session: s.Name.ValueString(), Enabled: &enabled}
	err := s.client.EachComponent(ctx, filter, func(node bos.Component) error {
		names = append(names, node.ID)
		return nil
	})
	if err != nil {
		return nil
	}
	return names
}

// stoppedNodes returns the nodes that neither succeeded nor failed, and those of them to which BOS had sent power
// commands, which may be off.
func (s *cancellation) stoppedNodes(ctx context.Context) (stopped, off []string, err error) {
	nodes, err := s.client.SessionNodes(ctx, s.Name.ValueString(), nil)
	if err != nil || len(nodes.Held) == 0 {
		return nil, nil, err
	}
	filter := bos.ComponentFilter{Session: s.Name.ValueString()}
	err = s.client.EachComponent(ctx, filter, func(node bos.Component) error {
		_, held := slices.BinarySearch(nodes.Held, node.ID)
		if held && node.Attempts != (bos.ComponentAttempts{}) {
			off = append(off, node.ID)
		}
		return nil
	})
	return nodes.Held, off, err
}

// begins is the line before the cancellation.
func (s *cancellation) begins() string {
	return fmt.Sprintf("cancelling %s: %s, %s", s.described(), s.before.Status, nodes(len(s.before.Components)))
}

// ends is the line after it.
func (s *cancellation) ends(stopped []string, err error) string {
	parts := []string{s.called() + " is cancelled"}
	if s.Stage.ValueBool() {
		parts = append(parts, fmt.Sprintf("what it had staged on %s is dropped", nodes(len(s.before.Components))))
	}
	switch {
	case err != nil:
		parts = append(parts, "which nodes were stopped could not be read")
	case len(stopped) > 0:
		parts = append(parts, fmt.Sprintf("stopped %s: %s", nodes(len(stopped)), shortened(stopped, 100, ",")))
	case !s.Stage.ValueBool():
		parts = append(parts, "no node was stopped")
	}
	return dotted(parts)
}

// nodesOff warns of nodes that may be off.
func (s *cancellation) nodesOff(off []string) diag.Diagnostics {
	if len(off) == 0 {
		return nil
	}
	return diag.Diagnostics{message{
		summary: fmt.Sprintf("%s of %s may be off", capitalize(nodes(len(off))), s.called()),
		what: fmt.Sprintf("The session was cancelled after BOS had sent power commands to these nodes:\n\n    %s",
			shortened(off, 100, ",")),
		next: []string{
			"Boot them: a bos_session with operation = \"boot\" and these nodes as its limit, or the action bos_session.",
		},
	}.asWarning()}
}

func cancelActionOnV1(s *cancellation) diag.Diagnostic {
	return message{
		summary: "Unable to cancel " + s.called(),
		what: "In v1 of the API, a session cannot be cancelled: nothing stops the agent that BOS has started for it. Nothing " +
			"was cancelled.",
		next: []string{"Wait until the session is complete."},
	}.asError()
}

func cancelActionUnread(c *connection, s *cancellation, err error) diag.Diagnostic {
	return message{summary: "Unable to cancel " + s.called()}.because(c.explain(err, s.Tenant)).and(problem{
		what: "\n\nNothing was cancelled.", next: []string{invokeAgain(cancelActionType)},
	}).asError()
}

func nothingToCancel(s *cancellation, processed []string) diag.Diagnostic {
	report := message{
		summary: "Unable to cancel " + s.called(),
		what:    fmt.Sprintf("BOS has no session of that name %s. Nothing was cancelled.", ofTenant(s.Tenant)),
		next:    []string{"Check the name and the tenant. List the sessions: `cray bos v2 sessions list`"},
	}
	if len(processed) > 0 {
		report.what += fmt.Sprintf(" BOS still processes %s for a session of that name (%s): another tenant has one, or its "+
			"record was deleted.", nodes(len(processed)), someNodes(processed))
	}
	return report.asError()
}

func completeAlready(s *cancellation) diag.Diagnostic {
	return message{
		summary: capitalize(s.called()) + " is complete already",
		what:    fmt.Sprintf("BOS no longer processes any node for %s. Nothing was cancelled.", s.described()),
	}.asWarning()
}

// cancelActionFailed says what a cancellation that failed, timed out or was interrupted has left.
func cancelActionFailed(ctx context.Context, c *connection, s *cancellation, err error, limit time.Duration) diag.Diagnostic {
	report := message{summary: "Unable to cancel " + s.called()}
	switch {
	case ctx.Err() != nil:
		report.what = "The cancellation was interrupted."
	case errors.Is(err, context.DeadlineExceeded):
		report.summary += " within " + shortDuration(limit)
		report = report.because(c.explain(err, s.Tenant)).and(problem{
			next: []string{"To allow more time, set a longer timeout."},
		})
	default:
		report = report.because(c.explain(err, s.Tenant))
	}
	return report.and(problem{
		what: "\n\nBOS may have disabled some of its nodes, and may still be processing others.",
		next: []string{invokeAgain(cancelActionType)},
	}).asError()
}
