// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"time"
)

const rolloutAddress = "bos_rolling_session.test"

var applyIt = []string{"apply", "-auto-approve"}

// run applies the rollout until each wave has a result, or the user gives it up.
func (k *rolloutWalk) run() {
	k.t.Helper()
	k.write(true)
	for steps := 0; steps < 80 && !k.givenUp && len(k.violations) == 0 && !k.finished(); steps++ {
		k.step()
	}
	if len(k.violations) == 0 {
		k.end()
	}
	for _, one := range k.violations {
		k.t.Error(one)
	}
	if k.t.Failed() {
		k.t.Log("\n" + k.journal.String())
	}
}

func (k *rolloutWalk) write(kept bool) { k.dir.configure(k.wish.hcl(k.bos.URL, kept)) }

// step is what a user does next who reads the state and what the last command printed.
func (k *rolloutWalk) step() {
	k.t.Helper()
	state := k.state()
	halted, result := state.halted(k.consented)
	switch {
	case state == nil && len(k.history()) > 0:
		k.findAgain()
	case result == "failed":
		k.decide(halted, state.tainted)
	case result == "unjudged":
		k.unjudged++
		k.consent(halted, state.tainted)
	case state != nil && state.tainted:
		k.startsNothing(1, applyIt...)
		k.command(0, false, "untaint", rolloutAddress)
	case state != nil && k.random.IntN(8) == 0:
		k.purge()
	case k.random.IntN(6) == 0:
		k.startsNothing(-1, pick(k.random, [][]string{{"plan"}, {"refresh"}, {"plan", "-refresh=false"}})...)
	default:
		k.command(k.wish.rate, k.wish.disturbed > 0 || k.random.IntN(4) > 0, applyIt...)
		k.wish.disturbed--
	}
}

// findAgain is what a user does whose state does not have the rollout that was started: the process was killed.
func (k *rolloutWalk) findAgain() {
	k.t.Helper()
	output := k.startsNothing(1, applyIt...)
	if !strings.Contains(unwrapped(output), "terraform import") {
		k.violation("the next apply does not name the import: %s", unwrapped(output))
	}
	if k.random.IntN(8) == 0 {
		k.purge()
		k.startsNothing(1, applyIt...) // the nodes know the sessions
		k.startsNothing(1, "import", rolloutAddress, "/blue")
		k.givenUp = true
		return
	}
	k.imported++
	if output, code := k.command(0, false, "import", rolloutAddress, "/blue"); code != 0 {
		k.violation("the rollout cannot be imported: %s", unwrapped(output))
	}
}

// purge lets so much time pass that BOS deletes the records of complete sessions.
func (k *rolloutWalk) purge() {
	k.world.clock.Advance(8 * 24 * time.Hour)
	k.world.notef("eight days pass")
}

// decide continues after a failed wave, or gives the rollout up. A canary that fails is never ignored.
func (k *rolloutWalk) decide(failed string, tainted bool) {
	k.t.Helper()
	k.failed++
	if k.wish.canary > 0 && failed == k.planned[0].Session || k.impatient {
		k.giveUp()
		return
	}
	k.startsNothing(-1, applyIt...)
	k.consent(failed, tainted)
}

// consent continues after a wave that has not succeeded.
func (k *rolloutWalk) consent(session string, tainted bool) {
	k.t.Helper()
	k.consented[session] = true
	if tainted {
		k.command(0, false, "untaint", rolloutAddress)
		return
	}
	k.wish.continueAfter = session
	k.write(true)
}

// giveUp leaves the rollout as it is. Whatever the user does with it, no other wave is started; destroying it keeps the
// records, by which another rollout of this name is recognized.
func (k *rolloutWalk) giveUp() {
	k.t.Helper()
	k.givenUp = true
	records := len(k.bos.Sessions())
	for _, args := range [][]string{{"plan"}, applyIt, {"refresh"}, {"plan", "-destroy"}, applyIt} {
		k.startsNothing(-1, args...)
	}
	unfinished := len(k.history()) < len(k.planned)
	k.write(false)
	k.startsNothing(-1, "destroy", "-auto-approve")
	if left := len(k.bos.Sessions()); unfinished && left != records {
		k.violation("the unfinished rollout was destroyed, and of %d records %d are left", records, left)
	}
	if unfinished {
		k.startsNothing(1, applyIt...)
	}
}

// end checks a finished rollout: nothing is left to do, and its destruction deletes the records and starts nothing.
func (k *rolloutWalk) end() {
	k.t.Helper()
	if k.givenUp {
		return
	}
	k.wantEachNodeOnce()
	if state := k.state(); state != nil && state.tainted {
		k.command(0, false, "untaint", rolloutAddress)
	}
	k.startsNothing(-1, applyIt...)
	k.startsNothing(-1, "plan")
	k.write(false)
	k.startsNothing(0, "destroy", "-auto-approve")
	if left := k.bos.Sessions(); len(left) != 0 {
		k.violation("the finished rollout was destroyed, and left %v", left)
	}
}

// startsNothing runs a command without disturbances, which starts no session. code is its exit code; -1 is any.
func (k *rolloutWalk) startsNothing(code int, args ...string) (output string) {
	k.t.Helper()
	before := len(k.history())
	output, got := k.command(0, false, args...)
	if code >= 0 && got != code {
		k.violation("%v: exit code %d, want %d: %s", args, got, code, unwrapped(output))
	}
	if after := len(k.history()); after != before {
		k.violation("%v started %d sessions", args, after-before)
	}
	return output
}
