// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const retryActionType = "bos_retry_failed"

func newRetryAction() action.Action {
	return &actionOf[retryAction]{
		suffix: "_retry_failed",
		schema: retryActionSchema,
		does:   [2]string{"retry", "the failed nodes"},
		check: func(data *retryAction, diags *diag.Diagnostics) {
			checkNaming(data.Name, data.NamePrefix, types.StringNull(), diags)
		},
		plan:   planRetry,
		invoke: retryFailed,
		tenant: func(data *retryAction) types.String { return data.Tenant },
	}
}

// retryAction is the configuration of bos_retry_failed.
type retryAction struct {
	Session types.String `tfsdk:"session"`
	Tenant  types.String `tfsdk:"tenant"`
	Name    types.String `tfsdk:"name"`
	actionKnobs
}

const aboutRetryAction = "Runs the operation of a session again, on the nodes that the session left failed, and on no other: " +
	"a new session with the same operation, session template and `include_disabled`, limited to these nodes.\n\n" +
	"BOS's records of the nodes say which have failed. A node that has been taken over by another session since is left out " +
	"and reported. If no node is left, nothing is started, which is a success. A session that is not complete, that was " +
	"staged, that acted on no node, or whose outcome is not known, is an error, and nothing is started. The new session is " +
	"waited for and judged as by the action `bos_session`. Not on v1 of the API."

func retryActionSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"session": schema.StringAttribute{
			MarkdownDescription: "Name of the session whose failed nodes are retried.",
			Required:            true,
			Validators:          []validator.String{validSessionFilter("write the name of the session")},
		},
		"tenant": actionTenant("Tenant that both sessions belong to."),
	}
	maps.Copy(attributes, actionKnobAttributes())
	return schema.Schema{MarkdownDescription: aboutRetryAction, Attributes: attributes}
}

// retry is what is left of a session to be retried.
type retry struct {
	sessionInputs // of the session
	client        *bos.Client
	session       bos.Session
	outcome       *bos.Outcome
	failed        []string       // the nodes that are still the session's, sorted
	taken         map[string]int // by the session that they belong to now: nodes of this one
}

// left is the number of failed nodes that are not the session's any more.
func (r *retry) left() int { return max(0, r.outcome.Failed-len(r.failed)) }

// planRetry foresees the retry if the session can be read already: in a plan that runs another action first, it may not
// exist yet.
func planRetry(ctx context.Context, c *connection, data *retryAction, diags *diag.Diagnostics) {
	if c.needsV2(ctx, "the retry of failed nodes", diags); diags.HasError() {
		return
	}
	if c == nil || c.client == nil || data.Session.IsUnknown() || c.previews() == previewOff {
		return
	}
	r := retry{client: inTenant(c.client, &data.Tenant)}
	r.Name, r.Tenant = data.Session, data.Tenant
	if problem := r.look(ctx, c); problem == nil && len(r.failed) > 0 {
		planned := data.model(c, &r)
		planned.planInvocation(ctx, c, diags)
	}
}

// retryFailed starts a session on the failed nodes, if there are any.
func retryFailed(ctx context.Context, run *invocation, data *retryAction, diags *diag.Diagnostics) {
	r := retry{client: inTenant(run.client, &data.Tenant)}
	r.Name, r.Tenant = data.Session, data.Tenant
	if problem := r.look(ctx, run.connection); problem != nil {
		diags.Append(problem)
		return
	}
	run.report(ctx, r.begins())
	if r.left() > 0 {
		run.report(ctx, r.leftOut(ctx))
	}
	if len(r.failed) == 0 {
		run.report(ctx, "nothing to retry: nothing was started")
		return
	}
	session := data.model(run.connection, &r)
	session.invoke(ctx, run, diags)
}

// model returns the session that the action starts.
func (a *retryAction) model(c *connection, r *retry) sessionModel {
	inputs := sessionInputs{
		Name: a.Name, Tenant: a.Tenant, Operation: r.Operation, TemplateName: r.TemplateName,
		Limit: types.StringValue(strings.Join(r.failed, ",")), IncludeDisabled: r.IncludeDisabled,
	}
	return invokedSession(c, retryActionType, inputs, a.actionKnobs, types.StringNull())
}

