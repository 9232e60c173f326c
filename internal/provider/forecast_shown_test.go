// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	readmeFile          = "../../README.md"
	forecastGuide       = "../../templates/guides/forecast.md.tmpl"
	forecastPage        = "../../docs/guides/forecast.md"
	printedBegins       = "<!-- printed by TestForecast_shown: "
	simulatorsOwnServer = "http://127.0.0.1:27779" // of `make sim`
)

// shownRun is a command whose output the documentation shows.
type shownRun struct {
	name    string
	preview string
	config  string
	before  func(*testing.T, *sim, *engine) // happens before the command
	command []string
	code    int
	from    string // of the output's first line that is shown
	about   string // in the error that is shown, of several in any order
	to      string // of the first line that is not; "" = the end
	started int    // sessions
}

const typoReboot = `resource "bos_session" "all_but_blue" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "all,!bleu"
}
`

const strictReboot = `resource "bos_session" "blue" {
  operation     = "reboot"
  template_name = "blue"
  limit         = "x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b2n0"
}
`

// lockedAndBusy locks a node, and has somebody reboot two others.
func lockedAndBusy(t *testing.T, bos *sim, _ *engine) {
	t.Helper()
	nodes := bossim.NodeNames(24)
	bos.started(t, "", "theirs", `"operation": "reboot", "template_name": "compute", "limit": "`+strings.Join(nodes[20:22], ",")+`"`)
	bos.Clock.Advance(time.Minute)
	bos.lock(t, nodes[16])
}

var shownRuns = []shownRun{
	{
		name: "warning", preview: "auto", config: typoReboot, before: lockedAndBusy, started: 1,
		command: []string{"plan"}, from: "Warning: ",
	},
	{
		name: "compact", preview: "auto", config: typoReboot, before: lockedAndBusy, started: 1,
		command: []string{"plan", "-compact-warnings"}, from: "- ", to: "To see",
	},
	{
		name: "error", preview: "auto", config: strings.Replace(typoReboot, "all,!bleu", "x3000c0s1", 1),
		command: []string{"plan"}, code: 1, from: "Error: ",
	},
	{name: "strict", preview: "strict", config: strictReboot, command: []string{"plan"}, from: "      + forecast ", to: "      + include_disabled"},
	{
		name: "inconsistent", preview: "strict", config: strictReboot, before: func(t *testing.T, bos *sim, tf *engine) {
			t.Helper()
			tf.must("plan", "-out=saved.tfplan")
			bos.lock(t, bossim.NodeNames(2)[1])
		},
		command: []string{"apply", "saved.tfplan"}, code: 1, from: "Error: ", about: ".forecast.nodes",
	},
}

// What the guide shows is what an engine prints; -update writes it. The README's picture has a test of its own.
func TestForecast_shown(t *testing.T) {
	for _, run := range shownRuns {
		t.Run(run.name, func(t *testing.T) { run.compare(t) })
	}
}

func (run *shownRun) compare(t *testing.T) {
	t.Helper()
	bos := foreseen(t, run.preview)
	t.Setenv("BOS_ENDPOINT", bos.URL)
	t.Setenv("BOS_PREVIEW", run.preview)
	tf := newRealEngine(t, bos)
	tf.copy(run.config)
	if run.before != nil {
		run.before(t, bos, tf)
	}

	output := tf.exits(run.code, run.command...)

	bos.wantSent(t, run.started, run.started)
	shown := "```text\n" + run.cut(t, output, strings.TrimSuffix(bos.URL, "/apis/bos")) + "\n```\n\n"
	place := matrix{"TestForecast_shown", printedBegins + run.name + " -->\n\n", "<!-- end of what is printed -->"}
	compareFile(t, forecastGuide, forecastPage, shown, place)
}

// cut is the part of the output that is shown, of a simulator at the address that `make sim` gives it.
func (run *shownRun) cut(t *testing.T, output, server string) string {
	t.Helper()
	for part := range strings.SplitSeq(output, "\n"+run.from) {
		if run.about != "" && strings.Contains(part, run.about) {
			output = run.from + part
		}
	}
	begin := strings.Index("\n"+output, "\n"+run.from)
	if begin < 0 {
		t.Fatalf("no line begins with %q:\n%s", run.from, output)
	}
	shown := output[begin:]
	if run.to != "" {
		before, _, found := strings.Cut(shown, "\n"+run.to)
		if !found {
			t.Fatalf("after that, no line begins with %q:\n%s", run.to, output)
		}
		shown = before
	}
	if len(server) != len(simulatorsOwnServer) {
		t.Skip("the simulator's address is of another length, so that Terraform breaks lines elsewhere")
	}
	shown = strings.NewReplacer(server, simulatorsOwnServer, "registry.opentofu.org", "registry.terraform.io").Replace(shown)
	return strings.TrimRight(shown, "\n")
}

// joins makes nodes members of a group.
func (s *sim) joins(t *testing.T, group string, nodes []string) {
	t.Helper()
	hsm := *s
	hsm.URL = strings.TrimSuffix(s.URL, "/apis/bos")
	for _, node := range nodes {
		hsm.sends(t, http.MethodPost, "/hsm/v2/groups/"+group+"/members", "", `{"id": "`+node+`"}`)
	}
}

// Which replacements show their forecast, as the guide has it: an engine that shows more makes its table wrong.
func TestForecast_replacementsInAuto(t *testing.T) {
	config := func(image, limit string) string {
		return fmt.Sprintf(`
			resource "terraform_data" "image" {
			  input = %q
			}
			resource "bos_session" "test" {
			  operation      = "reboot"
			  template_name  = "compute"
			  limit          = %q
			  max_components = 17
			  lifecycle {
			    replace_triggered_by = [terraform_data.image]
			  }
			}`, image, limit)
	}
	for _, row := range []struct {
		name  string
		plan  func(tf *engine) []string
		shown bool
	}{
		{"a changed argument", func(tf *engine) []string {
			tf.configure(config("v1", "blue,x3000c0s9b0n0"))
			return nil
		}, true},
		{"taint", func(tf *engine) []string {
			tf.must("taint", "bos_session.test")
			return nil
		}, true},
		{"-replace", func(*engine) []string { return []string{"-replace=bos_session.test"} }, false},
		{"replace_triggered_by", func(tf *engine) []string {
			tf.configure(config("v2", "blue"))
			return nil
		}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, "auto")
			tf := newRealEngine(t, bos)
			tf.write(config("v1", "blue"))
			tf.must("apply", "-auto-approve")
			arguments := append([]string{"plan"}, row.plan(tf)...)

			plan := tf.must(arguments...)

			says(t, plan, "1 to destroy")
			if shown := strings.Contains(plan, "of 63 nodes: reboot of template compute"); shown != row.shown {
				t.Errorf("the forecast is shown: %v, want %v, as the guide says\n%s", shown, row.shown, plan)
			}
			bos.joins(t, "blue", bossim.NodeNames(42)[40:])
			says(t, tf.exits(1, arguments...), "max_components is 17")
			bos.wantSent(t, 1, 1)
		})
	}
}
