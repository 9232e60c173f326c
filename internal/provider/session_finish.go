// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
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

// finish compares the session's nodes with max_components, then waits until the session has come to its end and
// judges it, if wait_for_completion is set. data and origin hold what is known whatever happens; the caller saves them.
func finish(ctx context.Context, c *connection, client *bos.Client, data *sessionModel, origin *sessionOrigin, diags *diag.Diagnostics) {
	limit := data.timeout("create", defaultCreateTimeout)
	waiting, cancel := client.Clock().WithTimeout(ctx, limit)
	defer cancel()

	err := data.countNodes(waiting, client, origin)
	if err == nil && data.WaitForCompletion.ValueBool() {
		err = data.follow(waiting, client)
	}

	switch {
	case errors.Is(err, errTooManyNodes):
		data.tooManyNodes(ctx, c, client, *origin, diags)
	case err == nil && !data.WaitForCompletion.ValueBool():
	case err == nil:
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
		diags.Append(timedOut(c, data, limit, err))
	default:
		diags.Append(waitFailed(c, data, err))
	}
}

// errReplaced is that the name is another session's by now.
var errReplaced = fmt.Errorf("the session was deleted and its name used again: %w", bos.ErrNotFound)

// follow waits for the session's end and gets its outcome. The model keeps up
// with every change, so that nothing that was seen is lost.
func (m *sessionModel) follow(ctx context.Context, client *bos.Client) error {
	looking, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	_, err := client.WaitForSession(looking, m.Name.ValueString(), func(session bos.Session) {
		if !m.sameSession(session) {
			stop(errReplaced)
			return
		}
		if !m.complete() {
			m.sessionProgress.fromAPI(session)
		}
		tflog.Info(ctx, "Session goes on", map[string]any{
			"name": session.Name, "status": session.Status, "components": len(session.Components), "error": session.Error,
		})
	})
	if cause := context.Cause(looking); errors.Is(cause, errReplaced) {
		return cause
	}
	if err != nil {
		return err
	}

	err = m.fetchOutcome(ctx, client.WaitForStatus)
	var untold *bos.UntoldError
	if errors.As(err, &untold) { // the session is there, what became of its nodes is not
		return nil
	}
	if errors.Is(err, bos.ErrNotFound) { // cleaned up since the last look
		m.Expired = types.BoolValue(true)
		return nil
	}
	return err
}

// statusReader gets an extended status, with more or less patience.
type statusReader func(ctx context.Context, name string) (bos.SessionStatus, error)

// fetchOutcome asks once what became of the nodes of a complete session.
func (m *sessionModel) fetchOutcome(ctx context.Context, read statusReader) error {
	if !m.complete() || !m.Outcome.IsNull() {
		return nil
	}
	outcome, err := readOutcome(ctx, read, m.Name.ValueString(), int(m.ComponentCount.ValueInt64()))
	if err == nil {
		m.Outcome = outcome
	}
	return err
}

// readOutcome gets the outcome of a complete session of that many nodes. It is
// null while the numbers are those of before the session's end: a cache or a
// replica may lag behind.
func readOutcome(ctx context.Context, read statusReader, name string, count int) (types.Object, error) {
	status, err := read(ctx, name)
	if err != nil || status.Status != bos.StatusComplete {
		return types.ObjectNull(outcomeTypes), err
	}
	return outcomeFromAPI(bos.NewOutcome(count, status)), nil
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
			diags.Append(nodesUntold(m))
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
