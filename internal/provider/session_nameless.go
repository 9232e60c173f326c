// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// BOS v1 chooses a session's name. Where the answer that tells it is lost, and BOS cannot tell which of its sessions is
// the one, the state keeps the session with an empty name. So it is tainted, its replacement is shown as one and
// can be prevented, and no next apply runs the operation again as if nothing had been.

// nameless reports whether the session's name was never known.
func (m *sessionInputs) nameless() bool { return !m.Name.IsUnknown() && m.Name.ValueString() == "" }

// takeName writes the name that BOS chose, "" where it is not known.
func (m *sessionInputs) takeName(session bos.Session) {
	if m.Name.IsNull() {
		m.Name = types.StringValue(session.Name)
	}
}

// v1Name is what BOS v1 calls its sessions: a UUID without anything before it.
var v1Name = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func startUnresolvedOnV1(c *connection, data *sessionModel, err *bos.UnresolvedError) diag.Diagnostic {
	candidates := ""
	if len(err.Candidates) > 0 {
		candidates = "\n\nThese may be it:\n"
		for _, session := range err.Candidates {
			candidates += "\n    " + session.Name + ": " + candidateOnV1(session)
		}
	}
	return diag.NewErrorDiagnostic("Unable to tell whether the session was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and with it the name that BOS v1 chose for the session: %s%s\n\n%s",
		data.described(), c.told(err.Err, data.Tenant), candidates, findNameless))
}

const findNameless = "Look for it before you apply again:\n\n" +
	"    cray bos v1 session list\n    cray bos v1 session describe ID\n\n" +
	"If it is there, go on with it, which starts nothing:\n\n" +
	"    terraform state rm ADDRESS\n    terraform import ADDRESS ID\n\n" +
	"If it is not, `terraform apply -replace=ADDRESS` starts it. The resource is marked as tainted, so that a plain apply does, too."

func namelessLeft(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("It is not known whether the session was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and BOS v1 could not tell which of its sessions is the one. %s",
		data.described(), findNameless))
}

func namelessDropped(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("No record was deleted", fmt.Sprintf(
		"The answer to the request that started %s was lost, and its name was never known. If BOS has started it, its record stays there and its nodes go on.",
		data.described()))
}

func namelessResumed(data *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for a session without a name", fmt.Sprintf(
		"It is not known whether %s was started, nor under which name. %s", data.described(), findNameless))
}
