// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
)

// inconsistent is how an engine refuses an apply that does not keep to its plan. The guide quotes it.
const inconsistent = "Provider produced inconsistent final plan"

// known is a resource whose output is known only after its apply; group is then an expression.
func known(group string) string {
	return `
		resource "terraform_data" "x" {
		  input = { group = ` + group + ` }
		}
		resource "bos_session" "test" {
		  operation     = "reboot"
		  template_name = "compute"
		  limit         = terraform_data.x.output.group
		}`
}

// A limit that the plan does not know, and that turns out to be null, would be every node of the template.
func TestWhen_limitTurnsOutNull(t *testing.T) {
	for name, start := range map[string]func(*testing.T) *sim{
		"v2": func(t *testing.T) *sim { t.Helper(); return newSim(t) },
		"v1": func(t *testing.T) *sim { t.Helper(); return newV1(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := start(t)
			tf := newEngine(t, bos)
			tf.write(known("tostring(null)"))

			output := tf.exits(1, "apply", "-auto-approve")

			says(t, output, "The limit of the session is known only after apply", "every_node", inconsistent, ".every_node: was cty.False, but now cty.True")
			bos.wantSent(t, 0, 0)
			output = tf.exits(2, "plan", "-detailed-exitcode")
			if !strings.Contains(unwrapped(output), "+ every_node = true") {
				t.Errorf("the next plan does not show every_node = true\n%s", output)
			}
			bos.wantSent(t, 0, 0)
		})
	}
}

// In a replacement, the end of the old session comes first.
func TestWhen_limitOfAReplacementTurnsOutNull(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(known(`"blue"`))
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)
	if values, _ := tf.attributes(); values["every_node"] != false {
		t.Errorf("every_node = %v", values["every_node"])
	}

	tf.write(strings.Replace(known("tostring(null)"), "input =", "triggers_replace = 2\n input =", 1))
	output := tf.exits(1, "apply", "-auto-approve")

	says(t, output, "The limit of the session is known only after apply", inconsistent, ".every_node: was cty.False, but now cty.True")
	bos.wantSent(t, 1, 1)
	if left := bos.Sessions(); len(left) != 0 {
		t.Errorf("the guide says that the old record is deleted first; BOS has %v", left)
	}
}

// systems are two that a configuration without an endpoint may be applied to.
func systems(t *testing.T) (bos, other *sim, tf *engine) {
	t.Helper()
	bos, other = newSim(t), newSim(t)
	tf = newRealEngine(t, bos)
	return bos, other, tf
}

// at lets the next commands speak to that system. The provider lives in this process.
func (e *engine) at(s *sim) *engine {
	e.t.Helper()
	e.t.Setenv("BOS_ENDPOINT", s.URL)
	return e
}

const anywhere = "provider \"bos\" {}\n"

func TestWhen_savedPlanAppliedToAnotherSystem(t *testing.T) {
	t.Run("a creation", func(t *testing.T) {
		bos, other, tf := systems(t)
		tf.at(bos).write(anywhere + sessionWith(""))
		tf.must("plan", "-out=saved")

		says(t, tf.at(other).exits(1, "apply", "saved"), inconsistent, ".endpoint: was cty.StringVal(\""+bos.URL+"\"), but now cty.StringVal(\""+other.URL+"\")")

		bos.wantSent(t, 0, 0)
		other.wantSent(t, 0, 0)
		tf.at(bos).must("apply", "-auto-approve")
		bos.wantSent(t, 1, 1)
	})
	t.Run("a replacement", func(t *testing.T) {
		bos, other, tf := systems(t)
		tf.at(bos).write(anywhere + sessionWith(""))
		tf.must("apply", "-auto-approve")
		tf.must("plan", "-out=saved", "-replace=bos_session.test")

		says(t, tf.at(other).exits(1, "apply", "saved"), "belongs to the system at "+bos.URL, "Its record stays in BOS", inconsistent, ".endpoint")

		bos.wantSent(t, 1, 1)
		other.wantSent(t, 0, 0)
		if len(bos.Sessions()) != 1 {
			t.Error("the record was deleted")
		}
	})
	t.Run("a destroy of a session that runs", func(t *testing.T) {
		bos, other, tf := systems(t)
		tf.at(bos).write(anywhere + sessionWith("wait_for_completion = false"))
		tf.must("apply", "-auto-approve")
		tf.must("plan", "-destroy", "-out=saved")

		says(t, tf.at(other).exits(1, "apply", "saved"), "Unable to delete session", "forget", "terraform state rm", "removed block")

		if values, _ := tf.attributes(); values["name"] != "s1" || len(bos.Sessions()) != 1 || other.Count("DELETE", "/v2/sessions/s1") != 0 {
			t.Errorf("state %v, sessions %v", values, bos.Sessions())
		}
		bos.wantSent(t, 1, 1)
		other.wantSent(t, 0, 0)
	})
}
