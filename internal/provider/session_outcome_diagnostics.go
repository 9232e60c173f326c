// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func recordGone(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The record of "+data.called()+" is gone", fmt.Sprintf(
		"BOS no longer has %s, and its nodes do not say what became of it, so its result cannot be told: %s. "+
			"Nothing is run again; `result` is `unjudged`.",
		data.described(), data.whoDeleted()))
}

func judgedByNodes(data *sessionModel) diag.Diagnostic {
	outcome := outcomeToAPI(data.Outcome)
	return diag.NewWarningDiagnostic("The record of "+data.called()+" is gone", fmt.Sprintf(
		"BOS no longer has %s: %s. BOS's components still name the session, so it was judged by them: %d of its "+
			"%s successful, %d failed, %d held, %d taken over by a newer session. When it ended is not known. "+
			"Nothing is run again.",
		data.described(), data.whoDeleted(), outcome.Successful, nodes(outcome.Managed), outcome.Failed, outcome.Held,
		outcome.Superseded))
}

func nodesUnreported(data *sessionModel, v1 bool) diag.Diagnostic {
	why := "BOS counts nodes of an earlier session of this name among those of this one, and the records of the " +
		"nodes could not be read."
	if v1 {
		why = "BOS v1 tells what became of a session's nodes by the boot sets of its template, and that is gone, or has none."
	}
	return diag.NewWarningDiagnostic("What became of the nodes of "+data.called()+" cannot be told", fmt.Sprintf(
		"%s is complete. %s Nothing is run again; `result` is `unjudged`.", capitalize(data.described()), why))
}

func partlySuperseded(data *sessionModel, verdict bos.Verdict) diag.Diagnostic {
	n := verdict.Outcome.Superseded
	return diag.NewWarningDiagnostic(fmt.Sprintf("A newer session took over %s of %s", nodes(n), data.called()),
		fmt.Sprintf("%s did what it should on the %s that stayed its own. What became of the rest is told by the "+
			"newer session.",
			capitalize(data.described()), nodes(verdict.Outcome.Managed)))
}

// sessionFailed says what failed, why, and what to do next. A warning has one next step only, as it taints
// nothing.
func sessionFailed(data *sessionModel, verdict bos.Verdict, v1 bool) diag.Diagnostic {
	summary, what := failure(data, verdict, v1)
	if data.OnFailure.ValueString() == "warn" {
		return diag.NewWarningDiagnostic(summary, fmt.Sprintf(
			"%s is complete, but %s\n\nTo run the operation again: terraform apply -replace=ADDRESS",
			capitalize(data.described()), what))
	}
	detail := fmt.Sprintf("%s is complete, but %s\n\nThe session stays in the state. Ways on:\n"+
		"  - run the operation again: terraform apply -replace=ADDRESS\n"+
		"    (a resource that is marked as tainted is replaced by a plain apply, too)\n%s",
		capitalize(data.described()), what, accept(verdict))
	return diag.NewErrorDiagnostic(summary, strings.TrimRight(detail, "\n"))
}

func failure(data *sessionModel, verdict bos.Verdict, v1 bool) (summary, what string) {
	switch verdict.Reason {
	case bos.ReasonError:
		message := ":\n\n    " + strings.ReplaceAll(data.Error.ValueString(), "\n", "\n    ")
		what = "BOS could not set it up, and no node was touched" + message
		if v1 { // v1 reports it only at the end, when other nodes may have been touched
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
	return fmt.Sprintf("Unable to %s %d of %s", data.verb(), bad, nodes(outcome.Managed)),
		strings.TrimSuffix(b.String(), ":\n")
}

// namedNodes lists the nodes that did not succeed and have no message of BOS. If BOS's messages do not name all
// nodes, it says where all of them are.
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
			text += fmt.Sprintf("\n\n%s %s (outcome.%s):\n    %s", nodes(len(list.nodes)), list.what, list.attribute,
				someNodes(list.nodes))
		}
	}
	return text
}

// sortedErrors returns the messages, that of the most nodes first.
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

// accept says how to accept the result, if that is possible.
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
