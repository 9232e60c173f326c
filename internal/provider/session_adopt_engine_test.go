// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
)

// adoptingRun is a session with a name of its own, which runs again with a trigger. What depends on it makes the engine
// create its replacement before it is destroyed, which no provider ever sees.
const adoptingRun = `
	resource "terraform_data" "run" { input = "RUN" }
	resource "bos_session" "test" {
	  name          = "NAME"
	  operation     = "boot"
	  template_name = "blue"
	  on_conflict   = "adopt"
	  triggers      = { run = "RUN" }
	}
	resource "terraform_data" "after" {
	  triggers_replace = bos_session.test.start_time
	  lifecycle {
	    create_before_destroy = true
	  }
	}`

func adoptingRunOf(name, run string) string {
	return strings.NewReplacer("NAME", name, "RUN", run).Replace(adoptingRun)
}

// Whatever makes the engine replace a session under its own name, the plan is an error, and nothing runs.
func TestSession_adoptNeverServesAReplacement(t *testing.T) {
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	tf.write(adoptingRunOf("s1", "one"))
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)

	tf.configure(adoptingRunOf("s1", "two"))
	says(t, tf.exits(1, "plan"), `Unable to plan the replacement of session "s1"`, "Choose a new name for each run")
	tf.exits(1, "apply", "-auto-approve")

	tf.configure(adoptingRunOf("s1", "one"))
	for _, command := range [][]string{
		{"apply", "-auto-approve", "-replace=bos_session.test"},
		{"plan", "-replace=bos_session.test"},
	} {
		says(t, tf.exits(1, command...), `Unable to plan a new session "s1"`)
	}

	tf.configure(strings.Replace(adoptingRunOf("s1", "one"), "on_conflict ", "lifecycle {\n replace_triggered_by = [terraform_data.run]\n }\n on_conflict ", 1))
	says(t, tf.exits(1, "apply", "-auto-approve", "-replace=terraform_data.run"), `Unable to plan a new session "s1"`)

	renamed := strings.NewReplacer(`"bos_session" "test"`, `"bos_session" "other"`, "bos_session.test.", "bos_session.other.").Replace(adoptingRunOf("s1", "one"))
	tf.configure(renamed)
	says(t, tf.exits(1, "apply", "-auto-approve"), `session "s1"`, "`moved` block")
	tf.configure(renamed + "\nmoved {\n from = bos_session.test\n to = bos_session.other\n}\n")
	says(t, tf.must("apply", "-auto-approve"), "0 added, 0 changed, 0 destroyed")

	bos.wantSent(t, 1, 1)
	if left := bos.Sessions(); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
}

// A new name is the way, also where the replacement is created first.
func TestSession_adoptWithANewNameForEachRun(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(adoptingRunOf("nightly-one", "one"))
	tf.must("apply", "-auto-approve")

	tf.configure(adoptingRunOf("nightly-two", "two"))
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "create replacement and then destroy", "nightly-two")
	tf.must("apply", "-auto-approve")

	tf.wantNothing()
	bos.wantSent(t, 2, 2)
	if left := bos.Sessions(); len(left) != 1 || left[0] != "nightly-two" {
		t.Errorf("left: %v", left)
	}
}

// A tainted session is not replaced by itself; destroy needs -refresh=false where its plan is such an error.
func TestSession_adoptOfATaintedSession(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	config := strings.Replace(sessionWith(`on_conflict = "adopt"`), `"blue"`, `"broken"`, 1)
	tf.write(config)
	tf.exits(1, "apply", "-auto-approve")
	if _, tainted := tf.attributes(); !tainted {
		t.Error("not tainted")
	}

	says(t, tf.exits(1, "apply", "-auto-approve"), `Unable to plan a new session "s1"`, "terraform untaint ADDRESS")
	says(t, tf.exits(1, "destroy", "-auto-approve"), `Unable to plan a new session "s1"`)
	bos.wantSent(t, 1, 1)

	tf.must("destroy", "-auto-approve", "-refresh=false")
	if left := bos.Sessions(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	tf.exits(1, "apply", "-auto-approve") // its nodes are as broken as before
	bos.wantSent(t, 2, 2)
}

// Two sessions of one plan with the same name are an error of the plan, before one of them starts. One session that is
// replaced under a new name, or tainted, asks for its name once.
func TestSession_sameNameTwiceInAPlan(t *testing.T) {
	bos := newSim(t)
	tf := newEngineOf(t, bos, bos.crowd()) // two sessions are waited for at once
	each := func(name string) string {
		return `
			resource "bos_session" "test" {
			  for_each      = toset(["blue", "green"])
			  name          = "` + name + `"
			  operation     = "boot"
			  template_name = each.key
			}`
	}
	tf.write(bos.testConfig(each("nightly")))
	says(t, tf.exits(1, "apply", "-auto-approve"), `Unable to plan another session "nightly"`, "Give each session its own name")
	bos.wantSent(t, 0, 0)

	tf.write(bos.testConfig(each("nightly-${each.key}")))
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 2, 2)

	tf.must("taint", `bos_session.test["blue"]`)
	tf.must("apply", "-auto-approve", `-replace=bos_session.test["green"]`)
	bos.wantSent(t, 4, 4)
}
