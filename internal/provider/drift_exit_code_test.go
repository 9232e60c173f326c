// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What a plan ends with where the nodes, or the template, are not what they should be. The guide "Checking for drift"
// carries this table.
func TestDrift_exitCodes(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(driftExample, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	example := string(content)
	drifts := func(t *testing.T, bos *sim) { t.Helper(); bos.drifts(t, watchedNodes[0]) }
	replaced := func(before, after string) string {
		t.Helper()
		if strings.Count(example, before) != 1 {
			t.Fatalf("the example has not just one %q", before)
		}
		return strings.Replace(example, before, after, 1)
	}
	strict := replaced("data \"bos_components\" \"blue\" {\n  ids = bos_session.blue.components\n}\n", blocksOf(t, driftGuide, "TestDrift_exitCodes")[0])
	scoped := `provider "bos" {}
check "nodes" {
  data "bos_components" "all" {}
  assert {
    condition     = data.bos_components.all.drifted_count == 0
    error_message = "Nodes have drifted."
  }
}
`
	for _, row := range []struct {
		name    string
		config  string
		happens func(*testing.T, *sim)
		edit    string
		plan    int
		says    string
	}{
		{name: "nodes run what they should", config: example, says: "No changes."},
		{name: "nodes have drifted; a `check` reports it", config: example, happens: drifts, says: "Check block assertion failed"},
		{name: "a newer session has taken nodes over; a `check` reports it", config: example, happens: func(t *testing.T, bos *sim) { t.Helper(); bos.takesOver(t) }, says: "Check block assertion failed"},
		{name: "a `check` reports something, and the configuration was edited", config: example, happens: drifts, edit: replaced("The nodes of the group blue", "Blue nodes"), plan: 2, says: "Check block assertion failed"},
		{name: "nodes have drifted; a postcondition of the data source reports it", config: strict, happens: drifts, plan: 1, says: "Resource postcondition failed"},
		{name: "the template was edited in BOS", config: example, happens: func(t *testing.T, bos *sim) { t.Helper(); bos.editsTemplate(t) }, plan: 2, says: "1 to change"},
		{name: "the template was deleted in BOS", config: example, happens: func(t *testing.T, bos *sim) {
			t.Helper()
			bos.sends(t, http.MethodDelete, "/v2/sessiontemplates/blue-2026-11", "", "")
		}, plan: 2, says: "1 to add, 0 to change, 0 to destroy"},
		{name: "BOS does not answer the data source", config: example, happens: silentComponents, plan: 1, says: "Error: Unable to read the nodes"},
		{name: "the data source is in the `check`, and nodes run what they should", config: scoped, plan: 2, says: "will be read during apply"},
		{name: "the data source is in the `check`, and BOS does not answer", config: scoped, happens: silentComponents, plan: 2, says: "Warning: Unable to read the nodes"},
	} {
		guide, err := os.ReadFile(driftGuide)
		if err != nil {
			t.Fatal(err)
		}
		if line := fmt.Sprintf("| %s | %d |\n", row.name, row.plan); !strings.Contains(string(guide), line) {
			t.Errorf("the guide does not say\n%s", line)
		}
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			tf := newRealEngine(t, bos)
			here := func(config string) string { return strings.Replace(config, "provider \"bos\" {}\n", bos.provider(), 1) }
			tf.copy(here(row.config))
			tf.must("apply", "-auto-approve")
			if row.happens != nil {
				row.happens(t, bos)
			}
			started := bos.SessionsStarted()
			if row.edit != "" {
				tf.copy(here(row.edit))
			}

			output := tf.exits(row.plan, "plan", "-detailed-exitcode")

			says(t, output, row.says)
			if row.config == strict {
				says(t, tf.exits(2, "plan", "-detailed-exitcode", "-replace=bos_session.blue"), "1 to add, 0 to change, 1 to destroy")
			}
			if after := bos.SessionsStarted(); after != started {
				t.Errorf("%d sessions were started", after-started)
			}
		})
	}
}

// The guide says that -refresh-only tells nothing of its example, whatever the nodes run.
func TestDrift_refreshOnlyIsOfNoUse(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(driftExample, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	tf.copy(strings.Replace(string(content), "provider \"bos\" {}\n", bos.provider(), 1))
	tf.must("apply", "-auto-approve")
	always := 2
	if onOpenTofu(t) {
		always = 0
	}

	tf.exits(always, "plan", "-refresh-only", "-detailed-exitcode")
	bos.drifts(t, watchedNodes[0])
	tf.exits(always, "plan", "-refresh-only", "-detailed-exitcode")
}

func silentComponents(t *testing.T, bos *sim) {
	t.Helper()
	bos.Inject(bossim.Fault{Path: "/v2/components", Status: http.StatusForbidden, Body: "Unauthorized Request"})
}
