// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	rollingExamples = "../../examples/resources/bos_rolling_session"

	// cannotBeDestroyed is what both engines say: OpenTofu says "Resource instance", Terraform "Instance".
	cannotBeDestroyed = "nstance cannot be destroyed"
)

// newRollingExample is a directory with an example, on a system behind a gateway, so that the address of HSM follows
// from that of BOS.
func newRollingExample(t *testing.T, file string, change ...func(*bossim.Config)) (*sim, *engine) {
	t.Helper()
	bos := newSim(t, change...)
	bos.URL += "/apis/bos"
	t.Setenv("BOS_ENDPOINT", bos.URL)
	content, err := os.ReadFile(filepath.Join(rollingExamples, file))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(content), "identity = {") {
		needsEngine(t, terraform112, "import by identity")
	}
	tf := newRealEngine(t, bos)
	tf.copy(string(content))
	return bos, tf
}

// wavesOf are the waves of the example's rollout.
func wavesOf(release string) []string {
	waves := []string{"-w01:2", "-w02:12", "-w03:12", "-w04:6"}
	for i := range waves {
		waves[i] = "compute-" + release + waves[i]
	}
	return waves
}

// The commands of the guide, on the example as it is. The rollout of the next release is another one.
func TestRolling_guide(t *testing.T) {
	shown := commandsOf(t, rollingGuide)
	bos, tf := newRollingExample(t, "resource.tf")

	says(t, tf.shell(shown[0]), "32 of 63 nodes in 4 waves", "1 added", `result = "succeeded"`, `"compute-2026-12-w04" = "succeeded"`)
	bos.wantWaves(t, wavesOf("2026-12")...)
	tf.exits(0, "plan", "-detailed-exitcode", "-var=release=2026-12")
	says(t, tf.exits(1, "apply", "-auto-approve", "-var=release=2027-01"), cannotBeDestroyed)
	bos.wantWaves(t, wavesOf("2026-12")...)

	says(t, tf.shell(shown[1]), "1 added, 0 changed, 0 destroyed")

	past := bos.History()
	if got := bos.SessionsStarted(); got != 8 || past[4].Name != "compute-2027-01-w01" || past[7].Name != "compute-2027-01-w04" {
		t.Errorf("%d sessions were started", got)
	}
	says(t, tf.exits(1, "destroy", "-auto-approve", "-var=release=2027-01"), cannotBeDestroyed)
	if got := len(bos.Sessions()); got != 8 {
		t.Errorf("%d records, want 8", got)
	}
}

// failedExample is the example, of which the canary has failed.
func failedExample(t *testing.T) (*sim, *engine) {
	t.Helper()
	bos, tf := newRollingExample(t, "resource.tf", failingCanary)
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to reboot 1 of 2 nodes", "x3000c0s1b1n0")
	bos.wantWaves(t, "compute-2026-11-w01:2")
	return bos, tf
}

func TestRolling_guideContinues(t *testing.T) {
	commands := commandsOf(t, rollingGuide)
	bos, tf := failedExample(t)
	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name")

	says(t, tf.shell(commands[0]), "0 added, 1 changed, 0 destroyed", `result = "failed"`)

	bos.wantWaves(t, wavesOf("2026-11")...)
	tf.exits(0, "plan", "-detailed-exitcode")
}

