// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// actionHost is the run of an action, which has no state: nothing continues a session or repeats it but the user.
type actionHost struct{ actionType string }

var _ sessionHost = actionHost{}

// invoked reports whether the session is run by an action.
func (m *sessionModel) invoked() bool {
	_, invoked := m.hosted().(actionHost)
	return invoked
}

// look is the step that shows the session.
func (actionHost) look(m *sessionModel) string {
	if m.namedByV1() {
		return "Look at the session: `cray bos v1 session describe " + m.Name.ValueString() + "`"
	}
	return "Look at the session: `cray bos v2 sessions describe " + m.Name.ValueString() + "`"
}

// waitAgain is the step that continues to wait. In v1 of the API no session can be adopted.
func (h actionHost) waitAgain(m *sessionModel) []string {
	if m.namedByV1() || h.actionType != sessionActionType {
		return nil
	}
	return []string{fmt.Sprintf("Wait for it again, which starts nothing: set name = %q and on_conflict = \"adopt\", then %s",
		m.Name.ValueString(), invokeCommand(h.actionType))}
}

func (h actionHost) interrupted(m *sessionModel) problem {
	return problem{next: append([]string{h.look(m)}, h.waitAgain(m)...)}
}

func (h actionHost) unwaited(m *sessionModel, _ bool) problem {
	return problem{
		what: "\n\nNo node was stopped. Nothing waits for the session any more, and invoking the action again starts " +
			"another session.",
		next: append([]string{h.look(m)}, h.waitAgain(m)...),
	}
}

// unknown is never asked for: an action does not continue to wait for a session of an earlier run.
func (h actionHost) unknown(*sessionModel) []string { return nil }

func (h actionHost) undecided(m *sessionModel, _ bool) problem {
	p := problem{what: "\n\nInvoking the action again starts the session (again)."}
	if m.nameless() {
		p.next = []string{
			"Look for the session: `cray bos v1 session list`, then `cray bos v1 session describe ID`",
			"If it does not exist, start it: " + invokeCommand(h.actionType),
		}
		return p
	}
	p.next = []string{h.look(m)}
	p.next = append(p.next, h.waitAgain(m)...)
	p.next = append(p.next, "If it does not exist, it was never started, or its record was deleted. Look at its nodes: "+
		"`cray bos v2 components list --session "+m.Name.ValueString()+"`")
	return p
}

func (h actionHost) taken(m *sessionModel) []string {
	steps := []string{"Choose another name, or leave it out: each invocation then has a name of its own."}
	if m.OnConflict.ValueString() != "adopt" && h.actionType == sessionActionType {
		steps = append(steps, "To wait for the existing session, which starts nothing: set on_conflict = \"adopt\".")
	}
	return steps
}

// refused is a step, as the next apply does not start the session.
func (h actionHost) refused(*sessionModel) problem {
	return problem{next: []string{invokeAgain(h.actionType)}}
}

func (h actionHost) failed(m *sessionModel, verdict bos.Verdict) problem {
	p := problem{next: []string{h.again(m)}}
	if share := failedShare(verdict); share > 0 && m.OnFailure.ValueString() != "warn" {
		p.next = append(p.next, fmt.Sprintf("If that many failed nodes are acceptable, set max_failed_percent to %g%s for the "+
			"next run.", share, orMore(share)))
	}
	return p
}

func (h actionHost) again(*sessionModel) string {
	return "Run the operation again, as a new session: " + invokeCommand(h.actionType)
}

// retry names few nodes itself: bos_retry_failed finds all of them.
func (h actionHost) retry(m *sessionModel, failed []string) string {
	if m.namedByV1() {
		return fmt.Sprintf("To retry only the failed nodes, invoke the action with `limit = %q`", strings.Join(failed, ","))
	}
	return fmt.Sprintf("To retry only the failed nodes: an action bos_retry_failed with session = %q, and %s",
		m.Name.ValueString(), invokeCommand(retryActionType))
}

func (h actionHost) tooMany(_ *sessionModel, count int, _ bool) problem {
	return problem{
		what: "\n\nInvoking the action as it is starts the operation again on the same nodes, with the same end: nodes that " +
			"BOS reaches before the cancellation may be switched off.",
		next: []string{
			"To act on fewer nodes, change limit or the template, and invoke the action again.",
			fmt.Sprintf("To act on all of them, set max_components to %d or more, and invoke the action again.", count),
		},
	}
}
