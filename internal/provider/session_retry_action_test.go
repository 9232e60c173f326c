// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const retryAction = "bos_retry_failed"

// twoFail is a system in which two of the nodes of blue fail, each time.
func twoFail(t *testing.T) *sim {
	t.Helper()
	return newSim(t, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{
			bossim.NodeNames(64)[0]: bossim.FailConfiguration, bossim.NodeNames(64)[2]: bossim.FailConfiguration,
		}
	})
}

// leaves runs a session "s1" that leaves two nodes failed.
func leaves(t *testing.T, bos *sim) {
	t.Helper()
	bos.started(t, "", "s1", `"operation": "reboot", "template_name": "blue", "include_disabled": true`)
	bos.Clock.Advance(oneHour)
}

func TestRetryAction(t *testing.T) {
	t.Parallel()
	bos := twoFail(t)
	leaves(t, bos)

	run := newServer(t, bos, nil).invoke(retryAction, fields{"session": text("s1"), "name_prefix": text("retry-")})

	run.wantLines(t,
		`session "s1": ready 14 of 16 · failed 2 · retrying 2 nodes: x3000c0s1b0n0,x3000c0s1b2n0`,
		"starting session \"retry-UUID\" (reboot of template \"blue\", limit `x3000c0s1b0n0,x3000c0s1b2n0`)",
		"waiting at most 2h · reboot of template blue · limit `x3000c0s1b0n0,x3000c0s1b2n0`",
		"pending", "running · 2 nodes", "0 % · running · powering off 2 · ready 0 of 2", "0 % · running · powering on 2 · ready 0 of 2", "0 % · running · configuring 2 · ready 0 of 2",
		"failed: x3000c0s1b0n0, x3000c0s1b2n0 · cfs configuration failed", "complete · failed · ready 0 of 2 · failed 2 · took 11m13s",
	)
	wantTold(t, run.diagnostics, anError, 1, "Unable to reboot 2 of 2 nodes", `bos_retry_failed with session = "retry-`, "-invoke=action.bos_retry_failed.NAME")
	noState(t, run.diagnostics)
	bos.wantSent(t, 2, 2)
	var session struct {
		Limit           string
		IncludeDisabled bool `json:"include_disabled"`
	}
	for _, name := range bos.Sessions() {
		if name != "s1" {
			bos.get(t, "/v2/sessions/"+name, &session)
		}
	}
	if session.Limit != "x3000c0s1b0n0,x3000c0s1b2n0" || !session.IncludeDisabled {
		t.Errorf("the session of the retry is %+v", session)
	}
}

// Nothing is started where no node failed, and where others have taken the failed nodes over since.
func TestRetryAction_nothingToDo(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		bos   *sim
		taken string // the limit of another session, since
		lines []string
		posts int // of others
	}{
		{"no node failed", newSim(t), "", []string{`session "s1": ready 16 of 16`, "nothing to retry: nothing was started"}, 1},
		{"all were taken over", twoFail(t), "x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b2n0", []string{
			`session "s1": ready 14 of 16 · failed 2`,
			`left out: 2 nodes that failed, and belong to another session now or are processed again · session "s2" has 3 nodes of it`,
			"nothing to retry: nothing was started",
		}, 2},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			leaves(t, row.bos)
			if row.taken != "" {
				row.bos.started(t, "", "s2", `"operation": "boot", "template_name": "blue", "limit": "`+row.taken+`"`)
				row.bos.Clock.Advance(time.Minute)
			}

			run := newServer(t, row.bos, nil).invoke(retryAction, fields{"session": text("s1")})

			run.wantLines(t, row.lines...)
			if len(run.diagnostics) != 0 {
				t.Errorf("told:\n%s", told(run.diagnostics))
			}
			row.bos.wantSent(t, row.posts, row.posts)
		})
	}
}

// Nodes that another session has taken over are left out and reported; the others are retried.
func TestRetryAction_oneWasTakenOver(t *testing.T) {
	t.Parallel()
	bos := twoFail(t)
	leaves(t, bos)
	bos.started(t, "", "s2", `"operation": "boot", "template_name": "blue", "limit": "x3000c0s1b0n0"`)
	bos.Clock.Advance(time.Minute)

	run := newServer(t, bos, nil).invoke(retryAction, fields{"session": text("s1"), "name": text("again"), "wait_for_completion": truth(false)})

	run.wantLines(t,
		`session "s1": ready 14 of 16 · failed 2 · retrying 1 node: x3000c0s1b2n0`,
		`left out: 1 node that failed, and belong to another session now or are processed again · session "s2" has 1 node of it`,
		"starting session \"again\" (reboot of template \"blue\", limit `x3000c0s1b2n0`)",
		`session "again" was started, and is not waited for`,
	)
	if len(run.diagnostics) != 0 {
		t.Errorf("told:\n%s", told(run.diagnostics))
	}
	bos.wantSent(t, 3, 3)
}

