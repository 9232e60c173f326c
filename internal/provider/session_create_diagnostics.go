// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func startFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	detail := fmt.Sprintf("BOS did not start %s: %s", data.described(), c.explain(err, data.Tenant).what)
	var held *bos.NameHeldError
	var database *bos.DatabaseError
	switch {
	case errors.As(err, &held):
		detail += nameHeld
	case errors.As(err, &database):
		detail += databaseDown
	}
	if errors.Is(err, gateway.ErrConflict) {
		detail += "\n\nNothing was started. Choose a new name, or take the existing session over:\n\n" +
			"    terraform import ADDRESS " + data.identity().importID()
		if data.OnConflict.ValueString() != "adopt" {
			detail += "\n\nWith on_conflict = \"adopt\" the provider goes on with an existing session of that " +
				"name if it was created with the same inputs."
		}
	}
	return diag.NewErrorDiagnostic("Unable to start the session", detail)
}

const (
	nameHeld = " Another bos_session of this run has the same name (and tenant), and the session that was " +
		"started or adopted is that resource's. Nothing was started for this one. Give each its own name."

	databaseDown = "\n\nThe session template may well exist. Apply again when `cray bos v2 healthz list` reports " +
		"dbStatus `ok`. Nothing was started."
)

func startUnresolved(c *connection, data *sessionModel, err *bos.UnresolvedError) diag.Diagnostic {
	if data.nameless() {
		return startUnresolvedOnV1(c, data, err)
	}
	return diag.NewErrorDiagnostic("Unable to tell whether the session was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and BOS could not say whether the session exists: "+
			"%s\n\n"+
			"Look for it before you apply again:\n\n    cray bos v2 sessions describe %s\n\n"+
			"If it is there, `terraform untaint ADDRESS` and then `terraform apply` go on with it and start nothing. "+
			"If it is not, it was never started, or it was and its record has been deleted since. Look at its "+
			"nodes:\n\n    cray bos v2 components list --session %[3]s\n\n"+
			"`terraform apply` starts it (again). %[4]s",
		data.described(), c.explain(err.Err, data.Tenant).what, data.Name.ValueString(),
		data.destroyedBeforeReplacement(c.speaksV1())))
}

func startUnresolvedOnV1(c *connection, data *sessionModel, err *bos.UnresolvedError) diag.Diagnostic {
	candidates := ""
	if len(err.Candidates) > 0 {
		candidates = "\n\nThese may be it:\n"
		for _, session := range err.Candidates {
			candidates += "\n    " + session.Name + ": " + candidateOnV1(session)
		}
	}
	return diag.NewErrorDiagnostic("Unable to tell whether the session was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and with it the name that BOS v1 chose for the "+
			"session: %s%s\n\n%s",
		data.described(), c.explain(err.Err, data.Tenant).what, candidates, findNameless))
}

const findNameless = "Look for it before you apply again:\n\n" +
	"    cray bos v1 session list\n    cray bos v1 session describe ID\n\n" +
	"If it is there, go on with it, which starts nothing:\n\n" +
	"    terraform state rm ADDRESS\n    terraform import ADDRESS ID\n\n" +
	"If it is not, `terraform apply -replace=ADDRESS` starts it. The resource is marked as tainted, so that a " +
	"plain apply does, too."

func recordHidden(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("BOS shows no record of "+data.called()+", which was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and BOS shows no record of the session. But %s know "+
			"it, so it was started: its record was deleted since, or a cache hides it. It is not started again.",
		data.described(), nodes(int(data.ComponentCount.ValueInt64()))))
}

func takenUnproven(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Unable to prove that "+data.called()+" is the one that was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and BOS v1 does not return a session's limit. This "+
			"one is taken over, as it is the only new session of the operation and the template:\n\n    %s: %s\n\n"+
			"Compare its start and its nodes with what you expect. If they differ, somebody else started it at that "+
			"moment, and yours may not have been started. What you can do next:\n"+
			"  - it is yours: nothing. Its record stays in BOS when it is destroyed; to change that: terraform state "+
			"rm ADDRESS, then terraform import ADDRESS %[2]s\n"+
			"  - it is not: terraform apply -replace=ADDRESS starts yours",
		data.described(), data.Name.ValueString(), data.candidateText()))
}

func foreignSession(data *sessionModel, others []string) string {
	return fmt.Sprintf(
		"The answer to the request that starts the session was lost, and %s was taken over for it. It is "+
			"somebody else's: it acts on nodes that the limit %s does not name (%s). Whether BOS has started yours "+
			"is not known. Look for it before you apply again:\n\n    cray bos v1 session list\n    cray bos v1 "+
			"session describe ID\n\n"+
			"`terraform apply -replace=ADDRESS` starts it. The record of the other one stays in BOS.",
		data.called(), quoteText(data.Limit.ValueString()), firstNodes(others))
}

func (m *sessionModel) candidateText() string {
	session := bos.Session{Status: m.Status.ValueString(), Components: m.componentList()}
	if t, err := time.Parse(time.RFC3339, m.StartTime.ValueString()); err == nil {
		session.StartTime = t
	}
	return candidateOnV1(session)
}

// candidateOnV1 describes a session that may be the one, for comparison.
func candidateOnV1(session bos.Session) string {
	if session.StartTime.IsZero() && session.Status == "" {
		return "BOS lists it, but does not describe it"
	}
	started := "start not known"
	if !session.StartTime.IsZero() {
		started = "started " + session.StartTime.UTC().Format(time.RFC3339)
	}
	return started + ", " + firstNodes(session.Components)
}
