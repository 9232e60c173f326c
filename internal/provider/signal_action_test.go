// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"testing"
)

// Real signals to real processes while an action runs: the session is started once, and the error says how to find it.
func TestActionEngine_signals(t *testing.T) {
	needsActions(t)
	provider := install(t, releases...)
	for name, test := range map[string]func(*testing.T, installed){
		"Ctrl-C while it waits":   interruptedAction,
		"Ctrl-C during the POST":  interruptedActionPost,
		"the provider is killed":  killedAction,
		"Ctrl-C while it cancels": interruptedCancellation,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, provider)
		})
	}
}

// invoking is an action whose session is waited for.
func invoking(t *testing.T, i installed, bos *sim, awaited <-chan struct{}) (tf *engine, run *command) {
	t.Helper()
	tf = i.engine(t, bos)
	tf.env = append(tf.env, "TF_LOG_PROVIDER=TRACE") // stops waits for a line of it
	tf.write(rebootAction(""))
	run = tf.start(invokeReboot...)
	run.await(awaited, "the provider waits")
	return tf, run
}

// stops is Ctrl-C, until the engine has stopped the provider. An action that reports something between the two ends with
// "execution halted" alone: Terraform reads no event after it, the last one with the provider's error included.
func (c *command) stops() {
	c.t.Helper()
	c.ctrlC()
	c.awaitText("Closed all our contexts") // the log of terraform-plugin-go's StopProvider
}

func interruptedAction(t *testing.T, i installed) {
	bos := newSim(t)
	tf, run := invoking(t, i, bos, bos.waits())

	run.stops()

	output, code := run.end()
	says(t, output, `starting session "tf-`, "Error: Unable to see the end of session", "The wait was interrupted.", "cray bos v2 sessions describe tf-", `on_conflict = "adopt"`)
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	bos.wantSent(t, 1, 1)
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)
}

func interruptedActionPost(t *testing.T, i installed) {
	bos := newSim(t)
	arrived, letGo := bos.holds()
	defer letGo()
	_, run := invoking(t, i, bos, arrived)

	run.awaitText(`starting session "tf-`) // before the answer to the POST
	run.stops()
	letGo()

	output, code := run.end()
	says(t, output, "Error: Unable to see the end of session", "The wait was interrupted.")
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	bos.wantSent(t, 1, 1)
}

// A provider that is killed reports nothing any more. The first line has the name.
func killedAction(t *testing.T, i installed) {
	bos := newSim(t)
	waits := bos.waits()
	tf, run := invoking(t, i, bos, waits)

	run.kill(run.provider(), 9)

	output, code := run.end()
	says(t, output, `starting session "`+bos.Sessions()[0]+`" (reboot of template "blue")`)
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	bos.wantSent(t, 1, 1)
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)
}

func interruptedCancellation(t *testing.T, i installed) {
	bos := newSim(t)
	ofThree(t, bos, "", oneHour/60)
	tf := i.engine(t, bos)
	tf.env = append(tf.env, "TF_LOG_PROVIDER=TRACE")
	tf.write("action \"bos_cancel_session\" \"stop\" {\n config {\n name = \"s1\"\n }\n}")
	patched := bos.answered(1, "PATCH", "/v2/components")
	run := tf.start("apply", "-auto-approve", "-invoke=action.bos_cancel_session.stop")
	run.await(patched, "nodes are disabled")

	run.stops()

	output, code := run.end()
	says(t, output, `cancelling session "s1"`, `Error: Unable to cancel session "s1"`, "The cancellation was interrupted.")
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	bos.wantSent(t, 1, 1)
}
