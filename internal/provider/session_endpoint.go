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

const aboutSessionEndpoint = "Base URL of the BOS that the session was started on. A saved plan cannot be applied to another one. " +
	"A session that is not found at another URL is not taken as gone; one that is found there with the same name, start time and inputs is the same, " +
	"and the new URL is taken over without a change."

// elsewhere reports whether the session belongs to another endpoint than the one that the provider is configured for. The
// state of an earlier release does not say.
func (m *sessionModel) elsewhere(c *connection) bool {
	here := c.endpoint()
	return !m.Endpoint.IsNull() && !m.Endpoint.IsUnknown() && !here.IsNull() && !here.IsUnknown() && !m.Endpoint.Equal(here)
}

// ofOtherVersion reports whether the session was started on another version of the API than the one that is spoken: neither
// version has the sessions of the other. The names show it, as v1 chooses them, and allows none to be configured.
func (m *sessionModel) ofOtherVersion(c *connection, config *sessionModel) bool {
	if c == nil || c.client == nil {
		return false
	}
	v1, known := c.client.SpeaksV1()
	byV1 := v1Name.MatchString(m.Name.ValueString()) && config.Name.IsNull()
	return known && v1 != byV1
}

// isHere reports whether BOS's answer at another endpoint is this very session, so that both URLs are of one system.
// A start that was never confirmed proves nothing.
func (m *sessionModel) isHere(session bos.Session, err error) bool {
	return err == nil && !m.StartTime.IsNull() && !session.StartTime.IsZero() && m.sameSession(session)
}

// atHome reports whether the endpoint is the session's own, or the session is found at it. If not, it says why in the words
// of the request that was to be made.
func (m *sessionModel) atHome(ctx context.Context, c *connection, client *bos.Client, failed func(*connection, *sessionModel, error) diag.Diagnostic,
	notHere func(*connection, *sessionModel) diag.Diagnostic, diags *diag.Diagnostics,
) bool {
	if !m.elsewhere(c) {
		return true
	}
	session, err := client.Session(ctx, m.Name.ValueString())
	switch {
	case m.isHere(session, err):
		return true
	case err != nil && !errors.Is(err, bos.ErrNotFound):
		diags.Append(failed(c, m, err))
	default:
		diags.Append(notHere(c, m))
	}
	return false
}

func (m *sessionModel) notHere(c *connection) string {
	return fmt.Sprintf("%s belongs to the system at %s, and the provider is configured for %s, which does not have it.",
		upper(m.described()), m.Endpoint.ValueString(), c.endpoint().ValueString())
}

// leftElsewhere is the warning of a refresh.
func leftElsewhere(c *connection, m *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Unable to find "+m.called()+" at this endpoint", m.notHere(c)+
		" It is not taken as gone: the state stays as it was, and nothing is run.\n\nWhat you can do next:\n"+
		"  - configure the provider for the session's own system again (endpoint, BOS_ENDPOINT), or use one provider block with an alias for each system\n"+
		"  - if that system no longer exists: terraform state rm ADDRESS")
}

// waitsElsewhere is the error of an apply that has to wait for a session or judge it.
func waitsElsewhere(c *connection, m *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for "+m.called(), m.notHere(c)+
		" Nothing was started.\n\nWhat you can do next:\n"+
		"  - configure the provider for the session's own system (endpoint, BOS_ENDPOINT) and apply again\n"+
		"  - to stop waiting for it: wait_for_completion = false")
}

// deletedElsewhere drops a session that is complete, and refuses any other.
func deletedElsewhere(c *connection, m *sessionModel) diag.Diagnostic {
	if m.complete() {
		return diag.NewWarningDiagnostic("Unable to delete the record of "+m.called(), m.notHere(c)+
			" The session is complete: it is dropped from the state. Its record stays in BOS at its own system.")
	}
	return diag.NewErrorDiagnostic("Unable to delete "+m.called(), m.notHere(c)+
		" It is not complete, as far as is known, so that it cannot be taken as gone. Nothing was deleted.\n\nWhat you can do next:\n"+
		"  - configure the provider for the session's own system (endpoint, BOS_ENDPOINT) and destroy it there\n"+
		"  - to drop it from the state and leave it as it is: apply on_destroy = \"forget\" first, or terraform state rm ADDRESS,\n"+
		"    or a removed block with lifecycle { destroy = false }")
}
