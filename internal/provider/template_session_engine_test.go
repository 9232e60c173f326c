// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// bootPlan is a tenant's template and two sessions of it, of which one runs again when the template's fingerprint changes.
type bootPlan map[string]string

func (b bootPlan) with(argument, value string) bootPlan {
	changed := bootPlan{argument: value}
	for name, own := range b {
		if name != argument {
			changed[name] = own
		}
	}
	return changed
}

func (b bootPlan) config() string {
	text := `
		resource "terraform_data" "image" { input = ` + b["image"] + ` }
		resource "bos_session_template" "plan" {
		  name      = "plan"
		  tenant    = "vcluster-blue"
		  boot_sets = { compute = {` + "\n"
	for _, argument := range []string{"path", "kernel_parameters", "node_list", "cfs"} {
		if value := b[argument]; value != "" {
			text += fmt.Sprintf("    %s = %s\n", argument, value)
		}
	}
	text += "  } }\n"
	for _, argument := range []string{"description", "enable_cfs", "overwrite", "validate"} {
		if value := b[argument]; value != "" {
			text += fmt.Sprintf("  %s = %s\n", argument, value)
		}
	}
	return text + `}
		resource "bos_session" "again" {
		  operation     = "boot"
		  template_name = bos_session_template.plan.name
		  tenant        = bos_session_template.plan.tenant
		  limit         = "x3000c0s1b0n0"
		  triggers      = { template = bos_session_template.plan.fingerprint }
		}
		resource "bos_session" "once" {
		  operation     = "boot"
		  template_name = bos_session_template.plan.name
		  tenant        = bos_session_template.plan.tenant
		  limit         = "x3000c0s1b1n0"
		}`
}

// A session runs when its template changes in what its nodes run, and the user has said so. Nothing else runs one.
func TestTemplateAndSessions_lifeCycle(t *testing.T) {
	t.Parallel()
	bos := newSim(t, withTenant)
	tf := newRealEngine(t, bos)
	plan := bootPlan{
		"image": `"s3://boot-images/1/manifest.json"`, "path": `"s3://boot-images/1/manifest.json"`,
		"node_list": `["x3000c0s1b0n0", "x3000c0s1b1n0"]`, "description": `"first"`, "kernel_parameters": `"quiet"`,
	}
	sessions, puts := 2, 1
	tf.write(plan.config())
	says(t, tf.must("apply", "-auto-approve"), "Plan: 4 to add")
	bos.wantSent(t, sessions, sessions)

	const inPlace = "Plan: 0 to add, 1 to change, 0 to destroy."
	const runs = "Plan: 1 to add, 1 to change, 1 to destroy."
	for _, step := range []struct {
		name, argument, value string
		says                  []string
		puts, sessions        int
	}{
		{"another description", "description", `"second"`, []string{inPlace, `"first" -> "second"`}, 1, 0},
		{"no description", "description", "", []string{inPlace}, 1, 0},
		{"knobs", "overwrite", "true", []string{inPlace}, 0, 0},
		{"another knob", "validate", "false", []string{inPlace}, 0, 0},
		{"another writing", "node_list", `["X3000C0S1B0N0", "x3000c0s01b1n0"]`, []string{inPlace}, 0, 0},
		{"another order", "node_list", `["x3000c0s1b1n0", "x3000c0s1b0n0"]`, []string{inPlace}, 1, 0},
		{"image", "path", `"s3://boot-images/2/manifest.json"`, []string{runs}, 1, 1},
		{"kernel parameters", "kernel_parameters", `"quiet splash"`, []string{runs, `The next boot of session template "plan" may reboot nodes`}, 1, 1},
		{"nodes", "node_list", `["x3000c0s1b0n0", "x3000c0s1b1n0", "x3000c0s1b2n0"]`, []string{runs}, 1, 1},
		{"configuration", "cfs", `{ configuration = "other" }`, []string{runs}, 1, 1},
		{"CFS off", "enable_cfs", "false", []string{runs}, 1, 1},
		{"a configuration that is off", "cfs", `{ configuration = "another" }`, []string{inPlace}, 1, 0},
		{"an image by reference", "path", "terraform_data.image.output", []string{runs}, 1, 1}, // it is another one
		{"an image known after apply", "image", `"s3://boot-images/3/manifest.json"`, []string{
			"Plan: 1 to add, 2 to change, 1 to destroy.", "~ triggers            = { # forces replacement",
		}, 1, 1},
		{"a description known after apply", "description", "terraform_data.image.id", []string{inPlace}, 1, 0},
	} {
		plan = plan.with(step.argument, step.value)
		sessions, puts = sessions+step.sessions, puts+step.puts
		tf.configure(plan.config())

		output := tf.must("apply", "-auto-approve")

		says(t, output, step.says...)
		if got, want := strings.Contains(output, "must be replaced"), step.sessions > 0; got != want {
			t.Errorf("%s: a replacement is planned: %t, want %t\n%s", step.name, got, want, output)
		}
		if got := bos.SessionsStarted(); got != sessions {
			t.Fatalf("%s: %d sessions so far, want %d\n%s", step.name, got, sessions, output)
		}
		if got := bos.puts(); got != puts {
			t.Fatalf("%s: %d PUTs of the template so far, want %d\n%s", step.name, got, puts, output)
		}
	}
	tf.exits(0, "plan", "-detailed-exitcode")

	before := len(bos.Requests())
	tf.must("destroy", "-auto-approve")

	var deleted []string
	for _, r := range bos.Requests()[before:] {
		if r.Method == http.MethodDelete {
			deleted = append(deleted, r.Tenant+" "+strings.Split(r.Path, "/")[2])
		}
	}
	if want := []string{"vcluster-blue sessions", "vcluster-blue sessions", "vcluster-blue sessiontemplates"}; !slices.Equal(deleted, want) {
		t.Errorf("deleted %q, want %q", deleted, want)
	}
	bos.wantSent(t, sessions, sessions)
}
