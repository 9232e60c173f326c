// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const bosV1Guide = "../../templates/guides/bos-v1.md.tmpl"

// The provider block of the guide reads v1 of the API, the commands of the Cray CLI are requests that BOS v1 answers, and the
// import starts nothing.
func TestSessionV1_guide(t *testing.T) {
	blocks, commands := shownBlocks(t, bosV1Guide), commandsOf(t, bosV1Guide)
	if len(commands) != 2 {
		t.Fatalf("%d blocks of commands", len(commands))
	}
	bos := newV1(t)
	bos.sends(t, http.MethodPost, "/v1/session", "", theirsOnV1)
	bos.Clock.Advance(oneHour)
	id := bos.onlySession(t)
	tf := newRealEngine(t, bos)

	listed := asTyped{block: commands[0], fill: map[string]string{" ID": " " + id}, env: tf.env, path: []string{crayFolder(t, bos)}}.must(t)

	says(t, listed, `[ "`+id+`" ]`, `"operation": "Boot"`)

	block := strings.Replace(blocks[0], "https://api.cmn.example.com/apis/bos", bos.URL, 1)
	tf.configure(block + "resource \"bos_session\" \"example\" {\n operation = \"boot\"\n template_name = \"blue\"\n limit = \"x3000c0s1b0n0\"\n}\n")

	asTyped{block: commands[1], fill: map[string]string{"4bf3de90-da4e-4980-a5f2-eab734bfbe3d": id}, dir: tf.dir, env: tf.env}.must(t)

	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)
}

// The guide's commands apply a plan that the policy allows.
func TestForecast_policyCommands(t *testing.T) {
	opa := program(t, "opa")
	commands := commandsOf(t, forecastGuide)
	bos := foreseen(t, "strict")
	tf := newRealEngine(t, bos)
	tf.write(strictReboot)
	policy, err := os.ReadFile(forecastPolicy)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(tf.dir, filepath.Base(forecastPolicy)), policy, 0o600); err != nil {
		t.Fatal(err)
	}

	says(t, tf.shell(commands[0], filepath.Dir(opa)), "Apply complete! Resources: 1 added")

	bos.wantSent(t, 1, 1)
}

// A join token that BOS fills in is written with two dollar signs. With one, Terraform refuses it as the guide shows.
func TestBootPlans_joinToken(t *testing.T) {
	shown := shownBlocks(t, bootPlansGuide)
	if len(shown) != 2 {
		t.Fatalf("%d blocks", len(shown))
	}
	config := func(parameters string) string {
		return "resource \"bos_session_template\" \"compute\" {\n  name = \"compute-2\"\n  boot_sets = {\n    compute = {\n      path              = \"" + anImage +
			"\"\n      node_roles_groups = [\"Compute\"]\n      " + parameters + "    }\n  }\n}\n"
	}
	bos := newSim(t, func(c *bossim.Config) { c.System.Failing = nil })
	tf := newRealEngine(t, bos)

	tf.write(config(shown[0]))
	tf.must("apply", "-auto-approve")
	kept := bos.kept(t, "compute-2", "")
	sets, _ := kept["boot_sets"].(map[string]any)
	set, _ := sets["compute"].(map[string]any)
	if got, want := set["kernel_parameters"], "console=ttyS0,115200 spire_join_token=${SPIRE_JOIN_TOKEN}"; got != want {
		t.Errorf("BOS has %q, want %q", got, want)
	}

	tf.configure(config(strings.Replace(shown[0], "$${", "${", 1)))
	says(t, tf.exits(1, "plan"), shown[1])
}
