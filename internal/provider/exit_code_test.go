// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What `plan -detailed-exitcode` and `plan -refresh-only -detailed-exitcode`
// end with: 0 nothing, 2 something, 1 an error. The guide "Checking for drift"
// carries this table.
//
// Of a session, -refresh-only of Terraform 1.11 ends with 2 where others end with 0, beside "No changes".
func TestSession_exitCodes(t *testing.T) {
	const (
		noWait   = "wait_for_completion = false"
		recreate = `on_missing = "recreate"`
		watched  = "\noutput \"status\" {\n value = bos_session.test.status\n}"
	)
	broken := func(knobs string) string { return strings.Replace(sessionWith(knobs), `"blue"`, `"broken"`, 1) }
	advance := func(d time.Duration) func(*sim, *engine) { return func(bos *sim, _ *engine) { bos.Clock.Advance(d) } }
	rows := []struct {
		name              string
		config            string
		apply             int                 // its exit code
		then              func(*sim, *engine) // happens before the plans
		edit              string              // the configuration from then on, "" = as it was
		plan, refreshOnly int
	}{
		{name: "not waited for, nothing new", config: sessionWith(noWait)},
		{name: "not waited for, and running now", config: sessionWith(noWait), then: advance(time.Minute), refreshOnly: 2},
		{name: "the same, and an output or another resource uses what changed", config: sessionWith(noWait) + watched, then: advance(time.Minute), plan: 2, refreshOnly: 2},
		{name: "to be waited for (after Ctrl-C, or with `wait_for_completion` turned on), nothing new", config: sessionWith(noWait), edit: sessionWith(""), plan: 2},
		{name: "not waited for, complete now", config: sessionWith(noWait), then: advance(oneHour), refreshOnly: 2},
		{name: "to be waited for, complete now", config: sessionWith(noWait), then: advance(oneHour), edit: sessionWith(""), plan: 2, refreshOnly: 2},
		{name: "complete", config: sessionWith("")},
		{name: "complete, and the configuration was edited so that it runs again", config: sessionWith(""), edit: strings.Replace(sessionWith(""), `"boot"`, `"reboot"`, 1), plan: 2},
		{name: "complete, and the configuration was edited otherwise", config: sessionWith(""), edit: sessionWith("max_failed_percent = 5"), plan: 2},
		{name: "complete, and BOS has cleaned up its record since (`expired`)", config: sessionWith(""), then: advance(2 * oneWeek), refreshOnly: 2},
		{name: "expired, and `terraform apply -refresh-only` has stored that", config: sessionWith(""), then: func(bos *sim, tf *engine) {
			bos.Clock.Advance(2 * oneWeek)
			tf.must("apply", "-auto-approve", "-refresh-only")
		}},
		{name: "expired, with `on_missing = \"recreate\"`", config: sessionWith(recreate), then: advance(2 * oneWeek), plan: 2, refreshOnly: 2},
		{name: "failed, or not waited for to the end, in the apply that started it (tainted)", config: broken(""), apply: 1, plan: 2},
		{name: "the same, with `prevent_destroy`", config: broken("lifecycle {\n prevent_destroy = true\n }"), apply: 1, plan: 1},
		{name: "failed, and not tainted (any more)", config: broken(""), apply: 1, then: func(_ *sim, tf *engine) { tf.must("untaint", "bos_session.test") }, plan: 2},
		{name: "failed, and accepted by `on_failure` or `max_failed_percent`", config: broken(`on_failure = "warn"`)},
		{name: "BOS does not answer, or refuses to", config: sessionWith(""), then: func(bos *sim, _ *engine) {
			bos.Inject(bossim.Fault{Method: "GET", Status: 403, Body: "Unauthorized Request"})
		}, plan: 1, refreshOnly: 1},
	}
	guide, err := os.ReadFile("../../templates/guides/drift.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	block := commandsOf(t, driftGuide)[0]
	commands := slices.Collect(strings.Lines(block))
	if len(commands) != 2 || !strings.Contains(commands[1], "-refresh-only") {
		t.Fatalf("the guide runs %q", commands)
	}
	for _, row := range rows {
		if line := fmt.Sprintf("| %s | %d | %d |\n", row.name, row.plan, row.refreshOnly); !strings.Contains(string(guide), line) {
			t.Errorf("the guide does not say\n%s", line)
		}
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			tf := newRealEngine(t, bos)
			if engine := engineEdition(t); row.refreshOnly == 0 && engine.program == terraform112.program && !engine.is(terraform112) {
				row.refreshOnly = 2
			}
			tf.write(row.config)
			tf.exits(row.apply, "apply", "-auto-approve")
			if row.then != nil {
				row.then(bos, tf)
			}
			if row.edit != "" {
				tf.write(row.edit)
			}

			plan, planCode := asTyped{block: commands[0], dir: tf.dir, env: tf.env}.run(t)
			refresh, refreshCode := asTyped{block: commands[1], dir: tf.dir, env: tf.env}.run(t)

			if planCode != row.plan {
				t.Errorf("plan: exit code %d, want %d\n%s", planCode, row.plan, plan)
			}
			if refreshCode != row.refreshOnly {
				t.Errorf("plan -refresh-only: exit code %d, want %d\n%s", refreshCode, row.refreshOnly, refresh)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}
