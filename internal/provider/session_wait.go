// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// waitAndJudge compares the session's nodes with max_components. Then, if wait_for_completion is set, it waits for
// the session's end and judges it. m and origin hold what is known, whatever happens; the caller saves them.
func (m *sessionModel) waitAndJudge(
	ctx context.Context, c *connection, client *bos.Client, origin *sessionOrigin, diags *diag.Diagnostics,
) {
	report, before := m.report(c, client), len(*diags)
	limit := m.timeout("create", defaultCreateTimeout)
	report.begin(m, limit)
	m.waitWithin(ctx, limit, c, report.watched(client), origin, diags)
	report.end(m, (*diags)[before:], diags)
}

func (m *sessionModel) waitWithin(
	ctx context.Context, limit time.Duration, c *connection, client *bos.Client, origin *sessionOrigin,
	diags *diag.Diagnostics,
) {
	waiting, cancel := client.Clock().WithTimeout(ctx, limit)
	defer cancel()

	byNodes := false
	err := m.countComponents(waiting, client, origin)
	gone := errors.Is(err, gateway.ErrNotFound) && m.componentList() != nil
	if (err == nil || gone) && m.WaitForCompletion.ValueBool() {
		byNodes, err = m.waitForOutcome(waiting, client, *origin)
	}

	switch {
	case errors.Is(err, errTooManyNodes):
		m.cancelTooMany(ctx, c, client, *origin, diags)
	case err == nil && !m.WaitForCompletion.ValueBool():
	case err == nil:
		if byNodes {
			diags.Append(judgedByNodes(m))
		}
		v1, _ := client.SpeaksV1() // known after the wait
		m.judge(v1, m.takers(ctx, client), diags)
	case errors.Is(err, gateway.ErrNotFound) && m.Status.IsNull():
		diags.Append(neverStarted(m))
	case errors.Is(err, gateway.ErrNotFound) && c.speaksV1() && !m.namedByV1():
		diags.Append(startedOnV2(m))
	case errors.Is(err, gateway.ErrNotFound):
		m.markGone(diags)
	case ctx.Err() != nil:
		diags.Append(waitInterrupted(m))
	case errors.Is(context.Cause(waiting), context.DeadlineExceeded):
		diags.Append(timedOut(ctx, c, client, m, limit, err))
	default:
		diags.Append(waitFailed(c, m, err))
	}
	if !m.Result.IsNull() {
		m.warnLeftOut(ctx, client, diags)
	}
}

