// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// Where the answer to a POST on v1 was lost, the only new session that may be the one is taken over, whether or not its nodes
// prove it. If they do not, the user is told what to compare, and its record is never deleted.

// doubt reports a session that was taken over unproven. Its nodes may be known only now: if one of them is outside of a
// limit of xnames, it is somebody else's, and its result is not this resource's.
func (o sessionOrigin) doubt(data *sessionModel, diags *diag.Diagnostics) {
	switch {
	case !o.Unproven:
	case len(data.others()) > 0:
		o.refute(data, diags)
	default:
		diags.Append(takenUnproven(data))
	}
}

// refute is doubt without the warning, for every apply after the first.
func (o sessionOrigin) refute(data *sessionModel, diags *diag.Diagnostics) {
	if others := data.others(); o.Unproven && len(others) > 0 {
		data.Result = types.StringNull()
		diags.AddError("Unable to start the session", somebodyElses(data, others))
	}
}

// remind is refute for a refresh, which changes nothing: the nodes of a session that is not waited for become known later.
func (o sessionOrigin) remind(data *sessionModel, diags *diag.Diagnostics) {
	if others := data.others(); o.Unproven && len(others) > 0 {
		diags.AddWarning("Unable to take "+data.called()+" for the one that was started", somebodyElses(data, others))
	}
}

// others are the nodes that the limit does not name, where that is of xnames alone.
func (m *sessionModel) others() []string {
	if m.Components.ValueString() == "" {
		return nil
	}
	return bos.OutsideLimit(knownString(m.Limit), strings.Split(m.Components.ValueString(), ","))
}

// shownNodes is how many nodes a text about a candidate names, as in BOS's own lists.
const shownNodes = 10

func firstNodes(all []string) string {
	if len(all) == 0 {
		return "nodes not known"
	}
	text := nodes(len(all)) + ": " + strings.Join(all[:min(len(all), shownNodes)], ", ")
	if len(all) > shownNodes {
		text += ", " + moreNodes
	}
	return text
}

// candidateOnV1 is what there is to compare of a session that may be the one.
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

func (m *sessionModel) candidate() string {
	session := bos.Session{Status: m.Status.ValueString()}
	if list := m.Components.ValueString(); list != "" {
		session.Components = strings.Split(list, ",")
	}
	if t, err := time.Parse(time.RFC3339, m.StartTime.ValueString()); err == nil {
		session.StartTime = t
	}
	return candidateOnV1(session)
}

func takenUnproven(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Unable to prove that "+data.called()+" is the one that was started", fmt.Sprintf(
		"The answer to the request that starts %s was lost, and BOS v1 does not return a session's limit. This one is taken over, as it is the only new session "+
			"of the operation and the template:\n\n    %s: %s\n\n"+
			"Compare its start and its nodes with what you expect. If they differ, somebody else started it at that moment, and yours may not have been started. What you can do next:\n"+
			"  - it is yours: nothing. Its record stays in BOS when it is destroyed; to change that: terraform state rm ADDRESS, then terraform import ADDRESS %[2]s\n"+
			"  - it is not: terraform apply -replace=ADDRESS starts yours",
		data.described(), data.Name.ValueString(), data.candidate()))
}

func somebodyElses(data *sessionModel, others []string) string {
	return fmt.Sprintf(
		"The answer to the request that starts the session was lost, and %s was taken over for it. It is somebody else's: it acts on nodes that the limit %s does not name (%s). "+
			"Whether BOS has started yours is not known. Look for it before you apply again:\n\n    cray bos v1 session list\n    cray bos v1 session describe ID\n\n"+
			"`terraform apply -replace=ADDRESS` starts it. The record of the other one stays in BOS.",
		data.called(), quoteText(data.Limit.ValueString()), firstNodes(others))
}

// leftInBOS is what to say of a session whose record is not deleted, as it is not known to be this resource's; nil for any other.
func (m *sessionModel) leftInBOS(origin sessionOrigin) diag.Diagnostic {
	switch {
	case m.nameless():
		return namelessDropped(m)
	case origin.Unproven:
		return unprovenLeft(m)
	default:
		return nil
	}
}

func unprovenLeft(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The record of "+data.called()+" stays in BOS", fmt.Sprintf(
		"When the session was started, the answer was lost, and the nodes of %s did not prove that it is the one. It may be somebody else's, so it is dropped from the state only: its record stays, and its nodes continue. "+
			"If it is yours, delete it:\n\n    cray bos v1 session delete %s", data.described(), data.Name.ValueString()))
}
