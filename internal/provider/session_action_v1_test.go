// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What an action reports of a session of v1, whose name BOS chooses. There is one POST in every case.
func TestSessionActionV1_says(t *testing.T) {
	t.Parallel()
	lateSetUp := func(c *bossim.Config) { c.Timing.SetUp = 10 * time.Minute }
	nothing := func(*bossim.Config) {}
	lost := func(t *testing.T, bos *sim) {
		t.Helper()
		bos.Inject(bossim.Fault{Method: "POST", Path: "/v1/session", Drop: true, Times: 1})
	}
	othersOfTheirs := func(t *testing.T, bos *sim) { t.Helper(); theirsOnly(t, bos, "x3000c0s2b0n0") }
	rows := []struct {
		name    string
		change  func(*bossim.Config)
		before  func(*testing.T, *sim)
		more    fields
		warning bool
		says    []string // of the one error, or of the one warning
	}{
		{
			"time-out", nothing, nil,
			fields{"timeouts": timeoutsOf("1m")},
			false,
			[]string{"Unable to see the end of session", "cray bos v1 session describe ", "No node was stopped"},
		},
		{
			"failed nodes", nothing, nil,
			fields{"template_name": text("broken"), "operation": text("boot")},
			false,
			[]string{"Unable to boot", "To retry only the failed nodes, invoke the action with", "-invoke=action.bos_session.NAME"},
		},
		{
			"the request is lost", nothing, lost, nil, false,
			[]string{"Unable to tell whether the session was started", "cray bos v1 session list", "If it does not exist, start it: `terraform apply -invoke=action.bos_session.NAME`"},
		},
		{
			"taken over unproven", nothing, othersOfTheirs,
			fields{"operation": text("boot"), "limit": text("blue")},
			true,
			[]string{"Unable to prove that session", "If it is yours, there is nothing to do.", "If it is not, start yours."},
		},
		{
			"somebody else's", lateSetUp, othersOfTheirs,
			fields{"operation": text("boot"), "limit": text("x3000c0s1b0n0")},
			false,
			[]string{"Unable to start the session", "That session is somebody else's", "If BOS does not have it, start it."},
		},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t, row.change)
			if row.before != nil {
				row.before(t, bos)
			}
			p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})

			run := invokeOnce(t, p, with(rebootBlueOnce, row.more))

			severity := anError
			if row.warning {
				severity = aWarning
			}
			wantTold(t, run.diagnostics, severity, 1, row.says...)
			if got := bos.ours()[1]; got != 1 {
				t.Errorf("%d requests to start, want 1\n%s", got, bos.log())
			}
		})
	}
}
