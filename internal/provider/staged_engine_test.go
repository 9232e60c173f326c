// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
)

// The page's example, as it stands: a session that stages and its application in one configuration, from the first apply
// over a session that takes its place to the end, counting what is started and applied.
func TestStaged_lifeCycle(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("../../examples/resources/bos_staged_session_application/resource.tf")
	if err != nil {
		t.Fatal(err)
	}
	bos := newSim(t)
	tf := newEngine(t, bos)
	counts := func(when string, sessions, applications int) {
		t.Helper()
		bos.wantSent(t, sessions, sessions)
		bos.wantApplied(t, applications)
		if t.Failed() {
			t.Fatal(when)
		}
	}
	tf.write(string(example))

	says(t, tf.must("apply", "-auto-approve"), "What is staged stays staged", "rebooting = 16")
	counts("after the first apply", 1, 1)
	bos.wantBooted(t, 16)

	tf.exits(0, "plan", "-detailed-exitcode")
	tf.must("apply", "-auto-approve")
	counts("after an apply of nothing", 1, 1)

	// Another session for the same nodes: only its name differs.
	image := func(version string) string {
		return strings.Replace(string(example), "stage         = true", "stage         = true\n  triggers      = { image = \""+version+"\" }", 1)
	}
	tf.write(image("1"))
	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	counts("after triggers were added", 1, 1)
	tf.write(image("2"))
	says(t, tf.must("apply", "-auto-approve"), "2 added, 0 changed, 2 destroyed")
	counts("after the session was replaced", 2, 2)
	bos.wantBooted(t, 16)
	tf.exits(0, "plan", "-detailed-exitcode")

	tf.must("destroy", "-auto-approve")
	counts("after destroying", 2, 2)
	bos.wantBooted(t, 16)
}

// If the nodes cannot be applied, the resource is tainted, and there are two ways on.
func TestStaged_failedIsTainted(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	nodes := bos.staged(t, "boot", 2)
	bos.sends(t, http.MethodDelete, "/v2/sessions/next", "", "")
	tf := newEngine(t, bos)
	tf.write(`resource "bos_staged_session_application" "test" {
		components = "` + nodes + `"
	}`)

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to apply what is staged for 2 of 2 nodes", "Staged session no longer exists")
	bos.wantApplied(t, 1)
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "is tainted, so", "must be replaced")

	tf.must("untaint", "bos_staged_session_application.test")
	tf.exits(0, "plan", "-detailed-exitcode")
	tf.must("apply", "-auto-approve")
	bos.wantApplied(t, 1)

	tf.must("destroy", "-auto-approve")
	bos.wantApplied(t, 1)
}
