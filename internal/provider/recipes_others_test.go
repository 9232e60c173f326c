// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"testing"
	"time"
)

// The nodes of somebody's session, complete, and those of another, which is running, are left alone.
func TestRecipes_leaveOut(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "leave-out")
	bos.started(t, "", "reboot-blue", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
	bos.Clock.Advance(oneHour)
	bos.started(t, "", "running", `"operation": "reboot", "template_name": "compute", "limit": "green"`)
	bos.Clock.Advance(time.Minute)
	others := []ran{{"reboot", blueNodes}, {"reboot", greenNodes}}
	rest := ran{"reboot", nodesBut(computes, slices.Concat(blueNodes, greenNodes)...)}

	says(t, tf.fails("theirs=reboot-bleu", "run=2026-11-22"), "reboot-bleu")
	tf.asWritten(0)

	bos.wantRan(t, append(others, rest)...)
	bos.Clock.Advance(oneHour) // no node is busy any more
	tf.again("theirs=reboot-blue", "run=2026-11-22")
	bos.wantRan(t, append(others, rest)...)
	for _, past := range bos.History() {
		for node, fate := range past.Nodes {
			if fate != "succeeded" {
				t.Errorf("%s of %s: %s", node, past.Name, fate)
			}
		}
	}
	tf.apply("theirs=reboot-blue", "run=2")
	bos.wantRan(t, append(others, rest, ran{"reboot", nodesBut(computes, blueNodes...)})...)
}

// A session that is not set up yet has no nodes that could be left out.
func TestRecipes_leaveOutTooEarly(t *testing.T) {
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "leave-out")
	bos.started(t, "", "reboot-blue", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)

	says(t, tf.fails("theirs=reboot-blue", "run=2026-11-22"), "BOS has not set session reboot-blue up yet")

	bos.wantSent(t, 1, 1)
}

// What the Cray CLI made is taken over as the guide says, and nothing is written or started by that.
func TestRecipes_adopt(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "adopt")
	bos.started(t, "", "reboot-2026-11-22", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
	bos.Clock.Advance(oneHour)
	theirs := ran{"reboot", blueNodes}

	says(t, tf.asWritten(0), "2 imported, 0 added, 0 changed, 0 destroyed")

	bos.wantRan(t, theirs)
	tf.again()
	bos.wantRan(t, theirs)
	bos.wantPuts(t, 0, 0)
}

// A whole system is taken over by queries as the guide says, and nothing is written or started by that.
func TestRecipes_takeOver(t *testing.T) {
	needsEngine(t, terraform114, "list resources")
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "take-over")
	bos.started(t, "", "reboot-blue", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
	bos.Clock.Advance(oneHour)
	bos.started(t, "", "reboot-green", `"operation": "reboot", "template_name": "compute", "limit": "green"`)
	bos.Clock.Advance(time.Minute)
	theirs := []ran{{"reboot", blueNodes}, {"reboot", greenNodes}}

	want := []string{"blue", "broken", "compute", "green", "red", "yellow", "reboot-green", "reboot-blue"}
	if got := displayNames(tf.asWritten(0)); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("%q, want %q", got, want)
	}
	says(t, tf.asWritten(0), "8 imported, 0 added, 0 changed, 0 destroyed")

	bos.wantRan(t, theirs...)
	tf.again()
	bos.wantRan(t, theirs...)
	bos.wantPuts(t, 0, 0)
}

// The apply waits for somebody's session, if it is not complete yet, and then runs ours.
func TestRecipes_wait(t *testing.T) {
	commandsOf(t, recipesGuide)
	for name, before := range map[string]time.Duration{"running": time.Minute, "complete": oneHour} {
		t.Run(name, func(t *testing.T) {
			bos := recipeSystem(t, noFailures)
			tf := newRecipe(t, bos, "wait")
			bos.started(t, "", "reboot-blue", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
			bos.Clock.Advance(before)
			theirs, ours := ran{"reboot", blueNodes}, ran{"boot", greenNodes}

			says(t, tf.asWritten(0), "1 imported, 1 added, 1 changed, 0 destroyed")

			bos.wantRan(t, theirs, ours)
			past := bos.History()
			if ended := past[0].Completed.Format("2006-01-02T15:04:05"); past[1].Start < ended {
				t.Errorf("ours was started at %s, theirs was complete at %s", past[1].Start, ended)
			}
			tf.again("theirs=reboot-blue")
			bos.wantRan(t, theirs, ours)

			// Another session is another run of ours. Theirs are left alone.
			bos.started(t, "", "reboot-red", `"operation": "reboot", "template_name": "compute", "limit": "red"`)
			bos.Clock.Advance(before)
			says(t, tf.apply("theirs=reboot-red"), "1 imported, 1 added, 1 changed, 2 destroyed")
			bos.wantRan(t, theirs, ours, ran{"reboot", redNodes}, ours)
			if kept := bos.Sessions(); len(kept) != 3 || kept[0] != "reboot-blue" || kept[1] != "reboot-red" {
				t.Errorf("BOS has %q", kept)
			}
		})
	}
}

// Somebody's session fails, while it is waited for or before: ours is not started.
func TestRecipes_waitForAFailure(t *testing.T) {
	const condition = "Not every node of session reboot-blue came up"
	for name, row := range map[string]struct {
		before time.Duration
		says   string
	}{"while it is waited for": {time.Minute, "2 of 15 nodes"}, "before": {oneHour, condition}} {
		t.Run(name, func(t *testing.T) {
			bos := recipeSystem(t)
			tf := newRecipe(t, bos, "wait")
			bos.started(t, "", "reboot-blue", `"operation": "reboot", "template_name": "compute", "limit": "yellow"`)
			bos.Clock.Advance(row.before)

			says(t, tf.fails("theirs=reboot-blue"), row.says)
			says(t, tf.fails("theirs=reboot-blue"), condition)

			bos.wantRan(t, ran{"reboot", yellowNodes})
		})
	}
}
