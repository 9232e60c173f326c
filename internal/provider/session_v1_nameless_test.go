// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// lostFor has BOS start the session and then be gone for so long.
func lostFor(bos *sim, silence time.Duration) {
	bos.Inject(bossim.Fault{Method: "POST", Path: "/v1/session", Commit: true, Drop: true, Times: 1})
	bos.Inject(bossim.Fault{Drop: true, Skip: 1, For: silence}) // the list before the POST comes through
}

// nameless is a configuration whose session BOS has started and could not be found again.
func nameless(t *testing.T, knobs string) (*sim, *engine) {
	t.Helper()
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(rebootsOnV1(knobs))
	lostFor(bos, oneHour)

	output := tf.exits(1, "apply", "-auto-approve")

	says(t, output, "Unable to tell whether the session was started", "The answer to the request that starts the session (reboot of template \"blue\") was lost",
		"cray bos v1 session list", "terraform state rm ADDRESS", "terraform import ADDRESS ID")
	values, tainted := tf.attributes()
	if !tainted || values["name"] != "" || values["status"] != nil || values["result"] != nil || values["expired"] != false {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	bos.wantSent(t, 1, 1)
	bos.Lift()
	bos.Clock.Advance(oneHour)
	return bos, tf
}

// Nothing runs again unless a plan shows a replacement, and prevent_destroy refuses that.
func TestSessionV1_namelessIsNotForgotten(t *testing.T) {
	bos, tf := nameless(t, "lifecycle {\n prevent_destroy = true\n}")

	says(t, tf.exits(1, "plan"), "prevent_destroy")
	says(t, tf.exits(1, "apply", "-auto-approve"), "prevent_destroy")
	says(t, tf.must("apply", "-auto-approve", "-refresh-only"), "Unable to tell whether the session was started", "cray bos v1 session list")

	bos.wantSent(t, 1, 1)
}

func TestSessionV1_namelessFound(t *testing.T) {
	bos, tf := nameless(t, "")
	id := bos.onlySession(t)

	tf.must("state", "rm", "bos_session.test")
	tf.must("import", "bos_session.test", id)
	tf.wantNothing()

	if values, tainted := tf.attributes(); tainted || values["name"] != id || values["status"] != "complete" || values["result"] != "unjudged" {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	bos.wantSent(t, 1, 1)
}

func TestSessionV1_namelessReplaced(t *testing.T) {
	bos, tf := nameless(t, "")
	lost := bos.onlySession(t)

	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "is tainted, so", "must be replaced", "Unable to tell whether the session was started")
	says(t, tf.must("apply", "-auto-approve"), "No record was deleted", "its record stays in BOS")

	bos.wantSent(t, 2, 2)
	if values, tainted := tf.attributes(); tainted || values["result"] != "succeeded" || values["name"] == lost {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	tf.exits(0, "plan", "-detailed-exitcode")
}

func TestSessionV1_namelessUntainted(t *testing.T) {
	bos, tf := nameless(t, "")
	tf.must("untaint", "bos_session.test")
	before := len(bos.Requests())

	for range 2 {
		tf.exits(2, "plan", "-detailed-exitcode")
		says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to wait for a session without a name", "terraform import ADDRESS ID")
	}
	says(t, tf.must("destroy", "-auto-approve"), "No record was deleted")

	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("%d requests for a session without a name\n%s", sent, bos.log())
	}
	bos.wantSent(t, 1, 1)
}

// Where the answer is lost but the session is found, and its nodes prove it, it is as if nothing had been.
func TestSessionV1_lostAndFound(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(v1With(ofOneNode))
	lostFor(bos, time.Minute)

	if output := tf.must("apply", "-auto-approve"); strings.Contains(output, "Warning") {
		t.Error(output)
	}

	if values, tainted := tf.attributes(); tainted || values["result"] != "succeeded" || values["name"] != bos.onlySession(t) {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	tf.wantNothing()
	bos.wantSent(t, 1, 1)
}

// Somebody else's session of the same template and operation cannot be told from ours: the error names both.
func TestSessionV1_lostAmongOthers(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(v1With(""))
	bos.sends(t, "POST", "/v1/session", "", `{"operation": "boot", "templateName": "blue"}`)
	before := bos.onlySession(t)
	bos.Inject(bossim.Fault{Method: "POST", Path: "/v1/session", Commit: true, Drop: true, Times: 1})
	atTheSameTime("x3000c0s2b0n0,x3000c0s3b0n0")(t, bos)

	output := tf.exits(1, "apply", "-auto-approve")

	says(t, output, "Unable to tell whether the session was started", "These sessions may be it", "2 nodes: x3000c0s2b0n0, x3000c0s3b0n0", "16 nodes: x3000c0s1b0n0, ", "started 2026-11-22T12:0")
	for _, id := range bos.Sessions() {
		if id != before {
			says(t, output, id)
		}
	}
	if got := bos.ours(); got != [2]int{1, 1} {
		t.Errorf("sessions started, requests to start: %v", got)
	}
}
