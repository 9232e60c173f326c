// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	rollingGuide = "../../templates/guides/rolling.md.tmpl"
	rollingPage  = "../../docs/guides/rolling.md"
)

// rollingStep is a step of a row: it prepares what the row is about, or is the row's last step, of which the exit code
// and the waves that it starts are measured.
type rollingStep func(t *testing.T, bos *sim, tf *engine) (code int)

// rollingRow is a row of the guide's table. Its rollout is the one of fourWaves.
type rollingRow struct {
	what   string
	more   string               // arguments of the rollout
	bos    func(*bossim.Config) // nil = no node fails
	before rollingStep          // nil = the rollout is applies, whether it succeeds or not
	last   rollingStep          // nil = apply
	again  bool                 // nodes run a second time, in another rollout
}

func applies(_ *testing.T, _ *sim, tf *engine) int {
	_, code := tf.run("apply", "-auto-approve")
	return code
}

// enter is commands of a user who ends with the last one.
func enter(all ...string) rollingStep {
	return func(t *testing.T, _ *sim, tf *engine) (code int) {
		t.Helper()
		for i, command := range all {
			if i == len(all)-1 {
				_, code = tf.run(strings.Fields(command)...)
				continue
			}
			tf.must(strings.Fields(command)...)
		}
		return code
	}
}

// edited applies the rollout with other arguments.
func edited(more string) rollingStep {
	return func(t *testing.T, bos *sim, tf *engine) int {
		t.Helper()
		tf.write(rollout(fourWaves, more))
		return applies(t, bos, tf)
	}
}

// replaced applies the rollout with another text in place of one.
func replaced(old, text string) rollingStep {
	return func(t *testing.T, bos *sim, tf *engine) int {
		t.Helper()
		tf.write(strings.Replace(rollout(fourWaves, ""), old, text, 1))
		return applies(t, bos, tf)
	}
}

// then are steps in a row.
func then(steps ...rollingStep) rollingStep {
	return func(t *testing.T, bos *sim, tf *engine) (code int) {
		t.Helper()
		for _, step := range steps {
			code = step(t, bos, tf)
		}
		return code
	}
}

// did is a step of somebody else.
func did(do func(t *testing.T, bos *sim)) rollingStep {
	return func(t *testing.T, bos *sim, _ *engine) int { t.Helper(); do(t, bos); return 0 }
}

// interruptedWave is Ctrl-C while the second wave runs.
func interruptedWave(t *testing.T, bos *sim, tf *engine) int {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	before := tf.played.base.ctx
	tf.played.base.ctx = ctx
	bos.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodGet && r.Path == "/v2/sessions/roll-w02" && r.Status == http.StatusOK {
			cancel()
		}
	})
	_, code := tf.run("apply", "-auto-approve")
	bos.OnRequest(nil)
	tf.played.base.ctx = before
	return code
}

// killedWave is the end of the process while the second wave runs: the state does not have it.
func killedWave(t *testing.T, bos *sim, tf *engine) int {
	t.Helper()
	interruptedWave(t, bos, tf)
	tf.loseState()
	return 1
}

// recordsGo is what BOS does after cleanup_completed_session_ttl.
func recordsGo(t *testing.T, bos *sim) {
	t.Helper()
	for _, past := range bos.History() {
		bos.sends(t, http.MethodDelete, "/v2/sessions/"+past.Name, "", "")
	}
}

// failingTwice makes nodes of the canary and of the second wave fail.
func failingTwice(c *bossim.Config) {
	failingCanary(c)
	c.System.Failing[bossim.NodeNames(5)[4]] = bossim.FailPowerOn
}

func lostAnswer(_ *testing.T, bos *sim) {
	bos.Inject(bossim.Fault{Method: http.MethodPost, Path: "/v2/sessions", Skip: 1, Commit: true, Drop: true})
}

const untaint = "untaint bos_rolling_session.test"

