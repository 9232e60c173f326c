// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// planDestroy says in the plan what destroying a session does to its nodes. The state may be older than the plan
// (-refresh=false). Terraform does not plan the destruction of a tainted resource, or one by -replace, through the provider:
// what tainted it says the same (see waitAgain).
func (r *sessionResource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state sessionModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	state.fill()
	if !resp.Diagnostics.HasError() {
		state.planEnd(r.connection, readOrigin(ctx, req.Private, &resp.Diagnostics), &resp.Diagnostics)
	}
}

// planEnd warns of what the destruction of the session, or its replacement, does to nodes. Of a session at another
// endpoint, or without a name, nothing is deleted, which Read has said.
func (m *sessionModel) planEnd(c *connection, origin sessionOrigin, diags *diag.Diagnostics) {
	switch {
	case m.elsewhere(c) || m.nameless():
		return
	case origin.Unproven && !m.complete():
		diags.AddWarning("Destroying "+m.called()+" "+nodesContinue, "It may be somebody else's, so its record stays in BOS, and the operation continues on "+m.itsNodes()+".")
		return
	}
	if what, detail := m.fate(c.speaksV1()); what != "" {
		diags.AddWarning("Destroying "+m.called()+" "+what, fmt.Sprintf("%s was not complete when it was last read (%s), and on_destroy is %q. %s",
			upper(m.described()), m.progress(), m.OnDestroy.ValueString(), detail))
	}
}

const (
	nodesStay     = "stops its nodes where they are"
	nodesContinue = "does not stop its nodes"
	stageLost     = "drops what it staged"
)

// fate is what destroying the session does to its nodes: in short, "" for nothing, and in whole sentences.
func (m *sessionModel) fate(v1 bool) (what, detail string) {
	all, cancels := m.itsNodes(), m.cancels() && !v1
	running := m.Status.ValueString() == bos.StatusRunning
	switch {
	case m.complete():
		return "", ""
	case m.OnDestroy.ValueString() == "forget":
		return nodesContinue, fmt.Sprintf("BOS is not asked, and keeps the record: the operation continues on %s.", all)
	case m.Expired.ValueBool() && !cancels:
		return "", "" // there is no record to delete
	case m.Stage.ValueBool() && running:
		return stageLost, fmt.Sprintf("What it staged on %s can no longer be applied.", all)
	case cancels && running:
		return nodesStay, fmt.Sprintf("The operation is cancelled: %s stay as they are at that moment, and some may be off. %s", all, letItFinish)
	case cancels:
		return nodesStay, "The operation is cancelled: nodes that BOS has acted on by then stay as they are at that moment, and some may be off. " + letItFinish
	case v1 || running:
		return nodesContinue, fmt.Sprintf("Deleting the record stops no node: the operation continues on %s.", all)
	default:
		return nodesContinue, "If BOS has begun to set the session up by then, the operation continues on its nodes. Otherwise it acts on none."
	}
}

const letItFinish = "To let the session finish, wait until it is complete, or apply on_destroy = \"delete\" first."

// itsNodes counts the session's nodes where their number is known.
func (m *sessionModel) itsNodes() string {
	if count := m.ComponentCount.ValueInt64(); count > 0 {
		return "its " + nodes(int(count))
	}
	return "its nodes"
}

// waitAgain says how to continue a wait that failed, and what applying the tainted resource does to the nodes of this session.
func (m *sessionModel) waitAgain(v1 bool) string {
	return "The session is in the state and no node was stopped. To go on waiting, `terraform untaint ADDRESS` (if the resource is tainted), " +
		"then `terraform apply`: nothing is started. A tainted resource that is applied as it is runs the operation again. " + m.destroyedFirst(v1)
}

// destroyedFirst is what the error that taints the session says instead of the plan of its destruction.
func (m *sessionModel) destroyedFirst(v1 bool) string {
	what, detail := m.fate(v1)
	if what == "" {
		return ""
	}
	return fmt.Sprintf("Applying a tainted resource destroys this session first, as `terraform destroy` does, and on_destroy is %q. %s", m.OnDestroy.ValueString(), detail)
}
