// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	bootPlansGuide  = "../../templates/guides/boot-plans.md.tmpl"
	bootPlanExample = "../../examples/boot-plan/main.tf"
	systemTemplate  = "/v2/sessiontemplates/system-2026-11"
)

// Two of the ARM nodes, which the example takes in by their role already, so that there is a list of more than one.
const (
	armNodes          = `["x3000c0s14b3n0", "x3000c0s15b0n0"]`
	armNodesTurned    = `["x3000c0s15b0n0", "x3000c0s14b3n0"]`
	armNodesOtherwise = `["X3000C0S15B0N0", "x3000c0s014b3n0"]`
)

// bothKinds is the guide's system: the last eight compute nodes are ARM, with an image of theirs, and all are sound.
func bothKinds(c *bossim.Config) {
	names := bossim.NodeNames(64)
	c.System.Failing = nil
	c.System.Groups["login"] = names[63:]
	c.System.Arch = map[string][]string{"ARM": names[55:63]}
	c.System.Images = map[string]bossim.Image{
		"s3://boot-images/5f2a41c7-0d3e-4b8a-9c61-2e7d90b4a8f3/manifest.json": {Arch: "aarch64"},
		"s3://boot-images/missing/manifest.json":                              {Missing: true},
	}
}

// edit is what becomes of the example's text.
type edit struct{ before, after string }

// planSteps happen one after the other. The guide carries those with a row: what happens, what becomes of the template
// in BOS, and how many times each session is started whose triggers name the fingerprint.
var planSteps = []struct {
	row      string
	edits    []edit
	happens  func(*testing.T, *sim, *engine)
	template string
	sessions int // of each of the two
	puts     int // of the template
	says     []string
	none     bool // there is nothing to apply
	cut      bool // before, an apply ends with the template
}{
	{row: "plan, refresh, apply again", template: "stays", none: true},
	{row: "`description`, the name of a boot set or the order of a list is edited", edits: []edit{{"All nodes, November 2026", "All nodes"}, {"    login = merge", "    uan = merge"}}, template: "is written", puts: 1, says: []string{"1 to change"}},
	{edits: []edit{{armNodes, armNodesTurned}}, template: "is written", puts: 1, says: []string{"1 to change"}},
	{row: "the same is written otherwise: `X3000C0S01B0N0` for `x3000c0s1b0n0`, an `arch = \"X86\"` that was left out", edits: []edit{{"compute = merge(local.node, {\n", "compute = merge(local.node, {\n      arch = \"X86\"\n"}}, template: "stays", none: true},
	{edits: []edit{{armNodesTurned, armNodesOtherwise}}, template: "stays", says: []string{"0 to add, 1 to change, 0 to destroy"}},
	{row: "`overwrite` or `validate` is edited", edits: []edit{{"  description = \"All", "  validate = false\n  description = \"All"}}, template: "stays", says: []string{"1 to change"}},
	{row: "an image, kernel parameters, nodes, an `arch`, a root file system, `enable_cfs` or a CFS configuration in force is edited", edits: []edit{{"crashkernel=512M", "crashkernel=1G"}}, template: "is written", sessions: 1, puts: 1, says: []string{
		"2 to add, 1 to change, 2 to destroy", `The next boot of session template "system-2026-11" may reboot nodes`, "3 boot sets",
	}},
	{edits: []edit{{"crashkernel=1G", "crashkernel=1536M"}}, cut: true, sessions: 1, puts: 1, says: []string{"2 to add, 0 to change, 2 to destroy"}},
	{row: "a boot set is added or taken out", edits: []edit{{"    uan = merge(local.node, {\n      path        = local.images.x86\n      node_groups = [\"login\"]\n      cfs         = { configuration = \"login-2026-11\" }\n    })\n", ""}}, template: "is written", sessions: 1, puts: 1},
	{row: "somebody edits the template in BOS", happens: func(t *testing.T, bos *sim, _ *engine) {
		t.Helper()
		bos.sends(t, http.MethodPut, systemTemplate, "", `{"boot_sets": {"compute": {"type": "s3", "path": "s3://boot-images/1/manifest.json", "node_groups": ["blue"]}}}`)
	}, template: "is put back", puts: 2, says: []string{"0 to add, 1 to change, 0 to destroy"}},
	{row: "somebody deletes the template in BOS", happens: func(t *testing.T, bos *sim, _ *engine) {
		t.Helper()
		bos.sends(t, http.MethodDelete, systemTemplate, "", "")
	}, template: "is created again", puts: 1, says: []string{"1 to add, 0 to change, 0 to destroy"}},
	{row: "the template is dropped from the state and imported", happens: func(_ *testing.T, _ *sim, tf *engine) {
		tf.must("state", "rm", "bos_session_template.system")
		tf.must("import", "bos_session_template.system", "system-2026-11")
	}, edits: []edit{{"  validate = false\n", ""}, {armNodesOtherwise, armNodesTurned}}, template: "stays", none: true},
	{row: "`triggers` is taken out as a whole, or added", edits: []edit{
		{"  limit         = \"blue\"\n  triggers      = { template = bos_session_template.system.fingerprint }\n", "  limit         = \"blue\"\n"},
		{"  max_failed_percent = 5\n  triggers           = { template = bos_session_template.system.fingerprint }\n", "  max_failed_percent = 5\n"},
	}, template: "stays", says: []string{"0 to add, 2 to change, 0 to destroy"}},
	{row: "anything is edited but the template's `name`, and no `triggers` name the fingerprint", edits: []edit{{"crashkernel=1536M", "crashkernel=2G"}}, template: "is written", puts: 1, says: []string{"0 to add, 1 to change, 0 to destroy"}},
	{row: "the template's `name` is edited", edits: []edit{{"system-2026-11", "system-2026-12"}}, template: "is replaced", sessions: 1, puts: 1, says: []string{"3 to add, 0 to change, 3 to destroy"}},
}

