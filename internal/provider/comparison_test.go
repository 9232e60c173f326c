// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// compared is the reboot of a template's nodes in two ways: by the provider, and by a resource without one that runs curl.
var compared = map[string]string{
	"this provider": `resource "bos_session" "test" {
  name          = "s1"
  operation     = "reboot"
  template_name = "TEMPLATE"
}
`,
	"curl": `resource "terraform_data" "test" {
  provisioner "local-exec" {
    command = "curl -fsS -X POST -H 'Content-Type: application/json' -d '{\"operation\": \"reboot\", \"template_name\": \"TEMPLATE\"}' URL/v2/sessions"
  }
}
`,
}

// comparedRow is a row of README's table: what happens, and what becomes of it in each way.
type comparedRow struct {
	row      string // its first cell
	template string
	faults   []bossim.Fault
	between  func(*testing.T, *sim) // between the first apply and the second
	provider comparedOutcome
	curl     comparedOutcome
}

// comparedOutcome is the exit codes of two applies, how many sessions were started in all, and what README says of it.
type comparedOutcome struct {
	first, second, sessions int
	complete                bool // the first apply returns when the session is complete
	cell                    string
}

var comparedRows = []comparedRow{
	{
		row: "the same again, nothing changed", template: "blue",
		provider: comparedOutcome{0, 0, 1, true, "nothing"}, curl: comparedOutcome{0, 0, 1, false, "nothing"},
	},
	{
		row: "a node fails", template: "broken",
		provider: comparedOutcome{1, 1, 2, true, "an error with its name"}, curl: comparedOutcome{0, 0, 1, false, "not noticed"},
	},
	{
		row: "the answer is lost, then the same again", template: "blue",
		faults:   []bossim.Fault{{Method: http.MethodPost, Path: "/v2/sessions", Commit: true, Drop: true, Times: 1}},
		provider: comparedOutcome{0, 0, 1, true, "one session in all"}, curl: comparedOutcome{1, 0, 2, false, "two in all"},
	},
	{
		row: "BOS has deleted the record", template: "blue",
		between: func(t *testing.T, bos *sim) {
			t.Helper()
			for _, name := range bos.Sessions() {
				bos.sends(t, http.MethodDelete, "/v2/sessions/"+name, "", "")
			}
		},
		provider: comparedOutcome{0, 0, 1, true, "nothing"}, curl: comparedOutcome{0, 0, 1, false, "nothing"},
	},
}

// What README's comparison says of this provider and of curl is what two applies in a row come to.
func TestComparison(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	for _, c := range comparedRows {
		cells := comparedCells(t, c.row)
		for i, way := range []string{"this provider", "curl"} {
			want := []comparedOutcome{c.provider, c.curl}[i]
			t.Run(c.row+", "+way, func(t *testing.T) {
				if cell := []string{cells[1], cells[len(cells)-1]}[i]; cell != want.cell {
					t.Errorf("README says %q, want %q", cell, want.cell)
				}
				c.measure(t, compared[way], want)
			})
		}
	}
}

func (c *comparedRow) measure(t *testing.T, config string, want comparedOutcome) {
	t.Helper()
	bos := newSim(t)
	for _, fault := range c.faults {
		bos.Inject(fault)
	}
	tf := newRealEngine(t, bos)
	config = bos.provider() + strings.NewReplacer("TEMPLATE", c.template, "URL", bos.URL).Replace(config)
	if err := os.WriteFile(filepath.Join(tf.dir, "main.tf"), []byte(requiredProviders+config), 0o600); err != nil {
		t.Fatal(err)
	}
	tf.must("init", "-input=false")
	begin := bos.Clock.Now()

	tf.exits(want.first, "apply", "-auto-approve")
	if waited := bos.Clock.Now().After(begin); waited != want.complete {
		t.Errorf("the apply has waited: %v, want %v", waited, want.complete)
	}
	bos.Clock.Advance(oneHour)
	if c.between != nil {
		c.between(t, bos)
	}
	tf.exits(want.second, "apply", "-auto-approve")

	if got := bos.SessionsStarted(); got != want.sessions {
		t.Errorf("%d sessions were started, want %d", got, want.sessions)
	}
}

// comparedCells are the cells of a row of README's comparison.
func comparedCells(t *testing.T, row string) []string {
	t.Helper()
	content, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		if strings.HasPrefix(line, "| "+row+" |") {
			return strings.Split(strings.Trim(line, "| \n"), " | ")
		}
	}
	t.Fatalf("README has no row %q", row)
	return nil
}