var rollingRows = []rollingRow{
	{what: "first apply", before: did(func(*testing.T, *sim) {})},
	{what: "plan, refresh, apply again", last: enter("plan", "refresh", "apply -auto-approve")},
	{
		what: "an edit of `waves.pause`, `max_failed_percent`, `max_components`, `on_failure`, `on_destroy` or `timeouts`",
		last: then(
			edited("max_failed_percent = 5\n max_components = 99\n on_failure = \"warn\"\n on_destroy = \"forget\"\n timeouts = { create = \"1h\" }"),
			replaced(fourWaves, fourWaves+", pause = \"1h\""),
		),
	},
	{what: "a changed input or trigger, with the same `name`", last: replaced("blue,green", "blue")},
	{what: "a new `name`", last: replaced(`"roll"`, `"next"`), again: true},
	{what: "`-replace=ADDRESS`", last: enter("apply -auto-approve -replace=bos_rolling_session.test")},
	{what: "the answer to a request that starts a wave is lost", before: did(lostAnswer)},
	{what: "Ctrl-C during wave 2, then apply", before: interruptedWave},
	{what: "wave 1 fails, then apply", bos: failingCanary},
	{what: "wave 1 fails, then `terraform untaint` and apply", bos: failingCanary, last: enter(untaint, "apply -auto-approve")},
	{what: "wave 1 fails with `on_failure = \"warn\"`, then apply", bos: failingCanary, more: "on_failure = \"warn\""},
	{
		what: "the same, then `continue_after` and apply", bos: failingCanary, more: "on_failure = \"warn\"",
		last: edited("on_failure = \"warn\"\n continue_after = \"roll-w01\""),
	},
	{
		what: "the same, then a `max_failed_percent` with which the wave is a success, and apply",
		bos:  failingCanary, more: "on_failure = \"warn\"",
		last: edited("on_failure = \"warn\"\n max_failed_percent = 50"),
	},
	{
		what: "an apply that continues fails with wave 2, then apply", bos: failingTwice,
		before: then(applies, enter(untaint, "apply -auto-approve")),
	},
	{
		what: "the same, then `continue_after` and apply", bos: failingTwice,
		before: then(applies, enter(untaint, "apply -auto-approve")), last: edited("continue_after = \"roll-w02\""),
	},
	{what: "the wait for wave 1 times out, then apply", more: "timeouts = { create = \"20s\" }"},
	{
		what: "the wait for wave 1 times out, then `terraform untaint` and apply", more: "timeouts = { create = \"20s\" }",
		before: then(applies, enter(untaint)), last: edited(""),
	},
	{what: "the process is killed during wave 2, then apply", before: killedWave},
	{
		what: "the process is killed during wave 2, then import and apply", before: killedWave,
		last: enter("import bos_rolling_session.test roll", "apply -auto-approve"),
	},
	{
		what: "the template changes after wave 1, then apply", bos: failingCanary,
		before: then(applies, enter(untaint), did(func(t *testing.T, bos *sim) { t.Helper(); bos.configures(t, "other") })),
	},
	{
		what: "nodes are locked after wave 1, or added to a group, then apply", bos: failingCanary,
		before: then(applies, enter(untaint), did(func(t *testing.T, bos *sim) {
			t.Helper()
			bos.lock(t, bossim.NodeNames(21)[20])
			bos.joins(t, "blue", bossim.NodeNames(44)[40:])
		})),
	},
	{what: "BOS deletes the records of a finished rollout, then apply", before: then(applies, did(recordsGo))},
	{what: "destroy of a finished rollout", last: enter("destroy -auto-approve")},
	{
		what: "destroy of an unfinished rollout", bos: failingCanary,
		before: then(applies, enter(untaint)), last: enter("destroy -auto-approve"),
	},
	{
		what: "destroy of an unfinished rollout, then apply", bos: failingCanary,
		before: then(applies, enter(untaint, "destroy -auto-approve")),
	},
	{what: "the state is lost, then apply", before: then(applies, lost)},
	{what: "the state is lost, BOS deletes the records, then apply", before: then(applies, lost, did(recordsGo))},
	{
		what: "the same, and newer sessions take over all nodes, then apply", again: true,
		before: then(applies, lost, did(recordsGo), did(func(t *testing.T, bos *sim) {
			t.Helper()
			bos.started(t, "", "theirs", `"operation": "reboot", "template_name": "compute"`)
			bos.Clock.Advance(oneHour)
		})),
	},
}

func lost(t *testing.T, _ *sim, tf *engine) int {
	t.Helper()
	tf.loseState()
	return 1
}

// The guide's table is measured; -update writes it.
func TestRolling_when(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: no engine takes part in it")
	}
	table := "| what happens | waves that it starts |\n|---|---|\n"
	for _, row := range rollingRows {
		t.Run(row.what, func(t *testing.T) { table += fmt.Sprintf("| %s | %s |\n", row.what, row.measure(t)) })
	}
	compareFile(t, rollingGuide, rollingPage, table+"\n", matrix{
		"TestRolling_when", "<!-- measured by TestRolling_when -->\n\n", "<!-- end of what is measured -->",
	})
}

func (row *rollingRow) measure(t *testing.T) string {
	t.Helper()
	if row.bos == nil {
		row.bos = noFailures
	}
	bos := foreseen(t, "auto", row.bos)
	tf := newPlayedEngine(t, bos)
	tf.write(rollout(fourWaves, row.more))
	if row.before == nil {
		row.before = applies
	}
	if row.last == nil {
		row.last = applies
	}
	row.before(t, bos, tf)
	before := len(bos.History())

	code := row.last(t, bos, tf)

	var started []string
	runs := map[string]bool{}
	for i, past := range bos.History() {
		if i >= before {
			_, number, _ := strings.Cut(past.Name, "-w0")
			started = append(started, number)
		}
		for node := range past.Nodes {
			if runs[node] && !row.again {
				t.Errorf("%s ran twice", node)
			}
			runs[node] = true
		}
	}
	if got := bos.SessionsStarted(); got != len(bos.History()) {
		t.Errorf("%d sessions were started, and %d are known", got, len(bos.History()))
	}
	if !slices.IsSorted(started) {
		t.Errorf("started %q", started)
	}
	cell := strings.Join(started, ", ")
	if cell == "" {
		cell = "none"
	}
	if code != 0 {
		cell += ", an error"
	}
	return cell
}
