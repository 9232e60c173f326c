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

func stagedRefused(c *connection, data *stagedModel, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to apply what is staged", c.explain(err, data.Tenant).what+
		"\n\nNothing was applied, and no node was touched.")
}

// stagedFailed groups the nodes by BOS's message, the most frequent first.
func stagedFailed(result bos.StagedApplication) diag.Diagnostic {
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
	fmt.Fprintf(&b, "\n\nIt does not boot these, and no longer acts upon them: it has set them to enabled = "+
		"false. They belong to the staged session now, so that a session that was at work on them has lost "+
		"them.\n\n%s", stagedNextSteps(result))
	return diag.NewErrorDiagnostic(fmt.Sprintf("Unable to apply what is staged for %d of %s", len(result.Failed),
		nodes(all)), b.String())
}

// stagedNextSteps warns of the effect of the next apply: the resource is tainted.
func stagedNextSteps(result bos.StagedApplication) string {
	text := "In " + brokenReleases + " this is BOS's own fault, and to stage again does not help: it finds no " +
		"staged session, for any node. " + withoutStages +
		" On other releases, the session that staged this was deleted or no longer fits: stage the operation " +
		"again by a new bos_session. The resource stays in the state, marked as tainted, so that the next apply " +
		"applies what is staged for all of its nodes again"
	if len(result.Succeeded) > 0 && (result.ClearStage == nil || !*result.ClearStage) {
		text += fmt.Sprintf(", for the %d that succeeded, too: a staged reboot reboots them once more", len(result.Succeeded))
	}
	return text + ". To accept this result: terraform untaint ADDRESS, and apply the rest by another resource."
}

// stagedIgnored lists the possible reasons, as BOS does not report them. If nothing at all was applied, the nodes
// do not change as the user asked, and that is an error.
func stagedIgnored(result bos.StagedApplication) diag.Diagnostic {
	detail := "Nothing was done to " + someNodes(result.Ignored) +
		".\n\n" +
		"Nothing is staged for a node where no session with stage = true has been set up that it belongs to (BOS " +
		"stages nothing for a shutdown), where it was applied before with BOS's option clear_stage = true, or " +
		"where BOS does not know the node, or the tenant does not have it."
	if len(result.Succeeded)+len(result.Failed) == 0 {
		return diag.NewErrorDiagnostic("Nothing was staged, and nothing was applied", detail+
			"\n\nThe resource stays in the state, marked as tainted, so that the next apply sends the same "+
			"request again. What you can do next:\n\n"+
			"  - Stage the operation by a bos_session with stage = true, wait until it is set up, and apply "+
			"again.\n"+
			"  - If what was staged is applied already: `terraform untaint ADDRESS` accepts this result and "+
			"applies nothing more.")
	}
	summary := fmt.Sprintf("BOS ignored %s that has nothing staged", nodes(len(result.Ignored)))
	if len(result.Ignored) > 1 {
		summary = fmt.Sprintf("BOS ignored %s that have nothing staged", nodes(len(result.Ignored)))
	}
	return diag.NewWarningDiagnostic(summary, detail)
}

// stageStays explains the effect of BOS's default.
func stageStays(result bos.StagedApplication) diag.Diagnostic {
	stays := "BOS's option clear_stage is false"
	if result.ClearStage == nil {
		stays = "BOS's option clear_stage could not be read (a tenant's administrator may not); unless it is true"
	}
	return diag.NewWarningDiagnostic("What is staged stays staged", fmt.Sprintf(
		"%s, so what was applied to %s stays staged for them as well. To apply it again boots them again (a "+
			"staged reboot in any case, a staged boot where something else runs by then), the staged session never "+
			"completes, and of its nodes BOS counts half as staged. Do not replace this resource unless the nodes "+
			"should reboot. With clear_stage = true (bos_options), applying clears the stage.",
		stays, nodes(len(result.Succeeded))))
}

// stagedUnresolved says how to find out what the provider could not.
func stagedUnresolved(c *connection, data *stagedModel, err *bos.UnresolvedApplicationError) diag.Diagnostic {
	summary := "Unable to tell whether what is staged was applied"
	var b strings.Builder
	b.WriteString("The answer to the request that applies what is staged was lost")
	if len(err.Unknown) == 0 {
		summary = "What is staged was applied to some of the nodes only"
	}
	fmt.Fprintf(&b, ": %s\n\nWhat BOS's records of the nodes tell:\n", c.explain(err.Err, data.Tenant).what)
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
		fmt.Fprintf(&b, "\n\nLook at the nodes before you apply again:\n\n    cray bos v2 components list --ids "+
			"%s --format json\n\n"+
			"What was staged was applied to a node if its session is the one that staged it, and its "+
			"staged_state was updated at the time of this apply or later.",
			strings.Join(err.Unknown[:min(len(err.Unknown), maxShownIDs)], ","))
	}
	b.WriteString("\n\nThe resource stays in the state, marked as tainted. `terraform untaint ADDRESS` keeps it " +
		"and applies nothing more. `terraform apply` alone applies what is staged for all of its nodes again, " +
		"which reboots those of a staged reboot that have it already, unless BOS's option clear_stage is true.")
	return diag.NewErrorDiagnostic(summary, b.String())
}

// maxShownIDs is how many xnames fit into the 127 characters that BOS accepts.
const maxShownIDs = 6
