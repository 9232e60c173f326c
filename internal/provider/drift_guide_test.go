// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	driftGuide      = "../../templates/guides/drift.md.tmpl"
	driftExample    = "../../examples/drift"
	pipelineGuide   = "../../templates/guides/pipelines.md.tmpl"
	pipelineExample = "../../examples/pipelines"
	rescue          = "s3://boot-images/rescue/kernel"
)

// blocksOf returns the blocks of a guide that say that this test runs them.
func blocksOf(t *testing.T, guide, test string) []string {
	t.Helper()
	content, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, part := range strings.Split(string(content), "<!-- run by "+test+" -->\n```")[1:] {
		_, block, _ := strings.Cut(part, "\n")
		block, _, ended := strings.Cut(block, "\n```\n")
		if !ended {
			t.Fatalf("%s: a block of %s does not end", guide, test)
		}
		blocks = append(blocks, block+"\n")
	}
	if len(blocks) == 0 {
		t.Fatalf("%s has no block of %s", guide, test)
	}
	return blocks
}

// watchedNodes are those of the example, the group blue.
var watchedNodes = bossim.NodeNames(16)

// drifts has a node run another image than BOS wants, as its reporter would tell.
func (s *sim) drifts(t *testing.T, node string) {
	t.Helper()
	s.patch(t, "/v2/components/"+node, `{"actual_state": {"boot_artifacts": {"kernel": "`+rescue+`", "initrd": "s3://boot-images/rescue/initrd", "kernel_parameters": "single"}}}`)
}

// takesOver has an operator's session reboot two of the nodes, up to its end.
func (s *sim) takesOver(t *testing.T) {
	t.Helper()
	s.started(t, "", "theirs", `"operation": "reboot", "template_name": "compute", "limit": "`+strings.Join(watchedNodes[1:3], ",")+`"`)
	s.Clock.Advance(oneHour)
}

// editsTemplate has an operator write another image into the example's template.
func (s *sim) editsTemplate(t *testing.T) {
	t.Helper()
	s.sends(t, http.MethodPut, "/v2/sessiontemplates/blue-2026-11", "", `{"boot_sets": {"compute": {
		"type": "s3", "path": "s3://boot-images/theirs/manifest.json", "node_groups": ["blue"]}}}`)
}

// nightly runs the guide's script where the configuration is.
func (e *engine) nightly(t *testing.T) (output string, code int) {
	t.Helper()
	script, err := filepath.Abs(filepath.Join(driftExample, "drift.sh"))
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(os.Getenv("TF_ACC_TERRAFORM_PATH"), filepath.Join(bin, "terraform")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program(t, "sh"), script) //nolint:gosec // the example's
	cmd.Dir, cmd.Env = e.dir, append(e.env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	printed, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(printed), cmd.ProcessState.ExitCode()
}

// driftSteps happen one after the other on the nodes that the example's session has booted.
var driftSteps = []struct {
	name    string
	happens func(*testing.T, *sim, *engine)
	code    int // that the script ends with
	says    []string
	not     []string
	started int  // sessions since the step before, whoever started them
	shown   bool // the guide shows this plan
}{
	{name: "nothing", code: 0, says: []string{"No changes.", "No drift."}},
	{name: "BOS has cleaned up the session's record", happens: func(_ *testing.T, bos *sim, _ *engine) {
		bos.Clock.Advance(2 * oneWeek)
	}, code: 0, says: []string{"No drift."}},
	{name: "a node was booted with another image", happens: func(t *testing.T, bos *sim, _ *engine) {
		t.Helper()
		bos.drifts(t, watchedNodes[0])
	}, code: 1, says: []string{
		"No changes.", "Warning: Check block assertion failed", "1 of 16 nodes have drifted: " + watchedNodes[0] + " (kernel,initrd,kernel_parameters).",
		"check.nodes_run_what_they_should: fail",
	}, not: []string{"No drift.", "nodes_belong_to_this_session", "There is something to apply"}, shown: true},
	{name: "a newer session took two nodes over", happens: func(t *testing.T, bos *sim, _ *engine) {
		t.Helper()
		bos.takesOver(t)
	}, code: 1, says: []string{
		"1 of 16 nodes have drifted", "check.nodes_belong_to_this_session: fail", "Other sessions have taken over nodes of tf-", ": theirs (2 nodes).",
	}, not: []string{"any session"}, started: 1},
	{name: "three nodes belong to no session", happens: func(t *testing.T, bos *sim, _ *engine) {
		t.Helper()
		for _, node := range watchedNodes[6:9] {
			bos.patch(t, "/v2/components/"+node, `{"session": ""}`)
		}
	}, code: 1, says: []string{
		"check.nodes_belong_to_this_session: fail", ": theirs (2 nodes).", "3 nodes of tf-", "no longer belong to any session.",
	}, not: []string{"none ("}},
	{name: "a node is switched off, and another does not report", happens: func(t *testing.T, bos *sim, _ *engine) {
		t.Helper()
		if err := errors.Join(bos.PowerOffBehind(watchedNodes[4]), bos.StopReporting(watchedNodes[5])); err != nil {
			t.Fatal(err)
		}
		bos.Clock.Advance(5 * time.Hour)
	}, code: 1, says: []string{"3 of 16 nodes have drifted", watchedNodes[4] + " (unreported), " + watchedNodes[5] + " (unreported)."}},
	{name: "the nodes are brought back", happens: func(t *testing.T, bos *sim, tf *engine) {
		t.Helper()
		says(t, tf.must("apply", "-auto-approve", "-replace=bos_session.blue"), "1 added, 0 changed, 1 destroyed")
	}, code: 0, says: []string{"No drift."}, started: 1},
	{name: "BOS is processing a node", happens: func(t *testing.T, bos *sim, _ *engine) {
		t.Helper()
		bos.drifts(t, watchedNodes[0])
		bos.patch(t, "/v2/components/"+watchedNodes[0], `{"enabled": true}`)
	}, code: 1, says: []string{
		"No changes.", "check.nodes_run_what_they_should: fail",
		"The session is complete, and BOS is processing 1 of its nodes. If this is so tomorrow, too, look at them.",
	}, not: []string{"No drift.", "have drifted", "There is something to apply"}},
	{name: "the template was edited in BOS", happens: func(t *testing.T, bos *sim, _ *engine) {
		t.Helper()
		bos.Clock.Advance(oneHour)
		bos.editsTemplate(t)
	}, code: 1, says: []string{"There is something to apply", "0 to add, 1 to change, 0 to destroy", "s3://boot-images/theirs/manifest.json"}, not: []string{"do not pass"}},
	{name: "the template is put back", happens: func(t *testing.T, _ *sim, tf *engine) {
		t.Helper()
		says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	}, code: 0, says: []string{"No drift."}},
	{name: "BOS does not answer", happens: func(_ *testing.T, bos *sim, _ *engine) {
		bos.Inject(bossim.Fault{Path: "/v2/components", Status: 403, Body: "Unauthorized Request"})
	}, code: 1, says: []string{"Unable to read the nodes", "403"}, not: []string{"do not pass", "No drift."}},
}

// shownPlan is what the guide shows of a plan.
func shownPlan(t *testing.T) string {
	t.Helper()
	guide, err := os.ReadFile(driftGuide)
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(guide), "<!-- printed by TestDrift_guide -->\n```text\nNo changes. Your infrastructure matches the configuration.\n")
	shown, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("the guide shows no plan")
	}
	return shown
}

