// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// needsActions skips a test on an engine that has no actions.
func needsActions(t *testing.T) {
	t.Helper()
	needsEngine(t, terraform114, "actions")
}

const actionExamples = "../../examples/actions"

// actionExample is what is done with an example of an action after its apply.
type actionExample struct {
	invoke          string   // the command that the example shows
	more            []string // arguments of apply, too
	before          func(t *testing.T, bos *sim)
	applied, starts int // sessions that BOS has started after apply, and after the command
	says            []string
	posts           [2]int // of applications, after apply and after the command
}

var actionExampleRuns = map[string]actionExample{
	"bos_apply_staged/action.tf": {
		invoke: "terraform apply -invoke=action.bos_apply_staged.blue", applied: 2, starts: 2, posts: [2]int{0, 1},
		says: []string{"Action action.bos_apply_staged.blue (triggered by CLI): applied for 16 nodes", "What is staged stays staged"},
	},
	"bos_cancel_session/action.tf": {
		invoke: "terraform apply -invoke=action.bos_cancel_session.stop -var session=NAME", more: []string{"-var", "session=tonight"},
		applied: 2, starts: 2,
		before: func(t *testing.T, bos *sim) {
			t.Helper()
			bos.started(t, "", "tonight", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
			bos.Clock.Advance(time.Minute)
		},
		says: []string{`session "tonight" is cancelled · stopped 16 nodes`},
	},
}

// Each example is applied, which runs no action, and then the command in its comment invokes the action.
func TestActionExamples(t *testing.T) {
	needsActions(t)
	found := 0
	err := filepath.WalkDir(actionExamples, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		found++
		name, err := filepath.Rel(actionExamples, path)
		if err != nil {
			return err
		}
		t.Run(name, func(t *testing.T) { runActionExample(t, path, actionExampleRuns[name]) })
		return nil
	})
	if err != nil || found != len(actionExampleRuns) {
		t.Errorf("%d examples, want the %d of this test: %v", found, len(actionExampleRuns), err)
	}
}

func runActionExample(t *testing.T, path string, example actionExample) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), "#   "+example.invoke+"\n") {
		t.Fatalf("the example does not show %q", example.invoke)
	}
	bos := newSim(t)
	bos.started(t, "", "reboot-2026-11-22", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
	bos.Clock.Advance(oneHour)
	t.Setenv("BOS_ENDPOINT", bos.URL)
	if example.before != nil {
		example.before(t, bos)
	}
	tf := newRealEngine(t, bos)
	tf.copy(string(content))

	tf.must(append([]string{"apply", "-auto-approve"}, example.more...)...)

	bos.wantSent(t, example.applied, example.applied)
	bos.wantApplied(t, example.posts[0])
	bos.Clock.Advance(time.Minute)
	invoke := strings.Fields(strings.ReplaceAll(example.invoke, "NAME", "tonight"))[1:]
	says(t, tf.must(append(invoke, "-auto-approve")...), example.says...)
	bos.wantSent(t, example.starts, example.starts)
	bos.wantApplied(t, example.posts[1])
	tf.exits(0, append([]string{"plan", "-detailed-exitcode"}, example.more...)...)
}
