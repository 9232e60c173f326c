// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	recipesGuide = "../../templates/guides/recipes.md.tmpl"
	recipes      = "../../examples/recipes"
)

// Nodes of the simulated system: its groups, and all of its template compute.
var (
	blueNodes   = bossim.NodeNames(64)[:16]
	greenNodes  = bossim.NodeNames(64)[16:32]
	redNodes    = bossim.NodeNames(64)[32:48]
	yellowNodes = bossim.NodeNames(64)[48:63] // those of them that are in the template
	computes    = bossim.NodeNames(63)
)

// nodesBut returns the nodes that are not in others.
func nodesBut(nodes []string, others ...string) []string {
	return slices.DeleteFunc(slices.Clone(nodes), func(node string) bool { return slices.Contains(others, node) })
}

// noFailures repairs every node.
func noFailures(c *bossim.Config) { c.System.Failing = nil }

// recipeSystem is a system behind a gateway, so that the address of HSM follows from that of BOS.
func recipeSystem(t *testing.T, change ...func(*bossim.Config)) *sim {
	t.Helper()
	bos := newSim(t, change...)
	bos.URL += "/apis/bos"
	t.Setenv("BOS_ENDPOINT", bos.URL)
	return bos
}

// recipe is a directory with the files of a recipe, in which the commands of the guide are run.
type recipe struct {
	*engine
	commands []string // of the guide's blocks that name the test
	done     int
	output   strings.Builder // of all that was run so far
}

// newRecipe is a directory with the files of a recipe as they are.
func newRecipe(t *testing.T, bos *sim, name string) *recipe {
	t.Helper()
	return newRealEngine(t, bos).recipe(name)
}

// recipe copies a recipe into the engine's directory. In its end, the test has run each block of the guide that
// names it, in their order, and what is printed is what the guide shows.
func (e *engine) recipe(name string) *recipe {
	e.t.Helper()
	if err := os.CopyFS(e.dir, os.DirFS(filepath.Join(recipes, name))); err != nil {
		e.t.Fatal(err)
	}
	e.must("init", "-input=false")
	r := &recipe{engine: e, commands: guideBlocks(e.t, "sh")}
	e.t.Cleanup(func() {
		if e.t.Failed() || e.t.Skipped() {
			return
		}
		if r.done != len(r.commands) {
			e.t.Errorf("%d of the %d blocks of the guide were run", r.done, len(r.commands))
		}
		for _, text := range guideBlocks(e.t, "text") {
			says(e.t, r.output.String(), text)
		}
	})
	return r
}

// guideBlocks returns the guide's blocks of this kind that name the test, in their order.
func guideBlocks(t *testing.T, info string) (blocks []string) {
	t.Helper()
	for _, block := range docsBlocks(t, recipesGuide) {
		if block.info == info && block.test() == rootName(t) {
			blocks = append(blocks, block.text)
		}
	}
	return blocks
}

// asWritten runs the next block of the guide as it is written, in a shell, whose user approves of each plan.
func (r *recipe) asWritten(code int) (output string) {
	r.t.Helper()
	if r.done == len(r.commands) {
		r.t.Fatalf("the guide has no more than %d blocks for this test", r.done)
	}
	script := r.commands[r.done]
	printed, got := asTyped{block: script, dir: r.dir, env: r.env, path: []string{r.dir}}.run(r.t)
	if got != code {
		r.t.Fatalf("%s: exit code %d, want %d\n%s", script, got, code, printed)
	}
	r.done++
	r.output.WriteString(printed)
	return printed
}

// apply applies the recipe with these values of its variables.
func (r *recipe) apply(values ...string) string {
	r.t.Helper()
	return r.must(withValues("apply -auto-approve -input=false", values)...)
}

// fails is apply for one that has to fail.
func (r *recipe) fails(values ...string) string {
	r.t.Helper()
	return r.exits(1, withValues("apply -auto-approve -input=false", values)...)
}

// again applies once more, which has nothing to do.
func (r *recipe) again(values ...string) {
	r.t.Helper()
	says(r.t, r.apply(values...), "No changes.", "0 added, 0 changed, 0 destroyed")
}

// withValues are the arguments of a command with -var for each value.
func withValues(command string, values []string) []string {
	args := strings.Fields(command)
	for _, value := range values {
		args = append(args, "-var="+value)
	}
	return args
}

// ran is an operation and the nodes that it acted on.
type ran struct {
	operation string
	nodes     []string
}

// wantRan checks all sessions that were started on the system so far, by the simulator's own account.
func (s *sim) wantRan(t *testing.T, want ...ran) {
	t.Helper()
	s.wantSent(t, len(want), len(want))
	past := s.History()
	for i := range min(len(past), len(want)) {
		nodes, wanted := slices.Sorted(maps.Keys(past[i].Nodes)), slices.Sorted(slices.Values(want[i].nodes))
		if past[i].Operation != want[i].operation || !slices.Equal(nodes, wanted) {
			t.Errorf("session %d: %s of %q, want %s of %q", i+1, past[i].Operation, nodes, want[i].operation, wanted)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}