// openTofusDiff is what OpenTofu adds to a check's condition.
const openTofusDiff = "    ├────────────────\n    │ Diff: \n    │     1 -> 0\n"

// The guide's configuration, watched by the guide's script through all that the guide tells of.
func TestDrift_guide(t *testing.T) {
	program(t, "jq")
	config, err := os.ReadFile(filepath.Join(driftExample, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	bos := newSim(t)
	t.Setenv("BOS_ENDPOINT", bos.URL)
	tf := newRealEngine(t, bos)
	tf.copy(string(config))
	tf.must("apply", "-auto-approve")
	started := 1
	shown := shownPlan(t)

	for _, step := range driftSteps {
		if step.happens != nil {
			step.happens(t, bos, tf)
		}
		started += step.started

		output, code := tf.nightly(t)

		if code != step.code {
			t.Errorf("%s: exit code %d, want %d", step.name, code, step.code)
		}
		says(t, output, step.says...)
		if step.shown {
			if onOpenTofu(t) {
				output = strings.Replace(output, openTofusDiff, "", 1)
			}
			says(t, output, shown)
		}
		for _, text := range step.not {
			if strings.Contains(unwrapped(output), text) {
				t.Errorf("%s: the output says %q", step.name, text)
			}
		}
		bos.wantSent(t, started, started)
		if t.Failed() {
			t.Fatalf("%s:\n%s", step.name, output)
		}
	}
}

// What the tests run is what the guides show, and what the jobs run.
func TestDrift_guideShowsTheScript(t *testing.T) {
	for guide, all := range map[string][]string{
		driftGuide: {`{{ tffile "examples/drift/main.tf" }}`, `{{ codefile "shell" "examples/drift/drift.sh" }}`},
		pipelineGuide: {
			`{{ tffile "examples/pipelines/main.tf" }}`, `{{ codefile "yaml" "examples/pipelines/github-apply.yml" }}`,
			`{{ codefile "yaml" "examples/pipelines/github-drift.yml" }}`, `{{ codefile "yaml" "examples/pipelines/gitlab-ci.yml" }}`,
		},
	} {
		content, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		for _, shown := range all {
			if !strings.Contains(string(content), shown) {
				t.Errorf("%s does not show %s", guide, shown)
			}
		}
	}
	for _, job := range []string{"github-drift.yml", "gitlab-ci.yml"} {
		content, err := os.ReadFile(filepath.Join(pipelineExample, job))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(content), "sh drift.sh\n") {
			t.Errorf("%s does not run the script", job)
		}
	}
}

// Nodes that a session is processing have not drifted, also where no apply waits for it.
func TestDrift_whileTheSessionRuns(t *testing.T) {
	program(t, "jq")
	config, err := os.ReadFile(filepath.Join(driftExample, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	bos := newSim(t)
	t.Setenv("BOS_ENDPOINT", bos.URL)
	tf := newRealEngine(t, bos)
	tf.copy(strings.Replace(string(config), "operation     = \"boot\"\n", "operation     = \"boot\"\n  wait_for_completion = false\n", 1))
	tf.must("apply", "-auto-approve")
	bos.Clock.Advance(time.Minute)
	tf.must("apply", "-auto-approve") // the state has its nodes now

	output, code := tf.nightly(t)

	if values, _ := tf.attributes(); values["status"] != "running" || values["components"] == "" {
		t.Fatalf("the session does not run: %v", values)
	}
	if code != 0 || !strings.Contains(output, "No drift.") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	bos.wantSent(t, 1, 1)
}
