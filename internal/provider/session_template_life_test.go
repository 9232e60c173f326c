// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"testing"
)

// lifeConfig is a template and a session that runs when what it says of nodes changes.
func lifeConfig(name, description, parameters, node string) string {
	return fmt.Sprintf(`
		variable "uan" {
		  type    = object({ path = string, node_groups = list(string) })
		  default = { path = "s3://boot-images/2/manifest.json", node_groups = ["green"] }
		}
		variable "image" { default = "s3://boot-images/1/manifest.json" }
		resource "bos_session_template" "test" {
		  name        = %q
		  description = %q
		  cfs         = {}
		  boot_sets = {
		    compute = {
		      path              = var.image
		      kernel_parameters = %q
		      node_list         = [%q, "x3000c0s1b1n0"]
		      cfs               = { configuration = "" }
		    }
		    uan = var.uan
		  }
		}
		resource "bos_session" "test" {
		  operation     = "boot"
		  template_name = bos_session_template.test.name
		  triggers      = { template = bos_session_template.test.fingerprint }
		}`, name, description, parameters, node)
}

// The life of a template in a real engine, with the requests that each step makes and the sessions that it starts.
func TestSessionTemplate_life(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	want := func(puts, deletes, sessions int) {
		t.Helper()
		bos.wantPuts(t, puts, deletes)
		bos.wantSent(t, sessions, sessions)
	}

	tf.write(lifeConfig("plan", "ours", "quiet", "X3000C0S01B0N0"))
	tf.must("validate") // where each variable is unknown
	says(t, tf.must("apply", "-auto-approve"), "2 added")
	tf.exits(0, "plan", "-detailed-exitcode")
	want(1, 0, 1)

	tf.configure(lifeConfig("plan", "edited", "quiet", "x3000c0s1b0n0"))
	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed")
	tf.configure(lifeConfig("plan", "edited", "quiet", "X3000C0S01B0N0"))
	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	tf.exits(0, "plan", "-detailed-exitcode")
	want(2, 0, 1) // the writing alone makes no request

	bos.hand(t, `{"description": "theirs", "boot_sets": {"compute": {"type": "s3", "path": "s3://boot-images/3/manifest.json", "node_groups": ["blue"]}}}`)
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), `"theirs" -> "edited"`, "s3://boot-images/3/manifest.json", "1 to change")
	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed")
	want(4, 0, 1) // one of them was not ours

	tf.configure(lifeConfig("plan", "edited", "quiet splash", "X3000C0S01B0N0"))
	says(t, tf.must("apply", "-auto-approve"), `The next boot of session template "plan" may reboot nodes`, "1 added, 1 changed, 1 destroyed")
	want(5, 0, 2)

	tf.must("state", "rm", "bos_session_template.test")
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to create the session template", "terraform import ADDRESS /plan")
	tf.must("import", "bos_session_template.test", "/plan")
	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed") // `cfs = {}`, of which BOS knows nothing
	tf.exits(0, "plan", "-detailed-exitcode")
	want(5, 0, 2)

	bos.sends(t, http.MethodDelete, "/v2/sessiontemplates/plan", "", "")
	says(t, tf.must("apply", "-auto-approve"), "1 added, 0 changed, 0 destroyed")
	want(6, 1, 2)

	tf.configure(lifeConfig("other", "edited", "quiet splash", "X3000C0S01B0N0"))
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "forces replacement")
	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")
	want(7, 2, 3)

	tf.must("destroy", "-auto-approve")
	want(7, 3, 3)
}

// Given a template of which BOS says only after it has taken it that no session can be started, then it is tainted, and
// mended by what Terraform does with that.
func TestSessionTemplate_taint(t *testing.T) {
	t.Parallel()
	bos := newSim(t, missingImage)
	tf := newEngine(t, bos)
	config := func(path string) string {
		return fmt.Sprintf(`
			resource "bos_session_template" "test" {
			  name      = "plan"
			  boot_sets = { compute = { path = %q, node_groups = [terraform_data.group.output] } }
			  lifecycle { create_before_destroy = true }
			}
			resource "terraform_data" "group" { input = "blue" }`, path)
	}

	tf.write(config(anImage))
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to validate the session template", "Unable to read manifest file", "untaint")
	bos.wantPuts(t, 1, 0)
	// The new one would be created first, but the old one has its name.
	says(t, tf.exits(1, "apply", "-auto-approve"), `BOS already has session template "plan" without a tenant`, "the session template in BOS is its own",
		"remove create_before_destroy", "`terraform untaint ADDRESS`")
	bos.wantPuts(t, 1, 0)

	tf.must("untaint", "bos_session_template.test")
	tf.configure(config("s3://boot-images/3/manifest.json"))
	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantPuts(t, 2, 0)
}
