// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// failing makes the canary of rollout fail.
func failingCanary(c *bossim.Config) { c.System.Failing["x3000c0s1b1n0"] = bossim.FailPowerOn }

// loseState is what a killed process leaves: no state.
func (e *engine) loseState() {
	e.t.Helper()
	if err := os.Remove(filepath.Join(e.dir, "terraform.tfstate")); err != nil {
		e.t.Fatal(err)
	}
}

const fourWaves = "size = 12, canary = 2"

// all is what TestRolling tests end with: four waves, each once.
func (s *sim) wantAllWaves(t *testing.T) {
	t.Helper()
	s.wantWaves(t, "roll-w01:2", "roll-w02:12", "roll-w03:12", "roll-w04:6")
}

// BOS has cleaned up most records of a finished rollout: what is left of them is deleted, at once.
func TestRolling_destroyedAfterTheCleanup(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout("size = 1, canary = 1", ""))
	tf.must("apply", "-auto-approve")
	for n := range 31 {
		bos.sends(t, "DELETE", fmt.Sprintf("/v2/sessions/roll-w%02d", n+1), "", "")
	}
	bos.Inject(bossim.Fault{Method: "GET", Path: "/v2/sessions", Status: 403})
	says(t, tf.exits(1, "destroy", "-auto-approve"), "Unable to delete the records of rollout \"roll\"", "403 Forbidden")
	bos.Lift()
	before := bos.Clock.Now()

	tf.must("destroy", "-auto-approve")

	if left := bos.Sessions(); len(left) != 0 || bos.Clock.Now().Sub(before) > oneHour/60 {
		t.Errorf("records left: %q, after %s", left, bos.Clock.Now().Sub(before))
	}
	if got := bos.SessionsStarted(); got != 32 {
		t.Errorf("%d sessions were started", got)
	}
}

// A success stays one, and a failure is accepted by a higher max_failed_percent.
func TestRolling_successStays(t *testing.T) {
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, "max_failed_percent = 60"))
	tf.must("apply", "-auto-approve")
	tf.write(rollout(fourWaves, ""))
	says(t, tf.must("apply", "-auto-approve"), "1 changed")
	if values, _ := tf.rolling(); values["result"] != "succeeded" {
		t.Error(values["result"])
	}
	tf.wantNothing()
	bos.wantAllWaves(t)
}

// The last wave fails: nothing is left to be started, and untaint accepts the result.
func TestRolling_lastWaveFails(t *testing.T) {
	bos := foreseen(t, "auto", func(c *bossim.Config) {
		for _, node := range bossim.NodeNames(32)[12:] {
			c.System.Failing[node] = bossim.FailPowerOn
		}
	})
	tf := newEngine(t, bos)
	tf.write(rollout("size = 20, canary = 12", ""))

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to reboot 20 of 20 nodes", "wave 2 of 2", "To accept the result", "outcome.failed_nodes of this wave in waves_status")
	tf.must("untaint", "bos_rolling_session.test")
	tf.wantNothing()

	bos.wantWaves(t, "roll-w01:12", "roll-w02:20")
}

// max_failed_percent judges the waves again: with it, the rollout continues.
func TestRolling_moreMayFail(t *testing.T) {
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, `on_failure = "warn"`))
	says(t, tf.must("apply", "-auto-approve"), "Unable to reboot 1 of 2 nodes", "3 waves after it")
	if _, tainted := tf.rolling(); tainted {
		t.Error("tainted by a warning")
	}
	tf.wantNothing() // the failed canary holds the others
	bos.wantWaves(t, "roll-w01:2")

	tf.write(rollout(fourWaves, "on_failure = \"warn\"\n max_failed_percent = 50"))
	says(t, tf.must("plan"), "with wave 2 of 4: 30 nodes")
	tf.must("apply", "-auto-approve")

	bos.wantAllWaves(t)
	if values, _ := tf.rolling(); values["result"] != "succeeded" {
		t.Error(values["result"])
	}
	tf.wantNothing()
}

