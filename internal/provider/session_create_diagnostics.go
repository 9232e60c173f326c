// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const unableToStart = "Unable to start the session"

func startFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	report := message{
		summary: unableToStart,
		what:    fmt.Sprintf("BOS did not start %s:", data.described()),
	}.because(c.explain(err, data.Tenant))
	var held *bos.NameHeldError
	var database *bos.DatabaseError
	switch {
	case errors.As(err, &held):
		report = report.and(sameName())
	case errors.As(err, &database):
		report = report.and(databaseDown)
	case errors.Is(err, gateway.ErrConflict):
		report = report.and(data.nameIsTaken(err))
	case data.Limit.IsNull() && refused(err):
		report = report.and(problem{next: []string{
			"If BOS requires a limit (its option session_limit_required), write `limit = \"*\"` to act on every node of the " +
				"template.",
		}})
	}
	return report.and(data.hosted().refused(data)).asError()
}

// refused reports whether BOS refused the session for its inputs, and has its template.
func refused(err error) bool {
	var failure *gateway.Error
	var missing *bos.TemplateMissingError
	return errors.As(err, &failure) && failure.Status == http.StatusBadRequest && !errors.As(err, &missing)
}

// sameName is the problem of two resources of one run that ask for sessions of the same name.
func sameName() problem {
	return problem{
		what: "Another bos_session of this run has the same name and tenant, and the session that was started or " +
			"adopted is that resource's. Nothing was started for this one.",
		next: []string{
			"Give each session its own name. With for_each or count, make the name of the key: " +
				"`name = \"nightly-${each.key}\"`",
			"Leave name out: the provider then generates a unique name.",
		},
	}
}

var databaseDown = problem{
	what: "\n\nBOS could not read its database, so that the session template may exist. Nothing was started.",
	next: []string{"Apply again when `cray bos v2 healthz list` reports dbStatus `ok`."},
}

// nameIsTaken describes the session that has the name of the one to be started.
func (m *sessionModel) nameIsTaken(err error) problem {
	p := problem{what: "Nothing was started.", next: m.hosted().taken(m)}
	var other *bos.ConflictError
	if errors.As(err, &other) && other.Found.Name != "" {
		p.what = "\n\n" + capitalize(existing(other.Found)) + "\n\nNothing was started."
	}
	return p
}

// existing describes a session that BOS has: its state, since when, and its inputs.
func existing(session bos.Session) string {
	text := fmt.Sprintf("the existing session is %s", session.Status)
	if session.Status == "" {
		text = "the existing session has no status yet"
	}
	if !session.StartTime.IsZero() {
		text += ", started " + session.StartTime.UTC().Format(time.RFC3339)
	}
	text += fmt.Sprintf(", on %s. Its inputs: operation %s, template %q", nodes(len(session.Components)),
		session.Operation, session.TemplateName)
	switch {
	case session.Limit == nil: // not reported
	case *session.Limit == "":
		text += ", no limit"
	default:
		text += ", limit " + quoteText(*session.Limit)
	}
	if session.Stage != nil && *session.Stage {
		text += ", staged"
	}
	if session.IncludeDisabled != nil && *session.IncludeDisabled {
		text += ", with disabled nodes"
	}
	return text + "."
}

const unableToTell = "Unable to tell whether the session was started"

func startUnresolved(c *connection, data *sessionModel, err *bos.UnresolvedError) diag.Diagnostic {
	if data.nameless() {
		return startUnresolvedOnV1(c, data, err)
	}
	return message{
		summary: unableToTell,
		what: fmt.Sprintf("The answer to the request that starts %s was lost, and BOS could not report whether the "+
			"session exists:", data.described()),
	}.because(c.explain(err.Err, data.Tenant)).and(data.hosted().undecided(data, c.speaksV1())).asError()
}

func startUnresolvedOnV1(c *connection, data *sessionModel, err *bos.UnresolvedError) diag.Diagnostic {
	candidates := ""
	if len(err.Candidates) > 0 {
		candidates = "\n\nThese sessions may be it:\n"
		for _, session := range err.Candidates {
			candidates += "\n    " + session.Name + ": " + candidateOnV1(session)
		}
	}
	return message{
		summary: unableToTell,
		what: fmt.Sprintf("The answer to the request that starts %s was lost, and with it the name that BOS v1 chose "+
			"for the session:", data.described()),
	}.because(c.explain(err.Err, data.Tenant)).and(problem{what: candidates}).
		and(data.hosted().undecided(data, true)).asError()
}

// findNameless are the steps for a session of BOS v1 whose name is not known.
var findNameless = []string{
	"Look for the session: `cray bos v1 session list`, then `cray bos v1 session describe ID`",
	"If it exists, continue with it, which starts nothing: `terraform state rm ADDRESS`, then " +
		"`terraform import ADDRESS ID`",
	"If it does not, start it: `terraform apply -replace=ADDRESS`",
}

func recordHidden(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "Unable to find the record of " + data.called() + ", which was started",
		what: fmt.Sprintf("The answer to the request that starts %s was lost, and BOS has no record of the session. "+
			"But %s name it, so that it was started: its record was deleted since, or a cache hides it. It is not "+
			"started again.", data.described(), nodes(int(data.ComponentCount.ValueInt64()))),
	}.asWarning()
}

func takenUnproven(data *sessionModel) diag.Diagnostic {
	name := data.Name.ValueString()
	next := []string{
		"If it is yours, there is nothing to do. Its record stays in BOS when the resource is destroyed. To change " +
			"that: `terraform state rm ADDRESS`, then `terraform import ADDRESS " + name + "`",
		"If it is not, start yours: `terraform apply -replace=ADDRESS`",
	}
	if data.invoked() {
		next = []string{"If it is yours, there is nothing to do.", "If it is not, start yours. " + data.hosted().again(data)}
	}
	return message{
		summary: "Unable to prove that " + data.called() + " is the one that was started",
		what: fmt.Sprintf("The answer to the request that starts %s was lost, and BOS v1 does not return a session's "+
			"limit. This session is taken over, as it is the only new session of the operation and the template:\n\n"+
			"    %s: %s\n\nCompare its start and its nodes with what you expect. If they differ, somebody else started it "+
			"at that moment, and yours may not have been started.", data.described(), name, data.candidateText()),
		next: next,
	}.asWarning()
}

// foreignSession is the message about a session of BOS v1 that was taken over and is somebody else's.
func foreignSession(summary string, data *sessionModel, others []string) message {
	start := "If BOS does not have it, start it: `terraform apply -replace=ADDRESS`"
	if data.invoked() {
		start = "If BOS does not have it, start it. " + data.hosted().again(data)
	}
	return message{
		summary: summary,
		what: fmt.Sprintf("The answer to the request that starts the session was lost, and %s was taken over for it. "+
			"That session is somebody else's: it acts on nodes that the limit %s does not name (%s). Whether BOS has "+
			"started yours is not known. The record of the other session stays in BOS.",
			data.called(), quoteText(data.Limit.ValueString()), firstNodes(others)),
		next: []string{
			"Look for your session: `cray bos v1 session list`, then `cray bos v1 session describe ID`", start,
		},
	}
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