// The guide's boot plan, through every row of its table.
func TestBootPlans_guide(t *testing.T) {
	guide, err := os.ReadFile(bootPlansGuide)
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile(bootPlanExample)
	if err != nil {
		t.Fatal(err)
	}
	config := strings.Replace(string(example), "= \"ARM\"\n", "= \"ARM\"\n      node_list         = "+armNodes+"\n", 1)
	bos := newSim(t, bothKinds)
	t.Setenv("BOS_ENDPOINT", bos.URL)
	tf := newRealEngine(t, bos)
	tf.copy(config)
	says(t, tf.must("apply", "-auto-approve"), "3 added", `"16 of 16"`, `"48 of 48"`)
	started, puts := 2, 1

	for _, step := range planSteps {
		if line := fmt.Sprintf("| %s | %s | %d |\n", step.row, step.template, step.sessions); step.row != "" && !strings.Contains(string(guide), line) {
			t.Errorf("the guide does not say\n%s", line)
		}
		if step.happens != nil {
			step.happens(t, bos, tf)
		}
		for _, e := range step.edits {
			if strings.Count(config, e.before) == 0 {
				t.Fatalf("%s: the example has no %q", step.row, e.before)
			}
			config = strings.ReplaceAll(config, e.before, e.after)
		}
		tf.copy(config)
		if step.cut {
			tf.must("apply", "-auto-approve", "-target=bos_session_template.system")
		}
		code := 2
		if step.none {
			code = 0
		}
		plan := tf.exits(code, "plan", "-detailed-exitcode")
		says(t, plan, step.says...)

		tf.must("apply", "-auto-approve")

		tf.exits(0, "plan", "-detailed-exitcode")
		started, puts = started+2*step.sessions, puts+step.puts
		bos.wantSent(t, started, started)
		if got := bos.puts(); got != puts {
			t.Errorf("%d PUTs of templates, want %d", got, puts)
		}
		if t.Failed() {
			t.Fatalf("%s:\n%s\n%s", step.row, plan, bos.log())
		}
	}
	tf.must("destroy", "-auto-approve")
	bos.wantSent(t, started, started)
	if booted, enabled := bos.booted(t); booted != 64 || enabled != 0 {
		t.Errorf("after the end %d nodes are booted and %d at work", booted, enabled)
	}
}

