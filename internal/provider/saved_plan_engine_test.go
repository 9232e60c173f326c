// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"
)

// wantUntouched checks that nothing but reads came to the system.
func (s *sim) wantUntouched(t *testing.T, when string) {
	t.Helper()
	for _, r := range s.Requests() {
		if r.Method != http.MethodGet && r.RequestID != "" {
			t.Errorf("%s: %s %s came to the other system", when, r.Method, r.Path)
		}
	}
}

// Plans of a template, of options and of an application that are applied to another system than they were made for: created,
// updated and destroyed.
func TestSavedPlan_ofOtherResourcesOnAnotherSystem(t *testing.T) {
	bos, other, tf := systems(t)
	nodes := bos.staged(t, "boot", 2)
	other.staged(t, "boot", 2)
	config := func(description, frequency string) string {
		return anywhere + `
			resource "bos_session_template" "t" {
			  name        = "plan"
			  description = "` + description + `"
			  boot_sets   = { compute = { path = "s3://boot-images/1/manifest.json", node_groups = ["blue"] } }
			}
			resource "bos_options" "o" {
			  polling_frequency = ` + frequency + `
			}
			resource "bos_staged_session_application" "s" {
			  components = "` + nodes + `"
			}`
	}
	tf.at(bos).write(config("one", "20"))
	tf.must("plan", "-out=saved")

	created := tf.at(other).exits(1, "apply", "saved")
	if n := strings.Count(unwrapped(created), inconsistent); n != 3 {
		t.Errorf("a saved creation: %d of 3 resources refused\n%s", n, created)
	}
	says(t, created, ".endpoint: was cty.StringVal(\""+bos.URL+"\"), but now cty.StringVal(\""+other.URL+"\")")
	other.wantUntouched(t, "creation")
	other.wantApplied(t, 0)

	tf.at(bos).must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantApplied(t, 1)
	tf.configure(config("two", "30"))
	tf.must("plan", "-out=saved")

	updated := tf.at(other).exits(1, "apply", "saved")
	if n := strings.Count(unwrapped(updated), inconsistent) + strings.Count(unwrapped(updated), "The plan was made for the system at "+bos.URL); n != 2 {
		t.Errorf("a saved update: %d of 2 resources refused\n%s", n, updated)
	}
	other.wantUntouched(t, "update")

	tf.at(bos).must("plan", "-destroy", "-out=saved")
	destroyed := tf.at(other).exits(1, "apply", "saved")
	says(t, destroyed, "Unable to delete session template \"plan\"", "Unable to destroy BOS's options", "belongs to the system at "+bos.URL, "terraform state rm ADDRESS")
	other.wantUntouched(t, "destroy")
	if list := tf.must("state", "list"); !strings.Contains(list, "bos_session_template.t") || !strings.Contains(list, "bos_options.o") {
		t.Errorf("the state has lost what is left on the first system:\n%s", list)
	}
	bos.wantPuts(t, 1, 0)

	tf.at(bos).must("destroy", "-auto-approve")
	bos.wantPuts(t, 1, 1)
	bos.wantApplied(t, 1)
	other.wantApplied(t, 0)
}

// A provider alias that a resource moves to is another system, which the plan says.
func TestAlias_templateMovesToAnotherSystem(t *testing.T) {
	t.Parallel()
	bos, other := newSim(t), newSim(t)
	tf := newRealEngine(t, bos)
	config := func(alias string) string {
		return bos.provider() + strings.Replace(other.provider(), "{\n", "{\n  alias = \"other\"\n", 1) + `
			resource "bos_session_template" "t" {
			  provider  = ` + alias + `
			  name      = "plan"
			  boot_sets = { compute = { path = "s3://boot-images/1/manifest.json", node_groups = ["blue"] } }
			}`
	}
	tf.write(config("bos"))
	tf.must("apply", "-auto-approve")
	tf.configure(config("bos.other"))

	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "Unable to find session template \"plan\" at this endpoint", "writes session template \"plan\" to another endpoint",
		`~ endpoint = "`+bos.URL+`" -> "`+other.URL+`"`, "0 to add, 1 to change, 0 to destroy")
	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")

	other.wantPuts(t, 1, 0)
	bos.wantPuts(t, 1, 0)
	tf.must("destroy", "-auto-approve")
	other.wantPuts(t, 1, 1)
	bos.wantPuts(t, 1, 0)
}
