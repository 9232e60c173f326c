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

	"github.com/bosops/terraform-provider-bos/internal/bossim"
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
	edit            [2]string // a text of the example, and what it becomes: another apply, which starts one session
	applied, starts int       // sessions that BOS has started after the first apply, and after the command
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
	"bos_session/action.tf": {
		invoke: "terraform apply -invoke=action.bos_session.reboot", applied: 1, starts: 2,
		says: []string{"complete · succeeded · ready 16 of 16"},
	},
	"bos_session/action_trigger.tf": {
		invoke: "terraform apply -invoke=action.bos_session.rollout", applied: 1, starts: 3, edit: [2]string{"quiet", "splash"},
		says: []string{`starting session "rollout-`, "complete · succeeded · ready 16 of 16"},
	},
	"bos_retry_failed/action.tf": {
		invoke: "terraform apply -invoke=action.bos_retry_failed.nodes -var session=NAME", more: []string{"-var", "session=tonight"},
		applied: 2, starts: 3,
		before: func(t *testing.T, bos *sim) {
			t.Helper()
			bos.started(t, "", "tonight", `"operation": "reboot", "template_name": "broken"`)
			bos.Clock.Advance(2 * oneHour)
			if err := bos.Repair(bossim.NodeNames(64)[61:63]...); err != nil {
				t.Fatal(err)
			}
		},
		says: []string{`session "tonight": ready 0 of 2 · failed 2 · retrying 2 nodes`, `starting session "retry-`, "complete · succeeded · ready 2 of 2"},
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
	if example.edit[0] != "" {
		tf.copy(strings.Replace(string(content), example.edit[0], example.edit[1], 1))
		says(t, tf.must(append([]string{"apply", "-auto-approve"}, example.more...)...), example.says...)
		bos.wantSent(t, example.applied+1, example.applied+1)
	}
	bos.Clock.Advance(time.Minute)
	invoke := strings.Fields(strings.ReplaceAll(example.invoke, "NAME", "tonight"))[1:]
	says(t, tf.must(append(invoke, "-auto-approve")...), example.says...)
	bos.wantSent(t, example.starts, example.starts)
	bos.wantApplied(t, example.posts[1])
	tf.exits(0, append([]string{"plan", "-detailed-exitcode"}, example.more...)...)
}
