// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"math"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// sessionHost is what a session is run for: a resource, an action, or a wave of a rollout. The session, its wait and its
// verdict are the same for each. What becomes of it after a failure, and what the user can do next, is not.
type sessionHost interface {
	// interrupted is about a wait that the user stopped.
	interrupted(m *sessionModel) problem
	// unwaited is about a wait that failed or ran out of time. v1 reports whether v1 of the API is in use.
	unwaited(m *sessionModel, v1 bool) problem
	// unknown are the steps where BOS has never shown a session that may have been started.
	unknown(m *sessionModel) []string
	// undecided is about a start whose result is not known. On v1 of the API, the name may not be known either.
	undecided(m *sessionModel, v1 bool) problem
	// taken are the steps where another session has the name.
	taken(m *sessionModel) []string
	// refused is about a session that was not started.
	refused(m *sessionModel) problem
	// failed is about a session that has failed.
	failed(m *sessionModel, verdict bos.Verdict) problem
	// again is the step for a result that is not known, where the operation has to run again.
	again(m *sessionModel) string
	// retry is the step that runs the operation on the failed nodes alone.
	retry(m *sessionModel, failed []string) string
	// tooMany is about a session that has count nodes, more than max_components.
	tooMany(m *sessionModel, count int, v1 bool) problem
}

// hosted returns the session's host: a resource, unless another one was set.
func (m *sessionModel) hosted() sessionHost {
	if m.host == nil {
		return resourceHost{}
	}
	return m.host
}

// resourceHost is a bos_session in the state. An error in its creation taints it: the next apply replaces it, which
// runs the operation again.
type resourceHost struct{}

func (resourceHost) interrupted(*sessionModel) problem {
	return problem{next: []string{"Wait for it again, which starts nothing: `terraform apply`"}}
}

func (resourceHost) unwaited(m *sessionModel, v1 bool) problem {
	return problem{
		what: "\n\nThe session stays in the state, and no node was stopped. A plain `terraform apply` of a tainted " +
			"resource runs the operation again." + m.destroyedBeforeReplacement(v1),
		next: []string{waitLonger, runAgain},
	}
}

func (resourceHost) unknown(*sessionModel) []string {
	return []string{"If none of them names the session, start it: `terraform apply -replace=ADDRESS`"}
}

func (resourceHost) undecided(m *sessionModel, v1 bool) problem {
	p := problem{what: "\n\nThe resource is marked as tainted: a plain `terraform apply` starts the session (again)."}
	if m.nameless() {
		p.next = findNameless
		return p
	}
	name := m.Name.ValueString()
	p.what += m.destroyedBeforeReplacement(v1)
	p.next = []string{
		"Look for the session: `cray bos v2 sessions describe " + name + "`",
		"If it exists, continue with it, which starts nothing: `terraform untaint ADDRESS`, then `terraform apply`",
		"If it does not, it was never started, or its record was deleted. Look at its nodes: " +
			"`cray bos v2 components list --session " + name + "`",
		"If no node names it, start it: `terraform apply`",
	}
	return p
}

func (resourceHost) taken(m *sessionModel) []string {
	steps := []string{
		"Choose another name.",
		"Take the existing session into the state, which starts nothing: `terraform import ADDRESS " +
			m.identity().importID() + "`",
	}
	if m.OnConflict.ValueString() != "adopt" {
		steps = append(steps, "Set on_conflict = \"adopt\": the provider then continues with an existing session of that "+
			"name, if it has the same inputs.")
	}
	return steps
}

func (resourceHost) refused(*sessionModel) problem { return problem{} }

func (resourceHost) failed(m *sessionModel, verdict bos.Verdict) problem {
	if m.OnFailure.ValueString() == "warn" {
		return problem{next: []string{runAgain}}
	}
	percent := ""
	if share := failedShare(verdict); share > 0 {
		percent = fmt.Sprintf("set max_failed_percent to %g%s, or ", share, orMore(share))
	}
	return problem{
		what: "\n\nThe session stays in the state. If the resource is marked as tainted, a plain `terraform apply` runs the " +
			"operation again.",
		next: []string{runAgain, "To accept this result, " + percent + "set on_failure = \"warn\". Then " +
			"`terraform untaint ADDRESS` (if it is tainted) and `terraform apply`, which starts nothing."},
	}
}

// failedShare returns the max_failed_percent with which the session had succeeded, rounded up to two digits, and 0 if
// there is none.
func failedShare(verdict bos.Verdict) float64 {
	if verdict.Reason != bos.ReasonNodes {
		return 0
	}
	bad := verdict.Outcome.Managed - verdict.Outcome.Successful
	return math.Ceil(1e4*float64(bad)/float64(verdict.Outcome.Managed)-1e-9) / 100
}

func (resourceHost) again(*sessionModel) string {
	return "If the operation has to run again: `terraform apply -replace=ADDRESS`"
}

// retry names few nodes itself; a longer list is in the state. A session whose failure is an error has to be accepted
// first: tainted, it would run again on all of its nodes in the same apply.
func (resourceHost) retry(m *sessionModel, failed []string) string {
	retry := "To retry only the failed nodes, "
	if m.OnFailure.ValueString() != "warn" {
		retry += "first accept this result: set on_failure = \"warn\", then `terraform untaint ADDRESS` (if it is tainted). Then "
	}
	retry += "write a further bos_session with "
	if len(failed) <= shownNodes {
		return retry + "`limit = \"" + strings.Join(failed, ",") + "\"`"
	}
	return retry + "the value of outcome.failed_nodes as its limit (`terraform state show ADDRESS`); the guide " +
		"\"Recipes\" has the whole configuration."
}

func (resourceHost) tooMany(m *sessionModel, count int, v1 bool) problem {
	return problem{
		what: "\n\nThe session stays in the state. A tainted resource that is applied as it is starts the operation again " +
			"on the same nodes, with the same end: nodes that BOS reaches before the cancellation may be switched off." +
			m.destroyedBeforeReplacement(v1),
		next: []string{
			"To act on fewer nodes, change limit or the template and start another session: " +
				"`terraform apply -replace=ADDRESS`",
			fmt.Sprintf("To act on all of them, set max_components to %d or more and start another session: "+
				"`terraform apply -replace=ADDRESS`", count),
			fmt.Sprintf("To keep this session, set max_components to %d or more: `terraform untaint ADDRESS` (if it is "+
				"tainted), then `terraform apply`, which starts nothing and judges this session.", count),
		},
	}
}