func TestRolling_waveTimesOut(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, `timeouts = { create = "20s" }`))

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to see the end of session \"roll-w01\" within 20s", "wave 1 of 4")
	bos.wantWaves(t, "roll-w01:2")
	tf.must("untaint", "bos_rolling_session.test")
	tf.write(rollout(fourWaves, ""))
	says(t, tf.must("plan"), "waits for session \"roll-w01\", which was started")
	tf.must("apply", "-auto-approve")

	bos.wantAllWaves(t)
	tf.wantNothing()
}

// configures has an operator write another configuration into the template.
func (s *sim) configures(t *testing.T, configuration string) {
	t.Helper()
	s.patch(t, "/v2/sessiontemplates/compute", `{"cfs": {"configuration": "`+configuration+`"}}`)
}

// The template is not what it was for the first wave.
func TestRolling_templateChanges(t *testing.T) {
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.exits(1, "apply", "-auto-approve")
	tf.must("untaint", "bos_rolling_session.test")
	bos.configures(t, "other-config")

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start wave 2 of rollout \"roll\"", "has changed since the first wave", "3 waves, 30 nodes, were not started")
	bos.wantWaves(t, "roll-w01:2")

	bos.configures(t, "compute-config")
	tf.must("apply", "-auto-approve")
	bos.wantAllWaves(t)
}

// A record is cleaned up before its wave was judged: nothing continues by itself.
func TestRolling_recordGone(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, `timeouts = { create = "20s" }`))
	tf.exits(1, "apply", "-auto-approve")
	tf.must("untaint", "bos_rolling_session.test")
	bos.Clock.Advance(oneHour)
	bos.sends(t, "DELETE", "/v2/sessions/roll-w01", "", "")
	tf.write(rollout(fourWaves, ""))

	output, code := tf.run("apply", "-auto-approve")

	if !strings.Contains(output, "gone") {
		t.Error(output)
	}
	if code == 0 { // judged by its nodes
		bos.wantAllWaves(t)
		return
	}
	bos.wantWaves(t, "roll-w01:2")
}

func TestRolling_destroyedUnfinished(t *testing.T) {
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.exits(1, "apply", "-auto-approve")
	tf.must("untaint", "bos_rolling_session.test")
	says(t, tf.must("destroy", "-auto-approve"), "Destroying rollout \"roll\", which is not finished", "records of its sessions stay")
	if left := bos.Sessions(); len(left) != 1 {
		t.Errorf("records %q", left)
	}
	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name")
	bos.wantWaves(t, "roll-w01:2")

	// The nodes know the session after its record is gone.
	bos.sends(t, "DELETE", "/v2/sessions/roll-w01", "", "")
	says(t, tf.exits(1, "apply", "-auto-approve"), "roll-w01: no record; known to 2 nodes: x3000c0s1b0n0")
	bos.wantWaves(t, "roll-w01:2")
}

func TestRolling_cancelledWhenDestroyed(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, "on_destroy = \"cancel\"\n timeouts = { create = \"90s\" }"))
	tf.exits(1, "apply", "-auto-approve")
	says(t, tf.exits(1, "destroy", "-auto-approve"), "Unable to plan rollout \"roll\"", "then `terraform destroy -target=ADDRESS`") // tainted
	tf.must("untaint", "bos_rolling_session.test")
	says(t, tf.must("destroy", "-auto-approve"), "Session \"roll-w01\" is cancelled: 2 nodes stay as they are")
	if left := bos.Sessions(); len(left) != 1 {
		t.Errorf("records %q", left)
	}
	if _, enabled := bos.booted(t); enabled != 0 {
		t.Errorf("%d nodes are enabled", enabled)
	}
	bos.Clock.Advance(time.Hour)
	bos.wantWaves(t, "roll-w01:2")
}
