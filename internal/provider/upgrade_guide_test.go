// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const versionsGuide = "../../templates/guides/versions.md.tmpl"

// The guide's commands, as they are: from one installed release to the next, and back. Neither runs anything.
func TestUpgrade_guide(t *testing.T) {
	t.Parallel()
	commandsOf(t, versionsGuide)
	blocks := shownBlocks(t, versionsGuide)
	if len(blocks) != 3 {
		t.Fatalf("%d blocks, want the constraint, the upgrade and the downgrade", len(blocks))
	}
	constraint, upgrade, downgrade := blocks[0], blocks[1], blocks[2]
	bos := newSim(t)
	tf := install(t, releases...).engine(t, bos)
	constrained := func(version string) {
		t.Helper()
		if !strings.Contains(constraint, `"~> 0.1.0"`) {
			t.Fatalf("the constraint is another one:\n%s", constraint)
		}
		text := strings.Replace(constraint, `"~> 0.1.0"`, `"~> `+version+`"`, 1)
		config := text + bos.provider() + waitingWith("wait_for_completion = false")
		if err := os.WriteFile(filepath.Join(tf.dir, "main.tf"), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	locked := func(version string) {
		t.Helper()
		content, err := os.ReadFile(filepath.Join(tf.dir, ".terraform.lock.hcl"))
		if err != nil || !strings.Contains(string(content), `version     = "`+version+`"`) {
			t.Errorf("the lock file does not have %s: %v\n%s", version, err, content)
		}
	}
	constrained(releases[0])
	tf.must("init", "-input=false")
	tf.must("apply", "-auto-approve")
	bos.Clock.Advance(oneHour)
	tf.must("apply", "-auto-approve", "-refresh-only")
	locked(releases[0])
	tf.must("plan", "-out=saved")

	constrained(releases[1])
	tf.shell(upgrade)
	says(t, tf.exits(1, "apply", "saved"), "Inconsistent dependency lock file")
	locked(releases[1])
	says(t, tf.must("version"), "bosops/bos v"+releases[1])
	says(t, tf.must("apply", "-auto-approve"), "0 added, 0 changed, 0 destroyed")

	constrained(releases[0])
	tf.shell(downgrade)
	locked(releases[0])
	says(t, tf.must("apply", "-auto-approve"), "0 added, 0 changed, 0 destroyed")
	bos.wantSent(t, 1, 1)
}
