// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// An engine stores what Create made when Create returns. Where the provider is
// killed before that, or the engine interrupted twice, nothing is stored: the
// session goes on in BOS, and no state knows of it. These tests say so; an own
// name with on_conflict = "adopt" is what makes one safe from it.

// killed is an apply whose provider is killed while it waits.
func killed(bos *sim, tf *engine) *command {
	waits := bos.waits()
	apply := tf.start("apply", "-auto-approve")
	apply.await(waits, "the provider waits")
	apply.kill(apply.provider(), syscall.SIGKILL)
	<-apply.ended
	return apply
}

// interruptedTwice is an apply that is interrupted again before the provider
// could answer to the first interrupt: BOS is still at work on the POST. (While
// it waits the provider answers at once, and a second interrupt comes too late
// to do harm.)
func interruptedTwice(bos *sim, tf *engine) *command {
	arrived, letGo := bos.holds()
	defer letGo()
	apply := tf.start("apply", "-auto-approve")
	apply.await(arrived, "the POST arrives")
	apply.ctrlC()
	apply.awaitText("Stopping operation...")
	apply.ctrlC()
	<-apply.ended
	return apply
}

type death func(*sim, *engine) *command

// dead is a configuration whose apply died after it had started a session.
func dead(t *testing.T, i installed, config string, die death) (*sim, *engine) {
	t.Helper()
	bos := newSim(t)
	return bos, deadOn(t, i, bos, config, die)
}

func deadOn(t *testing.T, i installed, bos *sim, config string, die death) *engine {
	t.Helper()
	tf := i.engine(t, bos)
	tf.write(config)

	output, code := die(bos, tf).end()

	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	if state := tf.must("show"); strings.Contains(state, "bos_session") {
		t.Errorf("the documentation says that the state knows nothing, but:\n%s", state)
	}
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "bos_session.test will be created", "2 to add, 0 to change, 0 to destroy")
	bos.wantSent(t, 1, 1)
	bos.Clock.Advance(time.Minute) // set up, so that there is no doubt which session is the newer one
	return tf
}

// Without an own name nothing ties the next apply to the lost session.
func died(t *testing.T, i installed, die death) {
	t.Helper()
	bos, tf := dead(t, i, waitingWith(""), die)
	completes(t, bos, tf)

	bos.wantSent(t, 2, 2)
}

// With an own name the next apply is refused, and names the way back.
func diedNamed(t *testing.T, i installed, die death) {
	t.Helper()
	bos, tf := dead(t, i, waitingWith(`name = "s1"`), die)

	says(t, tf.exits(1, "apply", "-auto-approve"), "Nothing was started", "terraform import ADDRESS /s1")
	bos.wantSent(t, 1, 1)

	tf.must("import", "bos_session.test", "/s1")
	tf.wantUpdate()
	completes(t, bos, tf)
	bos.wantSent(t, 1, 1)
}

// With on_conflict = "adopt" too, the next apply goes on as if nothing had been.
func diedAdopting(t *testing.T, i installed, die death) {
	t.Helper()
	bos, tf := dead(t, i, waitingWith("name = \"s1\"\n on_conflict = \"adopt\""), die)

	completes(t, bos, tf)

	bos.wantSent(t, 1, 1)
}
