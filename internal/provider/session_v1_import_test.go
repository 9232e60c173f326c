// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	theirsOnV1 = `{"operation": "Boot", "templateName": "blue", "limit": "x3000c0s1b0n0"}`
	limited    = `limit = "x3000c0s1b0n0"`
)

// imported is a session that somebody has started on v1, and that is in the state now.
func imported(t *testing.T, config string) (*sim, *engine) {
	t.Helper()
	bos := newV1(t)
	bos.sends(t, "POST", "/v1/session", "", theirsOnV1)
	bos.Clock.Advance(oneHour)
	tf := newEngine(t, bos)
	tf.write(config)
	tf.must("import", "bos_session.test", bos.onlySession(t))
	return bos, tf
}

// BOS v1 tells no limit: the first plan takes the configuration's in place, and runs nothing.
func TestSessionV1_importTakesTheLimit(t *testing.T) {
	bos, tf := imported(t, v1With(limited))

	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "bos_session.test will be updated in-place", "1 to change, 0 to destroy",
		"Taking limit of session", "BOS does not report with which limit it was started", "nothing is run")
	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	tf.wantNothing()
	if values, tainted := tf.attributes(); tainted || values["limit"] != "x3000c0s1b0n0" || values["operation"] != "boot" || values["result"] != "unjudged" {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	bos.wantSent(t, 1, 1)

	// From then on it is known.
	tf.configure(v1With(`limit = "x3000c0s1b1n0"`))
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "must be replaced")
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 2, 2)
}

// Any update settles it, also one of a knob.
func TestSessionV1_importSettledByAnUpdate(t *testing.T) {
	bos, tf := imported(t, v1With(`timeouts = { create = "1h" }`))
	tf.must("apply", "-auto-approve")
	tf.wantNothing()

	tf.configure(v1With(limited))
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "must be replaced")

	bos.wantSent(t, 1, 1)
}

// What BOS did tell is not taken from the configuration.
func TestSessionV1_importOfAnotherOperation(t *testing.T) {
	bos, tf := imported(t, strings.Replace(v1With(limited), `"boot"`, `"reboot"`, 1))

	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "must be replaced")
	tf.configure(v1With(limited + "\n stage = true")) // of which v1 knows nothing
	says(t, tf.exits(1, "plan"), "In v1 of the API, nothing can be staged")

	bos.wantSent(t, 1, 1)
}

func TestSessionV1_importBlock(t *testing.T) {
	bos := newV1(t)
	bos.sends(t, "POST", "/v1/session", "", theirsOnV1)
	tf := newRealEngine(t, bos)
	tf.write("import {\n to = bos_session.test\n id = \"" + bos.onlySession(t) + "\"\n}\n" + v1With(limited))

	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "1 to import, 0 to add, 1 to change, 0 to destroy")
	tf.must("apply", "-auto-approve") // waits for it: it was running when it was imported
	tf.wantNothing()

	if values, _ := tf.attributes(); values["limit"] != "x3000c0s1b0n0" || values["result"] != "succeeded" {
		t.Errorf("%v", values)
	}
	bos.wantSent(t, 1, 1)
}

// Servers before BOS 2.3 do not tell include_disabled, nor take it.
func TestSession_importFromAnOldServer(t *testing.T) {
	bos := newSim(t)
	bos.started(t, "", "s1", `"operation": "boot", "template_name": "blue", "limit": "x3000c0s1b0n0"`)
	bos.Inject(onLook(bossim.Fault{Rewrite: rewritten(func(a map[string]any) { delete(a, "include_disabled") })}))
	bos.Clock.Advance(oneHour)
	tf := newEngine(t, bos)
	tf.write(sessionWith(limited + "\n include_disabled = true"))
	tf.must("import", "bos_session.test", "s1")

	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "will be updated in-place", "Taking include_disabled of session")
	tf.must("apply", "-auto-approve")
	tf.wantNothing()
	bos.wantSent(t, 1, 1)

	tf.configure(sessionWith(`limit = "x3000c0s1b1n0"`)) // which BOS did tell
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "must be replaced")
	bos.wantSent(t, 1, 1)
}

func TestSessionV1_importRefused(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(v1With(""))

	says(t, tf.exits(1, "import", "bos_session.test", "nobody"), "Unable to import the session", `BOS v1 has no session "nobody"`, "cray bos v1 session list")
	before := len(bos.Requests())
	says(t, tf.exits(1, "import", "bos_session.test", "vcluster-blue/nobody"), "In v1 of the API, there are no tenants")
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("%d requests for a tenant on v1\n%s", sent, bos.log())
	}
}
