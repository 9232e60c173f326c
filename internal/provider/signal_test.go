// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Real signals to real processes: the engine and the provider run as programs.
func TestSession_signals(t *testing.T) {
	provider := install(t, releases...)
	for name, test := range map[string]func(*testing.T, installed){
		"Ctrl-C while waiting, then apply": interruptedWait,
		"SIGINT to the engine alone":       func(t *testing.T, i installed) { interruptedEngine(t, i, syscall.SIGINT) },
		"SIGTERM to the engine alone":      func(t *testing.T, i installed) { interruptedEngine(t, i, syscall.SIGTERM) },
		"SIGTERM to the process group": func(t *testing.T, i installed) {
			interrupted(t, i, waitingWith(""), func(c *command) { c.kill(-c.cmd.Process.Pid, syscall.SIGTERM) })
		},
		"Ctrl-C, the session completes, then apply":         interruptedThenComplete,
		"Ctrl-C, the session fails, then apply":             interruptedThenFailed,
		"Ctrl-C during the POST that is carried out":        interruptedPost,
		"Ctrl-C during the POST that is refused":            interruptedRefusal,
		"provider killed while waiting":                     func(t *testing.T, i installed) { died(t, i, killed) },
		"provider killed while waiting, own name":           func(t *testing.T, i installed) { diedNamed(t, i, killed) },
		"provider killed while waiting, own name and adopt": func(t *testing.T, i installed) { diedAdopting(t, i, killed) },
		"second Ctrl-C":                                     func(t *testing.T, i installed) { died(t, i, interruptedTwice) },
		"second Ctrl-C, own name and adopt":                 func(t *testing.T, i installed) { diedAdopting(t, i, interruptedTwice) },
		"on v1: Ctrl-C while waiting, then apply":           interruptedWaitOnV1,
		"on v1: Ctrl-C during the POST that is carried out": func(t *testing.T, i installed) { interruptedPostOn(t, i, newV1(t)) },
		"on v1: provider killed while waiting":              func(t *testing.T, i installed) { diedOnV1(t, i, killed) },
		"on v1: second Ctrl-C":                              func(t *testing.T, i installed) { diedOnV1(t, i, interruptedTwice) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, provider)
		})
	}
}

const waiting = `
	resource "bos_session" "test" {
	  operation     = "boot"
	  template_name = "blue"
	  %s
	}
	resource "terraform_data" "after" {
	  input = bos_session.test.result
	}`

func waitingWith(more string) string { return strings.Replace(waiting, "%s", more, 1) }

// interrupted is a configuration whose apply was interrupted in its wait.
func interrupted(t *testing.T, i installed, config string, interrupt func(*command)) (*sim, *engine) {
	t.Helper()
	bos := newSim(t)
	return bos, interruptedOn(t, i, bos, config, interrupt)
}