// Where it is not known which nodes failed, nothing is started.
func TestRetryAction_refuses(t *testing.T) {
	t.Parallel()
	refused := func(path string) func(*testing.T, *sim) {
		return func(_ *testing.T, bos *sim) {
			bos.Inject(bossim.Fault{Method: http.MethodGet, Path: path, Status: http.StatusForbidden, Body: "Unauthorized Request"})
		}
	}
	started := func(body string, ago time.Duration) func(*testing.T, *sim) {
		return func(t *testing.T, bos *sim) {
			t.Helper()
			bos.started(t, "", "s3", `"operation": "reboot", "template_name": "blue"`+body)
			bos.Clock.Advance(ago)
		}
	}
	rows := []struct {
		name, session string
		before        func(*testing.T, *sim)
		posts         int // of others
		says          []string
	}{
		{"there is no such session", "s0", nil, 1, []string{`BOS has no session "s0" without a tenant`, "Check the name and the tenant"}},
		{"it runs", "s3", started("", time.Minute), 2, []string{"It is not complete: its status is running.", "Wait until it is complete"}},
		{"it was staged", "s3", started(`, "operation": "shutdown", "stage": true`, oneHour), 2, []string{"It was staged"}},
		{"it acted on no node", "s3", started(`, "limit": "x3000c0s9b0n0"`, oneHour), 2, []string{"It acted on no node. BOS reports: No nodes were found to act upon."}},
		{"its record cannot be read", "s1", refused("/v2/sessions/s1"), 1, []string{"403"}},
		{"its outcome cannot be read", "s1", refused("/v2/sessions/s1/status"), 1, []string{"403"}},
		{"its nodes cannot be read", "s1", refused("/v2/components"), 1, []string{"403"}},
		{"its outcome is from before its end", "s1", func(_ *testing.T, bos *sim) {
			bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions/s1/status", Rewrite: func(status int, _ http.Header, _ []byte) (int, []byte) {
				return status, []byte(`{"status": "running", "managed_components_count": 16, "percent_failed": 0, "percent_successful": 50}`)
			}})
		}, 1, []string{"Its outcome is not known", "-invoke=action.bos_retry_failed.NAME"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := twoFail(t)
			leaves(t, bos)
			if row.before != nil {
				row.before(t, bos)
			}

			run := newServer(t, bos, nil).invoke(retryAction, fields{"session": text(row.session)})

			run.wantLines(t)
			wantTold(t, run.diagnostics, anError, 1, append(row.says, "Unable to retry the failed nodes of session", "Nothing was started.")...)
			bos.wantSent(t, row.posts, row.posts)
		})
	}
}

func TestRetryAction_v1(t *testing.T) {
	t.Parallel()
	bos := newV1(t)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})

	wantTold(t, p.planAction(retryAction, fields{"session": text("s1")}), anError, 1, "Unable to plan the retry of failed nodes")
	run := p.invokeOnly(p.ctx, retryAction, fields{"session": text("s1")})

	wantTold(t, run.diagnostics, anError, 1, "does not say which nodes belong to another session", "Nothing was started.")
	bos.wantSent(t, 0, 0)
}

// The plan foresees the retry of a session that is complete, and says nothing of one that it cannot read yet.
func TestRetryAction_plan(t *testing.T) {
	t.Parallel()
	bos := foreseen(t, "auto", func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{bossim.NodeNames(64)[0]: bossim.FailConfiguration}
	})
	leaves(t, bos)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "preview": text("auto")})

	found := p.planAction(retryAction, fields{"session": text("s1")})
	missing := p.planAction(retryAction, fields{"session": text("s2")})
	unknown := p.planAction(retryAction, fields{"session": unknownText})
	twoNames := p.planAction(retryAction, fields{"session": text("s1"), "name": text("a"), "name_prefix": text("b-")})

	wantTold(t, found, aWarning, 1, "1 of 16 nodes: reboot of template blue, limit `x3000c0s1b0n0`")
	wantTold(t, found, anError, 0)
	if len(missing)+len(unknown) != 0 {
		t.Errorf("told:\n%s%s", told(missing), told(unknown))
	}
	wantTold(t, twoNames, anError, 1, "name and name_prefix are both configured")
	bos.wantSent(t, 1, 1)
}

// Both sessions are the tenant's.
func TestRetryAction_tenant(t *testing.T) {
	t.Parallel()
	bos := newSim(t, withTenant, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{bossim.NodeNames(64)[0]: bossim.FailPowerOn, bossim.NodeNames(64)[2]: bossim.FailPowerOn}
	})
	bos.started(t, "vcluster-blue", "s1", `"operation": "boot", "template_name": "theirs"`)
	bos.Clock.Advance(oneHour)

	run := newServer(t, bos, nil).invoke(retryAction, fields{
		"session": text("s1"), "tenant": text("vcluster-blue"), "name": text("again"), "wait_for_completion": truth(false),
	})

	wantTold(t, run.diagnostics, anError, 0)
	run.wantLines(t,
		`session "s1": ready 14 of 16 · failed 2 · retrying 2 nodes: x3000c0s1b0n0,x3000c0s1b2n0`,
		"starting session \"again\" (boot of template \"theirs\", limit `x3000c0s1b0n0,x3000c0s1b2n0`, tenant \"vcluster-blue\")",
		`session "again" was started, and is not waited for`,
	)
	for _, r := range bos.Requests() {
		if r.Method == http.MethodPost && r.Tenant != "vcluster-blue" {
			t.Errorf("%s %s was made for tenant %q", r.Method, r.Path, r.Tenant)
		}
	}
	bos.wantSent(t, 2, 2)
}
