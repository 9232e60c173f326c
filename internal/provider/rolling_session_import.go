// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// rebuild restores the waves of an import from their records.
func (m *rollingModel) rebuild(
	ctx context.Context, c *connection, client *bos.Client, diags *diag.Diagnostics,
) (noted rollout, ok bool) {
	name := m.Name.ValueString()
	traces, err := client.FirstRolloutTraces(ctx, name)
	refuse := func(what string, next ...string) (rollout, bool) {
		diags.Append(message{summary: "Unable to import " + m.called(), what: what, next: next}.asError())
		return rollout{}, false
	}
	switch {
	case err != nil && !traces.Found():
		why := c.explain(err, m.Tenant)
		return refuse(why.what, why.next...)
	case len(traces.Sessions) == 0:
		return refuse(fmt.Sprintf("BOS has no session %s or later %s. BOS deletes complete sessions after some days (its option "+
			"cleanup_completed_session_ttl).", bos.WaveName(name, 1, 1), ofTenant(m.Tenant)),
			"Check the name and the tenant. List the sessions that exist: `cray bos v2 sessions list`")
	}
	noted = rollout{Origins: map[string]sessionOrigin{}, Imported: true}
	var waves []rollingWave
	seen := map[string]string{}
	for i, session := range traces.Sessions {
		number, _ := bos.ParseWaveName(name, session.Name)
		nodes, listed := bos.LimitNodes(session.Limit)
		switch {
		case number != i+1:
			return refuse(fmt.Sprintf("BOS has no record of wave %d, and has session %q. Without all records, which nodes the "+
				"waves had is not known.", i+1, session.Name), "Write a rollout of the nodes that are left, with a new name.")
		case !listed || session.Stage != nil && *session.Stage:
			return refuse(fmt.Sprintf("Session %q is not a wave: %s", session.Name, existing(session)), "Choose another name.")
		}
		for _, node := range nodes {
			if other, found := seen[node]; found {
				return refuse(fmt.Sprintf("Sessions %q and %q both act on %s, so that they are not the waves of one rollout.", other,
					session.Name, node), "Choose another name.")
			}
			seen[node] = session.Name
		}
		if i == 0 {
			m.Operation, m.TemplateName = types.StringValue(string(session.Operation)), types.StringValue(session.TemplateName)
			m.IncludeDisabled = types.BoolValue(session.IncludeDisabled != nil && *session.IncludeDisabled)
		} else if string(session.Operation) != m.Operation.ValueString() || session.TemplateName != m.TemplateName.ValueString() {
			return refuse(fmt.Sprintf("Sessions %q and %q have different inputs, so that they are not the waves of one rollout.",
				traces.Sessions[0].Name, session.Name), "Choose another name.")
		}
		wave := newRollingWave(session.Name, *session.Limit, len(nodes))
		wave.sessionProgress.fromAPI(session)
		wave.Expired = types.BoolValue(false)
		imported := m.session(&wave, false)
		if err := imported.readOutcome(ctx, client.SessionOutcome); err != nil && !errors.Is(err, gateway.ErrNotFound) {
			diags.Append(readFailed(c, &imported, err))
			return rollout{}, false
		}
		wave.take(&imported)
		noted.Origins[session.Name] = sessionOrigin{}
		waves = append(waves, wave)
	}
	for session, knowing := range traces.Nodes {
		if !slices.ContainsFunc(waves, func(wave rollingWave) bool { return wave.Session.ValueString() == session }) {
			return refuse(fmt.Sprintf("BOS has no record of session %q, which %s know.", session, firstNodes(knowing)),
				"Write a rollout of the nodes that are left, with a new name.")
		}
	}
	m.setWaves(ctx, waves, diags)
	return noted, !diags.HasError()
}

// planImported divides the nodes of an imported rollout as the configuration says. The waves that have run must be
// those of the records: then the others are certain.
func (m *rollingModel) planImported(
	ctx context.Context, c *connection, config *rollingModel, run []rollingWave, diags *diag.Diagnostics,
) []rollingWave {
	if !m.planInputs(ctx, c, config, diags) {
		return nil
	}
	forecast, ok := m.foresee(ctx, c, c.client.InTenant(m.Tenant.ValueString()), diags)
	if !ok || m.divide(ctx, forecast.Nodes, diags) == nil {
		return nil
	}
	waves := m.waveList(ctx, diags)
	for i := range run {
		if i >= len(waves) || !sameWave(waves[i], run[i]) {
			diags.Append(message{
				summary: "Unable to continue " + m.called(),
				what: fmt.Sprintf("The nodes, divided as the configuration says, are not those of the sessions that have run: session "+
					"%q differs. Either limit or waves is not what it was, or the system has other nodes now. Nothing was started.",
					run[i].Session.ValueString()),
				next: []string{
					"Write limit and waves as they were when the rollout was started.",
					"Or write a rollout of the nodes that are left, with a new name.",
				},
			}.asErrorAt(path.Root("waves")))
			return nil
		}
		waves[i] = run[i]
	}
	for i := len(run); i < len(waves); i++ {
		waves[i] = newRollingWave(waves[i].Session.ValueString(), waves[i].Nodes.ValueString(),
			int(waves[i].NodeCount.ValueInt64()))
	}
	return waves
}

// sameWave reports whether both have the same session and nodes.
func sameWave(a, b rollingWave) bool {
	sorted := func(nodes types.String) []string { return slices.Sorted(strings.SplitSeq(nodes.ValueString(), ",")) }
	return a.Session.Equal(b.Session) && slices.Equal(sorted(a.Nodes), sorted(b.Nodes))
}
