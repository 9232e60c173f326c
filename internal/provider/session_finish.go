// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

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

// finish waits until the session has come to its end, then judges it. data
// holds what is known whatever happens; the caller saves it.
func finish(ctx context.Context, client *bos.Client, data *sessionModel, diags *diag.Diagnostics) {
	limit := data.timeout("create", defaultCreateTimeout)
	waiting, cancel := client.Clock().WithTimeout(ctx, limit)
	defer cancel()

	session, err := client.WaitForSession(waiting, data.Name.ValueString(), func(session bos.Session) {
		tflog.Info(ctx, "Session goes on", map[string]any{
			"name": session.Name, "status": session.Status, "components": len(session.Components), "error": session.Error,
		})
	})
	if session.Name != "" && !data.sameSession(session) {
		err = bos.ErrNotFound // deleted, and created again by somebody
	} else if session.Name != "" {
		data.sessionProgress.fromAPI(session)
	}
	if err == nil {
		err = data.fetchOutcome(waiting, client)
		if errors.Is(err, bos.ErrNotFound) { // cleaned up since the last look
			data.Expired = types.BoolValue(true)
			err = nil
		}
	}

	switch {
	case err == nil:
		data.judge(diags)
	case errors.Is(err, bos.ErrNotFound) && data.Status.IsNull():
		diags.Append(neverStarted(data))
	case errors.Is(err, bos.ErrNotFound):
		data.Expired = types.BoolValue(true)
		data.Result = types.StringValue(string(bos.ResultUnjudged))
		diags.Append(recordGone(data))
	case ctx.Err() != nil:
		diags.Append(interrupted(data))
	case errors.Is(context.Cause(waiting), context.DeadlineExceeded):
		diags.Append(timedOut(data, limit, err))
	default:
		diags.Append(waitFailed(data, err))
	}
}

// fetchOutcome asks once what became of the nodes of a complete session.
func (m *sessionModel) fetchOutcome(ctx context.Context, client *bos.Client) error {
	if m.Status.ValueString() != bos.StatusComplete || !m.Outcome.IsNull() {
		return nil
	}
	outcome, err := readOutcome(ctx, client, m.Name.ValueString(), int(m.ComponentCount.ValueInt64()))
	if err == nil {
		m.Outcome = outcome
	}
	return err
}

// readOutcome gets the outcome of a complete session of that many nodes.
func readOutcome(ctx context.Context, client *bos.Client, name string, count int) (types.Object, error) {
	status, err := client.SessionStatus(ctx, name)
	if err != nil {
		return types.ObjectNull(outcomeTypes), err
	}
	return outcomeFromAPI(bos.NewOutcome(count, status)), nil
}

// judge writes the verdict into the model and says it.
func (m *sessionModel) judge(diags *diag.Diagnostics) {
	verdict := bos.Judge(m.judgeInput())
	m.Result = types.StringValue(string(verdict.Result))
	if verdict.Result == bos.ResultUnjudged {
		diags.Append(recordGone(m))
		return
	}
	if verdict.Result != bos.ResultFailed {
		if verdict.Outcome != nil && verdict.Outcome.Superseded > 0 {
			diags.Append(partlySuperseded(m, verdict))
		}
		return
	}

	told := sessionFailed(m, verdict)
	if m.OnFailure.ValueString() == "warn" {
		told = diag.NewWarningDiagnostic(told.Summary(), told.Detail())
	}
	diags.Append(told)
}

// due reports whether the session has still to be waited for or judged: then
// the plan shows an update in place, which asks BOS and starts nothing.
func (m *sessionModel) due(state *sessionModel) bool {
	if !m.WaitForCompletion.ValueBool() || state.Expired.ValueBool() {
		return false
	}
	return state.Result.IsNull() ||
		state.Result.ValueString() == string(bos.ResultFailed) && m.OnFailure.ValueString() == "error"
}
