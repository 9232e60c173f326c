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

func deleteFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to delete "+data.called(), c.explain(err, data.Tenant).what+
		"\n\nThe session stays in the state. With on_destroy = \"forget\" (applied first) it is dropped from the "+
		"state without a request.")
}

func cancelFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	if errors.Is(err, errors.ErrUnsupported) {
		return diag.NewErrorDiagnostic("Unable to cancel "+data.called(),
			cannotCancelOnV1+" Apply that first. Nothing was deleted.")
	}
	detail := c.explain(err, data.Tenant).what +
		"\n\nSome of its nodes may have been switched off in BOS, others may still be at work. The session stays " +
		"in the state: destroy it again to go on. With on_destroy = \"delete\" (applied first) its nodes are " +
		"left to finish."
	if errors.Is(err, context.DeadlineExceeded) {
		detail += " With a longer timeouts.delete (applied first) there is more time."
	}
	return diag.NewErrorDiagnostic("Unable to cancel "+data.called(), detail)
}

func recordLeft(data *sessionModel, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Unable to delete the record of "+data.called(), sentence(err)+
		"\n\nOnly an administrator of the system may delete sessions, not one of a tenant. The record stays in "+
		"BOS, and the session is dropped from the state. That stops no node: where the session still runs, each "+
		"of its nodes finishes what it was told.")
}

func nodesContinue(data *sessionModel, session bos.Session) diag.Diagnostic {
	if data.Stage.ValueBool() {
		return diag.NewWarningDiagnostic("What "+data.called()+" staged can no longer be applied", fmt.Sprintf(
			"The session had staged its operation on %s. BOS refuses to apply what a deleted session staged.",
			nodes(len(session.Components))))
	}
	with := " with " + nodes(len(session.Components))
	if len(session.Components) == 0 { // BOS v1 may not report them
		with = ""
	}
	return diag.NewWarningDiagnostic("The nodes of "+data.called()+" go on", fmt.Sprintf(
		"The session was still running%s when its record was deleted. Deleting the record stops no node: "+
			"each finishes what it was told.", with))
}

func adoptedByAnother(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The record of "+data.called()+" was not deleted", fmt.Sprintf(
		"Another resource of this run has adopted %s (on_conflict = \"adopt\"), so that the record is that "+
			"resource's now. Nothing was run and nothing was deleted; this resource is dropped from the state.",
		data.described()))
}

func namelessDropped(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("No record was deleted", fmt.Sprintf(
		"The answer to the request that started %s was lost, and its name was never known. If BOS has started "+
			"it, its record stays there and its nodes go on.",
		data.described()))
}

func unprovenLeft(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The record of "+data.called()+" stays in BOS", fmt.Sprintf(
		"When the session was started, the answer was lost, and the nodes of %s did not prove that it is the "+
			"one. It may be somebody else's, so it is dropped from the state only: its record stays, and its nodes "+
			"continue. If it is yours, delete it:\n\n    cray bos v1 session delete %s", data.described(),
		data.Name.ValueString()))
}

// deletedElsewhere returns a warning for a complete session, which is dropped from the state, and an error for any
// other.
func deletedElsewhere(c *connection, m *sessionModel) diag.Diagnostic {
	if m.complete() {
		return diag.NewWarningDiagnostic("Unable to delete the record of "+m.called(), m.wrongEndpoint(c)+
			" The session is complete: it is dropped from the state. Its record stays in BOS at its own system.")
	}
	return diag.NewErrorDiagnostic("Unable to delete "+m.called(), m.wrongEndpoint(c)+
		" It is not complete, as far as is known, so that it cannot be taken as gone. Nothing was deleted.\n\n"+
		"What you can do next:\n"+
		"  - configure the provider for the session's own system (endpoint, BOS_ENDPOINT) and destroy it there\n"+
		"  - to drop it from the state and leave it as it is: apply on_destroy = \"forget\" first, or terraform "+
		"state rm ADDRESS,\n"+
		"    or a removed block with lifecycle { destroy = false }")
}

func leftInOtherVersion(m *sessionModel, version bos.APIVersion, session bos.Session) diag.Diagnostic {
	running := ""
	if !session.Complete() {
		running = " It is not complete: its nodes continue."
	}
	return diag.NewWarningDiagnostic("The record of "+m.called()+" stays in BOS", fmt.Sprintf(
		"%s was started on %[2]s of the API, and the provider speaks the other version (api_version), which does "+
			"not have it. It is dropped from the state, and nothing was deleted.%[3]s\n\n"+
			"To delete the record:\n\n    %[4]s", capitalize(m.described()), version, running, m.deleteIn(version)))
}

func cancelInOtherVersion(m *sessionModel, version bos.APIVersion) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to cancel "+m.called(), fmt.Sprintf(
		"%s was started on %[2]s of the API, and the provider speaks the other version (api_version), which does "+
			"not have it. Nothing was cancelled or deleted, and the session stays in the state.\n\n"+
			"What you can do next:\n  - set api_version = %[2]q (BOS_API_VERSION) and destroy it again\n"+
			"  - apply on_destroy = \"forget\" first: it is dropped from the state without a request",
		capitalize(m.described()), version))
}

func unknownInOtherVersion(m *sessionModel, version bos.APIVersion, problem string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Unable to look for the record of "+m.called()+" on "+string(version)+
		" of the API", fmt.Sprintf(
		"The provider speaks the other version (api_version), which does not have %s. By its name it may have "+
			"been started on %s, and BOS could not be asked there: %s\n\n"+
			"If it is there, its record stays. To delete it:\n\n    %s", m.described(), version, problem, m.deleteIn(version)))
}

func ghostDeleted(m *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The nodes of "+m.called()+" may continue", fmt.Sprintf(
		"Somebody had deleted the record of %s, and the agent that BOS v1 started for it wrote on, so that BOS "+
			"still listed it. What was left of it is deleted. That stops neither the agent nor its nodes; if the "+
			"agent still works, BOS may list the session again.", m.described()))
}
