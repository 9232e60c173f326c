// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const actionsGuide = "../../templates/guides/actions.md.tmpl"

// The command of the guide runs its example, and prints its lines, but for the name that the provider generates.
func TestActionsGuide(t *testing.T) {
	needsActions(t)
	blocks := shownBlocks(t, actionsGuide)
	if len(blocks) != 2 {
		t.Fatalf("%d blocks", len(blocks))
	}
	content, err := os.ReadFile(filepath.Join(actionExamples, "bos_session", "action.tf"))
	if err != nil {
		t.Fatal(err)
	}
	commands := commandsOf(t, actionsGuide)
	bos := newSim(t)
	t.Setenv("BOS_ENDPOINT", bos.URL)
	tf := newRealEngine(t, bos)
	tf.copy(string(content))
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 0, 0)

	output := tf.shell(commands[0])

	const id = "UUID"
	shown := unlikeEachTime[0].pattern.ReplaceAllString(blocks[1], id)
	printed := unlikeEachTime[0].pattern.ReplaceAllString(output, id)
	if !strings.Contains(printed, shown) {
		t.Errorf("printed\n%s\nand the guide shows\n%s", printed, shown)
	}
	bos.wantSent(t, 1, 1)
}

// An engine without actions refuses them. A file for OpenTofu alone takes their place.
func TestActionsGuide_otherEngines(t *testing.T) {
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	const session = "resource \"bos_session\" \"once\" {\n operation = \"boot\"\n template_name = \"blue\"\n}\n"
	tf.write(session)
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(tf.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	write("actions.tf", rebootAction(""))
	if engineEdition(t).is(terraform114) {
		tf.must("validate")
	} else {
		says(t, tf.exits(1, "validate"), "Unsupported block type")
	}

	write("actions.tofu", "# nothing\n")
	if onOpenTofu(t) || engineEdition(t).is(terraform114) {
		tf.must("apply", "-auto-approve")
		bos.wantSent(t, 1, 1)
	}
}
