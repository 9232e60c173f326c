// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const (
	defaultCreateTimeout = 2 * time.Hour // a boot of 12 nodes took 39 min, one of thousands with retries takes longer
	defaultDeleteTimeout = 15 * time.Minute
)

// timeout returns the resource's own time-out of that name, or fallback.
func (m *sessionModel) timeout(name string, fallback time.Duration) time.Duration {
	text, _ := m.Timeouts.Attributes()[name].(types.String)
	d, err := time.ParseDuration(text.ValueString())
	if err != nil { // not given: what is given was validated
		return fallback
	}
	return d
}

// finish compares the session's nodes with max_components, then waits until the session has come to its end and
// judges it, if wait_for_completion is set. data and origin hold what is known whatever happens; the caller saves them.
func finish(ctx context.Context, c *connection, client *bos.Client, data *sessionModel, origin *sessionOrigin, diags *diag.Diagnostics) {
	limit := data.timeout("create", defaultCreateTimeout)
	waiting, cancel := client.Clock().WithTimeout(ctx, limit)
	defer cancel()

	byNodes := false
	err := data.countNodes(waiting, client, origin)
	gone := errors.Is(err, bos.ErrNotFound) && data.componentList() != nil
	if (err == nil || gone) && data.WaitForCompletion.ValueBool() {
		byNodes, err = data.follow(waiting, client, *origin)
	}

	switch {
	case errors.Is(err, errTooManyNodes):
		data.tooManyNodes(ctx, c, client, *origin, diags)
	case err == nil && !data.WaitForCompletion.ValueBool():
	case err == nil:
		if byNodes {
			diags.Append(judgedByNodes(data))
		}
		v1, _ := client.SpeaksV1() // known: it was asked for the session
		data.judge(v1, diags)
	case errors.Is(err, bos.ErrNotFound) && data.Status.IsNull():
		diags.Append(neverStarted(data))
	case errors.Is(err, bos.ErrNotFound) && c.speaksV1() && !v1Name.MatchString(data.Name.ValueString()):
		diags.Append(startedOnV2(data))
	case errors.Is(err, bos.ErrNotFound):
		data.gone(diags)
	case ctx.Err() != nil:
		diags.Append(interrupted(data))
	case errors.Is(context.Cause(waiting), context.DeadlineExceeded):
		diags.Append(timedOut(ctx, c, client, data, limit, err))
	default:
		diags.Append(waitFailed(c, data, err))
	}
	if !data.Result.IsNull() {
		data.warnLeftOut(ctx, client, diags)
	}
}

// resume goes on where an earlier run stopped. A session whose end is known is
// judged from what is stored, without a request. That Read found no record is not believed until the wait has confirmed it.
func (r *sessionResource) resume(ctx context.Context, data *sessionModel, origin *sessionOrigin, diags *diag.Diagnostics) {
	switch {
	case data.nameless():
		diags.Append(namelessResumed(data))
		return
	case data.complete() && data.checkDue(data, *origin):
		diags.Append(data.tooMany(r.connection, *origin, "It is complete."))
		return
	case data.judgeable():
		data.judge(r.connection.speaksV1(), diags)
		return
	case data.Expired.ValueBool() && r.connection.speaksV1() && !v1Name.MatchString(data.Name.ValueString()):
		diags.Append(startedOnV2(data))
		return
	}
	client := r.connection.to("wait for", data.called(), diags)
	if client == nil {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())
	if data.atHome(ctx, r.connection, client, waitFailed, waitsElsewhere, diags) {
		finish(ctx, r.connection, client, data, origin, diags)
	}
}

// gone notes that BOS has the session no longer, and that it was not judged.
func (m *sessionModel) gone(diags *diag.Diagnostics) {
	m.Expired = types.BoolValue(true)
	m.Result = types.StringValue(string(bos.ResultUnjudged))
	diags.Append(recordGone(m))
}

// judge writes the verdict into the model and says it, without a request. v1 is whether v1 of the API is spoken.
func (m *sessionModel) judge(v1 bool, diags *diag.Diagnostics) {
	verdict := bos.Judge(m.judgeInput())
	m.Result = types.StringValue(string(verdict.Result))
	if verdict.Result == bos.ResultUnjudged {
		if m.Expired.ValueBool() {
			diags.Append(recordGone(m))
		} else {
			diags.Append(nodesUntold(m, v1))
		}
		return
	}
	if verdict.Result != bos.ResultFailed {
		if verdict.Outcome != nil && verdict.Outcome.Superseded > 0 {
			diags.Append(partlySuperseded(m, verdict))
		}
		return
	}

	diags.Append(sessionFailed(m, verdict, v1))
}

// due reports whether the session has still to be waited for or judged: then
// the plan shows an update in place, which asks BOS and starts nothing. A knob
// that is known only after apply may make it so.
func (m *sessionModel) due(state *sessionModel) bool {
	waits := m.WaitForCompletion.IsUnknown() || m.WaitForCompletion.ValueBool()
	fails := m.OnFailure.IsUnknown() || m.OnFailure.ValueString() == "error"
	return waits && (state.Result.IsNull() || fails && state.Result.ValueString() == string(bos.ResultFailed))
}
