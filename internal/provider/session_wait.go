// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// waitAndJudge compares the session's nodes with max_components. Then, if wait_for_completion is set, it waits for
// the session's end and judges it. data and origin hold what is known, whatever happens; the caller saves them.
func waitAndJudge(
	ctx context.Context, c *connection, client *bos.Client, data *sessionModel, origin *sessionOrigin,
	diags *diag.Diagnostics,
) {
	limit := data.timeout("create", defaultCreateTimeout)
	waiting, cancel := client.Clock().WithTimeout(ctx, limit)
	defer cancel()

	byNodes := false
	err := data.countComponents(waiting, client, origin)
	gone := errors.Is(err, bos.ErrNotFound) && data.componentList() != nil
	if (err == nil || gone) && data.WaitForCompletion.ValueBool() {
		byNodes, err = data.waitForOutcome(waiting, client, *origin)
	}

	switch {
	case errors.Is(err, errTooManyNodes):
		data.cancelTooMany(ctx, c, client, *origin, diags)
	case err == nil && !data.WaitForCompletion.ValueBool():
	case err == nil:
		if byNodes {
			diags.Append(judgedByNodes(data))
		}
		v1, _ := client.SpeaksV1() // known after the wait
		data.judge(v1, diags)
	case errors.Is(err, bos.ErrNotFound) && data.Status.IsNull():
		diags.Append(neverStarted(data))
	case errors.Is(err, bos.ErrNotFound) && c.speaksV1() && !data.namedByV1():
		diags.Append(startedOnV2(data))
	case errors.Is(err, bos.ErrNotFound):
		data.markGone(diags)
	case ctx.Err() != nil:
		diags.Append(waitInterrupted(data))
	case errors.Is(context.Cause(waiting), context.DeadlineExceeded):
		diags.Append(timedOut(ctx, c, client, data, limit, err))
	default:
		diags.Append(waitFailed(c, data, err))
	}
	if !data.Result.IsNull() {
		data.warnLeftOut(ctx, client, diags)
	}
}

// resume continues the wait of an earlier run. A session whose end is known is judged from the state, without a
// request. If Read found no record, the wait has to confirm that.
func (r *sessionResource) resume(
	ctx context.Context, data *sessionModel, origin *sessionOrigin, diags *diag.Diagnostics,
) {
	switch {
	case data.nameless():
		diags.Append(namelessResumed(data))
		return
	case data.complete() && data.mustCount(data, *origin):
		diags.Append(data.tooManyNodes(r.connection, *origin, "It is complete."))
		return
	case data.judgeable():
		data.judge(r.connection.speaksV1(), diags)
		return
	case data.Expired.ValueBool() && r.connection.speaksV1() && !data.namedByV1():
		diags.Append(startedOnV2(data))
		return
	}
	client := r.connection.clientFor("wait for", data.called(), diags)
	if client == nil {
		return
	}
	client = client.InTenant(data.Tenant.ValueString())
	if data.atOwnEndpoint(ctx, r.connection, client, waitFailed, waitsElsewhere, diags) {
		waitAndJudge(ctx, r.connection, client, data, origin, diags)
	}
}

// errReplaced says that another session has the name by now.
var errReplaced = fmt.Errorf("the session was deleted and its name used again: %w", bos.ErrNotFound)

