// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func stagedRefused(c *connection, data *stagedModel, host stagedHost, err error) diag.Diagnostic {
	return message{summary: "Unable to apply what is staged"}.because(c.explain(err, data.Tenant)).and(problem{
		what: "\n\nNothing was applied, and no node was affected.", next: []string{host.again()},
	}).asError()
}

// stagedFailed groups the nodes by BOS's message, the most frequent first.
func stagedFailed(result bos.StagedApplication, host stagedHost) diag.Diagnostic {
	by := map[string][]string{}
	for _, node := range result.Failed {
		text := cmp.Or(strings.TrimSpace(result.Errors[node]), "(BOS's reason could not be read)")
		by[text] = append(by[text], node)
	}
	texts := make([]string, 0, len(by))
	for text := range by {
		texts = append(texts, text)
	}
	slices.SortFunc(texts, func(a, b string) int {
		return cmp.Or(len(by[b])-len(by[a]), strings.Compare(a, b))
	})

	all := len(result.Succeeded) + len(result.Failed) + len(result.Ignored)
	var b strings.Builder
	fmt.Fprintf(&b, "BOS could not apply what is staged for %d of %s:\n", len(result.Failed), nodes(all))
	for _, text := range texts {
		fmt.Fprintf(&b, "\n  - %s: %s\n    %s", nodes(len(by[text])), text, someNodes(by[text]))
	}
	b.WriteString("\n\nBOS does not boot these nodes. It has set them to enabled = false and assigned them to the staged " +
		"session, so that a session that was processing them has lost them.")
	return message{
		summary: fmt.Sprintf("Unable to apply what is staged for %d of %s", len(result.Failed), nodes(all)),
		what:    b.String(),
	}.and(stagedNextSteps(result, host)).asError()
}

// stagedNextSteps warns of the effect of another application.
func stagedNextSteps(result bos.StagedApplication, host stagedHost) problem {
	also := ""
	if len(result.Succeeded) > 0 && (result.ClearStage == nil || !*result.ClearStage) {
		also = fmt.Sprintf(", also for the %d that succeeded: a staged reboot reboots them once more", len(result.Succeeded))
	}
	return message{
		what: "\n\nIn " + brokenReleases + ", this is a fault of BOS, which finds no staged session for any node. On other " +
			"releases, the session that staged this was deleted or no longer fits.",
		next: []string{
			"In " + brokenReleases + ": " + uncapitalized(withoutStages),
			"On other releases, stage the operation again by a new bos_session.",
		},
	}.and(host.failed(also)).problem()
}

// stagedIgnored lists the possible reasons, as BOS does not report them. If nothing at all was applied, the nodes
// do not change as the user asked, and that is an error.
func stagedIgnored(result bos.StagedApplication, host stagedHost) diag.Diagnostic {
	report := message{
		summary: fmt.Sprintf("BOS ignored %s without a staged operation", nodes(len(result.Ignored))),
		what: "Nothing was applied to " + someNodes(result.Ignored) + ".\n\nA node has no staged operation where no session with " +
			"stage = true was set up for it (BOS stages nothing for a shutdown), where the operation was applied before with " +
			"BOS's option clear_stage = true, or where BOS does not know the node or it does not belong to the tenant.",
		next: []string{"Check the list of nodes in components."},
	}
	if len(result.Succeeded)+len(result.Failed) == 0 {
		report.summary = "Unable to apply what is staged: nothing is staged"
		report.next = nil
		return report.and(host.nothing()).asError()
	}
	return report.asWarning()
}

// stageStays explains the effect of BOS's default.
func stageStays(result bos.StagedApplication, host stagedHost) diag.Diagnostic {
	stays := "BOS's option clear_stage is false"
	if result.ClearStage == nil {
		stays = "BOS's option clear_stage could not be read (a tenant's administrator may not); unless it is true"
	}
	return message{
		summary: "What is staged stays staged",
		what: fmt.Sprintf("%s, so what was applied to %s stays staged for them. Applying it again boots them again (a staged "+
			"reboot always, a staged boot where something else runs by then). The staged session never completes, and BOS "+
			"counts half of its nodes as staged.", stays, nodes(len(result.Succeeded))),
		next: []string{
			host.onlyTo(),
			"Set clear_stage = true in bos_options: applying then clears the stage.",
		},
	}.asWarning()
}

// stagedUnresolved says how to find out what the provider could not.
func stagedUnresolved(c *connection, data *stagedModel, host stagedHost, err *bos.UnresolvedApplicationError) diag.Diagnostic {
	report := message{summary: "Unable to tell whether what is staged was applied"}
	var b strings.Builder
	b.WriteString("The answer to the request that applies what is staged was lost")
	if len(err.Unknown) == 0 {
		report.summary = "Unable to apply what is staged for each of the nodes"
	}
	cause := c.explain(err.Err, data.Tenant)
	fmt.Fprintf(&b, ": %s\n\nBOS's records of the nodes:\n", cause.what)
	for _, part := range []struct {
		what  string
		names []string
	}{
		{"applied", err.Known.Succeeded},
		{"could not be applied", err.Known.Failed},
		{"nothing was staged", err.Known.Ignored},
		{"not applied", err.NotApplied},
		{"not known", err.Unknown},
	} {
		if len(part.names) > 0 {
			fmt.Fprintf(&b, "\n  - %s: %s (%s)", part.what, nodes(len(part.names)), someNodes(part.names))
		}
	}
	if len(err.Unknown) > 0 {
		b.WriteString("\n\nWhat was staged was applied to a node if its session is the one that staged it, and its " +
			"staged_state was updated at the time of this apply or later.")
		report.next = append(report.next, fmt.Sprintf("Check the nodes before you apply again: "+
			"`cray bos v2 components list --ids %s --format json`", strings.Join(err.Unknown[:min(len(err.Unknown), maxShownIDs)], ",")))
	}
	report.what = b.String()
	return report.and(host.unresolved()).and(problem{next: cause.next}).asError()
}

// maxShownIDs is how many xnames fit into the 127 characters that BOS accepts.
const maxShownIDs = 6
