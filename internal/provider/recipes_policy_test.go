// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const limitsPolicy = "../../examples/policy/session_limits.rego"

// The policies let the recipe pass, which is then applied as it was planned.
func TestRecipes_policy(t *testing.T) {
	opa := program(t, "opa")
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "policy")
	for _, policy := range []string{forecastPolicy, limitsPolicy} {
		content, err := os.ReadFile(policy) //nolint:gosec // of the guide
		if err == nil {
			err = os.WriteFile(filepath.Join(tf.dir, filepath.Base(policy)), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}

	tf.asWritten(0)

	blue, green := ran{"reboot", nodesBut(blueNodes, "x3000c0s1b0n0")}, ran{"reboot", greenNodes}
	bos.wantRan(t, blue, green)
	tf.again()
	bos.wantRan(t, blue, green)
	tf.must("plan", "-out=saved.tfplan")
	if denied := tf.denied(t, opa, limitsPolicy); len(denied) > 0 {
		t.Errorf("a plan that starts nothing is denied: %q", denied)
	}
}

// One plan with a session for each rule.
func TestRecipes_policyDenies(t *testing.T) {
	opa := program(t, "opa")
	bos := foreseen(t, "auto", func(c *bossim.Config) { c.System.Groups["blue-2"] = blueNodes[:2] })
	tf := newRealEngine(t, bos)
	session := func(name, limit string) string {
		return fmt.Sprintf(`
		resource "bos_session" %q {
		  operation     = "reboot"
		  template_name = "compute"
		  %s
		}
		`, name, limit)
	}
	tf.write(session("allowed", `limit = "green,!x3000c0s5b0n0,&green"`) + session("none", "") +
		session("every", `limit = "blue,all"`) + session("group", `limit = "all,&blue-2,!yellow"`) +
		session("later", "limit = bos_session.none.components") + `
		data "bos_session_targets" "every" {
		  template_name = "compute"
		}
		resource "bos_staged_session_application" "now" {
		  components = "x3000c0s1b0n0"
		}`)
	tf.must("plan", "-out=saved.tfplan")

	got := tf.denied(t, opa, limitsPolicy)

	const inexact = ": which nodes it acts on is not known exactly"
	want := []string{
		"bos_session.allowed" + inexact,
		"bos_session.every" + inexact,
		"bos_session.every: acts on every node of its template",
		"bos_session.group" + inexact,
		"bos_session.group: blue-2 in its limit is not in the allowlist",
		"bos_session.group: yellow in its limit is not in the allowlist",
		"bos_session.later" + inexact,
		"bos_session.later: its limit is known only after apply",
		"bos_session.none: acts on every node of its template",
		"bos_staged_session_application.now: applies what a session has staged",
		"the plan acts on 63 nodes, and at most 40 are allowed in all",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("denied:\n%q, want\n%q", got, want)
	}
	for line := range strings.Lines(strings.Join(guideBlocks(t, "text"), "")) {
		if !slices.Contains(got, strings.TrimSpace(line)) {
			t.Errorf("the guide shows %q", line)
		}
	}
	bos.wantSent(t, 0, 0)
}
