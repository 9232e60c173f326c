// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// rebuilt is an import of a rollout from the records of its waves.
type rebuilt struct {
	m      *rollingModel
	traces bos.RolloutTraces
	nodes  map[string]string // the session of each node so far
	waves  []rollingWave
}

const newRollout = "Write a rollout of the nodes that are left, with a new name."

// rebuild restores the waves of an import from their records, or adds an error.
func (m *rollingModel) rebuild(
	ctx context.Context, c *connection, client *bos.Client, diags *diag.Diagnostics,
) (noted rollout, ok bool) {
	traces, err := client.FirstRolloutTraces(ctx, m.Name.ValueString())
	b := rebuilt{m: m, traces: traces, nodes: map[string]string{}}
	refusal := b.incomplete()
	if err != nil && !traces.Found() {
		refusal = c.explain(err, m.Tenant)
	}
	for i := 0; i < len(traces.Sessions) && refusal.what == ""; i++ {
		refusal = b.add(i)
	}
	if refusal.what != "" {
		diags.Append(message{summary: "Unable to import " + m.called()}.because(refusal).asError())
		return rollout{}, false
	}
	noted = rollout{Origins: map[string]sessionOrigin{}, Imported: true}
	for i := range b.waves {
		session := m.session(&b.waves[i])
		if err := session.readOutcome(ctx, client.SessionOutcome); err != nil && !errors.Is(err, gateway.ErrNotFound) {
			diags.Append(readFailed(c, &session, err))
			return rollout{}, false
		}
		b.waves[i].take(&session)
		noted.Origins[session.Name.ValueString()] = sessionOrigin{}
	}
	m.setWaves(ctx, b.waves, diags)
	return noted, !diags.HasError()
}

// incomplete is why the records do not suffice, "" if they do: those of the first waves must all be there.
func (b *rebuilt) incomplete() problem {
	name := b.m.Name.ValueString()
	if len(b.traces.Sessions) == 0 {
		return problem{
			fmt.Sprintf("BOS has no session %s or later %s. BOS deletes complete sessions after some days (its option "+
				"cleanup_completed_session_ttl).", bos.WaveName(name, 1, 1), ofTenant(b.m.Tenant)),
			[]string{"Check the name and the tenant. List the sessions that exist: `cray bos v2 sessions list`"},
		}
	}
	for i, session := range b.traces.Sessions {
		if number, _ := bos.ParseWaveName(name, session.Name); number != i+1 {
			return problem{
				fmt.Sprintf("BOS has no record of wave %d, and has session %q. Which nodes the wave had is not known without its "+
					"record.", i+1, session.Name), []string{newRollout},
			}
		}
	}
	for _, session := range slices.Sorted(maps.Keys(b.traces.Nodes)) {
		if !slices.ContainsFunc(b.traces.Sessions, func(s bos.Session) bool { return s.Name == session }) {
			return problem{
				fmt.Sprintf("BOS has no record of session %q, and nodes know it: %s.", session,
					someNodes(b.traces.Nodes[session])), []string{newRollout},
			}
		}
	}
	return problem{}
}

// add adds a session as the next wave, or returns why it is none.
func (b *rebuilt) add(i int) problem {
	session, first := b.traces.Sessions[i], b.traces.Sessions[0]
	nodes, listed := bos.LimitNodes(session.Limit)
	reject := func(format string, args ...any) problem {
		return problem{fmt.Sprintf(format, args...), []string{"Check the name: these sessions are not the waves of one rollout."}}
	}
	if !listed || session.Stage != nil && *session.Stage {
		return reject("Session %q is not a wave: %s", session.Name, existing(session))
	}
	if session.Operation != first.Operation || session.TemplateName != first.TemplateName {
		return reject("Sessions %q and %q have different inputs.", first.Name, session.Name)
	}
	for _, node := range nodes {
		if other, found := b.nodes[node]; found {
			return reject("Sessions %q and %q both act on %s.", other, session.Name, node)
		}
		b.nodes[node] = session.Name
	}
	b.m.Operation = types.StringValue(string(session.Operation))
	b.m.TemplateName = types.StringValue(session.TemplateName)
	b.m.IncludeDisabled = types.BoolValue(session.IncludeDisabled != nil && *session.IncludeDisabled)
	wave := newRollingWave(session.Name, *session.Limit, len(nodes))
	wave.sessionProgress.fromAPI(session)
	wave.Expired = types.BoolValue(false)
	b.waves = append(b.waves, wave)
	return problem{}
}

// planImported divides the nodes of an imported rollout as the configuration says. The waves that have run must be
// those of the records: then the others are certain. If each node is in a record, nothing is left to be divided.
func (m *rollingModel) planImported(
	ctx context.Context, c *connection, config *rollingModel, run []rollingWave, diags *diag.Diagnostics,
) []rollingWave {
	if !m.planInputs(ctx, c, config, diags) {
		return nil
	}
	forecast, ok := m.foresee(ctx, c, c.client.InTenant(m.Tenant.ValueString()), diags)
	if !ok {
		return nil
	}
	left := forecast.Nodes
	for i := range run {
		left = run[i].others(left)
	}
	if len(left) == 0 {
		return run
	}
	if m.divide(ctx, forecast.Nodes, diags) == nil {
		return nil
	}
	waves := m.waveList(ctx, diags)
	for i := range run {
		if i >= len(waves) || !sameWave(waves[i], run[i]) {
			diags.Append(importDiffers(m, run[i], left))
			return nil
		}
		waves[i] = run[i]
	}
	for i := len(run); i < len(waves); i++ {
		waves[i] = newRollingWave(waves[i].Session.ValueString(), waves[i].Nodes.ValueString(),
			int(waves[i].NodeCount.ValueInt64()))
	}
	diags.Append(message{
		summary: fmt.Sprintf("%s of %s are in no record", nodes(len(left)), m.called()),
		what: "They are taken for the nodes of the waves that have not run. Whether they were there when the rollout was " +
			"started, and whether the session template has changed since, is not known:\n\n" + groupedNodes(left),
		next: []string{"If the rollout was finished and these nodes are new, exclude them in limit before you apply."},
	}.asWarning())
	return waves
}

// importDiffers is the error where the nodes, divided, are not those of the records.
func importDiffers(m *rollingModel, run rollingWave, left []string) diag.Diagnostic {
	return message{
		summary: "Unable to continue " + m.called(),
		what: fmt.Sprintf("The nodes, divided as the configuration says, are not those of the sessions that have run: session %q "+
			"differs. Either limit or waves is not what it was, or the system has other nodes now. %s are in no record. "+
			"Nothing was started.", run.Session.ValueString(), capitalize(nodes(len(left)))),
		next: []string{
			"Write limit and waves as they were when the rollout was started.",
			giveUpStep + " Then write a rollout of the nodes that are left, with a new name.",
		},
	}.asErrorAt(path.Root("waves"))
}

// sameWave reports whether both have the same session and nodes.
func sameWave(a, b rollingWave) bool {
	sorted := func(nodes types.String) []string { return slices.Sorted(strings.SplitSeq(nodes.ValueString(), ",")) }
	return a.Session.Equal(b.Session) && slices.Equal(sorted(a.Nodes), sorted(b.Nodes))
}