// A boot looks at what nodes run: those that run it already are left alone.
func TestBootPlans_bootTouchesNoNodeThatRunsIt(t *testing.T) {
	t.Parallel()
	bos := bootedByS1(t)
	p := newServer(t, bos, nil)
	if err := bos.BootBehind(booted, bossim.BootArtifacts{Kernel: rescue}); err != nil {
		t.Fatal(err)
	}

	bos.started(t, "", "again", `"operation": "boot", "template_name": "compute", "limit": "`+eight+`"`)
	powered := map[any]bool{}
	for range 120 {
		bos.Clock.Advance(10 * time.Second)
		for _, phase := range []string{"powering_off", "powering_on"} {
			powered[p.found("bos_components", fields{"session": text("again"), "phase": text(phase)})["components"]] = true
		}
	}

	if want := map[any]bool{"": true, booted: true}; !maps.Equal(powered, want) {
		t.Errorf("powered off and on: %v", powered)
	}
	wantValues(t, p.found("bos_components", fields{"ids": text(eight)}), map[string]any{"by_session": map[string]any{"again": 8}, "in_desired_state_count": 8})
}

// Templates that exist are taken over with a configuration that the engine writes.
func TestBootPlans_importGeneratesConfiguration(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	blocks, commands := shownBlocks(t, bootPlansGuide), commandsOf(t, bootPlansGuide)
	tf.write(blocks[0])

	says(t, tf.shell(commands[0]), "1 to import, 0 to add, 0 to change, 0 to destroy", "1 imported, 0 added, 0 changed, 0 destroyed")

	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantPuts(t, 0, 0)
	bos.wantSent(t, 0, 0)
	if _, err := os.Stat(filepath.Join(tf.dir, "generated.tf")); err != nil {
		t.Error(err)
	}
}

// What the guide says of a template that exists, and of an image that is missing.
func TestBootPlans_existingAndMissing(t *testing.T) {
	t.Parallel()
	bos := newSim(t, bothKinds)
	tf := newEngine(t, bos)
	config := func(name, image, more string) string {
		return fmt.Sprintf("resource \"bos_session_template\" \"t\" {\n name = %q\n%s\n boot_sets = { compute = { path = \"s3://boot-images/%s/manifest.json\", node_groups = [\"blue\"] } }\n}\n", name, more, image)
	}
	tf.write(config("compute", "1", ""))
	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS already has session template \"compute\" without a tenant", "terraform import ADDRESS /compute")
	bos.wantPuts(t, 0, 0)

	tf.write(config("compute", "1", "overwrite = true"))
	says(t, tf.must("apply", "-auto-approve"), "1 added")
	bos.wantPuts(t, 1, 0)

	tf.write(config("compute", "missing", "overwrite = true"))
	says(t, tf.exits(1, "apply", "-auto-approve"), "would not start a session of it", "stays as it was written, in BOS and in the state")
	bos.wantPuts(t, 2, 0)
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "0 to add, 1 to change, 0 to destroy", "validation", "(known after apply)")
	says(t, tf.exits(1, "apply", "-auto-approve"), "would not start a session of it")
	bos.wantPuts(t, 2, 0)
	bos.wantSent(t, 0, 0)
}

// Staging, as the guide tells to do it: first the session alone, and its application when the time has come.
func TestBootPlans_staging(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("../../examples/resources/bos_staged_session_application/resource.tf")
	if err != nil {
		t.Fatal(err)
	}
	staged, _, found := strings.Cut(string(example), "# Apply it")
	if !found {
		t.Fatal("the example has changed")
	}
	bos := newSim(t)
	tf := newEngine(t, bos)
	for _, step := range []struct {
		config          string
		applied, booted int
	}{{staged, 0, 0}, {string(example), 1, 16}, {staged, 1, 16}, {string(example), 2, 16}} {
		tf.write(step.config)

		tf.must("apply", "-auto-approve")

		bos.wantApplied(t, step.applied)
		bos.wantBooted(t, step.booted)
		bos.wantSent(t, 1, 1)
		tf.exits(0, "plan", "-detailed-exitcode")
	}
}
