// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const bosV1Guide = "../../templates/guides/bos-v1.md.tmpl"

// shell runs commands of a guide in the engine's directory, as a user who approves of each plan. Programs in path come first.
func (e *engine) shell(commands string, path ...string) string {
	e.t.Helper()
	bin := e.t.TempDir()
	if err := os.Symlink(os.Getenv("TF_ACC_TERRAFORM_PATH"), filepath.Join(bin, "terraform")); err != nil {
		e.t.Fatal(err)
	}
	cmd := exec.CommandContext(e.t.Context(), program(e.t, "bash"), "-eo", "pipefail", "-c", commands) //nolint:gosec // the guide's
	search := append(append([]string{bin}, path...), os.Getenv("PATH"))
	cmd.Dir, cmd.Stdin = e.dir, approval{}
	cmd.Env = append(e.env, "PATH="+strings.Join(search, string(os.PathListSeparator)))
	printed, err := cmd.CombinedOutput()
	if err != nil {
		e.t.Fatalf("%v\n%s\n%s", err, commands, printed)
	}
	return string(printed)
}

// The provider block of the guide reads v1 of the API, the commands of the Cray CLI are requests that BOS v1 answers, and the
// import starts nothing.
func TestSessionV1_guide(t *testing.T) {
	blocks := shownBlocks(t, bosV1Guide)
	if len(blocks) != 3 {
		t.Fatalf("%d blocks", len(blocks))
	}
	bos := newV1(t)
	bos.sends(t, http.MethodPost, "/v1/session", "", theirsOnV1)
	bos.Clock.Advance(oneHour)
	id := bos.onlySession(t)

	for line := range strings.Lines(blocks[1]) {
		path, known := map[string]string{
			"cray bos v1 session list\n": "/v1/session", "cray bos v1 session describe ID\n": "/v1/session/" + id,
		}[line]
		if !known {
			t.Fatalf("what does %q ask?", line)
		}
		var answer any
		bos.get(t, path, &answer)
	}

	block := strings.Replace(blocks[0], "https://api.cmn.example.com/apis/bos", bos.URL, 1)
	tf := newEngine(t, bos)
	tf.configure(block + "resource \"bos_session\" \"example\" {\n operation = \"boot\"\n template_name = \"blue\"\n limit = \"x3000c0s1b0n0\"\n}\n")
	command := strings.Fields(strings.Replace(blocks[2], "4bf3de90-da4e-4980-a5f2-eab734bfbe3d", id, 1))
	tf.must(command[1:]...)
	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)
}

// The guide's commands apply a plan that the policy allows.
func TestForecast_policyCommands(t *testing.T) {
	opa := program(t, "opa")
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

	says(t, tf.shell(shownBlocks(t, forecastGuide)[0], filepath.Dir(opa)), "Apply complete! Resources: 1 added")

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
