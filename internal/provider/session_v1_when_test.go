// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
)

// The rows of "When does it run?" on v1 of the API, and the tests that prove them:
//
//	first apply                                       TestSessionV1_minimal
//	plan, refresh, apply again                        TestWhenV1_planRefreshApplyAgain
//	a change of an input, or of a knob                TestSessionV1_edits
//	edit of the provider's configuration              TestWhenV1_providerConfigurationEdited
//	the record is gone                                TestSessionV1_faults
//	the answer to the POST was lost                   TestSessionV1_lostAndFound, TestSessionV1_nameless…, TestSessionV1_faults
//	Ctrl-C while waiting, or during the POST          TestSession_signals, TestSessionV1_interruptedWhileThePostIsLost
//	the wait timed out, or lost BOS                   TestSessionV1_faults
//	the session failed in Create, apply               TestSessionV1_faults
//	a resumed wait ended in failure                   TestWhenV1_resumedWaitFailed
//	process killed or second Ctrl-C                   TestSession_signals
//	-replace=ADDRESS, address renamed                 TestWhenV1_replacedOnPurposeAndRenamed
//	import, then apply                                TestSessionV1_import…
//	the system is upgraded to CSM 1.6                 TestSessionV1_moved…, TestSessionV1_upgradedBelowIt

func TestWhenV1_planRefreshApplyAgain(t *testing.T) {
	for _, version := range releasesOfV1 {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t, release(version))
			tf := newEngine(t, bos)
			tf.write(waitingWith(""))
			tf.must("apply", "-auto-approve")
			bos.wantSent(t, 1, 1)

			bos.Clock.Advance(3 * oneWeek)
			tf.exits(0, "plan", "-detailed-exitcode")
			tf.must("refresh")
			tf.must("apply", "-auto-approve", "-refresh-only")
			tf.wantNothing()
			tf.must("plan", "-out=saved")
			tf.must("apply", "saved")

			if values, _ := tf.attributes(); values["expired"] != false { // BOS v1 cleans nothing up
				t.Errorf("%v", values)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// A session is of the version in which it was started: in the other it is not found, which runs nothing.
func TestWhenV1_providerConfigurationEdited(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(v1With(""))
	tf.must("apply", "-auto-approve")
	configure := func(arguments ...string) {
		lines := append([]string{`endpoint = "` + bos.URL + `/apis/bos"`}, arguments...)
		tf.configure("provider \"bos\" {\n" + strings.Join(lines, "\n") + "\n}\n" + v1With(""))
	}

	for _, arguments := range [][]string{
		{`api_version = "v1"`},
		{`api_version = "v1"`, `tenant = "vcluster-blue"`},
		{`api_version = "v2"`},
		{`api_version = "auto"`}, // which is v2 where there is v2
	} {
		configure(arguments...)
		tf.wantNothing()
	}
	configure()
	tf.must("apply", "-auto-approve", "-refresh-only")
	if values, _ := tf.attributes(); values["expired"] != true || values["result"] != "succeeded" {
		t.Errorf("%v", values)
	}
	configure(`api_version = "v1"`)
	tf.must("apply", "-auto-approve", "-refresh-only")
	if values, _ := tf.attributes(); values["expired"] != false {
		t.Errorf("%v", values)
	}
	tf.wantNothing()

	bos.wantSent(t, 1, 1)
}

func TestWhenV1_resumedWaitFailed(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(v1OfTemplate("broken", "wait_for_completion = false"))
	tf.must("apply", "-auto-approve")
	tf.configure(v1OfTemplate("broken"))

	for range 2 {
		tf.wantUpdate()
		says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to boot 2 of 2 nodes")
		if values, tainted := tf.attributes(); tainted || values["result"] != "failed" {
			t.Errorf("tainted %t, %v", tainted, values)
		}
	}
	tf.configure(v1OfTemplate("broken", "max_failed_percent = 100"))
	tf.must("apply", "-auto-approve")
	tf.wantNothing()

	bos.wantSent(t, 1, 1)
}

func TestWhenV1_replacedOnPurposeAndRenamed(t *testing.T) {
	bos := newV1(t)
	tf := newRealEngine(t, bos)
	tf.write(rebootsOnV1(""))
	tf.must("apply", "-auto-approve")

	tf.must("apply", "-auto-approve", "-replace=bos_session.test")
	bos.wantSent(t, 2, 2)
	tf.must("taint", "bos_session.test")
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "is tainted, so", "must be replaced")
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 3, 3)
	if all := bos.Sessions(); len(all) != 1 {
		t.Errorf("sessions %v", all)
	}

	renamed := strings.Replace(rebootsOnV1(""), `"test"`, `"other"`, 1)
	tf.configure(renamed + "\nmoved {\n from = bos_session.test\n to = bos_session.other\n}\n")
	tf.must("apply", "-auto-approve")
	tf.wantNothing()
	bos.wantSent(t, 3, 3)
	tf.configure(strings.Replace(renamed, `"other"`, `"third"`, 1))
	says(t, tf.must("apply", "-auto-approve"), "1 added, 0 changed, 1 destroyed")
	bos.wantSent(t, 4, 4)
}
