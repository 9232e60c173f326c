// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// planDestroy says in the plan what destroying a session does to its nodes. The state may be older than the plan
// (-refresh=false). Terraform does not call the provider to plan the destruction of a tainted resource, or one by
// -replace; the error that tainted it says the same (see howToContinue).
func planDestroy(
	ctx context.Context, c *connection, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state sessionModel
	state.decode(ctx, req.State.Raw, &resp.Diagnostics)
	state.fillDefaults()
	if !resp.Diagnostics.HasError() {
		state.warnOfDestroy(c, readOrigin(ctx, req.Private, &resp.Diagnostics), &resp.Diagnostics)
	}
}

// warnOfDestroy warns of what the destruction or replacement of the session does to nodes. If the session is at
// another endpoint or has no name, nothing is deleted, and Read has warned of that.
func (m *sessionModel) warnOfDestroy(c *connection, origin sessionOrigin, diags *diag.Diagnostics) {
	switch {
	case m.elsewhere(c) || m.nameless():
		return
	case origin.Unproven && !m.complete():
		diags.Append(message{
			summary: "Destroying " + m.called() + " " + effectContinues,
			what: "It may be somebody else's, so that its record stays in BOS, and the operation continues on " +
				m.itsNodes() + ".",
		}.asWarning())
		return
	}
	if what, detail := m.destroyEffect(c.speaksV1()); what != "" {
		diags.Append(message{
			summary: "Destroying " + m.called() + " " + what,
			what: fmt.Sprintf("%s was not complete when it was last read (%s), and on_destroy is %q.",
				capitalize(m.described()), m.progress(), m.OnDestroy.ValueString()),
		}.because(detail).asWarning())
	}
}

// keptRecord returns the warning for a session whose record is not deleted, because it may not be this resource's,
// and nil for any other.
func (m *sessionModel) keptRecord(origin sessionOrigin) diag.Diagnostic {
	switch {
	case m.nameless():
		return namelessDropped(m)
	case origin.Unproven:
		return unprovenLeft(m)
	default:
		return nil
	}
}

// delete cancels the session, if on_destroy says so, and deletes its record. A record that is another
// session's by now, under the same name, stays. generated reports whether the provider chose the name.
func (m *sessionModel) delete(
	ctx context.Context, c *connection, client *bos.Client, generated bool, diags *diag.Diagnostics,
) {
	name := m.Name.ValueString()
	client.Release(name)
	session, err := client.Session(ctx, name)
	if errors.Is(err, gateway.ErrNotFound) && !m.Expired.ValueBool() { // the refresh found it
		session, err = client.ConfirmedSession(ctx, name)
	}
	cancelling := m.OnDestroy.ValueString() == "cancel" && !m.complete()
	switch {
	case err == nil && !m.sameSession(session):
		return
	case errors.Is(err, gateway.ErrNotFound) && m.deleteMissing(ctx, c, client, cancelling, diags):
		return
	case err != nil && !errors.Is(err, gateway.ErrNotFound):
		diags.Append(deleteFailed(c, m, err)) // the record may be another session's
		return
	case cancelling:
		if err := client.CancelSession(ctx, name); err != nil {
			diags.Append(cancelFailed(c, m, err))
			return
		}
	}

	err = client.DeleteSession(ctx, name)
	if err == nil {
		err = m.confirmDeleted(ctx, client, generated)
	}

	switch {
	case errors.Is(err, gateway.ErrNotFound):
	case errors.Is(err, gateway.ErrUnauthorized) && generated:
		diags.Append(recordLeft(m, err))
	case err != nil:
		diags.Append(deleteFailed(c, m, err))
	case operationContinues(client, session) && !cancelling:
		diags.Append(nodesContinue(m, session))
	}
}

// deleteMissing deletes a session that BOS does not describe. It may belong to the other version of the API, whose
// record stays, or on v1 be a ghost, whose remains are deleted. It reports whether the deletion is done.
func (m *sessionModel) deleteMissing(
	ctx context.Context, c *connection, client *bos.Client, cancelling bool, diags *diag.Diagnostics,
) (done bool) {
	v1, _ := client.SpeaksV1() // known after Session
	switch named := m.namedByV1(); {
	case v1 && named && !cancelling:
		m.deleteGhost(ctx, c, client, diags)
		return true
	case v1 != named:
		return m.checkOtherVersion(ctx, c, client, cancelling, diags) || !cancelling
	default:
		return !cancelling
	}
}

// deleteGhost deletes a session that BOS v1 lists and does not describe: somebody deleted it, and its agent wrote
// to it afterwards (108_ghost_delete.json of v1). If there is no ghost, the DELETE returns 404.
func (m *sessionModel) deleteGhost(ctx context.Context, c *connection, client *bos.Client, diags *diag.Diagnostics) {
	err := client.DeleteSession(ctx, m.Name.ValueString())
	switch {
	case errors.Is(err, gateway.ErrNotFound):
	case err != nil:
		diags.Append(deleteFailed(c, m, err))
	case !m.complete():
		diags.Append(ghostDeleted(m))
	}
}

func (m *sessionModel) checkOtherVersion(
	ctx context.Context, c *connection, client *bos.Client, cancelling bool, diags *diag.Diagnostics,
) (found bool) {
	version, session, err := client.SessionInOtherVersion(ctx, m.Name.ValueString())
	switch {
	case errors.Is(err, gateway.ErrNotFound) || err == nil && !m.sameSession(session):
		return false
	case err != nil:
		diags.Append(unknownInOtherVersion(m, version, c.explain(err, m.Tenant)))
		return false
	case cancelling:
		diags.Append(cancelInOtherVersion(m, version))
		return true
	default:
		diags.Append(leftInOtherVersion(m, version, session))
		return true
	}
}

// errRecordStays: an operator of BOS that has read a session writes it as a whole, and restores a record that was
// deleted in between.
var errRecordStays = errors.New("BOS answered that it has deleted the record, but it still has it: one of its " +
	"operators may have written to the record at the same moment; nothing is started under this name before it " +
	"is gone")

// confirmDeleted polls for the record after its DELETE, up to five times within 15 s. The session that replaces
// this one may have the same name, unless the name is generated or one of v1.
func (m *sessionModel) confirmDeleted(ctx context.Context, client *bos.Client, generated bool) error {
	name := m.Name.ValueString()
	if v1, _ := client.SpeaksV1(); v1 || generated {
		return nil
	}
	for pause := time.Second; ; pause *= 2 {
		session, err := client.Session(ctx, name)
		switch {
		case errors.Is(err, gateway.ErrNotFound) || err == nil && !m.sameSession(session):
			return nil
		case err != nil:
			return fmt.Errorf("whether the record is deleted could not be found out: %w", err)
		case pause > 8*time.Second:
			return errRecordStays
		}
		if cause := client.Clock().Sleep(ctx, pause); cause != nil {
			return fmt.Errorf("%w: %w", cause, errRecordStays)
		}
	}
}

// operationContinues reports whether the operation continues on the nodes after the record of the session is
// deleted. On v1 of the API it does from the start on: nothing stops the agent (100_delete_running.json of v1).
func operationContinues(client *bos.Client, session bos.Session) bool {
	v1, _ := client.SpeaksV1() // known after Session
	return session.Status == bos.StatusRunning || v1 && !session.Complete()
}
