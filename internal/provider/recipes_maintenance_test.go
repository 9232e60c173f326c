// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What boots after the work is what was shut down before it, although the group has another node by then.
func TestRecipes_powerWork(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "power-work")
	down, up := ran{"shutdown", blueNodes}, ran{"boot", blueNodes}
	bos.started(t, "", "before", `"operation": "boot", "template_name": "compute"`)
	bos.Clock.Advance(oneHour)
	before := ran{"boot", computes}

	tf.asWritten(0)

	bos.wantRan(t, before, down)
	tf.again("work=2026-11-22", "phase=shutdown")
	bos.wantBooted(t, 63-16)
	bos.joins(t, "blue", greenNodes[:1])
	tf.asWritten(0)
	bos.wantRan(t, before, down, up)
	tf.again("work=2026-11-22", "phase=boot")
	bos.wantRan(t, before, down, up)
	bos.wantBooted(t, 63)

	// The wrong phase afterwards shuts nothing down.
	says(t, tf.apply("work=2026-11-22", "phase=shutdown"), "0 added, 0 changed, 1 destroyed")
	says(t, tf.fails("work=2026-11-29", "phase=boot"), "Invalid count argument")
	bos.wantRan(t, before, down, up)
	says(t, tf.fails("work=2026-11-22", "phase=on"), "The phase is shutdown or boot.")
}

// A node stays on, which is an error, and no reason to shut down again when the others are to boot.
func TestRecipes_powerWorkFailure(t *testing.T) {
	bos := recipeSystem(t, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{blueNodes[0]: bossim.FailStaysOn}
	})
	tf := newRecipe(t, bos, "power-work")
	bos.started(t, "", "before", `"operation": "boot", "template_name": "compute", "limit": "blue"`)
	bos.Clock.Advance(oneHour)
	before, down, up := ran{"boot", blueNodes}, ran{"shutdown", blueNodes}, ran{"boot", blueNodes}

	for range 2 {
		output := tf.fails("work=2026-11-22", "phase=shutdown")
		says(t, output, "Not every node is off", `"failed_nodes":"`+blueNodes[0]+`"`)
		bos.wantRan(t, before, down)
	}
	tf.apply("work=2026-11-22", "phase=boot")
	bos.wantRan(t, before, down, up)
	tf.again("work=2026-11-22", "phase=boot")
	bos.wantRan(t, before, down, up)

	// Asked for, the shutdown is repeated.
	if err := bos.Repair(blueNodes[0]); err != nil {
		t.Fatal(err)
	}
	tf.must(withValues("apply -auto-approve -replace=bos_session.down", []string{"work=2026-11-22", "phase=shutdown"})...)
	bos.wantRan(t, before, down, up, down)
}

// Staging touches no node, applying reboots them once, and what follows the maintenance makes no request.
func TestRecipes_staged(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "staged")
	staged := ran{"reboot", nil} // nodes that were only staged are not counted as acted on

	tf.asWritten(0)

	bos.wantRan(t, staged)
	if session, _ := tf.attributes(); session["components"] != strings.Join(blueNodes, ",") {
		t.Errorf("staged for %v", session["components"])
	}
	bos.wantBooted(t, 0)
	bos.wantApplied(t, 0)
	tf.again("run=2026-11-22")
	tf.asWritten(0)
	bos.wantApplied(t, 1)
	bos.wantBooted(t, 16)
	tf.again("run=2026-11-22", "maintenance=true")
	says(t, tf.fails("run=2026-11-29", "maintenance=true"), "Invalid count argument")
	says(t, tf.asWritten(0), "0 added, 0 changed, 1 destroyed")
	bos.wantApplied(t, 1)
	bos.wantBooted(t, 16)
	bos.wantRan(t, staged)
}

// A dry run shows the nodes of the forecast and touches none. What it staged stays in the records of the nodes.
func TestRecipes_dryRun(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "dry-run")
	nodes := nodesBut(slices.Concat(blueNodes, greenNodes), "x3000c0s1b0n0")
	slices.Sort(nodes)

	tf.asWritten(0)

	if session, _ := tf.attributes(); session["components"] != strings.Join(nodes, ",") {
		t.Errorf("staged for %v", session["components"])
	}
	bos.wantRan(t, ran{"reboot", nil})
	tf.again()
	says(t, tf.asWritten(0), "1 destroyed")
	bos.wantRan(t, ran{"reboot", nil})
	bos.wantBooted(t, 0)

	var record struct {
		Session string
		Staged  struct{ Session string } `json:"staged_state"`
	}
	bos.get(t, "/v2/components/"+nodes[0], &record)
	if record.Session != "" || !strings.HasPrefix(record.Staged.Session, "tf-") {
		t.Errorf("the record of a node: %+v", record)
	}
	// To apply it now disables the nodes.
	var applied struct{ Succeeded, Failed []string }
	bos.answers(t, http.MethodPost, applyPath, `{"xnames": ["`+nodes[0]+`"]}`, &applied)
	if len(applied.Failed) != 1 || len(applied.Succeeded) != 0 {
		t.Errorf("applied after the session is gone: %+v", applied)
	}
}

// answers is sends, and what BOS answers.
func (s *sim) answers(t *testing.T, method, path, body string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}
