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

func waitInterrupted(data *sessionModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Stopped waiting for "+data.called(), fmt.Sprintf(
		"What was seen last: %s. What BOS does goes on. The next `terraform apply` waits for it again and starts "+
			"nothing.", data.progress()))
}

func waitFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for "+data.called(),
		fmt.Sprintf("%s was started (%s), but BOS cannot be asked for it any more: %s\n\n%s",
			capitalize(data.described()), data.progress(), c.explain(err, data.Tenant).what, data.howToContinue(c.speaksV1())))
}

func neverStarted(data *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for "+data.called(), fmt.Sprintf(
		"BOS has no record of %s. Either it was never started, or its record has been deleted since: this "+
			"provider has never seen it. Look at its nodes before you start it (again):\n\n    terraform apply "+
			"-replace=ADDRESS", data.described()))
}

func namelessResumed(data *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for a session without a name", fmt.Sprintf(
		"It is not known whether %s was started, nor under which name. %s", data.described(), findNameless))
}

func startedOnV2(data *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for "+data.called(), fmt.Sprintf(
		"BOS v1 does not know %s, nor could it: v1 chooses the names of its sessions itself, and this is none of "+
			"those. It was started on v2 of the API. Set api_version to \"v2\" or \"auto\" (BOS_API_VERSION) and "+
			"apply again: that goes on with it, and starts nothing.", data.described()))
}

// waitsElsewhere returns the error of an apply that has to wait for a session of another endpoint, or judge it.
func waitsElsewhere(c *connection, m *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for "+m.called(), m.wrongEndpoint(c)+
		" Nothing was started.\n\nWhat you can do next:\n"+
		"  - configure the provider for the session's own system (endpoint, BOS_ENDPOINT) and apply again\n"+
		"  - to stop waiting for it: wait_for_completion = false")
}

// howToContinue says how to continue a wait that failed, and what applying the tainted resource does to the nodes
// of this session.
func (m *sessionModel) howToContinue(v1 bool) string {
	return "The session is in the state and no node was stopped. To go on waiting, `terraform untaint ADDRESS` " +
		"(if the resource is tainted), then `terraform apply`: nothing is started. A tainted resource that is " +
		"applied as it is runs the operation again. " + m.destroyedBeforeReplacement(v1)
}

// timedOut says which nodes are not done. ctx is that of the apply, err the error of the wait.
func timedOut(
	ctx context.Context, c *connection, client *bos.Client, data *sessionModel, limit time.Duration, err error,
) diag.Diagnostic {
	var b strings.Builder
	fmt.Fprintf(&b, "%s was last seen with %s.", capitalize(data.described()), data.progress())
	var ended *bos.WaitError
	switch {
	case !errors.As(err, &ended):
		fmt.Fprintf(&b, " The wait ended with: %s", c.explain(err, data.Tenant).what)
	case ended.Last != nil:
		fmt.Fprintf(&b, " The last request of the wait failed: %s", c.explain(ended.Last, data.Tenant).what)
	}
	if text := data.unfinished(ctx, client); text != "" {
		b.WriteString("\n\n" + text)
	}
	switch {
	case c.speaksV1():
		b.WriteString("\n\nNobody ends a session whose agent has died. " + data.agentLog())
	case data.Status.ValueString() == bos.StatusPending:
		b.WriteString("\n\nBOS has not set the session up. Its operator for that writes the reasons into its " +
			"log, and takes up no other session either while it fails:\n\n    kubectl -n services logs " +
			"deployment/cray-bos-operator-session-setup")
	}
	b.WriteString("\n\n" + data.howToContinue(c.speaksV1()))
	return diag.NewErrorDiagnostic(fmt.Sprintf("Unable to see the end of %s within %s", data.called(), limit), b.String())
}

// timeoutQueries bounds the requests that find out what a session waits for that is not complete in time.
const timeoutQueries = 30 * time.Second

// unfinished says how far the nodes are, "" if BOS does not. It makes one attempt, with a timeout of its own.
func (m *sessionModel) unfinished(ctx context.Context, client *bos.Client) string {
	ctx, cancel := client.Clock().WithTimeout(ctx, timeoutQueries)
	defer cancel()
	status, err := client.SessionStatus(ctx, m.Name.ValueString())
	if err == nil && status.Status == bos.StatusComplete {
		return "It is complete since."
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
