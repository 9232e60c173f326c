// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// refresh reads the record of the wave that runs, if there is one. What has a result does not change any more.
func (m *rollingModel) refresh(ctx context.Context, c *connection, client *bos.Client, diags *diag.Diagnostics) {
	waves := m.waveList(ctx, diags)
	for i := range waves {
		wave := &waves[i]
		if !wave.Result.IsNull() || wave.Status.IsNull() || c.elsewhere(m.Endpoint) {
			continue
		}
		session := m.session(wave)
		found, err := session.read(ctx, client)
		switch {
		case errors.Is(err, gateway.ErrNotFound): // the next apply confirms it
		case err != nil:
			diags.Append(readFailed(c, &session, err))
			return
		case session.sameSession(found):
			wave.sessionProgress.fromAPI(found)
		}
	}
	m.setWaves(ctx, waves, diags)
}

// runningWave returns the wave that was started and is not complete, nil if there is none.
func runningWave(waves []rollingWave, noted rollout) *rollingWave {
	for i := range waves {
		if waves[i].Result.IsNull() && noted.begun(&waves[i]) && waves[i].Status.ValueString() != bos.StatusComplete {
			return &waves[i]
		}
	}
	return nil
}

// warnOfDestroy says in the plan what destroying the rollout does.
func (m *rollingModel) warnOfDestroy(ctx context.Context, c *connection, noted rollout, diags *diag.Diagnostics) {
	waves := m.waveList(ctx, diags)
	if finished(waves) || c.elsewhere(m.Endpoint) {
		return
	}
	report := message{
		summary: fmt.Sprintf("Destroying %s, which is not finished", m.called()),
		what: "No wave is started, and BOS's records of its sessions stay, so that no rollout of this name runs a wave " +
			"again.",
	}
	if wave := runningWave(waves, noted); wave != nil {
		effect := "BOS continues with session %q on %s."
		if m.OnDestroy.ValueString() == "cancel" {
			effect = "Session %q is cancelled: %s stay as they are at that moment, and some may be off."
		}
		report.what += " " + fmt.Sprintf(effect, wave.Session.ValueString(), nodes(int(wave.NodeCount.ValueInt64())))
	}
	diags.Append(report.asWarning())
}

// delete deletes the records of a finished rollout. Of another one it cancels the wave that runs, if on_destroy says so,
// and keeps the records.
func (m *rollingModel) delete(
	ctx context.Context, c *connection, client *bos.Client, noted rollout, diags *diag.Diagnostics,
) {
	waves := m.waveList(ctx, diags)
	whole := m.whole()
	ctx, cancel := client.Clock().WithTimeout(ctx, whole.timeout("delete", defaultDeleteTimeout))
	defer cancel()
	if !finished(waves) {
		wave := runningWave(waves, noted)
		if wave == nil || m.OnDestroy.ValueString() != "cancel" {
			return
		}
		session := m.session(wave)
		if !session.atOwnEndpoint(ctx, c, client, deleteFailed, deletedElsewhere, diags) {
			return
		}
		if err := client.CancelSession(ctx, wave.Session.ValueString()); err != nil {
			diags.Append(cancelFailed(c, &session, err))
		}
		return
	}
	// BOS may have cleaned up most records. To confirm for each that it is gone would take half a minute.
	records, err := client.ListSessions(ctx, bos.SessionFilter{})
	if err != nil {
		diags.Append(recordsLeft(c, m, err))
		return
	}
	has := map[string]bool{}
	for _, record := range records {
		has[record.Name] = true
	}
	for i := range waves {
		session := m.session(&waves[i])
		if waves[i].Status.IsNull() || !has[waves[i].Session.ValueString()] { // never started, or gone
			continue
		}
		if !session.atOwnEndpoint(ctx, c, client, deleteFailed, deletedElsewhere, diags) {
			return
		}
		if session.delete(ctx, c, client, false, diags); diags.HasError() {
			return
		}
	}
}

// atPlannedEndpoint reports whether the plan was made for the provider's endpoint.
func (m *rollingModel) atPlannedEndpoint(c *connection, diags *diag.Diagnostics) bool {
	if m.Endpoint.IsUnknown() {
		m.Endpoint = c.endpoint()
	}
	return c.checkPlannedEndpoint("start", m.called(), m.Endpoint, diags)
}
