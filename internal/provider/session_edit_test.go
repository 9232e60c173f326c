// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// Each row edits one session that is complete. A row that replaces starts one
// more; every other row starts none.
func TestSession_edits(t *testing.T) {
	const inputs = `
		operation     = "boot"
		template_name = "blue"`
	rows := []struct {
		name, before, after string
		want                plancheck.ResourceActionType
	}{
		{"operation", inputs, strings.Replace(inputs, "boot", "reboot", 1), plancheck.ResourceActionReplace},
		{"template_name", inputs, strings.Replace(inputs, "blue", "green", 1), plancheck.ResourceActionReplace},
		{"limit added", inputs, inputs + "\nlimit = \"x3000c0s1b0n0\"", plancheck.ResourceActionReplace},
		{"limit changed", inputs + "\nlimit = \"x3000c0s1b0n0\"", inputs + "\nlimit = \"x3000c0s1b1n0\"", plancheck.ResourceActionReplace},
		{"limit left out again", inputs + "\nlimit = \"x3000c0s1b0n0\"", inputs, plancheck.ResourceActionReplace},
		{"include_disabled", inputs, inputs + "\ninclude_disabled = true", plancheck.ResourceActionReplace},
		{"stage", inputs, inputs + "\nstage = true", plancheck.ResourceActionReplace},
		{"tenant", inputs, inputs + "\ntenant = \"vcluster-blue\"", plancheck.ResourceActionReplace},
		{"tenant left out again", inputs + "\ntenant = \"vcluster-blue\"", inputs, plancheck.ResourceActionNoop},
		{"name configured", inputs, inputs + "\nname = \"mine\"", plancheck.ResourceActionReplace},
		{"name changed", inputs + "\nname = \"mine\"", inputs + "\nname = \"yours\"", plancheck.ResourceActionReplace},
		{"name left out again", inputs + "\nname = \"mine\"", inputs, plancheck.ResourceActionNoop},
		{
			"triggers changed", inputs + "\ntriggers = { a = 1 }", inputs + "\ntriggers = { a = 2 }",
			plancheck.ResourceActionReplace,
		},
		{"triggers added", inputs, inputs + "\ntriggers = { a = 1 }", plancheck.ResourceActionUpdate},
		{"triggers removed", inputs + "\ntriggers = { a = 1 }", inputs, plancheck.ResourceActionUpdate},
		{"triggers emptied", inputs + "\ntriggers = { a = 1 }", inputs + "\ntriggers = {}", plancheck.ResourceActionUpdate},
		{"triggers filled", inputs + "\ntriggers = {}", inputs + "\ntriggers = { a = 1 }", plancheck.ResourceActionUpdate},
		{
			"every knob", inputs, inputs + `
				wait_for_completion = false
				max_failed_percent  = 5
				on_failure          = "warn"
				on_missing          = "recreate"
				on_conflict         = "adopt"
				on_destroy          = "forget"
				timeouts            = { create = "3h", delete = "1m" }`,
			plancheck.ResourceActionUpdate,
		},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, withTenant)
			config := func(body string) string {
				return bos.testConfig("resource \"bos_session\" \"test\" {\n" + body + "\n}")
			}
			want := 1
			if row.want == plancheck.ResourceActionReplace {
				want = 2
			}

			bos.apply(t,
				resource.TestStep{Config: config(row.before), Check: bos.sent(1, 1)},
				resource.TestStep{Config: config(row.after), ConfigPlanChecks: planned(row.want), Check: bos.sent(want, want)},
			)

			bos.wantSent(t, want, want)
		})
	}
}

// A value that is known only after apply counts as a change of triggers.
func TestSession_unknownTrigger(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	const config = `
		resource "terraform_data" "image" { input = "v1" }
		resource "bos_session" "test" {
		  operation     = "boot"
		  template_name = "blue"
		  triggers      = { image = terraform_data.image.output }
		}`

	tf.write(config)
	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)

	tf.write(strings.Replace(config, "v1", "v2", 1))
	says(t, tf.must("apply", "-auto-approve"), "forces replacement")
	bos.wantSent(t, 2, 2)
}

func TestSession_replacedOnPurpose(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(`
		resource "bos_session" "test" {
		  operation     = "boot"
		  template_name = "blue"
		}`)
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)

	tf.must("apply", "-auto-approve", "-replace=bos_session.test")

	bos.wantSent(t, 2, 2)
	tf.exits(0, "plan", "-detailed-exitcode")
}
