// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// waitInterrupted is a warning where the next apply continues to wait. An action ends with the error: nothing continues it.
func waitInterrupted(data *sessionModel) diag.Diagnostic {
	report := message{
		summary: "Stopped waiting for " + data.called(),
		what:    fmt.Sprintf("The session was last seen with %s. BOS continues with it.", data.progress()),
	}.and(data.hosted().interrupted(data))
	if data.invoked() {
		report.summary = "Unable to see the end of " + data.called()
		report.what = "The wait was interrupted. " + report.what
		return report.asError()
	}
	return report.asWarning()
}

func waitFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	return message{
		summary: "Unable to wait for " + data.called(),
		what: fmt.Sprintf("%s was started (%s), but its state could not be read:",
			capitalize(data.described()), data.progress()),
	}.because(c.explain(err, data.Tenant)).and(data.hosted().unwaited(data, c.speaksV1())).asError()
}

func neverStarted(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "Unable to wait for " + data.called(),
		what: fmt.Sprintf("BOS has no record of %s, and has never shown one to this provider. The session was never "+
			"started, or its record was deleted.", data.described()),
		next: []string{
			"Look at its nodes: `cray bos v2 components list --session " + data.Name.ValueString() + "`",
		},
	}.and(problem{next: data.hosted().unknown(data)}).asError()
}

func namelessResumed(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "Unable to wait for a session without a name",
		what:    fmt.Sprintf("It is not known whether %s was started, nor under which name.", data.described()),
		next:    findNameless,
	}.asError()
}

func startedOnV2(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "Unable to wait for " + data.called(),
		what: fmt.Sprintf("BOS v1 has no record of %s. It was started on v2 of the API: v1 chooses the names of its "+
			"sessions itself, and this is not one of them.", data.described()),
		next: []string{
			"Set api_version to \"v2\" or \"auto\" (BOS_API_VERSION) and apply again. That continues with the session " +
				"and starts nothing.",
		},
	}.asError()
}

func waitsElsewhere(c *connection, m *sessionModel) diag.Diagnostic {
	return message{
		summary: "Unable to wait for " + m.called(),
		what:    m.wrongEndpoint(c) + " Nothing was started.",
		next:    []string{ownSystem, "To stop waiting for it, set wait_for_completion = false."},
	}.asError()
}

func timedOut(
	ctx context.Context, c *connection, client *bos.Client, data *sessionModel, limit time.Duration, err error,
) diag.Diagnostic {
	report := message{
		summary: fmt.Sprintf("Unable to see the end of %s within %s", data.called(), limit),
		what:    fmt.Sprintf("%s was last seen with %s.", capitalize(data.described()), data.progress()),
	}
	var ended *bos.WaitError
	switch {
	case !errors.As(err, &ended):
		report.what += " The wait ended with:"
		report = report.because(c.explain(err, data.Tenant))
	case ended.Last != nil:
		report.what += " The last request of the wait failed:"
		report = report.because(c.explain(ended.Last, data.Tenant))
	}
	if text := data.unfinished(ctx, client); text != "" {
		report.what += "\n\n" + text
	}
	switch {
	case c.speaksV1():
		report.what += "\n\nOn BOS v1, a session whose agent has died never ends."
		report.next = append(report.next, data.readAgentLog())
	case data.Status.ValueString() == bos.StatusPending:
		report.what += "\n\nBOS has not set the session up. Its operator for that writes the reason to its log. While " +
			"it fails, it sets up no other session either."
		report.next = append(report.next, "Read the operator's log: "+
			"`kubectl -n services logs deployment/cray-bos-operator-session-setup`")
	}
	return report.and(data.hosted().unwaited(data, c.speaksV1())).asError()
}

// timeoutQueries bounds the requests that find out what a session waits for that is not complete in time.
const timeoutQueries = 30 * time.Second

// unfinished says how far the nodes are, "" if BOS does not. It makes one attempt, with a timeout of its own.
func (m *sessionModel) unfinished(ctx context.Context, client *bos.Client) string {
	ctx, cancel := client.Clock().WithTimeout(ctx, timeoutQueries)
	defer cancel()
	status, err := client.SessionStatus(ctx, m.Name.ValueString())
	if err == nil && status.Status == bos.StatusComplete {
		return "It has completed since."
	}
	left := status.Nodes
	if left == nil && m.Components.ValueString() != "" {
		if found, err := client.SessionNodes(ctx, m.Name.ValueString(), m.componentList()); err == nil {
			left = &found
		}
	}
	switch {
	case left != nil && left.Managed() > 0:
		return unfinishedNodes(left)
	case err == nil && status.Managed > 0 &&
		!math.IsNaN(status.Phases.PercentComplete+status.Phases.PercentPoweringOff+status.Phases.PercentPoweringOn+
			status.Phases.PercentConfiguring):
		return fmt.Sprintf("BOS reports that of its %s %.4g %% are done, %.4g %% are powering off, %.4g %% are "+
			"powering on and %.4g %% are being configured.",
			nodes(status.Managed), status.Phases.PercentComplete, status.Phases.PercentPoweringOff,
			status.Phases.PercentPoweringOn, status.Phases.PercentConfiguring)
	default:
		return ""
	}
}

var phaseWords = map[string]string{
	"":             "waiting for the next step",
	"powering_on":  "powering on",
	"powering_off": "powering off",
	"configuring":  "being configured",
	"boot":         "in the phase boot",
	"shutdown":     "in the phase shutdown",
	"configure":    "in the phase configure",
}

func unfinishedNodes(all *bos.SessionNodes) string {
	var b strings.Builder
	working := 0
	for _, list := range all.Working {
		working += len(list)
	}
	fmt.Fprintf(&b, "BOS was still processing %d of its %s; %d had succeeded, %d failed, %d were held.",
		working, nodes(all.Managed()), len(all.Successful), len(all.Failed), len(all.Held))
	line := func(what string, list []string) {
		if len(list) > 0 {
			fmt.Fprintf(&b, "\n  - %s %s: %s", nodes(len(list)), what, someNodes(list))
		}
	}
	for _, phase := range slices.Sorted(maps.Keys(all.Working)) {
		what, known := phaseWords[phase]
		if !known {
			what = "in the phase " + phase
		}
		line(what, all.Working[phase])
	}
	line("failed", all.Failed)
	line("held", all.Held)
	return b.String()
}