func interruptedOn(t *testing.T, i installed, bos *sim, config string, interrupt func(*command)) *engine {
	t.Helper()
	tf := i.engine(t, bos)
	tf.write(config)
	waits := bos.waits()
	apply := tf.start("apply", "-auto-approve")
	apply.await(waits, "the provider waits")

	interrupt(apply)

	output, code := apply.end()
	says(t, output, "Stopped waiting for session", "starts nothing")
	if code != 1 || strings.Contains(output, "Error: ") && !strings.Contains(output, "execution halted") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	if strings.Contains(output, "terraform_data.after: Creation complete") {
		t.Errorf("what depends on the session was made\n%s", output)
	}
	values, tainted := tf.attributes()
	if tainted || values["result"] != nil || values["expired"] != false {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	bos.wantSent(t, 1, 1)
	return tf
}

// wantUpdate checks that the plan shows that apply goes on, and runs nothing.
func (e *engine) wantUpdate() {
	e.t.Helper()
	plan := e.exits(2, "plan", "-detailed-exitcode")
	says(e.t, plan, "bos_session.test will be updated in-place")
	if strings.Contains(plan, "replace") || strings.Contains(plan, "tainted") {
		e.t.Errorf("the plan runs something:\n%s", plan)
	}
}

// completes applies while the session runs, and lets it come to its end.
func completes(t *testing.T, bos *sim, tf *engine) (output string) {
	t.Helper()
	waits := bos.waits()
	apply := tf.start("apply", "-auto-approve")
	apply.await(waits, "the provider waits again")
	bos.Clock.Advance(oneHour)
	output, code := apply.end()
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	if values, tainted := tf.attributes(); tainted || values["result"] != "succeeded" {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	tf.exits(0, "plan", "-detailed-exitcode")
	return output
}

func interruptedWait(t *testing.T, i installed) {
	bos, tf := interrupted(t, i, waitingWith(""), (*command).ctrlC)

	tf.wantUpdate()
	says(t, completes(t, bos, tf), "1 added, 1 changed, 0 destroyed") // added: what waited for the session

	bos.wantSent(t, 1, 1)
}

// interruptedEngine is what the runner of a pipeline does.
func interruptedEngine(t *testing.T, i installed, signal syscall.Signal) {
	t.Helper()
	bos, tf := interrupted(t, i, waitingWith(""), func(c *command) { c.kill(c.cmd.Process.Pid, signal) })

	tf.wantUpdate()

	bos.wantSent(t, 1, 1)
}

func interruptedThenComplete(t *testing.T, i installed) {
	bos, tf := interrupted(t, i, waitingWith(""), (*command).ctrlC)
	bos.Clock.Advance(oneHour)

	tf.wantUpdate()
	says(t, tf.must("apply", "-auto-approve"), "1 added, 1 changed, 0 destroyed")

	if values, tainted := tf.attributes(); tainted || values["result"] != "succeeded" {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)
}

func interruptedThenFailed(t *testing.T, i installed) {
	bos, tf := interrupted(t, i, strings.Replace(waitingWith(""), `"blue"`, `"broken"`, 1), (*command).ctrlC)
	bos.Clock.Advance(2 * oneHour)

	for range 2 { // as often as one likes
		tf.wantUpdate()
		output := tf.exits(1, "apply", "-auto-approve")
		says(t, output, "Unable to boot 2 of 2 nodes")
		if strings.Contains(output, "terraform_data.after: Creation complete") {
			t.Errorf("what depends on a failed session was made\n%s", output)
		}
		if values, tainted := tf.attributes(); tainted || values["result"] != "failed" {
			t.Errorf("tainted %t, %v", tainted, values)
		}
	}

	bos.wantSent(t, 1, 1)
}

func interruptedPost(t *testing.T, i installed) { interruptedPostOn(t, i, newSim(t)) }

func interruptedPostOn(t *testing.T, i installed, bos *sim) {
	t.Helper()
	tf := i.engine(t, bos)
	tf.write(waitingWith(""))
	arrived, letGo := bos.holds()
	defer letGo()
	apply := tf.start("apply", "-auto-approve")
	apply.await(arrived, "the POST arrives")

	apply.ctrlC()
	apply.awaitText("Stopping operation...")
	letGo()

	output, code := apply.end()
	says(t, output, "Stopped waiting for session")
	if _, tainted := tf.attributes(); tainted || code != 1 {
		t.Errorf("tainted %t, exit code %d\n%s", tainted, code, output)
	}
	tf.wantUpdate()
	completes(t, bos, tf)
	bos.wantSent(t, 1, 1)
}

func interruptedRefusal(t *testing.T, i installed) {
	bos := newSim(t)
	tf := i.engine(t, bos)
	tf.write(waitingWith(""))
	bos.Inject(bossim.Fault{Method: "POST", Path: "/v2/sessions", Times: 1, Status: 403, Body: "Unauthorized Request"})
	arrived, letGo := bos.holds()
	defer letGo()
	apply := tf.start("apply", "-auto-approve")
	apply.await(arrived, "the POST arrives")

	apply.ctrlC()
	apply.awaitText("Stopping operation...")
	letGo()

	output, code := apply.end()
	says(t, output, "Unable to start the session", "403")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "2 to add, 0 to change, 0 to destroy")
	completes(t, bos, tf)
	bos.wantSent(t, 1, 2)
}