func TestRolling_guideContinuesAfter(t *testing.T) {
	bos, tf := failedExample(t)
	tf.loseState()
	tf.must("import", "bos_rolling_session.compute", "compute-2026-11")
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to reboot 1 of 2 nodes")
	example, err := os.ReadFile(filepath.Join(tf.dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	tf.copy(strings.Replace(string(example), "  max_components", shownBlocks(t, rollingGuide)[0]+"  max_components", 1))

	says(t, tf.must("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")

	bos.wantWaves(t, wavesOf("2026-11")...)
	tf.exits(0, "plan", "-detailed-exitcode")
}

// The retry alone, and then the rollout continues.
func TestRolling_guideRetries(t *testing.T) {
	shown, commands := shownBlocks(t, rollingGuide), commandsOf(t, rollingGuide)
	bos, tf := failedExample(t)
	if err := bos.Repair("x3000c0s1b1n0"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(tf.dir, "retry.tf"), []byte(shown[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name")

	says(t, tf.shell(commands[0]), "1 added, 0 changed, 0 destroyed")

	tf.must("untaint", "bos_rolling_session.compute")
	tf.must("apply", "-auto-approve")
	past := bos.History()
	if got := bos.SessionsStarted(); got != 5 || len(past[1].Nodes) != 1 || past[4].Name != "compute-2026-11-w04" {
		t.Errorf("%d sessions were started", got)
	}
	tf.exits(0, "plan", "-detailed-exitcode")
}

// The action leaves the tainted rollout as it is, and the rollout continues afterwards.
func TestRolling_guideRetriesByAction(t *testing.T) {
	needsActions(t)
	commands := commandsOf(t, rollingGuide)
	bos, tf := failedExample(t)
	if err := bos.Repair("x3000c0s1b1n0"); err != nil {
		t.Fatal(err)
	}
	action, err := os.ReadFile(actionExamples + "/bos_retry_failed/action.tf")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(tf.dir, "retry.tf"), action, 0o600); err != nil {
		t.Fatal(err)
	}

	says(t, tf.shell(commands[0]), "retrying 1 node: x3000c0s1b1n0", "ready 1 of 1")

	tf.must("untaint", "bos_rolling_session.compute")
	tf.must("apply", "-auto-approve", "-var=session=none")
	past := bos.History()
	if got := bos.SessionsStarted(); got != 5 || len(past[1].Nodes) != 1 || past[4].Name != "compute-2026-11-w04" {
		t.Errorf("%d sessions were started", got)
	}
	tf.exits(0, "plan", "-detailed-exitcode", "-var=session=none")
}

// A rollout that was given up is not started again, and one of another name is.
func TestRolling_guideGivesUp(t *testing.T) {
	commands := commandsOf(t, rollingGuide)
	bos, tf := failedExample(t)

	tf.shell(commands[0])

	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name")
	bos.wantWaves(t, "compute-2026-11-w01:2")
	if left := bos.Sessions(); len(left) != 1 {
		t.Errorf("records %q", left)
	}
}

func TestRolling_guideImports(t *testing.T) {
	commands := commandsOf(t, rollingGuide)
	bos, tf := newRollingExample(t, "resource.tf")
	bos.started(t, "", "compute-2026-11-w01", canaryOfExample)
	bos.Clock.Advance(oneHour)
	bos.started(t, "", "compute-2026-11-w02", `"operation": "reboot", "template_name": "compute", "limit": "`+strings.Join(bossim.NodeNames(14)[2:], ",")+`"`)
	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name", "terraform import ADDRESS /compute-2026-11")

	says(t, tf.shell(commands[0]), "Import successful!",
		`waits for sessions "compute-2026-11-w01" to "compute-2026-11-w02", which were started, and then starts the 2 waves after it, each when`,
		"0 added, 1 changed, 0 destroyed", `result = "succeeded"`)

	bos.wantWaves(t, wavesOf("2026-11")...)
	tf.exits(0, "plan", "-detailed-exitcode")
}

// canaryOfExample is the inputs of the first session of the example's rollout.
const canaryOfExample = `"operation": "reboot", "template_name": "compute", "limit": "x3000c0s1b0n0,x3000c0s1b1n0"`

// The imports of the resource's page continue the rollout.
func TestRolling_importExamples(t *testing.T) {
	for _, file := range []string{"import-by-string-id.tf", "import-by-identity.tf"} {
		t.Run(file, func(t *testing.T) {
			bos, tf := newRollingExample(t, file)
			bos.started(t, "", "compute-2026-11-w01", canaryOfExample)

			says(t, tf.must("apply", "-auto-approve"), "1 imported, 0 added, 1 changed, 0 destroyed")

			bos.wantWaves(t, wavesOf("2026-11")...)
			tf.exits(0, "plan", "-detailed-exitcode")
		})
	}
}

// What the guide shows is what an engine prints; -update writes it.
func TestRolling_guideShown(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*bossim.Config)
		before []string // commands; the first fails
	}{
		{"plan", noFailures, nil},
		{"continue", failingCanary, []string{"apply -auto-approve", "untaint bos_rolling_session.compute"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos, tf := newRollingExample(t, "resource.tf", row.change)
			for _, command := range row.before {
				tf.run(strings.Fields(command)...)
			}
			started := bos.SessionsStarted()

			output := tf.must("plan")

			if got := bos.SessionsStarted(); got != started || got != min(1, len(row.before)) {
				t.Errorf("%d sessions were started", got)
			}
			run := shownRun{from: "Warning: "}
			shown := "```text\n" + run.cut(t, output, strings.TrimSuffix(bos.URL, "/apis/bos")) + "\n```\n\n"
			compareFile(t, rollingGuide, rollingPage, shown, matrix{
				"TestRolling_guideShown", "<!-- printed by TestRolling_guideShown: " + row.name + " -->\n\n", "<!-- end of what is printed -->",
			})
		})
	}
}
