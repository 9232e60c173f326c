// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// rolloutExists is the error where BOS knows sessions of the rollout's name that this resource did not start. verb says
// what was attempted.
func rolloutExists(m *rollingModel, traces bos.RolloutTraces, verb string) diag.Diagnostic {
	return message{
		summary: "Unable to " + verb + " " + m.called(),
		what: fmt.Sprintf("BOS knows sessions of this name, so that waves of it may have run:\n\n%s\n\nNothing was started.",
			bulleted(limited(describedTraces(traces)))),
		next: []string{
			"If this resource has started them and is tainted, continue: `terraform untaint ADDRESS`, then `terraform apply`",
			"If an apply was killed before it could save its state, continue: `terraform import ADDRESS " +
				m.identity().importID() + "`, then `terraform apply`",
			"For another rollout: write a new name. A name is for one rollout.",
			"To destroy this resource, which starts nothing and keeps BOS's records: `terraform untaint ADDRESS` (if it is " +
				"tainted), then `terraform destroy -target=ADDRESS`",
		},
	}.asErrorAt(path.Root("name"))
}

// describedTraces are lines, one for each session.
func describedTraces(traces bos.RolloutTraces) (found []string) {
	for _, session := range traces.Sessions {
		found = append(found, session.Name+": "+existing(session))
	}
	for _, name := range slices.Sorted(maps.Keys(traces.Nodes)) {
		if !slices.ContainsFunc(traces.Sessions, func(session bos.Session) bool { return session.Name == name }) {
			found = append(found, fmt.Sprintf("%s: no record; known to %s", name, firstNodes(traces.Nodes[name])))
		}
	}
	return found
}

func rolloutUnread(c *connection, m *rollingModel, err error) diag.Diagnostic {
	return message{
		summary: "Unable to read what BOS knows of " + m.called(),
		what:    "Which of its waves have run must be certain before one is started:",
	}.because(c.explain(err, m.Tenant)).and(problem{
		what: "\n\nNothing was started.", next: []string{applyAgain},
	}).asError()
}

// rolloutInterrupted says how far the rollout is.
func rolloutInterrupted(m *rollingModel, waves []rollingWave) diag.Diagnostic {
	done, running := 0, ""
	for _, wave := range waves {
		if !wave.Result.IsNull() {
			done++
		} else if !wave.Status.IsNull() {
			running = fmt.Sprintf(" BOS continues with wave %d, session %q.", done+1, wave.Session.ValueString())
		}
	}
	return message{
		summary: "Stopped " + m.called(),
		what:    fmt.Sprintf("%d of %s are complete.%s No other wave was started.", done, waveCount(len(waves)), running),
		next:    []string{"Continue where it stopped: `terraform apply`. No wave runs twice."},
	}.asWarning()
}

func recordsLeft(c *connection, m *rollingModel, err error) diag.Diagnostic {
	return message{
		summary: "Unable to delete the records of " + m.called(),
		what:    "Which of them BOS still has could not be read:",
	}.because(c.explain(err, m.Tenant)).and(problem{next: []string{
		repeatCommand, "To leave the records to BOS, which deletes them after some days: `terraform state rm ADDRESS`",
	}}).asError()
}

func rolloutElsewhere(c *connection, m *rollingModel) diag.Diagnostic {
	return message{
		summary: "Unable to continue " + m.called(),
		what: fmt.Sprintf("It belongs to the system at %s, and the provider is configured for %s, which does not have its "+
			"sessions. Nothing was started.", m.Endpoint.ValueString(), c.endpoint().ValueString()),
		next: []string{"Configure the provider for the rollout's own system (endpoint, BOS_ENDPOINT) and apply again."},
	}.asError()
}

// waveEmpty is the error of a wave none of whose nodes BOS would select any more. It has not failed: it may be started
// later.
func waveEmpty(m *rollingModel, waves []rollingWave, at int, session *sessionModel, forecast bos.Forecast) diag.Diagnostic {
	return message{
		summary: fmt.Sprintf("Unable to start wave %d of %s", at+1, m.called()),
		what:    session.emptyForecast(forecast).what + waveHost{m, waves, at}.notStarted(),
		next: []string{
			"When BOS can select its nodes again: `terraform untaint ADDRESS` (if it is tainted), then `terraform apply`",
			fmt.Sprintf("To leave this wave out: write continue_after = %q, and continue in the same way.",
				session.Name.ValueString()),
			giveUpStep,
		},
	}.asError()
}

func templateUnread(c *connection, m *rollingModel, waves []rollingWave, at int, err error) diag.Diagnostic {
	return message{
		summary: fmt.Sprintf("Unable to start wave %d of %s", at+1, m.called()),
		what:    fmt.Sprintf("Whether template %q is still the same could not be read:", m.TemplateName.ValueString()),
	}.because(c.explain(err, m.Tenant)).and(problem{
		what: waveHost{m, waves, at}.notStarted(),
		next: []string{"Continue: `terraform untaint ADDRESS` (if it is tainted), then `terraform apply`"},
	}).asError()
}

func templateChanged(m *rollingModel, waves []rollingWave, at int) diag.Diagnostic {
	return message{
		summary: fmt.Sprintf("Unable to start wave %d of %s", at+1, m.called()),
		what: fmt.Sprintf("Template %q has changed since the first wave was started, so that the nodes of this wave would run "+
			"something else than those before.%s", m.TemplateName.ValueString(), waveHost{m, waves, at}.notStarted()),
		next: []string{
			"To continue, restore the template, then `terraform untaint ADDRESS` (if it is tainted) and `terraform apply`",
			"To act on all nodes with the template as it is now, write a rollout with a new name.",
			giveUpStep,
		},
	}.asErrorAt(path.Root("template_name"))
}

