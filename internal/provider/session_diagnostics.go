// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// Terraform does not tell a provider the address of a resource, so the
// commands in these texts say ADDRESS.

// called names the session in a summary.
func (m *sessionInputs) called() string {
	if m.nameless() {
		return "the session"
	}
	return fmt.Sprintf("session %q", m.Name.ValueString())
}

// described says which session it is, for somebody who runs many.
func (m *sessionInputs) described() string {
	text := fmt.Sprintf("%s (%s of template %q", m.called(), m.Operation.ValueString(), m.TemplateName.ValueString())
	if !m.Limit.IsNull() {
		text += ", limit " + quoteText(m.Limit.ValueString())
	}
	if !m.Tenant.IsNull() {
		text += fmt.Sprintf(", tenant %q", m.Tenant.ValueString())
	}
	return text + ")"
}

func (m *sessionInputs) verb() string {
	switch operation := bos.Operation(m.Operation.ValueString()); operation {
	case bos.OperationShutdown:
		return "shut down"
	case bos.OperationBoot, bos.OperationReboot, bos.OperationConfigure:
		return string(operation)
	default:
		return "act upon"
	}
}

func nodes(n int) string {
	if n == 1 {
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", n)
}

func were(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func startFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	detail := fmt.Sprintf("BOS did not start %s: %s", data.described(), c.told(err, data.Tenant))
	var held *bos.NameHeldError
	var database *bos.DatabaseError
	switch {
	case errors.As(err, &held):
		detail += nameHeld
	case errors.As(err, &database):
		detail += databaseDown
	}
	if errors.Is(err, bos.ErrConflict) {
		detail += "\n\nNothing was started. Choose a new name, or take the existing session over:\n\n" +
			"    terraform import ADDRESS " + data.importID()
		if data.OnConflict.ValueString() != "adopt" {
			detail += "\n\nWith on_conflict = \"adopt\" the provider goes on with an existing session of that name if it was created with the same inputs."
		}
	}
	return diag.NewErrorDiagnostic("Unable to start the session", detail)
}

func (m *sessionInputs) importID() string {
	return m.Tenant.ValueString() + "/" + m.Name.ValueString()
}

func startUnresolved(c *connection, data *sessionModel, err *bos.UnresolvedError) diag.Diagnostic {
	if data.nameless() {
		return startUnresolvedOnV1(c, data, err)
	}
	return diag.NewErrorDiagnostic("Unable to tell whether the session was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and BOS could not say whether the session exists: %s\n\n"+
			"Look for it before you apply again:\n\n    cray bos v2 sessions describe %s\n\n"+
			"If it is there, `terraform untaint ADDRESS` and then `terraform apply` go on with it and start nothing. "+
			"If it is not, it was never started, or it was and its record has been deleted since. Look at its nodes:\n\n    cray bos v2 components list --session %[3]s\n\n"+
			"`terraform apply` starts it (again). %[4]s",
		data.described(), c.told(err.Err, data.Tenant), data.Name.ValueString(), data.destroyedFirst(c.speaksV1())))
}

func readFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to read "+data.called(), c.told(err, data.Tenant)+
		"\n\nThe state stays as it was.")
}

func deleteFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to delete "+data.called(), c.told(err, data.Tenant)+
		"\n\nThe session stays in the state. With on_destroy = \"forget\" (applied first) it is dropped from the state without a request.")
}

func neverStarted(data *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for "+data.called(), fmt.Sprintf(
		"BOS has no record of %s. Either it was never started, or its record has been deleted since: this provider has never seen it. "+
			"Look at its nodes before you start it (again):\n\n    terraform apply -replace=ADDRESS", data.described()))
}

func nameTaken(state *sessionModel) (summary, detail string) {
	return "Unable to replace " + state.called(), fmt.Sprintf(
		"The new session would have the name of the old one, %q, and on_destroy = \"forget\" leaves that in BOS. "+
			"Choose a new name, or apply on_destroy = \"delete\" first.", state.Name.ValueString())
}

func recordLeft(data *sessionModel, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Unable to delete the record of "+data.called(), sentence(err)+
		"\n\nOnly an administrator of the system may delete sessions, not one of a tenant. The record stays in BOS, and the session is dropped from the state. "+
		"That stops no node: where the session still runs, each of its nodes finishes what it was told.")
}

func nodesGoOn(data *sessionModel, session bos.Session) diag.Diagnostic {
	if data.Stage.ValueBool() {
		return diag.NewWarningDiagnostic("What "+data.called()+" staged can no longer be applied", fmt.Sprintf(
			"The session had staged its operation on %s. BOS refuses to apply what a deleted session staged.", nodes(len(session.Components))))
	}
	with := " with " + nodes(len(session.Components))
	if len(session.Components) == 0 { // as BOS v1 may not tell them
		with = ""
	}
	return diag.NewWarningDiagnostic("The nodes of "+data.called()+" go on", fmt.Sprintf(
		"The session was still running%s when its record was deleted. Deleting the record stops no node: "+
			"each finishes what it was told.", with))
}