// look reads the session, its outcome and its nodes, and returns why the session cannot be retried, nil if it can.
func (r *retry) look(ctx context.Context, c *connection) diag.Diagnostic {
	version, err := r.client.APIVersion(ctx)
	switch {
	case err != nil:
		return retryUnread(c, r, err)
	case version == bos.APIv1:
		return retryRefused(r, "v1 of BOS's API does not say which nodes belong to another session by now.",
			"Use a provider with api_version = \"v2\" (CSM 1.3 and later) for it.")
	}
	name := r.Name.ValueString()
	if r.session, err = r.client.Session(ctx, name); err != nil {
		return retryUnread(c, r, err)
	}
	r.fromAPI(r.session)
	if refused := r.refused(); refused != nil {
		return refused
	}
	if r.outcome, err = r.client.SessionOutcome(ctx, name, r.session.Components); err != nil {
		return retryUnread(c, r, err)
	}
	if r.outcome == nil {
		return retryRefused(r, "Its outcome is not known: BOS's extended status of it is from before its end, or counts "+
			"nodes of an earlier session of the same name.", invokeAgain(retryActionType))
	}
	if r.outcome.Failed == 0 {
		return nil
	}
	nodes, err := r.client.SessionNodes(ctx, name, r.session.Components)
	if err != nil {
		return retryUnread(c, r, err)
	}
	r.failed = nodes.Failed
	return nil
}

// refused returns why a session of these inputs and this status cannot be retried.
func (r *retry) refused() diag.Diagnostic {
	switch {
	case !r.session.Complete():
		return retryRefused(r, fmt.Sprintf("It is not complete: its status is %s.", r.session.Status),
			"Wait until it is complete, and invoke the action again.")
	case r.Stage.ValueBool():
		return retryRefused(r, "It was staged, so that its nodes were processed when what it had staged was applied.",
			"Run the operation on these nodes: the action bos_session with a limit.")
	case len(r.session.Components) == 0:
		return retryRefused(r, strings.TrimSpace("It acted on no node. "+sentence(r.setUpError())),
			"Correct the cause, and run the operation again: the action bos_session.")
	default:
		return nil
	}
}

// setUpError is why BOS could not set the session up, nil if it did.
func (r *retry) setUpError() error {
	if r.session.Error == "" {
		return nil
	}
	return errors.New("BOS reports: " + r.session.Error)
}

// begins is the line that says what is retried.
func (r *retry) begins() string {
	text := fmt.Sprintf("%s: %s", r.called(), outcomeCounts(r.outcome))
	if len(r.failed) > 0 {
		text += fmt.Sprintf(" · retrying %s: %s", nodes(len(r.failed)), shortened(r.failed, 100, ","))
	}
	return text
}

// leftOut is the line about failed nodes that are not the session's any more.
func (r *retry) leftOut(ctx context.Context) string {
	r.taken = map[string]int{}
	filter := bos.ComponentFilter{IDs: r.session.Components}
	err := r.client.EachComponent(ctx, filter, func(node bos.Component) error {
		if node.Session != r.session.Name && node.Session != "" {
			r.taken[node.Session]++
		}
		return nil
	})
	text := fmt.Sprintf("left out: %s that failed, and belong to another session now or are processed again", nodes(r.left()))
	if err != nil || len(r.taken) == 0 {
		return text
	}
	var takers []string
	for _, name := range slices.Sorted(maps.Keys(r.taken)) {
		takers = append(takers, fmt.Sprintf("session %q has %s of it", name, nodes(r.taken[name])))
	}
	return text + " · " + shortened(takers, maxMessages, ", ")
}

func retryUnread(c *connection, r *retry, err error) diag.Diagnostic {
	return message{summary: "Unable to retry the failed nodes of " + r.called()}.
		because(sessionProblem(c, r.Name, r.Tenant, err)).and(problem{
		what: "\n\nNothing was started.", next: []string{invokeAgain(retryActionType)},
	}).asError()
}

func retryRefused(r *retry, why, next string) diag.Diagnostic {
	return message{
		summary: "Unable to retry the failed nodes of " + r.called(),
		what:    why + " Nothing was started.",
		next:    []string{next},
	}.asError()
}