// resume continues the wait of an earlier run. A session whose end is known is judged from the state, without a
// request. If Read found no record, the wait has to confirm that.
func (m *sessionModel) resume(ctx context.Context, c *connection, origin *sessionOrigin, diags *diag.Diagnostics) {
	switch {
	case m.nameless():
		diags.Append(namelessResumed(m))
		return
	case m.complete() && m.mustCount(m, *origin):
		diags.Append(m.tooManyNodes(c, *origin, problem{what: "It is complete."}))
		return
	case m.judgeable():
		m.judge(c.speaksV1(), "", diags)
		return
	case m.Expired.ValueBool() && c.speaksV1() && !m.namedByV1():
		diags.Append(startedOnV2(m))
		return
	}
	client := c.clientFor("wait for", m.called(), diags)
	if client == nil {
		return
	}
	client = client.InTenant(m.Tenant.ValueString())
	if m.atOwnEndpoint(ctx, c, client, waitFailed, waitsElsewhere, diags) {
		m.waitAndJudge(ctx, c, client, origin, diags)
	}
}

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
		var nodesUnknown *bos.NodesUnknownError
		switch {
		// The session has a record, its nodes have no outcome.
		case errors.As(err, &nodesUnknown), errors.Is(err, bos.ErrNodesUnknown):
			return false, nil
		case !errors.Is(err, gateway.ErrNotFound):
			return false, err
		case m.judgeable(): // cleaned up since the last request, and not needed
			m.Expired = types.BoolValue(true)
			return false, nil
		}
		ended := bos.ErrNodesUnknown
		if origin.NodesProve && !errors.Is(err, errReplaced) {
			ended = m.waitByNodes(ctx, client)
		}
		switch {
		case errors.Is(ended, bos.ErrFoundAgain):
			continue
		case !errors.Is(ended, bos.ErrNodesUnknown):
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
		tflog.Info(ctx, "Session continues", map[string]any{
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
		return bos.ErrNodesUnknown
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

// markGone notes that BOS no longer has the session, and that it was not judged.
func (m *sessionModel) markGone(diags *diag.Diagnostics) {
	m.Expired = types.BoolValue(true)
	m.Result = types.StringValue(string(bos.ResultUnjudged))
	diags.Append(recordGone(m))
}

// judge sets and reports the verdict, without a request. v1 reports whether v1 of the API is in use; takers is that of
// the method of this name.
func (m *sessionModel) judge(v1 bool, takers string, diags *diag.Diagnostics) {
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
			diags.Append(partlySuperseded(m, verdict, takers))
		}
		return
	}

	diags.Append(sessionFailed(m, verdict, v1, takers))
}

// judgeInput returns what the verdict needs, all of it from the model: a session that was judged once can be
// judged again without a request.
func (m *sessionModel) judgeInput() bos.JudgeInput {
	return bos.JudgeInput{
		Status:           m.Status.ValueString(),
		Error:            m.Error.ValueString(),
		ComponentCount:   int(m.ComponentCount.ValueInt64()),
		NodesUnknown:     m.ComponentCount.IsNull(),
		Stage:            m.Stage.ValueBool(),
		Outcome:          outcomeToAPI(m.Outcome),
		MaxFailedPercent: m.MaxFailedPercent.ValueFloat64(),
	}
}

// templateReadTimeout bounds the read of a template for a warning.
const templateReadTimeout = 30 * time.Second

// warnLeftOut warns of nodes that were listed by name and are not in the session: BOS leaves them out without an
// error. The nodes of a group or role are not known here.
func (m *sessionModel) warnLeftOut(ctx context.Context, client *bos.Client, diags *diag.Diagnostics) {
	components := m.componentList()
	if components == nil {
		return
	}
	by, named := "the limit", bos.ParseLimit(m.Limit.ValueString()).NamedNodes()
	if m.Limit.IsNull() {
		by, named = "template "+quoteText(m.TemplateName.ValueString()), m.namedInTemplate(ctx, client)
	}
	left := slices.DeleteFunc(named, func(node string) bool {
		_, found := slices.BinarySearch(components, node)
		return found
	})
	if len(left) == 0 {
		return
	}
	diags.Append(message{
		summary: fmt.Sprintf("%s named but not acted upon by %s", capitalize(nodes(len(left))), m.called()),
		what: fmt.Sprintf("Named by %s, but not acted upon: %s.\n\nBOS leaves out, without an error, a node that it or "+
			"the hardware state manager does not know, that the template does not select, that is disabled or locked in "+
			"the hardware state manager, whose architecture is not that of the boot set, or that belongs to another "+
			"tenant.", by, someNodes(left)),
		next: []string{
			"Check the names.",
			"Look at one of the nodes: `cray bos v2 components describe " + left[0] + "`, " +
				"`cray hsm state components describe " + left[0] + "`",
		},
	}.asWarning())
}

// namedInTemplate returns the nodes that the template lists now, sorted. An error is not reported: the apply
// itself has succeeded.
func (m *sessionModel) namedInTemplate(ctx context.Context, client *bos.Client) []string {
	if v1, _ := client.SpeaksV1(); v1 {
		return nil
	}
	ctx, cancel := client.Clock().WithTimeout(ctx, templateReadTimeout)
	defer cancel()
	template, err := client.SessionTemplate(ctx, m.TemplateName.ValueString())
	if err != nil {
		return nil
	}
	var nodes []string
	for _, set := range template.BootSets {
		nodes = append(nodes, set.NodeList...)
	}
	slices.Sort(nodes)
	return slices.Compact(nodes)
}
