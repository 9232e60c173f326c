// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

func TestRolling_stateLostThenImported(t *testing.T) {
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.exits(1, "apply", "-auto-approve")
	tf.loseState()

	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name", "roll-w01: the existing session is complete", "terraform import ADDRESS /roll")
	bos.wantWaves(t, "roll-w01:2")

	tf.must("import", "bos_rolling_session.test", "roll")
	bos.wantWaves(t, "roll-w01:2")
	says(t, tf.must("plan"), "will be updated in-place", "Continuing rollout \"roll\" with wave 1 of 4")
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to reboot 1 of 2 nodes", "continue_after = \"roll-w01\"")
	bos.wantWaves(t, "roll-w01:2")

	// An update does not taint. The failure is reported again, until the user decides.
	says(t, tf.must("plan"), "Unable to continue rollout \"roll\" after session \"roll-w01\"")
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to continue rollout \"roll\" after session \"roll-w01\"", "bos_retry_failed")
	bos.wantWaves(t, "roll-w01:2")

	tf.write(rollout(fourWaves, `continue_after = "roll-w01"`))
	says(t, tf.must("plan"), "Continuing rollout \"roll\" with wave 2 of 4: 30 nodes")
	tf.must("apply", "-auto-approve")
	bos.wantAllWaves(t)
	tf.wantNothing()
}

func TestRolling_importedWithOtherWaves(t *testing.T) {
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.exits(1, "apply", "-auto-approve")
	tf.loseState()
	tf.write(rollout("size = 12, canary = 3", ""))
	tf.must("import", "bos_rolling_session.test", "roll")

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to continue rollout \"roll\"", "session \"roll-w01\" differs", "Nothing was started")

	bos.wantWaves(t, "roll-w01:2")
}

func TestRolling_importRefused(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	says(t, tf.exits(1, "import", "bos_rolling_session.test", "roll"), "Unable to import rollout \"roll\"", "BOS has no session roll-w01")

	tf.must("apply", "-auto-approve")
	tf.loseState()
	bos.sends(t, "DELETE", "/v2/sessions/roll-w02", "", "")
	says(t, tf.exits(1, "import", "bos_rolling_session.test", "roll"), "BOS has no record of wave 2, and has session \"roll-w03\"")
	bos.sends(t, "DELETE", "/v2/sessions/roll-w03", "", "")
	bos.sends(t, "DELETE", "/v2/sessions/roll-w04", "", "")
	says(t, tf.exits(1, "import", "bos_rolling_session.test", "roll"), "BOS has no record of session \"roll-w0", "and nodes know it: x3000")
	bos.Inject(bossim.Fault{Method: "GET", Path: "/v2/sessions", Status: 403})
	says(t, tf.exits(1, "import", "bos_rolling_session.test", "roll"), "Unable to import rollout \"roll\"", "403 Forbidden")

	bos.wantAllWaves(t)
}

// An import of a finished rollout starts nothing, whichever nodes are locked since, and knows no new nodes from those that
// are left.
func TestRolling_importOfAFinishedRollout(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.must("apply", "-auto-approve")
	tf.loseState()
	bos.lock(t, bossim.NodeNames(32)[20])
	tf.must("import", "bos_rolling_session.test", "roll")
	says(t, tf.must("apply", "-auto-approve"), "waits for sessions \"roll-w01\" to \"roll-w04\", which were started")
	bos.wantAllWaves(t)
	tf.wantNothing()

	tf.loseState()
	bos.joins(t, "green", bossim.NodeNames(44)[40:])
	tf.must("import", "bos_rolling_session.test", "roll")
	says(t, tf.exits(1, "plan"), "Unable to continue rollout \"roll\"", "4 nodes are in no record", "terraform state rm ADDRESS")
	bos.wantAllWaves(t)
}

// Sessions of such names that are not the waves of one rollout are not imported.
func TestRolling_importOfOtherSessions(t *testing.T) {
	const reboot = `"operation": "reboot", "template_name": "compute"`
	for _, row := range []struct{ first, second, says string }{
		{reboot + `, "limit": ""`, reboot, "Session \"roll-w01\" is not a wave"},
		{reboot + `, "limit": "blue"`, reboot, "Session \"roll-w01\" is not a wave"},
		{reboot + `, "limit": "x3000c0s1b0n0"`, reboot + `, "limit": "x3000c0s1b0n0"`, "both act on x3000c0s1b0n0"},
		{reboot + `, "limit": "x3000c0s1b0n0"`, `"operation": "boot", "template_name": "compute", "limit": "x3000c0s1b1n0"`, "have different inputs"},
	} {
		bos := foreseen(t, "auto")
		tf := newEngine(t, bos)
		tf.write(rollout(fourWaves, ""))
		bos.started(t, "", "roll-w01", row.first)
		bos.started(t, "", "roll-w02", row.second)

		says(t, tf.exits(1, "import", "bos_rolling_session.test", "roll"), "Unable to import rollout \"roll\"", row.says)
	}
}

// At another address, the rollout is another resource: its sessions exist, so that nothing is started, and the old address
// stays in the state.
func TestRolling_addressRenamed(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.must("apply", "-auto-approve")
	tf.write(strings.Replace(rollout(fourWaves, ""), "\"test\"", "\"renamed\"", 1))

	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name")

	bos.wantAllWaves(t)
	if values, _ := tf.rolling(); values == nil {
		t.Error("the rollout is no longer in the state")
	}
}

// An imported rollout is not finished before an apply has judged its waves: a destroy keeps the records, so that no
// rollout of this name runs a wave again.
func TestRolling_importedThenDestroyed(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.must("apply", "-auto-approve")
	tf.loseState()
	tf.must("import", "bos_rolling_session.test", "roll")

	says(t, tf.must("destroy", "-auto-approve"), "Destroying rollout \"roll\", which is not finished")

	if got := len(bos.Sessions()); got != 4 {
		t.Errorf("%d records", got)
	}
	bos.wantAllWaves(t)
	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name")
	bos.wantAllWaves(t)
}