func recreateMissing(state *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The operation will run again", fmt.Sprintf(
		"BOS no longer has the record of %s, and on_missing is \"recreate\": applying this plan starts a new session, which acts upon the nodes again. "+
			"Look at the nodes before you apply.", state.described()))
}

func interrupted(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Stopped waiting for "+data.called(), fmt.Sprintf(
		"What was seen last: %s. What BOS does goes on. The next `terraform apply` waits for it again and starts nothing.", data.progress()))
}

func waitFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for "+data.called(),
		fmt.Sprintf("%s was started (%s), but BOS cannot be asked for it any more: %s\n\n%s",
			upper(data.described()), data.progress(), c.told(err, data.Tenant), data.waitAgain(c.speaksV1())))
}

func (m *sessionProgress) progress() string {
	status := m.Status.ValueString()
	if status == "" {
		status = "unknown"
	}
	return fmt.Sprintf("status %s, %s", status, nodes(int(m.ComponentCount.ValueInt64())))
}

func partlySuperseded(data *sessionModel, verdict bos.Verdict) diag.Diagnostic {
	n := verdict.Outcome.Superseded
	return diag.NewWarningDiagnostic(fmt.Sprintf("A newer session took over %s of %s", nodes(n), data.called()),
		fmt.Sprintf("%s did what it should on the %s that stayed its own. What became of the rest is told by the newer session.",
			upper(data.described()), nodes(verdict.Outcome.Managed)))
}

// sessionFailed says what BOS did not achieve, why, and the ways on: from a warning there is one, as it taints nothing.
func sessionFailed(data *sessionModel, verdict bos.Verdict, v1 bool) diag.Diagnostic {
	summary, what := failure(data, verdict, v1)
	if data.OnFailure.ValueString() == "warn" {
		return diag.NewWarningDiagnostic(summary, fmt.Sprintf("%s is complete, but %s\n\nTo run the operation again: terraform apply -replace=ADDRESS",
			upper(data.described()), what))
	}
	detail := fmt.Sprintf("%s is complete, but %s\n\nThe session stays in the state. Ways on:\n"+
		"  - run the operation again: terraform apply -replace=ADDRESS\n"+
		"    (a resource that is marked as tainted is replaced by a plain apply, too)\n%s",
		upper(data.described()), what, accept(verdict))
	return diag.NewErrorDiagnostic(summary, strings.TrimRight(detail, "\n"))
}

func failure(data *sessionModel, verdict bos.Verdict, v1 bool) (summary, what string) {
	switch verdict.Reason {
	case bos.ReasonError:
		message := ":\n\n    " + strings.ReplaceAll(data.Error.ValueString(), "\n", "\n    ")
		what = "BOS could not set it up, and no node was touched" + message
		if v1 { // it tells only at the end, when other nodes may have been touched
			what = "BOS does not report that all of it was carried out" + message + "\n\n" + data.agentLog()
		}
		return "Unable to set up " + data.called(), what
	case bos.ReasonNoNodes:
		return "Unable to " + data.verb() + " any node", "it has no nodes: the template and the limit select none."
	case bos.ReasonTakenOver:
		return "Unable to " + data.verb() + " the nodes", "newer sessions took over each of its " +
			nodes(int(data.ComponentCount.ValueInt64())) + " before it was done."
	case bos.ReasonNothingStaged:
		return "Unable to stage " + data.called(), "nothing was staged."
	case bos.ReasonNodes:
		return failedNodes(data, verdict.Outcome, v1)
	case bos.ReasonNotComplete, bos.ReasonExpired, bos.ReasonNone:
		fallthrough
	default:
		return "Unable to judge " + data.called(), fmt.Sprintf("its result cannot be told (%s).", verdict.Reason)
	}
}

// sortedErrors puts what hit most nodes first.
func sortedErrors(all map[string]bos.NodeError) []string {
	messages := make([]string, 0, len(all))
	for message := range all {
		messages = append(messages, message)
	}
	slices.SortFunc(messages, func(a, b string) int {
		if d := all[b].Count - all[a].Count; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return messages
}

// accept says how to live with the result, where that is allowed.
func accept(verdict bos.Verdict) string {
	percent := ""
	if verdict.Reason == bos.ReasonNodes {
		bad := verdict.Outcome.Managed - verdict.Outcome.Successful
		share := math.Ceil(1e4*float64(bad)/float64(verdict.Outcome.Managed)-1e-9) / 100
		percent = fmt.Sprintf("set max_failed_percent to %g%s, or ", share, orMore(share))
	}
	return "  - accept this result: " + percent + "set on_failure = \"warn\";\n" +
		"    then terraform untaint ADDRESS (if it is tainted) and terraform apply, which starts nothing\n"
}

func orMore(percent float64) string {
	if percent >= 100 {
		return ""
	}
	return " or more"
}

func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
