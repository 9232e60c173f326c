// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const (
	forgetFirst = "To drop the session from the state without a request, apply on_destroy = \"forget\" first."
	removeOnly  = "To drop it from the state and change nothing else: `terraform state rm ADDRESS`, or a removed block " +
		"with lifecycle { destroy = false }"
)

func deleteFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	return message{summary: "Unable to delete " + data.called()}.because(c.explain(err, data.Tenant)).and(problem{
		what: "\n\nThe session stays in the state.",
		next: []string{repeatCommand, forgetFirst},
	}).asError()
}

func cancelFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	report := message{summary: "Unable to cancel " + data.called()}
	if errors.Is(err, errors.ErrUnsupported) {
		return report.because(cannotCancelOnV1()).and(problem{what: "Nothing was deleted."}).asError()
	}
	report = report.because(c.explain(err, data.Tenant)).and(problem{
		what: "\n\nBOS may have disabled some of its nodes, and may still be processing others. The session stays in the " +
			"state.",
		next: []string{
			repeatCommand,
			"To let its nodes finish instead, apply on_destroy = \"delete\" first.",
		},
	})
	if errors.Is(err, context.DeadlineExceeded) {
		report.next = append(report.next, "To allow more time, apply a longer timeouts.delete first.")
	}
	return report.asError()
}

func recordLeft(data *sessionModel, err error) diag.Diagnostic {
	return message{
		summary: "Unable to delete the record of " + data.called(),
		what: sentence(err) + "\n\nOnly an administrator of the system may delete sessions, a tenant's administrator may " +
			"not. The record stays in BOS, and the session is dropped from the state. That stops no node: if the session " +
			"is still running, each of its nodes completes the operation.",
	}.asWarning()
}

func nodesContinue(data *sessionModel, session bos.Session) diag.Diagnostic {
	if data.Stage.ValueBool() {
		return message{
			summary: "Deleted the stage of " + data.called(),
			what: fmt.Sprintf("The session had staged its operation on %s. BOS no longer applies what a deleted session "+
				"staged.", nodes(len(session.Components))),
		}.asWarning()
	}
	with := " with " + nodes(len(session.Components))
	if len(session.Components) == 0 { // BOS v1 may not report them
		with = ""
	}
	return message{
		summary: "The nodes of " + data.called() + " continue",
		what: fmt.Sprintf("The session was still running%s when its record was deleted. Deleting the record stops no "+
			"node: each completes the operation.", with),
		next: []string{"For the next session: on_destroy = \"cancel\" stops the nodes where they are."},
	}.asWarning()
}

func adoptedByAnother(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "The record of " + data.called() + " was not deleted",
		what: fmt.Sprintf("Another resource of this run has adopted %s (on_conflict = \"adopt\"), so that the record is "+
			"that resource's now. Nothing was run and nothing was deleted; this resource is dropped from the state.",
			data.described()),
	}.asWarning()
}

func namelessDropped(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "No record was deleted",
		what: fmt.Sprintf("The answer to the request that started %s was lost, and its name was never known. If BOS has "+
			"started it, its record stays in BOS and its nodes continue.", data.described()),
		next: []string{"Look for it: `cray bos v1 session list`"},
	}.asWarning()
}

func unprovenLeft(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "The record of " + data.called() + " stays in BOS",
		what: fmt.Sprintf("When the session was started, the answer was lost, and the nodes of %s did not prove that it "+
			"is the one. It may be somebody else's, so it is dropped from the state only: its record stays, and its nodes "+
			"continue.", data.described()),
		next: []string{"If it is yours, delete it: `cray bos v1 session delete " + data.Name.ValueString() + "`"},
	}.asWarning()
}

// deletedElsewhere returns a warning for a complete session, which is dropped from the state, and an error for any
// other.
func deletedElsewhere(c *connection, m *sessionModel) diag.Diagnostic {
	if m.complete() {
		return message{
			summary: "Unable to delete the record of " + m.called(),
			what: m.wrongEndpoint(c) + " The session is complete: it is dropped from the state. Its record stays in " +
				"BOS at its own system.",
		}.asWarning()
	}
	return message{
		summary: "Unable to delete " + m.called(),
		what: m.wrongEndpoint(c) + " The session was not complete when it was last read, so that a missing record does " +
			"not mean that it is gone. Nothing was deleted.",
		next: []string{
			"Configure the provider for the session's own system (endpoint, BOS_ENDPOINT) and destroy it there.",
			forgetFirst, removeOnly,
		},
	}.asError()
}

func leftInOtherVersion(m *sessionModel, version bos.APIVersion, session bos.Session) diag.Diagnostic {
	running := ""
	if !session.Complete() {
		running = " It is not complete: its nodes continue."
	}
	return message{
		summary: "The record of " + m.called() + " stays in BOS",
		what: fmt.Sprintf("%s was started on %s of the API, and the provider is configured for the other version "+
			"(api_version), which does not have it. It is dropped from the state, and nothing was deleted.%s",
			capitalize(m.described()), version, running),
		next: []string{"Delete the record: `" + m.deleteIn(version) + "`"},
	}.asWarning()
}

func cancelInOtherVersion(m *sessionModel, version bos.APIVersion) diag.Diagnostic {
	return message{
		summary: "Unable to cancel " + m.called(),
		what: fmt.Sprintf("%s was started on %s of the API, and the provider is configured for the other version "+
			"(api_version), which does not have it. Nothing was cancelled or deleted, and the session stays in the state.",
			capitalize(m.described()), version),
		next: []string{
			fmt.Sprintf("Set api_version = %q (BOS_API_VERSION) and destroy it again.", version), forgetFirst,
		},
	}.asError()
}

func unknownInOtherVersion(m *sessionModel, version bos.APIVersion, why problem) diag.Diagnostic {
	return message{
		summary: "Unable to look for the record of " + m.called() + " on " + string(version) + " of the API",
		what: fmt.Sprintf("The provider is configured for the other version (api_version), which does not have %s. By its "+
			"name it may have been started on %s, and the request there failed:", m.described(), version),
	}.because(why).and(problem{
		next: []string{"If BOS has the record, it stays. Delete it: `" + m.deleteIn(version) + "`"},
	}).asWarning()
}

func ghostDeleted(m *sessionModel) diag.Diagnostic {
	return message{
		summary: "The nodes of " + m.called() + " may continue",
		what: fmt.Sprintf("Somebody deleted the record of %s, but the agent that BOS v1 started for it still wrote to it, "+
			"so that BOS still listed it. What was left of the record is deleted now. That stops neither the agent nor its "+
			"nodes; if the agent still runs, BOS may list the session again.", m.described()),
		next: []string{m.readAgentLog()},
	}.asWarning()
}
