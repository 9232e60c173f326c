// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// waveHost is a wave of a rollout. Whatever fails in it, no further wave starts.
type waveHost struct {
	rollout *rollingModel
	waves   []rollingWave
	at      int
}

var _ sessionHost = waveHost{}

// place says which wave it is, and what was not started after it.
func (h waveHost) place() string {
	text := fmt.Sprintf("It is wave %d of %d of %s.", h.at+1, len(h.waves), h.rollout.called())
	left := slices.DeleteFunc(slices.Clone(h.waves[h.at+1:]), func(wave rollingWave) bool {
		return !wave.Status.IsNull() && !wave.Status.IsUnknown()
	})
	if len(left) > 0 {
		text += fmt.Sprintf(" %s after it, %s, %s not started.", capitalize(waveCount(len(left))),
			nodes(countNodes(left)), were(len(left)))
	}
	return "\n\n" + text
}

// continueStep is the step that continues after a failed wave.
func (h waveHost) continueStep() string {
	then := "To continue with the next wave"
	if h.at == len(h.waves)-1 {
		then = "To accept the result"
	}
	return fmt.Sprintf("%s: `terraform untaint ADDRESS` if the resource is tainted, else continue_after = %q. Then "+
		"`terraform apply`, which does not run this wave again.", then, h.waves[h.at].Session.ValueString())
}

// waitAgain is the step that waits for the wave again, and then continues.
const waitAgain = "Wait for it again: `terraform untaint ADDRESS` (if it is tainted), then `terraform apply`. The next wave " +
	"starts if this one has succeeded."

// giveUpStep is the step that ends a rollout.
const giveUpStep = "To give the rollout up: `terraform state rm ADDRESS`. BOS keeps the records of its sessions."

func (h waveHost) interrupted(*sessionModel) problem { return problem{} }

func (h waveHost) unwaited(*sessionModel, bool) problem {
	return problem{what: h.place() + " No node was stopped.", next: []string{waitAgain, giveUpStep}}
}

func (h waveHost) unknown(*sessionModel) []string {
	return []string{"If none of them names the session, start it: `terraform untaint ADDRESS` (if it is tainted), then " +
		"`terraform apply`"}
}

func (h waveHost) undecided(m *sessionModel, _ bool) problem {
	return problem{what: h.place(), next: []string{
		"Look for the session: `cray bos v2 sessions describe " + m.Name.ValueString() + "`",
		"Continue: `terraform untaint ADDRESS` (if it is tainted), then `terraform apply`. If BOS has the session, the apply " +
			"waits for it and starts nothing; if neither BOS nor a node knows it, the apply starts it.",
	}}
}

func (h waveHost) taken(*sessionModel) []string {
	return []string{
		"Look at the session: `cray bos v2 sessions describe " + h.waves[h.at].Session.ValueString() + "`",
		"If somebody else runs it, give this rollout up, and write a rollout of the nodes that are left, with another name.",
	}
}

func (h waveHost) refused(*sessionModel) problem {
	return problem{what: h.place(), next: []string{
		"Start it, when the cause is removed: `terraform untaint ADDRESS` (if it is tainted), then `terraform apply`",
	}}
}

func (h waveHost) failed(m *sessionModel, verdict bos.Verdict) problem {
	p := problem{what: h.place(), next: []string{h.continueStep()}}
	if share := failedShare(verdict); share > 0 {
		p.next = append(p.next, fmt.Sprintf("If that many failed nodes are acceptable in each wave: set max_failed_percent to "+
			"%g%s, and continue in the same way.", share, orMore(share)))
	}
	p.next = append(p.next, giveUpStep)
	return p
}

func (h waveHost) again(*sessionModel) string { return h.continueStep() }

func (h waveHost) retry(m *sessionModel, failed []string) string {
	limit := "the outcome.failed_nodes of this wave in waves_status (`terraform state show ADDRESS`) as its limit,"
	if len(failed) <= shownNodes {
		limit = "`limit = \"" + strings.Join(failed, ",") + "\"`"
	}
	return fmt.Sprintf("To retry only the failed nodes, invoke the action bos_retry_failed with session = %q "+
		"(Terraform 1.14 and newer), or write a bos_session with %s and apply it alone: "+
		"`terraform apply -target=bos_session.NAME`", m.Name.ValueString(), limit)
}

func (h waveHost) tooMany(*sessionModel, int, bool) problem { return problem{what: h.place()} }

// waveCount is "1 wave" or "12 waves".
func waveCount(n int) string {
	if n == 1 {
		return "1 wave"
	}
	return fmt.Sprintf("%d waves", n)
}

func countNodes(waves []rollingWave) (count int) {
	for _, wave := range waves {
		count += int(wave.NodeCount.ValueInt64())
	}
	return count
}
