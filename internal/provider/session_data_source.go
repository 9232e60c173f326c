// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newSessionDataSource() datasource.DataSource {
	return &lookup[sessionData]{
		suffix: "_session",
		schema: sessionDataSourceSchema,
		called: func(data *sessionData) string { return data.called() },
		fetch:  fetchSession,
		problem: func(c *connection, data *sessionData, err error) string {
			return sessionProblem(c, data.Name, data.Tenant, err)
		},
	}
}

// sessionData is one session, all that BOS tells of it.
type sessionData struct {
	sessionInputs
	sessionProgress
	Outcome types.Object `tfsdk:"outcome"`
}

func fetchSession(ctx context.Context, client *bos.Client, data *sessionData) error {
	client = inTenant(client, &data.Tenant)
	session, err := client.Session(ctx, data.Name.ValueString())
	if err != nil {
		return err
	}

	data.sessionInputs.fromAPI(session)
	data.sessionProgress.fromAPI(session)
	data.Outcome = types.ObjectNull(outcomeTypes)
	if !session.Complete() {
		return nil
	}

	outcome, err := client.SessionOutcome(ctx, session.Name, session.Components)
	if errors.Is(err, bos.ErrNotFound) { // cleaned up since the first request, or v1 cannot tell
		return nil
	}
	data.Outcome = outcomeOrNull(outcome)
	return err
}

// sessionProblem says why a session could not be read, and in which tenant it was looked for.
func sessionProblem(c *connection, name, tenant types.String, err error) string {
	v1, _ := c.client.SpeaksV1() // known: it was asked
	var untold *bos.UntoldError
	switch {
	case !errors.Is(err, bos.ErrNotFound) || errors.As(err, &untold):
		return c.told(err, tenant)
	case v1:
		return fmt.Sprintf("BOS v1 has no session %q: check the id, `cray bos v1 session list` shows what is there.", name.ValueString())
	default:
		return fmt.Sprintf("BOS has no session %q %s: check the name and the tenant, `cray bos v2 sessions list` shows what is there. "+
			"BOS deletes complete sessions after some days (its option cleanup_completed_session_ttl).", name.ValueString(), ofTenant(tenant))
	}
}
