// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// A provider does not know the address of its resource, so the commands in these texts say ADDRESS.

// called names the session in a summary.
func (m *sessionInputs) called() string {
	if m.nameless() {
		return "the session"
	}
	return fmt.Sprintf("session %q", m.Name.ValueString())
}

// described identifies the session to a user who runs many.
func (m *sessionInputs) described() string {
	text := fmt.Sprintf("%s (%s of template %q", m.called(), m.Operation.ValueString(), m.TemplateName.ValueString())
	if !m.Limit.IsNull() {
		text += ", limit " + quoteText(m.Limit.ValueString())
	}
	if !m.Tenant.IsNull() {
		text += fmt.Sprintf(", tenant %q", m.Tenant.ValueString())
	}
	return text + ")"
}

// verb names the operation, as in "Unable to boot 3 of 4 nodes".
func (m *sessionInputs) verb() string {
	switch operation := bos.Operation(m.Operation.ValueString()); operation {
	case bos.OperationShutdown:
		return "shut down"
	case bos.OperationBoot, bos.OperationReboot, bos.OperationConfigure:
		return string(operation)
	default:
		return "act upon"
	}
}

// progress says how far the session was when it was last read.
func (m *sessionProgress) progress() string {
	status := m.Status.ValueString()
	if status == "" {
		status = "unknown"
	}
	return fmt.Sprintf("status %s, %s", status, nodes(int(m.ComponentCount.ValueInt64())))
}

// itsNodes names the session's nodes, with their number if it is known.
func (m *sessionModel) itsNodes() string {
	if count := m.ComponentCount.ValueInt64(); count > 0 {
		return "its " + nodes(int(count))
	}
	return "its nodes"
}

// whoDeleted says how a record may have been deleted.
func (m *sessionInputs) whoDeleted() string {
	if m.namedByV1() {
		return "Somebody deleted it, or it is a session of BOS v1 (v1 chose its name) and the provider speaks v2 now, " +
			"or BOS v1 was removed."
	}
	return "Somebody deleted it, or BOS did: BOS deletes complete sessions that are older than its option " +
		"cleanup_completed_session_ttl."
}

// deleteIn returns the command that deletes the record.
func (m *sessionInputs) deleteIn(version bos.APIVersion) string {
	if version == bos.APIv1 {
		return "cray bos v1 session delete " + m.Name.ValueString()
	}
	return "cray bos v2 sessions delete " + m.Name.ValueString()
}

// readAgentLog is the step that finds what BOS v1 does not report of a session. For instance, its agent dies of a
// template without a configuration or with an unknown rootfs_provider, and only its log says so.
func (m *sessionInputs) readAgentLog() string {
	return "Read the log of the session's agent, a Kubernetes job, for the reason: " +
		"`kubectl -n services logs -c boa job/boa-" + m.Name.ValueString() + "`"
}

// The steps that several messages have.
const (
	runAgain      = "Run the operation again, as a new session: `terraform apply -replace=ADDRESS`"
	waitLonger    = "Wait again, which starts nothing: `terraform untaint ADDRESS` (if it is tainted), then `terraform apply`"
	planAgain     = "Make a new plan: `terraform plan`"
	planUnread    = "To plan without reading from BOS: `terraform plan -refresh=false`"
	repeatCommand = "Repeat the command that failed: `terraform apply` or `terraform destroy`"
	applyAgain    = "Apply again: `terraform apply`"
	ownSystem     = "Configure the provider for the session's own system (endpoint, BOS_ENDPOINT) and apply again."
	setStatically = "Set it to a value that is known in the plan, or apply what it refers to first: " +
		"`terraform apply -target=ADDRESS`"
)

const (
	effectStop      = "stops its nodes where they are"
	effectContinues = "does not stop its nodes"
	effectUnstage   = "drops what it staged"
)

// destroyEffect says what destroying the session does to its nodes: what is a phrase, "" for no effect.
func (m *sessionModel) destroyEffect(v1 bool) (what string, detail problem) {
	all, cancels := m.itsNodes(), m.cancels() && !v1
	running := m.Status.ValueString() == bos.StatusRunning
	switch {
	case m.complete():
		return "", problem{}
	case m.OnDestroy.ValueString() == "forget":
		return effectContinues, problem{
			what: fmt.Sprintf("No request is sent and BOS keeps the record: the operation continues on %s.", all),
		}
	case m.Expired.ValueBool() && !cancels:
		return "", problem{} // no record to delete
	case m.Stage.ValueBool() && running:
		return effectUnstage, problem{what: fmt.Sprintf("What it staged on %s can no longer be applied.", all)}
	case cancels && running:
		return effectStop, problem{
			what: fmt.Sprintf("The operation is cancelled: %s stay as they are at that moment, and some may be off.", all),
			next: []string{letItFinish},
		}
	case cancels:
		return effectStop, problem{
			what: "The operation is cancelled: nodes that BOS has acted on by then stay as they are at that moment, and " +
				"some may be off.",
			next: []string{letItFinish},
		}
	case v1 || running:
		return effectContinues, problem{
			what: fmt.Sprintf("Deleting the record stops no node: the operation continues on %s.", all),
			next: m.stopInstead(v1),
		}
	default:
		return effectContinues, problem{
			what: "If BOS has begun to set the session up by then, the operation continues on its nodes. Otherwise it " +
				"acts on none.",
			next: m.stopInstead(v1),
		}
	}
}

const letItFinish = "Let the session finish: wait until it is complete, or apply on_destroy = \"delete\" first."

// stopInstead are the steps for a session whose nodes continue when it is destroyed.
func (m *sessionModel) stopInstead(v1 bool) []string {
	if v1 {
		return []string{"To destroy it without effect on a running operation, wait until it is complete."}
	}
	return []string{"To stop the operation where it is, apply on_destroy = \"cancel\" first."}
}

// destroyedBeforeReplacement is the part of an error that taints the session which says what replacing it does to
// its nodes.
func (m *sessionModel) destroyedBeforeReplacement(v1 bool) string {
	what, detail := m.destroyEffect(v1)
	if what == "" {
		return ""
	}
	return fmt.Sprintf(" Applying a tainted resource destroys this session first, as `terraform destroy` does, "+
		"and on_destroy is %q. %s", m.OnDestroy.ValueString(), detail.what)
}

// adoptsItsPredecessor is why a plan that could adopt the session that it replaces is an error.
func adoptsItsPredecessor() problem {
	return problem{
		what: "With on_conflict = \"adopt\" the existing session could be adopted instead of a new one started.",
		next: []string{
			"Choose a new name for each run, for instance with the trigger in it: `name = \"nightly-${var.run}\"`",
			"Destroy the session first: `terraform destroy -refresh=false -target=ADDRESS`, then apply.",
			"Leave on_conflict out.",
		},
	}
}
