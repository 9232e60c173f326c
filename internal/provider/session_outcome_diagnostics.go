// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func recordGone(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "The record of " + data.called() + " is gone",
		what: fmt.Sprintf("BOS no longer has %s, and its nodes do not name it, so that its result is not known. %s "+
			"Nothing is run again%s.", data.described(), data.whoDeleted(), data.asResult()),
		next: []string{
			"Look at the nodes: `cray bos v2 components list`, or the data source bos_components.",
			data.hosted().again(data),
		},
	}.asWarning()
}

// asResult says what the state holds of a session that could not be judged. An action has no state.
func (m *sessionModel) asResult() string {
	if m.invoked() {
		return ""
	}
	return "; `result` is `unjudged`"
}

func judgedByNodes(data *sessionModel) diag.Diagnostic {
	outcome := outcomeToAPI(data.Outcome)
	return message{
		summary: "The record of " + data.called() + " is gone",
		what: fmt.Sprintf("BOS no longer has %s. %s BOS's records of the nodes still name the session, so that it was "+
			"judged by them: %d of its %s successful, %d failed, %d held, %d taken over by a newer session. When it ended "+
			"is not known. Nothing is run again.",
			data.described(), data.whoDeleted(), outcome.Successful, nodes(outcome.Managed), outcome.Failed, outcome.Held,
			outcome.Superseded),
	}.asWarning()
}

func nodesUnreported(data *sessionModel, v1 bool) diag.Diagnostic {
	why := "BOS counts nodes of an earlier session of this name as nodes of this one, and the records of the nodes could " +
		"not be read."
	look := "Look at the nodes: `cray bos v2 components list --session " + data.Name.ValueString() + "`"
	if v1 {
		why = "BOS v1 reports the result of a session by the boot sets of its template, and that is deleted, or has none."
		look = data.readAgentLog()
	}
	return message{
		summary: "Unable to read what became of the nodes of " + data.called(),
		what: fmt.Sprintf("%s is complete. %s Nothing is run again%s.", capitalize(data.described()), why,
			data.asResult()),
		next: []string{look},
	}.asWarning()
}

// partlySuperseded warns of nodes that newer sessions took over. takers lists these sessions, "" if they are not known.
func partlySuperseded(data *sessionModel, verdict bos.Verdict, takers string) diag.Diagnostic {
	n := verdict.Outcome.Superseded
	return message{
		summary: fmt.Sprintf("A newer session took over %s of %s", nodes(n), data.called()),
		what: fmt.Sprintf("%s succeeded on the %s that it kept. For the others, see the newer session.%s",
			capitalize(data.described()), nodes(verdict.Outcome.Managed), takers),
		next: data.findTakers(takers),
	}.asWarning()
}

// findTakers is the step that finds the sessions that took nodes over.
func (m *sessionModel) findTakers(takers string) []string {
	if takers != "" {
		return nil
	}
	return []string{"List the sessions that are newer: `cray bos v2 sessions list`"}
}

// sessionFailed says what failed, why, and what to do next. A warning has fewer next steps, as it taints nothing.
func sessionFailed(data *sessionModel, verdict bos.Verdict, v1 bool, takers string) diag.Diagnostic {
	summary, failed := failure(data, verdict, v1, takers)
	report := message{
		summary: summary, what: capitalize(data.described()) + " is complete, but " + failed.what, next: failed.next,
	}
	report = report.and(data.hosted().failed(data, verdict))
	if data.OnFailure.ValueString() == "warn" {
		return report.asWarning()
	}
	return report.asError()
}

func failure(data *sessionModel, verdict bos.Verdict, v1 bool, takers string) (summary string, failed problem) {
	switch verdict.Reason {
	case bos.ReasonError:
		text := ":\n\n    " + strings.ReplaceAll(data.Error.ValueString(), "\n", "\n    ")
		if v1 { // v1 reports it only at the end, when other nodes may have been touched
			return "Unable to set up " + data.called(), problem{
				"BOS does not report that all of it was carried out" + text, []string{data.readAgentLog()},
			}
		}
		return "Unable to set up " + data.called(), problem{
			"BOS could not set it up, and no node was touched" + text, []string{data.checkSelection()},
		}
	case bos.ReasonNoNodes:
		return "Unable to " + data.verb() + " any node", problem{
			"it has no nodes: the template and the limit select none.", []string{data.checkSelection()},
		}
	case bos.ReasonTakenOver:
		return "Unable to " + data.verb() + " the nodes", problem{
			"newer sessions took over each of its " + nodes(int(data.ComponentCount.ValueInt64())) +
				" before it completed." + takers,
			data.findTakers(takers),
		}
	case bos.ReasonNothingStaged:
		return "Unable to stage " + data.called(), problem{
			"nothing was staged.", []string{data.checkSelection()},
		}
	case bos.ReasonNodes:
		return failedNodes(data, verdict.Outcome, v1)
	case bos.ReasonNotComplete, bos.ReasonExpired, bos.ReasonNone:
		fallthrough
	default:
		return "Unable to judge " + data.called(), problem{
			what: fmt.Sprintf("its result is not known (%s).", verdict.Reason),
		}
	}
}

// checkSelection is the step after an error that the selection of nodes may have caused.
func (m *sessionModel) checkSelection() string {
	template := fmt.Sprintf("the node_list, node_groups and node_roles_groups of template %q.", m.TemplateName.ValueString())
	if m.Limit.IsNull() {
		return "Check " + template
	}
	return "Check limit " + quoteText(m.Limit.ValueString()) + ", and " + template + " The data source bos_session_targets shows " +
		"which nodes they select."
}

func failedNodes(data *sessionModel, outcome *bos.Outcome, v1 bool) (summary string, failed problem) {
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
	b.WriteString(namedNodes(data, outcome))
	failed.what = strings.TrimSuffix(b.String(), ":\n")
	if outcome.Held > 0 && v1 {
		failed.next = append(failed.next, data.readAgentLog())
	}
	if len(outcome.FailedNodes) > 0 {
		failed.next = append(failed.next, data.hosted().retry(data, outcome.FailedNodes))
	}
	return fmt.Sprintf("Unable to %s %d of %s", data.verb(), bad, nodes(outcome.Managed)), failed
}

// namedNodes lists the nodes that did not succeed and have no message of BOS. If BOS's messages do not name all
// nodes, it says where all of them are.
func namedNodes(data *sessionModel, outcome *bos.Outcome) string {
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
		case unnamed > 0 && data.invoked():
			text += fmt.Sprintf("\n\n%s %s:\n    %s", nodes(len(list.nodes)), list.what, shortened(list.nodes, 100, ","))
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
