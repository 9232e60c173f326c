// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// whoDeleted says how a record may have gone away.
func (m *sessionInputs) whoDeleted() string {
	if v1Name.MatchString(m.Name.ValueString()) {
		return "it was deleted by somebody, or it was one of BOS v1 (its name is one that v1 chose), which is not there any more, or not spoken, as api_version was changed"
	}
	return "it was deleted by somebody, or by BOS itself, which deletes complete sessions that were started longer ago than its option cleanup_completed_session_ttl"
}

func recordGone(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The record of "+data.called()+" is gone", fmt.Sprintf(
		"BOS no longer has %s, and its nodes do not say what became of it, so its result cannot be told: %s. Nothing is run again; `result` is `unjudged`.",
		data.described(), data.whoDeleted()))
}

func judgedByNodes(data *sessionModel) diag.Diagnostic {
	outcome := outcomeToAPI(data.Outcome)
	return diag.NewWarningDiagnostic("The record of "+data.called()+" is gone", fmt.Sprintf(
		"BOS no longer has %s: %s. BOS's components still name the session, so it was judged by them: %d of its %s successful, %d failed, %d held, %d taken over by a newer session. "+
			"When it ended is not known. Nothing is run again.",
		data.described(), data.whoDeleted(), outcome.Successful, nodes(outcome.Managed), outcome.Failed, outcome.Held, outcome.Superseded))
}

func failedNodes(data *sessionModel, outcome *bos.Outcome, v1 bool) (summary, what string) {
	var b strings.Builder
	bad := outcome.Failed + outcome.Held
	fmt.Fprintf(&b, "%d of its %s failed", outcome.Failed, nodes(outcome.Managed))
	switch {
	case outcome.Held > 0 && v1:
		fmt.Fprintf(&b, ", and %d neither succeeded nor failed", outcome.Held)
	case outcome.Held > 0:
		fmt.Fprintf(&b, ", and %d %s held back (disabled by an administrator, or on hold)", outcome.Held, were(outcome.Held))
	}
	if outcome.Superseded > 0 {
		fmt.Fprintf(&b, "; %s more %s taken over by a newer session", nodes(outcome.Superseded), were(outcome.Superseded))
	}
	b.WriteString(":\n")
	for _, message := range sortedErrors(outcome.Errors) {
		e := outcome.Errors[message]
		fmt.Fprintf(&b, "\n  - %s: %s", nodes(e.Count), message)
		if len(e.Nodes) > 0 {
			fmt.Fprintf(&b, "\n    %s", strings.ReplaceAll(nodeList(e), ",", ", "))
		}
	}
	b.WriteString(namedNodes(outcome))
	if outcome.Held > 0 && v1 {
		b.WriteString("\n\n" + data.agentLog())
	}
	return fmt.Sprintf("Unable to %s %d of %s", data.verb(), bad, nodes(outcome.Managed)), strings.TrimSuffix(b.String(), ":\n")
}

// namedNodes names the nodes that did not succeed where BOS has no message about them, and says where all of them are
// where its messages do not name all.
func namedNodes(outcome *bos.Outcome) string {
	mentioned, cut := map[string]bool{}, false
	for _, e := range outcome.Errors {
		cut = cut || e.Truncated
		for _, node := range e.Nodes {
			mentioned[node] = true
		}
	}
	text := ""
	for _, list := range []struct {
		what, attribute string
		nodes           []string
	}{{"failed", "failed_nodes", outcome.FailedNodes}, {"neither succeeded nor failed", "held_nodes", outcome.HeldNodes}} {
		unnamed := 0
		for _, node := range list.nodes {
			if !mentioned[node] {
				unnamed++
			}
		}
		switch {
		case unnamed > 0 && cut:
			text += fmt.Sprintf("\n\nAll %s that %s: outcome.%s", nodes(len(list.nodes)), list.what, list.attribute)
		case unnamed > 0:
			text += fmt.Sprintf("\n\n%s %s (outcome.%s):\n    %s", nodes(len(list.nodes)), list.what, list.attribute, someNodes(list.nodes))
		}
	}
	return text
}
