// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// The rows of the table "When does it run?", and the tests that prove them:
//
//	first apply                                       TestSession_minimal
//	plan, refresh, apply again                        TestWhen_planRefreshApplyAgain
//	a change of an input                              TestSession_edits, TestSession_unknownTrigger
//	a change of a knob; triggers as a whole           TestSession_edits, TestSession_knobsMakeNoRequest
//	name_prefix edited, added or removed              TestWhen_namePrefixEdited
//	edit of the provider's configuration              TestWhen_providerConfigurationEdited
//	a saved plan is applied to another system         TestWhen_savedPlanAppliedToAnotherSystem
//	a limit turns out to be null                      TestWhen_limitTurnsOutNull, TestWhen_limitOfAReplacementTurnsOutNull
//	BOS cleaned the record after its TTL              TestSession_cleanedUp
//	the answer to the POST was lost                   TestWhen_answerLost, TestSession_faults
//	Ctrl-C while waiting, or during the POST          TestSession_signals, TestSession_interruptedWhileThePostIsLost
//	Ctrl-C, then the session fails                    TestSession_signals
//	the wait timed out, untaint, apply                TestSession_waitTimesOut
//	the wait timed out or lost BOS, apply             TestWhen_waitEndedWithoutAnEnd
//	the session failed in Create, apply               TestSession_partlyFailed, TestWhen_failedInCreate
//	a resumed wait ended in failure                   TestWhen_resumedWaitFailed
//	process killed or second Ctrl-C                   TestSession_signals
//	-replace=ADDRESS                                  TestSession_replacedOnPurpose
//	address renamed                                   TestWhen_addressRenamed
//	import, then apply                                TestSession_import
//	provider upgrade                                  TestUpgrade_runsNothing, TestUpgrade_guide, TestSession_stateOfAnEarlierRelease
//
// They run on whichever engine the tests run on.

// wantNothing checks that a plan is empty and that its apply does nothing.
func (e *engine) wantNothing() {
	e.t.Helper()
	e.exits(0, "plan", "-detailed-exitcode")
	says(e.t, e.must("apply", "-auto-approve"), "0 added, 0 changed, 0 destroyed")
}

func TestWhen_planRefreshApplyAgain(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(waitingWith(""))
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)

	tf.exits(0, "plan", "-detailed-exitcode")
	tf.must("refresh")
	tf.must("apply", "-auto-approve", "-refresh-only")
	tf.wantNothing()
	tf.must("plan", "-out=saved")
	tf.must("apply", "saved")

	bos.wantSent(t, 1, 1)
}

func TestWhen_providerConfigurationEdited(t *testing.T) {
	bos := newSim(t, withTenant)
	tf := newEngine(t, bos)
	configured := func(arguments string) string { return "provider \"bos\" {\n" + arguments + "\n}\n" }
	tf.write(configured(`endpoint = "`+bos.URL+`"`) + waitingWith(""))
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)

	for _, arguments := range []string{
		`endpoint = "` + bos.URL + `/apis/bos"`,
		`endpoint = "` + strings.Replace(bos.URL, "127.0.0.1", "localhost", 1) + `"`,
		"endpoint = \"" + bos.URL + "\"\n tenant = \"vcluster-blue\"",
		"endpoint = \"" + bos.URL + "\"\n token = \"another\"",
		"endpoint = \"" + bos.URL + "\"\n request_timeout = \"1m\"\n poll_interval = \"3s\"",
	} {
		tf.write(configured(arguments) + waitingWith(""))
		tf.wantNothing()
	}

	if values, _ := tf.attributes(); values["expired"] != false || values["tenant"] != nil {
		t.Errorf("state: %v", values)
	}
	bos.wantSent(t, 1, 1)
}

func TestWhen_answerLost(t *testing.T) {
	bos := newSim(t)
	bos.Inject(bossim.Fault{Method: "POST", Path: "/v2/sessions", Times: 1, Reset: true, Commit: true})
	tf := newEngine(t, bos)
	tf.write(waitingWith(""))

	tf.must("apply", "-auto-approve")

	tf.wantNothing()
	bos.wantSent(t, 1, 1)
}