// waitForOutcome waits for the session's end and gets its outcome: from its record or, if that is gone, from its
// nodes, which byNodes reports. The model follows every change, so that nothing seen is lost. ErrNotFound means
// that neither has the outcome.
func (m *sessionModel) waitForOutcome(
	ctx context.Context, client *bos.Client, origin sessionOrigin,
) (byNodes bool, err error) {
	for {
		err := m.waitByRecord(ctx, client)
		if err == nil {
			err = m.readOutcome(ctx, client.WaitForOutcome)
		}
		var untold *bos.UntoldError
		switch {
		// The session has a record, its nodes have no outcome.
		case errors.As(err, &untold), errors.Is(err, bos.ErrNodesUntold):
			return false, nil
		case !errors.Is(err, bos.ErrNotFound):
			return false, err
		case m.judgeable(): // cleaned up since the last request, and not needed
			m.Expired = types.BoolValue(true)
			return false, nil
		}
		ended := bos.ErrNodesUntold
		if origin.NodesProve && !errors.Is(err, errReplaced) {
			ended = m.waitByNodes(ctx, client)
		}
		switch {
		case errors.Is(ended, bos.ErrFoundAgain):
			continue
		case !errors.Is(ended, bos.ErrNodesUntold):
			return true, ended
		case m.complete():
			m.Expired = types.BoolValue(true)
			return false, nil
		default:
			return false, err
		}
	}
}

// waitByRecord polls the session's record until the session is complete.
func (m *sessionModel) waitByRecord(ctx context.Context, client *bos.Client) error {
	looking, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	_, err := client.WaitForSession(looking, m.Name.ValueString(), func(session bos.Session) {
		if !m.sameSession(session) {
			stop(errReplaced)
			return
		}
		m.Expired = types.BoolValue(false)
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
	return err
}

// waitByNodes polls the nodes of a session whose record is gone, until they are done, and gets the outcome from
// them. A staged session cannot be judged so: its nodes may never work for it.
func (m *sessionModel) waitByNodes(ctx context.Context, client *bos.Client) error {
	components := m.componentList()
	if len(components) == 0 || m.Stage.ValueBool() {
		return bos.ErrNodesUntold
	}
	tflog.Info(ctx, "Session has no record any more, its nodes are asked",
		map[string]any{"name": m.Name.ValueString(), "components": len(components)})
	outcome, err := client.WaitForNodes(ctx, m.Name.ValueString(), components, m.complete())
	if err != nil {
		return err
	}
	// The session has ended, and its end time is not known.
	m.Status = types.StringValue(bos.StatusComplete)
	m.Outcome = outcomeFromAPI(outcome)
	m.Expired = types.BoolValue(true)
	return nil
}

// outcomeReader gets the outcome of a complete session, with or without retries. It returns nil while the numbers
// are older than the session's end: a cache or a replica may lag behind.
type outcomeReader func(ctx context.Context, name string, components []string) (*bos.Outcome, error)

// readOutcome gets the outcome of a complete session, unless the model has it.
func (m *sessionModel) readOutcome(ctx context.Context, read outcomeReader) error {
	if !m.complete() || !m.Outcome.IsNull() {
		return nil
	}
	outcome, err := read(ctx, m.Name.ValueString(), m.componentList())
	if err != nil {
		return err
	}
	if outcome != nil && m.ComponentCount.IsNull() && outcome.Components != nil {
		m.Components = types.StringValue(strings.Join(outcome.Components, ","))
		m.ComponentCount = types.Int64Value(int64(len(outcome.Components)))
	}
	m.Outcome = outcomeOrNull(outcome)
	return nil
}

// markGone notes that BOS no longer has the session, and that it was not judged.
func (m *sessionModel) markGone(diags *diag.Diagnostics) {
	m.Expired = types.BoolValue(true)
	m.Result = types.StringValue(string(bos.ResultUnjudged))
	diags.Append(recordGone(m))
}

// judge sets and reports the verdict, without a request. v1 reports whether v1 of the API is in use.
func (m *sessionModel) judge(v1 bool, diags *diag.Diagnostics) {
	verdict := bos.Judge(m.judgeInput())
	m.Result = types.StringValue(string(verdict.Result))
	if verdict.Result == bos.ResultUnjudged {
		if m.Expired.ValueBool() {
			diags.Append(recordGone(m))
		} else {
			diags.Append(nodesUnreported(m, v1))
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

// judgeInput returns what the verdict needs, all of it from the model: a session that was judged once can be
// judged again without a request.
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
