// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// read gets the session. While the state has no verdict, it stores what is read, so that must be confirmed.
func (m *sessionModel) read(ctx context.Context, client *bos.Client) (bos.Session, error) {
	session, err := client.RefreshedSession(ctx, m.Name.ValueString())
	if err == nil && session.Unconfirmed() && m.Result.IsNull() {
		return client.ConfirmedSession(ctx, m.Name.ValueString())
	}
	return session, err
}

// refresh takes over the result of read: session, or err. It reports whether the model may be saved.
func (m *sessionModel) refresh(
	ctx context.Context, c *connection, client *bos.Client, session bos.Session, err error, private privateState,
	diags *diag.Diagnostics,
) bool {
	if err == nil && client.NoteExisting(m.Name.ValueString()) {
		diags.Append(plannedAgain(m))
		return false
	}
	switch missing := errors.Is(err, gateway.ErrNotFound); {
	case m.elsewhere(c) && (err == nil || missing) && !m.provesSameSystem(session, err):
		diags.Append(leftElsewhere(c, m))
		return true
	case missing || err == nil && !m.sameSession(session):
		m.refreshMissing(ctx, client, readOrigin(ctx, private, diags))
		return true
	case err != nil:
		diags.Append(readFailed(c, m, err))
		return false
	default:
		return m.refreshFound(ctx, c, client, session, private, diags)
	}
}

// refreshMissing notes that BOS has no record of the session. A session that BOS has never shown was never
// started, and is not expired.
func (m *sessionModel) refreshMissing(ctx context.Context, client *bos.Client, origin sessionOrigin) {
	client.NoteMissing(m.Name.ValueString())
	m.Expired = types.BoolValue(!m.Status.IsNull())
	m.fillNodeLists(ctx, client, origin, false)
}

// refreshFound takes over the session's record. A complete session keeps its progress: BOS v1 describes it by its
// template as that is today.
func (m *sessionModel) refreshFound(
	ctx context.Context, c *connection, client *bos.Client, session bos.Session, private privateState,
	diags *diag.Diagnostics,
) bool {
	if !m.complete() || m.Outcome.IsNull() || m.EndTime.IsNull() && session.Complete() {
		m.sessionProgress.fromAPI(session)
	}
	m.Expired = types.BoolValue(false)
	m.Endpoint = c.endpoint()
	if err := m.readOutcome(ctx, client.SessionOutcome); err != nil && !errors.Is(err, gateway.ErrNotFound) {
		diags.Append(readFailed(c, m, err))
		return false
	}
	m.fillNodeLists(ctx, client, sessionOrigin{}, true)
	readOrigin(ctx, private, diags).warnForeign(m, diags)
	return true
}

// elsewhere reports whether the session belongs to another endpoint than the provider's. The state of an earlier
// release does not say.
func (m *sessionModel) elsewhere(c *connection) bool {
	return c.elsewhere(m.Endpoint)
}

// ofOtherVersion reports whether the session was started on another version of the API than the one in use:
// neither version has the sessions of the other. The name shows it, as v1 chooses names and accepts no configured
// one.
func (m *sessionModel) ofOtherVersion(c *connection, config *sessionModel) bool {
	if c == nil || c.client == nil {
		return false
	}
	v1, known := c.client.SpeaksV1()
	byV1 := m.namedByV1() && config.Name.IsNull()
	return known && v1 != byV1
}

// provesSameSystem reports whether the answer at another endpoint is this very session, so that both URLs belong
// to one system. A start that was never confirmed proves nothing.
func (m *sessionModel) provesSameSystem(session bos.Session, err error) bool {
	return err == nil && !m.StartTime.IsNull() && !session.StartTime.IsZero() && m.sameSession(session)
}

// atOwnEndpoint reports whether the provider's endpoint is the session's own, or has the session. If not, it adds
// an error in the words of the request.
func (m *sessionModel) atOwnEndpoint(
	ctx context.Context, c *connection, client *bos.Client,
	failed func(*connection, *sessionModel, error) diag.Diagnostic,
	notHere func(*connection, *sessionModel) diag.Diagnostic, diags *diag.Diagnostics,
) bool {
	if !m.elsewhere(c) {
		return true
	}
	session, err := client.Session(ctx, m.Name.ValueString())
	switch {
	case m.provesSameSystem(session, err):
		return true
	case err != nil && !errors.Is(err, gateway.ErrNotFound):
		diags.Append(failed(c, m, err))
	default:
		diags.Append(notHere(c, m))
	}
	return false
}

func readFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	return message{summary: "Unable to read " + data.called()}.because(c.explain(err, data.Tenant)).
		and(problem{what: "\n\nThe state stays as it was.", next: []string{
			planUnread,
		}}).asError()
}

// sessionProblem says why a session could not be read, and in which tenant.
func sessionProblem(c *connection, name, tenant types.String, err error) problem {
	v1, _ := c.client.SpeaksV1() // known after the request
	var nodesUnknown *bos.NodesUnknownError
	switch {
	case !errors.Is(err, gateway.ErrNotFound) || errors.As(err, &nodesUnknown):
		return c.explain(err, tenant)
	case v1:
		return problem{
			what: fmt.Sprintf("BOS v1 has no session %q.", name.ValueString()),
			next: []string{"Check the ID. List the sessions that exist: `cray bos v1 session list`"},
		}
	default:
		return problem{
			what: fmt.Sprintf("BOS has no session %q %s. BOS deletes complete sessions after some days (its option "+
				"cleanup_completed_session_ttl).", name.ValueString(), ofTenant(tenant)),
			next: []string{"Check the name and the tenant. List the sessions that exist: `cray bos v2 sessions list`"},
		}
	}
}

// plannedAgain is the error if the other resource was planned before this one was refreshed.
func plannedAgain(data *sessionModel) diag.Diagnostic {
	return message{
		summary: "Unable to plan another " + data.called(),
		what: fmt.Sprintf("%s is in the state, and another resource of this configuration is to be created with the "+
			"same name.", capitalize(data.described())),
		next: []string{
			"If the address of the resource has changed, write a `moved` block. It continues with the existing session " +
				"and starts nothing.",
		},
	}.and(adoptsItsPredecessor()).asError()
}

func namelessLeft(data *sessionModel) diag.Diagnostic {
	return message{
		summary: unableToTell,
		what: fmt.Sprintf("The answer to the request that starts %s was lost, and which of the sessions of BOS v1 is the "+
			"one could not be found out.", data.described()),
		next: findNameless,
	}.asWarning()
}

func (m *sessionModel) wrongEndpoint(c *connection) string {
	return fmt.Sprintf("%s belongs to the system at %s, and the provider is configured for %s, which does not have it.",
		capitalize(m.described()), m.Endpoint.ValueString(), c.endpoint().ValueString())
}

// leftElsewhere returns the warning of a refresh at another endpoint.
func leftElsewhere(c *connection, m *sessionModel) diag.Diagnostic {
	return message{
		summary: "Unable to find " + m.called() + " at this endpoint",
		what: m.wrongEndpoint(c) + " That does not mean that the session is gone: the state stays as it was, and nothing " +
			"is run.",
		next: []string{
			"Configure the provider for the session's own system again (endpoint, BOS_ENDPOINT), or use one provider " +
				"block with an alias for each system.",
			"If that system no longer exists: `terraform state rm ADDRESS`",
		},
	}.asWarning()
}
