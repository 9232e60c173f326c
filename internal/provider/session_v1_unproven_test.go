// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Our POST never arrives, and somebody else starts the same operation and template of other nodes.
func theirsOnly(t *testing.T, bos *sim, limit string) {
	t.Helper()
	bos.Inject(bossim.Fault{Method: "POST", Path: "/v1/session", Drop: true, Times: 1})
	atTheSameTime(limit)(t, bos)
}

// A session that may be somebody else's is taken over with a warning, and its record is never deleted: by no replacement
// and by no destroy, in no later run.
func TestSessionV1_unprovenIsNeverDeleted(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(v1With(`limit = "blue"`))
	theirsOnly(t, bos, "x3000c0s2b0n0")

	output := tf.must("apply", "-auto-approve")

	theirs := bos.onlySession(t)
	says(t, output, "Unable to prove that session", "is the one that was started", theirs+": started 2026-11-22T12:00:", "1 node: x3000c0s2b0n0", "terraform import ADDRESS "+theirs)
	if got := bos.ours(); got != [2]int{0, 1} {
		t.Errorf("sessions started, requests to start: %v", got)
	}
	tf.wantNothing()

	says(t, tf.must("apply", "-auto-approve", "-replace=bos_session.test"), "stays in BOS", "cray bos v1 session delete "+theirs)
	if got := bos.ours(); got != [2]int{1, 2} || len(bos.Sessions()) != 2 {
		t.Errorf("sessions started, requests to start: %v; BOS has %v", got, bos.Sessions())
	}
	tf.must("destroy", "-auto-approve") // its own record
	if left := bos.onlySession(t); left != theirs || bos.Count("DELETE", "/v1/session/*") != 1 {
		t.Errorf("left %s, %d DELETEs", left, bos.Count("DELETE", "/v1/session/*"))
	}
}

func TestSessionV1_unprovenStaysAfterDestroy(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(v1With("on_destroy = \"delete\"\nwait_for_completion = false"))
	theirsOnly(t, bos, "x3000c0s2b0n0")
	tf.must("apply", "-auto-approve")

	says(t, tf.must("destroy", "-auto-approve"), "The record of session", "stays in BOS", "may be somebody else's")

	if theirs := bos.onlySession(t); theirs == "" || bos.Count("DELETE", "/v1/session/*") != 0 {
		t.Errorf("%d DELETEs", bos.Count("DELETE", "/v1/session/*"))
	}
}

// What a session does is known only when its agent has begun, which may be after the look-up. If it then acts on a node outside
// of the limit, it was never ours: its result is not this resource's, neither now nor later.
func TestSessionV1_unprovenTurnsOutToBeSomebodyElses(t *testing.T) {
	late := func(c *bossim.Config) { c.Timing.SetUp = 10 * time.Minute }
	for name, test := range map[string]struct{ knobs, theirs, result string }{
		"somebody else's": {ofOneNode, "x3000c0s2b0n0", "<nil>"},
		"a part":          {`limit = "x3000c0s1b0n0,x3000c0s1b1n0"`, "x3000c0s1b1n0", "succeeded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t, late)
			tf := newEngine(t, bos)
			tf.write(v1With(test.knobs))
			theirsOnly(t, bos, test.theirs)

			output, code := tf.run("apply", "-auto-approve")

			if test.result == "succeeded" {
				says(t, output, "Unable to prove that session", "1 node: "+test.theirs)
				if code != 0 {
					t.Error(output)
				}
				return
			}
			says(t, output, "Unable to start the session", "That session is somebody else's", "1 node: "+test.theirs, "cray bos v1 session list")
			if values, tainted := tf.attributes(); code != 1 || !tainted || values["result"] != nil {
				t.Errorf("exit %d, tainted %t, %v", code, tainted, values)
			}
			tf.must("untaint", "bos_session.test")
			says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start the session")
			if values, _ := tf.attributes(); values["result"] != nil || !strings.Contains(output, "started yours is not known") {
				t.Errorf("%v", values)
			}
			if got := bos.ours(); got != [2]int{0, 1} {
				t.Errorf("sessions started, requests to start: %v", got)
			}
		})
	}
}

// Without a wait, the nodes become known to a later plan.
func TestSessionV1_unprovenIsRefutedByARefresh(t *testing.T) {
	bos := newV1(t, func(c *bossim.Config) { c.Timing.SetUp = 10 * time.Minute })
	tf := newEngine(t, bos)
	tf.write(v1With(ofOneNode + "\nwait_for_completion = false"))
	theirsOnly(t, bos, "x3000c0s2b0n0")
	says(t, tf.must("apply", "-auto-approve"), "Unable to prove that session", "nodes not known")
	if output := tf.must("apply", "-auto-approve", "-refresh-only"); strings.Contains(output, "Warning") {
		t.Error(output)
	}
	bos.Clock.Advance(oneHour)

	output := tf.exits(0, "plan", "-detailed-exitcode")

	says(t, output, "for the one that was started", "That session is somebody else's", "1 node: x3000c0s2b0n0")
	if got := bos.ours(); got != [2]int{0, 1} {
		t.Errorf("sessions started, requests to start: %v", got)
	}
}

// The answer is lost, and the session has ended before it is looked for, 35 s later. It is judged by its nodes, and its
// state does not contradict itself.
func TestSessionV1_endedBeforeItWasLookedFor(t *testing.T) {
	t.Parallel()
	quick := func(c *bossim.Config) {
		c.Timing = bossim.Timing{Agent: time.Second, SetUp: time.Second, PowerOn: time.Second, PowerOff: time.Second, Boot: time.Second, Configure: time.Second}
	}
	for name, wait := range map[string]bool{"waited for": true, "not waited for": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1(t, quick)
			s.Inject(bossim.Fault{Method: "POST", Path: "/v1/session", Commit: true, Drop: true, Times: 1})
			m := speaking(t, s, "v1")
			config := fields{"operation": text("boot"), "template_name": text("blue"), "limit": text("x3000c0s1b0n0,x3000c0s1b1n0"), "wait_for_completion": truth(wait)}

			wantTold(t, m.apply(config), warning, 0)

			if !wait {
				config["wait_for_completion"] = truth(true)
				wantTold(t, m.apply(config), warning, 0)
			}
			state := m.values(m.State)
			outcome, _ := state["outcome"].(map[string]any)
			if state["result"] != "succeeded" || fmt.Sprint(state["component_count"], outcome["successful"], outcome["managed"]) != "2 2 2" || state["error"] != nil {
				t.Errorf("got %v", state)
			}
			s.wantSent(t, 1, 1)
		})
	}
}
