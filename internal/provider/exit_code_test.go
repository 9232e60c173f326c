// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What `plan -detailed-exitcode` and `plan -refresh-only -detailed-exitcode`
// end with: 0 nothing, 2 something, 1 an error. The guide "Checking for drift"
// carries this table.
//
// Terraform 1.11 does not write identities into its state, and counts each that
// a refresh brings as a change: its -refresh-only ends with 2 where others end with 0.
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
		{name: "running, not waited for, as seen last", config: sessionWith(noWait)},
		{name: "running, not waited for, gone on", config: sessionWith(noWait), then: advance(time.Minute), refreshOnly: 2},
		{name: "running, gone on, its status is an output", config: sessionWith(noWait) + watched, then: advance(time.Minute), plan: 2, refreshOnly: 2},
		{name: "running, to be waited for", config: sessionWith(noWait), edit: sessionWith(""), plan: 2},
		{name: "complete behind us, not waited for", config: sessionWith(noWait), then: advance(oneHour), refreshOnly: 2},
		{name: "complete behind us, to be judged", config: sessionWith(noWait), then: advance(oneHour), edit: sessionWith(""), plan: 2, refreshOnly: 2},
		{name: "complete", config: sessionWith("")},
		{name: "complete, an input edited", config: sessionWith(""), edit: strings.Replace(sessionWith(""), `"boot"`, `"reboot"`, 1), plan: 2},
		{name: "complete, a knob edited", config: sessionWith(""), edit: sessionWith("max_failed_percent = 5"), plan: 2},
		{name: "complete, then expired", config: sessionWith(""), then: advance(2 * oneWeek), refreshOnly: 2},
		{name: "expired, known", config: sessionWith(""), then: func(bos *sim, tf *engine) {
			bos.Clock.Advance(2 * oneWeek)
			tf.must("apply", "-auto-approve", "-refresh-only")
		}},
		{name: "expired, to be recreated", config: sessionWith(recreate), then: advance(2 * oneWeek), plan: 2, refreshOnly: 2},
		{name: "failed in the apply that started it", config: broken(""), apply: 1, plan: 2},
		{name: "failed, the same with prevent_destroy", config: broken("lifecycle {\n prevent_destroy = true\n }"), apply: 1, plan: 1},
		{name: "failed, untainted", config: broken(""), apply: 1, then: func(_ *sim, tf *engine) { tf.must("untaint", "bos_session.test") }, plan: 2},
		{name: "failed, accepted", config: broken(`on_failure = "warn"`)},
		{name: "BOS does not answer", config: sessionWith(""), then: func(bos *sim, _ *engine) {
			bos.Inject(bossim.Fault{Method: "GET", Status: 403, Body: "Unauthorized Request"})
		}, plan: 1, refreshOnly: 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			tf := newEngine(t, bos)
			if row.refreshOnly == 0 && tf.forgetsIdentities() {
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

			plan, planCode := tf.run("plan", "-detailed-exitcode")
			refresh, refreshCode := tf.run("plan", "-refresh-only", "-detailed-exitcode")

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

// forgetsIdentities reports whether the engine is a Terraform older than 1.12.
func (e *engine) forgetsIdentities() bool {
	e.t.Helper()
	return os.Getenv("TF_ACC_PROVIDER_HOST") == "" && !e.importsByIdentity()
}