// A wait that ended without the session's end leaves a tainted resource: an
// apply as it is runs the operation again, and says so; prevent_destroy stops
// that in the plan, and untaint goes on with the session that there is.
func TestWhen_waitEndedWithoutAnEnd(t *testing.T) {
	const safe = "lifecycle {\n prevent_destroy = true\n }"
	short := strings.NewReplacer("%s", "timeouts = { create = \"1m\" }\n %s").Replace(waiting)
	config := func(more string) string { return strings.Replace(short, "%s", more, 1) }
	rows := []struct {
		name string
		lost bossim.Fault
		says string
	}{
		{"the wait timed out", bossim.Fault{}, "within 1m0s"},
		{"BOS was lost", bossim.Fault{Method: "GET", Path: "/v2/sessions/*", Skip: 1, Status: 403, For: time.Minute}, "Unable to wait for"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			if row.lost.Path != "" {
				bos.Inject(row.lost)
			}
			tf := newEngine(t, bos)
			tf.write(config(safe))
			says(t, tf.exits(1, "apply", "-auto-approve"), row.says, "terraform untaint")
			if _, tainted := tf.attributes(); !tainted {
				t.Error("not tainted")
			}
			bos.Clock.Advance(oneHour)

			says(t, tf.exits(1, "plan"), "prevent_destroy")
			says(t, tf.exits(1, "apply", "-auto-approve"), "prevent_destroy")
			bos.wantSent(t, 1, 1)

			tf.write(strings.Replace(config(""), "1m", "1h", 1))
			says(t, tf.exits(2, "plan", "-detailed-exitcode"), "is tainted, so", "must be replaced")
			tf.must("apply", "-auto-approve")
			bos.wantSent(t, 2, 2)
			tf.wantNothing()
			bos.wantSent(t, 2, 2)
		})
	}
}

func TestWhen_failedInCreate(t *testing.T) {
	const safe = "lifecycle {\n prevent_destroy = true\n }"
	bos := newSim(t)
	tf := newEngine(t, bos)
	failing := func(more string) string { return strings.Replace(waitingWith(more), `"blue"`, `"broken"`, 1) }
	tf.write(failing(""))
	tf.exits(1, "apply", "-auto-approve")
	bos.wantSent(t, 1, 1)

	tf.write(failing(safe))
	says(t, tf.exits(1, "plan"), "prevent_destroy")
	says(t, tf.exits(1, "apply", "-auto-approve"), "prevent_destroy")
	bos.wantSent(t, 1, 1)

	tf.write(failing(""))
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "is tainted, so", "must be replaced")
	tf.exits(1, "apply", "-auto-approve") // its nodes are as broken as before
	bos.wantSent(t, 2, 2)
}

// A wait that an update resumed ends as an error, but never taints.
func TestWhen_resumedWaitFailed(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	failing := func(more string) string { return strings.Replace(waitingWith(more), `"blue"`, `"broken"`, 1) }
	tf.write(failing("wait_for_completion = false"))
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)
	tf.write(failing(""))

	for range 3 {
		tf.wantUpdate()
		output := tf.exits(1, "apply", "-auto-approve")
		says(t, output, "Unable to boot 2 of 2 nodes")
		if strings.Contains(output, "terraform_data.after: Modif") {
			t.Errorf("what depends on a failed session was changed\n%s", output)
		}
		if values, tainted := tf.attributes(); tainted || values["result"] != "failed" {
			t.Errorf("tainted %t, %v", tainted, values)
		}
	}
	bos.wantSent(t, 1, 1)

	// prevent_destroy is no hindrance to accepting it.
	tf.write(failing("on_failure = \"warn\"\n lifecycle {\n prevent_destroy = true\n }"))
	tf.must("apply", "-auto-approve")
	tf.wantNothing()
	bos.wantSent(t, 1, 1)
}

func TestWhen_addressRenamed(t *testing.T) {
	renamed := strings.Replace(sessionWith(""), `"test"`, `"other"`, 1)
	generated := func(config string) string { return strings.Replace(config, `name          = "s1"`, "", 1) }
	t.Run("with moved", func(t *testing.T) {
		bos := newSim(t)
		tf := newRealEngine(t, bos)
		tf.write(sessionWith(""))
		tf.must("apply", "-auto-approve")

		tf.write(renamed + "\nmoved {\n from = bos_session.test\n to = bos_session.other\n}\n")
		says(t, tf.must("apply", "-auto-approve"), "has moved to bos_session.other", "0 added, 0 changed, 0 destroyed")

		tf.wantNothing()
		bos.wantSent(t, 1, 1)
	})
	t.Run("without moved", func(t *testing.T) {
		bos := newSim(t)
		tf := newRealEngine(t, bos)
		tf.write(generated(sessionWith("")))
		tf.must("apply", "-auto-approve")

		tf.write(generated(renamed))
		says(t, tf.must("apply", "-auto-approve"), "1 added, 0 changed, 1 destroyed")

		tf.wantNothing()
		bos.wantSent(t, 2, 2)
	})
}
