// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// rebootAction is a configuration with an action "reboot" and no resource.
func rebootAction(more string) string {
	return `
		action "bos_session" "reboot" {
		  config {
		    operation     = "reboot"
		    template_name = "blue"
		    ` + more + `
		  }
		}`
}

var invokeReboot = []string{"apply", "-auto-approve", "-invoke=action.bos_session.reboot"}

// `terraform apply -invoke` prints the lines of the action while it runs, and its result, and ends with the exit code of
// that. Each command starts one session.
func TestActionEngine_invoke(t *testing.T) {
	needsActions(t)
	const prefix = "Action action.bos_session.reboot (triggered by CLI): "
	oneFails := func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{bossim.NodeNames(64)[0]: bossim.FailConfiguration}
	}
	rows := []struct {
		name   string
		change func(*bossim.Config)
		more   string
		code   int
		says   []string
	}{
		{"success", func(*bossim.Config) {}, "", 0, []string{
			prefix + `starting session "tf-`, prefix + "waiting at most 2h · reboot of template blue", prefix + "running · 16 nodes",
			prefix + "0 % · running · powering on 16 · ready 0 of 16", prefix + "complete · succeeded · ready 16 of 16 · took 9m58s",
			"Action complete: action.bos_session.reboot (triggered by CLI)", "Actions: 1 invoked.",
		}},
		{"failed nodes", oneFails, "", 1, []string{
			prefix + "failed: x3000c0s1b0n0 · cfs configuration failed", prefix + "complete · failed · ready 15 of 16 · failed 1 · took 9m58s",
			"Error: Unable to reboot 1 of 16 nodes", `an action bos_retry_failed with session = "tf-`,
		}},
		{"failed nodes, accepted", oneFails, `on_failure = "warn"`, 0, []string{"Warning: Unable to reboot 1 of 16 nodes", "Actions: 1 invoked."}},
		{"time-out", func(*bossim.Config) {}, `timeouts = { create = "2m" }`, 1, []string{
			prefix + `not waiting any more · Unable to see the end of session "tf-`, "Error: Unable to see the end of session", "cray bos v2 sessions describe tf-",
		}},
		{"not waited for", func(*bossim.Config) {}, "wait_for_completion = false", 0, []string{"was started, and is not waited for"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, row.change)
			tf := newRealEngine(t, bos)
			tf.write(rebootAction(row.more))
			tf.must("apply", "-auto-approve")
			bos.wantSent(t, 0, 0) // an action that nothing triggers runs only when it is invoked

			output := tf.exits(row.code, invokeReboot...)

			says(t, output, row.says...)
			if strings.Contains(output, "taint") {
				t.Errorf("an action has no state:\n%s", output)
			}
			bos.wantSent(t, 1, 1)
			tf.exits(0, "plan", "-detailed-exitcode")
			bos.wantSent(t, 1, 1)
		})
	}
}

// The plan of -invoke shows the nodes, and a plan that fails starts nothing.
func TestActionEngine_plan(t *testing.T) {
	needsActions(t)
	bos := foreseen(t, "auto")
	tf := newRealEngine(t, bos)
	tf.write(rebootAction(`max_components = 16`))
	says(t, tf.must("plan", "-invoke=action.bos_session.reboot"), "Warning: 16 nodes: reboot of template blue", "Actions: 1 to invoke.")

	tf.write(rebootAction(`max_components = 4`))
	says(t, tf.exits(1, invokeReboot...), "Error: Unable to plan the session", "max_components is 4")
	tf.write(rebootAction(`limit = "!blue"`))
	says(t, tf.exits(1, invokeReboot...), "Error: Invalid session limit")

	bos.wantSent(t, 0, 0)
}

// templateTriggers is a session template whose update reboots the nodes that use it. An action that refers to the resource
// that triggers it is a cycle.
func templateTriggers(parameters string) string {
	return `
		resource "bos_session_template" "blue" {
		  name      = "tonight"
		  boot_sets = {
		    compute = {
		      path              = "` + anImage + `"
		      kernel_parameters = "` + parameters + `"
		      node_groups       = ["blue"]
		    }
		  }
		  lifecycle {
		    action_trigger {
		      events  = [after_update]
		      actions = [action.bos_session.reboot]
		    }
		  }
		}` + strings.Replace(rebootAction(""), `"blue"`, `"tonight"`, 1)
}

// An update of the session template reboots its nodes once; its creation, and an apply that changes nothing, do not.
func TestActionEngine_trigger(t *testing.T) {
	needsActions(t)
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	tf.write(templateTriggers("quiet"))
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 0, 0)

	tf.write(templateTriggers("splash"))
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "action.bos_session.reboot", "Actions: 1 to invoke.")
	bos.wantSent(t, 0, 0)
	says(t, tf.must("apply", "-auto-approve"), "complete · succeeded · ready 16 of 16", "1 changed", "Actions: 1 invoked.")
	bos.wantSent(t, 1, 1)

	tf.exits(0, "plan", "-detailed-exitcode")
	says(t, tf.must("apply", "-auto-approve"), "0 changed, 0 destroyed")
	bos.wantSent(t, 1, 1)
}

// An action that failed is not repeated by the next apply: the session template is updated already. -invoke repeats it.
func TestActionEngine_failedTrigger(t *testing.T) {
	needsActions(t)
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	tf.write(templateTriggers("quiet"))
	tf.must("apply", "-auto-approve")
	bos.Inject(bossim.Fault{Method: "POST", Path: "/v2/sessions", Times: 1, Status: 403, Body: "Unauthorized Request"})

	tf.write(templateTriggers("splash"))
	says(t, tf.exits(1, "apply", "-auto-approve"), "Error: Unable to start the session", "403")
	bos.wantSent(t, 0, 1)

	tf.exits(0, "plan", "-detailed-exitcode")
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 0, 1)
	says(t, tf.must(invokeReboot...), "complete · succeeded · ready 16 of 16")
	bos.wantSent(t, 1, 2)
}
