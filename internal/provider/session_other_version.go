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

// absent deals with the destruction of a session that BOS does not describe. It may be one of the other version of the API,
// whose record stays, or on v1 a ghost, whose remains are deleted. Otherwise there is nothing left. It reports whether
// nothing more is to be done.
func (m *sessionModel) absent(ctx context.Context, c *connection, client *bos.Client, cancelling bool, diags *diag.Diagnostics) (done bool) {
	v1, _ := client.SpeaksV1() // known: it was asked for the session
	switch named := v1Name.MatchString(m.Name.ValueString()); {
	case v1 && named && !cancelling:
		m.deleteGhost(ctx, c, client, diags)
		return true
	case v1 != named:
		return m.inOtherVersion(ctx, c, client, cancelling, diags) || !cancelling
	default:
		return !cancelling
	}
}

// deleteGhost deletes what BOS v1 lists and does not describe: somebody has deleted the session, and its agent wrote
// on (108_ghost_delete.json of v1). Where there is no ghost, the DELETE is answered with 404.
func (m *sessionModel) deleteGhost(ctx context.Context, c *connection, client *bos.Client, diags *diag.Diagnostics) {
	err := client.DeleteSession(ctx, m.Name.ValueString())
	switch {
	case errors.Is(err, bos.ErrNotFound):
	case err != nil:
		diags.Append(deleteFailed(c, m, err))
	case !m.complete():
		diags.Append(ghostDeleted(m))
	}
}

func (m *sessionModel) inOtherVersion(ctx context.Context, c *connection, client *bos.Client, cancelling bool, diags *diag.Diagnostics) (found bool) {
	version, session, err := client.SessionInOtherVersion(ctx, m.Name.ValueString())
	switch {
	case errors.Is(err, bos.ErrNotFound) || err == nil && !m.sameSession(session):
		return false
	case err != nil:
		diags.Append(unknownInOtherVersion(m, version, c.told(err, m.Tenant)))
		return false
	case cancelling:
		diags.Append(cancelInOtherVersion(m, version))
		return true
	default:
		diags.Append(leftInOtherVersion(m, version, session))
		return true
	}
}

// deleteIn is the command that deletes the record.
func (m *sessionInputs) deleteIn(version bos.APIVersion) string {
	if version == bos.APIv1 {
		return "cray bos v1 session delete " + m.Name.ValueString()
	}
	return "cray bos v2 sessions delete " + m.Name.ValueString()
}

func leftInOtherVersion(m *sessionModel, version bos.APIVersion, session bos.Session) diag.Diagnostic {
	running := ""
	if !session.Complete() {
		running = " It is not complete: its nodes continue."
	}
	return diag.NewWarningDiagnostic("The record of "+m.called()+" stays in BOS", fmt.Sprintf(
		"%s was started on %[2]s of the API, and the provider speaks the other version (api_version), which does not have it. It is dropped from the state, and nothing was deleted.%[3]s\n\n"+
			"To delete the record:\n\n    %[4]s", upper(m.described()), version, running, m.deleteIn(version)))
}

func cancelInOtherVersion(m *sessionModel, version bos.APIVersion) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to cancel "+m.called(), fmt.Sprintf(
		"%s was started on %[2]s of the API, and the provider speaks the other version (api_version), which does not have it. Nothing was cancelled or deleted, and the session stays in the state.\n\n"+
			"What you can do next:\n  - set api_version = %[2]q (BOS_API_VERSION) and destroy it again\n"+
			"  - apply on_destroy = \"forget\" first: it is dropped from the state without a request", upper(m.described()), version))
}

func unknownInOtherVersion(m *sessionModel, version bos.APIVersion, problem string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Unable to look for the record of "+m.called()+" on "+string(version)+" of the API", fmt.Sprintf(
		"The provider speaks the other version (api_version), which does not have %s. By its name it may have been started on %s, and BOS could not be asked there: %s\n\n"+
			"If it is there, its record stays. To delete it:\n\n    %s", m.described(), version, problem, m.deleteIn(version)))
}

func ghostDeleted(m *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The nodes of "+m.called()+" may continue", fmt.Sprintf(
		"Somebody had deleted the record of %s, and the agent that BOS v1 started for it wrote on, so that BOS still listed it. What was left of it is deleted. "+
			"That stops neither the agent nor its nodes; if the agent still works, BOS may list the session again.", m.described()))
}
