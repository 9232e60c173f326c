// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// commandsOf returns the blocks of commands of a page that name the calling test. By the end of the test and its subtests, asTyped
// must have run each of them to its end: otherwise the test fails. TestDocs_commandsAreRun finds a test of each block by its call.
func commandsOf(t *testing.T, page string) (texts []string) {
	t.Helper()
	name := rootName(t)
	var blocks []docsBlock
	for _, block := range docsBlocks(t, page) {
		if block.info == "sh" && block.test() == name {
			blocks = append(blocks, block)
			texts = append(texts, block.text)
		}
	}
	if len(blocks) == 0 {
		t.Fatalf("%s has no commands of %s", page, name)
	}
	t.Cleanup(func() {
		if t.Failed() || t.Skipped() || strings.Contains(flag.Lookup("test.run").Value.String(), "/") {
			return
		}
		for _, block := range blocks {
			if !wasTyped(name, block.text) {
				t.Errorf("%s:%d: this was not run to its end:\n%s", block.file, block.line, block.text)
			}
		}
	})
	return texts
}

// typedBlocks are the blocks that were run to their end, by the names of their tests and their texts.
var typedBlocks sync.Map

// wasTyped reports whether the test has run the block, or each line of it on its own.
func wasTyped(test, block string) bool {
	if _, run := typedBlocks.Load([2]string{test, block}); run {
		return true
	}
	for line := range strings.Lines(block) {
		if _, run := typedBlocks.Load([2]string{test, line}); !run {
			return false
		}
	}
	return true
}

func rootName(t *testing.T) string {
	t.Helper()
	name, _, _ := strings.Cut(t.Name(), "/")
	return name
}

// asTyped is a block of commands of a page, and the shell of a user who approves of each plan.
type asTyped struct {
	block string
	fill  map[string]string // what a user has to fill in or has elsewhere, such as SYSTEM.DOMAIN
	shell []string          // with its arguments; bash, which ends at the first command that fails, unless given
	dir   string
	env   []string
	path  []string  // folders that come before that with the engine, which is called terraform, and $PATH
	input io.Reader // what the user types; approval of each plan unless given
}

// command is the shell that runs the block.
func (c asTyped) command(t *testing.T) *exec.Cmd {
	t.Helper()
	script := c.block
	for placeholder, value := range c.fill {
		if !strings.Contains(c.block, placeholder) {
			t.Fatalf("there is no %q to fill in:\n%s", placeholder, c.block)
		}
		script = strings.ReplaceAll(script, placeholder, value)
	}
	if c.shell == nil {
		c.shell = []string{"bash", "-eo", "pipefail"}
	}
	cmd := exec.CommandContext(t.Context(), program(t, c.shell[0]), append(c.shell[1:], file(t, script))...) //nolint:gosec // the page's
	path := append(slices.Clone(c.path), engineFolder(t), os.Getenv("PATH"))
	cmd.Dir, cmd.Stdin = c.dir, c.input
	if c.input == nil {
		cmd.Stdin = approval{}
	}
	cmd.Env = append(slices.Clone(c.env), "PATH="+strings.Join(path, string(os.PathListSeparator)))
	return cmd
}

// run runs the block as it is written.
func (c asTyped) run(t *testing.T) (output string, code int) {
	t.Helper()
	cmd := c.command(t)
	printed, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	code = cmd.ProcessState.ExitCode()
	if code == 0 || strings.Count(c.block, "\n") == 1 && code == 1 { // which a shell does not end with where there is no such program
		typedBlocks.Store([2]string{rootName(t), c.block}, true)
	}
	return string(printed), code
}

// must runs a block that has to succeed.
func (c asTyped) must(t *testing.T) (output string) {
	t.Helper()
	output, code := c.run(t)
	if code != 0 {
		t.Fatalf("%s: exit code %d\n%s", c.block, code, output)
	}
	return output
}

// exports returns the variables that the block exports, as a program sees them that takes the engine's place. A provider in the
// test's process does not get them from the engine.
func (c asTyped) exports(t *testing.T) map[string]string {
	t.Helper()
	bin, seen := t.TempDir(), filepath.Join(t.TempDir(), "seen")
	if err := os.WriteFile(filepath.Join(bin, "terraform"), []byte("#!/bin/sh\nenv -0 >"+seen+"\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	c.path = append([]string{bin}, c.path...)
	if printed, err := c.command(t).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	content, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string]string{}
	for variable := range strings.SplitSeq(string(content), "\x00") {
		name, value, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "BOS_") && !slices.Contains(c.env, variable) {
			exported[name] = value
		}
	}
	return exported
}

// approval is a user who says yes to everything.
type approval struct{}

func (approval) Read(into []byte) (n int, err error) { return copy(into, "yes\n"), nil }

// engineFolder is a folder with the engine in it, as terraform.
func engineFolder(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	if err := os.Symlink(os.Getenv("TF_ACC_TERRAFORM_PATH"), filepath.Join(bin, "terraform")); err != nil {
		t.Fatal(err)
	}
	return bin
}

// shell runs a block of commands of a page in the engine's directory. Programs in path come first.
func (e *engine) shell(block string, path ...string) string {
	e.t.Helper()
	return asTyped{block: block, dir: e.dir, env: e.env, path: path}.must(e.t)
}