// notStarted says which waves were not started, from this one on.
func (h waveHost) notStarted() string {
	left := len(h.waves) - h.at
	return fmt.Sprintf("\n\n%s, %s, %s not started.", capitalize(waveCount(left)), nodes(countNodes(h.waves[h.at:])), were(left))
}

// waveMissing is the error where a wave left no trace and a later one did.
func waveMissing(m *rollingModel, waves []rollingWave, missing, found int) diag.Diagnostic {
	return message{
		summary: "Unable to continue " + m.called(),
		what: fmt.Sprintf("BOS knows session %q, and nothing of session %q, which was to run before it. Whether that one has run "+
			"is not known. Nothing was started.", waves[found].Session.ValueString(), waves[missing].Session.ValueString()),
		next: []string{
			"Look at the nodes of that wave: `cray bos v2 components list`",
			giveUpStep + " Then write a rollout of the nodes that are left, with a new name.",
		},
	}.asError()
}

// rolloutMixed is the error of a rollout that continues where BOS knows sessions of its name that are none of its waves.
func rolloutMixed(m *rollingModel, traces bos.RolloutTraces) diag.Diagnostic {
	return message{
		summary: "Unable to continue " + m.called(),
		what: fmt.Sprintf("BOS knows sessions of its name that are none of its waves, so that somebody else may run a rollout of "+
			"this name:\n\n%s\n\nNothing was started.", bulleted(limited(describedTraces(traces)))),
		next: []string{giveUpStep + " Then write a rollout of the nodes that are left, with a new name."},
	}.asError()
}

// waveOnOthers is the error where nodes that are not the wave's know its session, and BOS has no record of it.
func waveOnOthers(m *rollingModel, wave *rollingWave, others []string) diag.Diagnostic {
	return message{
		summary: "Unable to continue " + m.called(),
		what: fmt.Sprintf("BOS has no record of session %q, and nodes that are not of its wave know it, too: %s. Nothing was "+
			"started.", wave.Session.ValueString(), someNodes(others)),
		next: []string{giveUpStep + " Then write a rollout of the nodes that are left, with a new name."},
	}.asError()
}

// waveTaken is the error where another session has the name of a wave.
func waveTaken(m *rollingModel, wave *rollingWave, field string, found bos.Session) diag.Diagnostic {
	return message{
		summary: "Unable to continue " + m.called(),
		what: fmt.Sprintf("Session %q exists with another %s than that of the wave: %s Nothing was started.",
			wave.Session.ValueString(), field, existing(found)),
		next: []string{giveUpStep + " Then write a rollout of the nodes that are left, with a new name."},
	}.asError()
}

// halted reports again that the rollout has stopped at wave i.
func (r *rolling) halted(i int) diag.Diagnostic {
	report := haltedMessage(r.m, r.waves, i)
	if r.m.OnFailure.ValueString() == "warn" {
		return report.asWarning()
	}
	return report.asError()
}

func haltedMessage(m *rollingModel, waves []rollingWave, at int) message {
	host := waveHost{m, waves, at}
	wave := waves[at]
	report := message{
		summary: fmt.Sprintf("Unable to continue %s after session %q", m.called(), wave.Session.ValueString()),
		what:    fmt.Sprintf("Session %q has the result %q.", wave.Session.ValueString(), wave.Result.ValueString()),
	}
	if outcome := outcomeToAPI(wave.Outcome); outcome != nil && outcome.Failed > 0 {
		report.what += fmt.Sprintf(" %d of its %s failed: %s.", outcome.Failed, nodes(outcome.Managed),
			someNodes(outcome.FailedNodes))
		session := m.session(&wave)
		report.next = append(report.next, host.retry(&session, outcome.FailedNodes))
	}
	return report.and(problem{what: host.place(), next: []string{host.continueStep(), giveUpStep}})
}

// continueWarning says which waves an apply starts.
func continueWarning(m *rollingModel, waves []rollingWave, next int, noted rollout) diag.Diagnostic {
	left := waves[next:]
	begun := 0
	for begun < len(left) && noted.begun(&left[begun]) {
		begun++
	}
	first, more := left[0].Session.ValueString(), len(left)-max(1, begun)
	text, then := fmt.Sprintf("Applying this plan starts session %q", first), ""
	switch begun {
	case 0:
	case 1:
		text, then = fmt.Sprintf("Applying this plan waits for session %q, which was started", first), "starts "
	default:
		text, then = fmt.Sprintf("Applying this plan waits for sessions %q to %q, which were started", first,
			left[begun-1].Session.ValueString()), "starts "
	}
	if more > 0 {
		text += fmt.Sprintf(", and then %sthe %s after it, each when the one before has succeeded", then, waveCount(more))
	}
	if next > 0 {
		before := waves[next-1]
		if before.Result.ValueString() != string(bos.ResultSucceeded) {
			text += fmt.Sprintf(". Session %q before it has the result %q", before.Session.ValueString(), before.Result.ValueString())
		}
	}
	return message{
		summary: fmt.Sprintf("Continuing %s with wave %d of %d: %s", m.called(), next+1, len(waves), nodes(countNodes(left))),
		what:    text + ".",
	}.asWarning()
}
