// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// A session is run by a resource, by an action, or as a wave of a rollout: see sessionHost. Each of them calls prepare,
// foresee and run, in this order. Only run starts anything.

// sessionSaver stores a session that has just been started, before anything else can fail.
type sessionSaver func(origin sessionOrigin)

// run starts the session, or adopts it, and calls save. Then it waits for the session and judges it, as the knobs say.
// generated reports whether the provider chose the name. started is false if there is certainly no session; otherwise the
// model and the origin hold what is known, whatever happens.
func (m *sessionModel) run(
	ctx context.Context, c *connection, client *bos.Client, generated bool, save sessionSaver, diags *diag.Diagnostics,
) (origin sessionOrigin, started bool) {
	found, err := startOrAdopt(ctx, client, m, generated)

	var unresolved *bos.UnresolvedError
	if err != nil && !errors.As(err, &unresolved) {
		diags.Append(startFailed(c, m, err))
		return sessionOrigin{}, false
	}
	m.takeName(found.Session)
	m.resetComputed(found.Session)
	origin = m.originOf(found, generated)
	save(origin)

	if unresolved != nil {
		diags.Append(startUnresolved(c, m, unresolved))
	}
	if found.RecordGone {
		diags.Append(recordHidden(m))
	}
	if !diags.HasError() && (m.WaitForCompletion.ValueBool() || m.bound(origin) != 0) {
		m.waitAndJudge(ctx, c, client, &origin, diags)
	}
	origin.warnUnproven(m, diags)
	m.compareForecast(origin, diags)
	return origin, true
}
