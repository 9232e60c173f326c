// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const brokenSession = `
	resource "bos_session" "test" {
	  name          = "broken-1"
	  operation     = "boot"
	  template_name = "broken"
	  %s
	}
	output "result" { value = bos_session.test.result }`

func configWith(knobs string) string { return strings.Replace(brokenSession, "%s", knobs, 1) }

func TestSession_failedNodes(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)

	tf.write(configWith(""))
	output := tf.exits(1, "apply", "-auto-approve")

	says(t, output,
		"Unable to boot 2 of 2 nodes",
		`Session "broken-1" (boot of template "broken") is complete, but 2 of its 2 nodes failed:`,
		"- 1 node: cfs configuration failed x3000c0s16b1n0",
		"- 1 node: The retry limit has been hit for this component, but no services have reported specific errors x3000c0s16b2n0",
		"terraform apply -replace=ADDRESS",
		"set max_failed_percent to 100, or",
	)
	values, tainted := tf.attributes()
	if !tainted || values["name"] != "broken-1" || values["status"] != "complete" || values["result"] != "failed" {
		t.Errorf("the state is not that of a failed session: tainted %t, %v", tainted, values)
	}
	bos.wantSent(t, 1, 1)

	// Untainted, the failure is told again and nothing runs, until it is accepted.
	tf.must("untaint", "bos_session.test")
	tf.exits(2, "plan", "-detailed-exitcode")
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to boot 2 of 2 nodes")
	if _, tainted := tf.attributes(); tainted {
		t.Error("a resumed session that failed is tainted: an apply would run it again")
	}
	tf.write(configWith("max_failed_percent = 100"))
	says(t, tf.must("apply", "-auto-approve"), "1 changed", `result = "succeeded"`)
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)

	tf.must("destroy", "-auto-approve")
	bos.wantSent(t, 1, 1)
}

func TestSession_failureAsWarning(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)

	tf.write(configWith(`on_failure = "warn"`))
	output := tf.must("apply", "-auto-approve")

	says(t, output, "Warning: Unable to boot 2 of 2 nodes", `result = "failed"`, "terraform apply -replace=ADDRESS")
	_, warning, _ := strings.Cut(output, "Warning: ")
	for _, needless := range []string{"taint", "on_failure", "max_failed_percent", "Ways on"} {
		if strings.Contains(warning, needless) {
			t.Errorf("the warning advises %q, of no use with on_failure = \"warn\":\n%s", needless, output)
		}
	}
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)
}

func TestSession_setUpFailed(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)

	tf.write(`
		resource "bos_session" "test" {
		  operation     = "boot"
		  template_name = "blue"
		  limit         = "green"
		}`)
	output := tf.exits(1, "apply", "-auto-approve")

	says(t, output, "Unable to set up session", "BOS could not set it up, and no node was touched: No nodes were found to act upon.")
	values, tainted := tf.attributes()
	message, _ := values["error"].(string)
	if !tainted || values["result"] != "failed" || message == "" || message != strings.TrimSpace(message) {
		t.Errorf("tainted %t, result %v, error %q", tainted, values["result"], message)
	}
	bos.wantSent(t, 1, 1)
}

func TestSession_partlyFailed(t *testing.T) {
	bos := newSim(t, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{"x3000c0s1b0n0": bossim.FailPowerOn}
	})
	tf := newEngine(t, bos)
	config := func(knobs string) string {
		return `
		resource "bos_session" "test" {
		  operation     = "reboot"
		  template_name = "blue"
		  ` + knobs + `
		}`
	}

	tf.write(config(""))
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to reboot 1 of 16 nodes", "x3000c0s1b0n0", "max_failed_percent to 6.25 or more")
	bos.wantSent(t, 1, 1)

	// Tainted, a plain apply runs the operation again: a new session, seen in the plan.
	tf.write(config("max_failed_percent = 7"))
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "is tainted, so")
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 2, 2)
	if values, tainted := tf.attributes(); tainted || values["result"] != "succeeded" {
		t.Errorf("tainted %t, %v", tainted, values)
	}
}

func TestSession_waitTimesOut(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	const config = `
		resource "bos_session" "test" {
		  operation     = "reboot"
		  template_name = "blue"
		  timeouts      = { create = "1m" }
		}`

	tf.write(config)
	says(t, tf.exits(1, "apply", "-auto-approve"), "within 1m0s", "status running, 16 nodes")
	if values, tainted := tf.attributes(); !tainted || values["status"] != "running" || values["result"] != nil {
		t.Errorf("tainted %t, %v", tainted, values)
	}

	tf.must("untaint", "bos_session.test")
	tf.write(strings.Replace(config, "1m", "1h", 1))
	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	if values, tainted := tf.attributes(); tainted || values["result"] != "succeeded" {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	bos.wantSent(t, 1, 1)
}
