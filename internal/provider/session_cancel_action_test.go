// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const cancelAction = "bos_cancel_session"

// ofThree is a session "s1" of three nodes that somebody has started, some time ago.
func ofThree(t *testing.T, bos *sim, more string, ago time.Duration) (nodes string) {
	t.Helper()
	nodes = strings.Join(bossim.NodeNames(3), ",")
	bos.started(t, "", "s1", `"operation": "reboot", "template_name": "compute", "limit": "`+nodes+`"`+more)
	bos.Clock.Advance(ago)
	return nodes
}

// wantCancelled checks whether requests disabled nodes, and that an hour later so many nodes are booted and BOS
// processes none.
func wantCancelled(t *testing.T, bos *sim, disables bool, booted int) {
	t.Helper()
	if got := bos.Count(http.MethodPatch, "/v2/components"); (got > 0) != disables {
		t.Errorf("%d requests that disable nodes, want any: %t\n%s", got, disables, bos.log())
	}
	bos.wantBooted(t, booted)
	bos.wantSent(t, 1, 1)
}

func TestCancelAction(t *testing.T) {
	t.Parallel()
	const nodes = "x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b2n0"
	rows := []struct {
		name     string
		more     string // of the session
		ago      time.Duration
		lines    []string
		says     []string // of the one warning
		disables bool     // nodes
		booted   int
		recorded bool // whether BOS has the record afterwards
	}{
		{"running", "", time.Minute, []string{
			"cancelling session \"s1\" (reboot of template \"compute\", limit `" + nodes + "`): running, 3 nodes",
			`session "s1" is cancelled · stopped 3 nodes: ` + nodes,
		}, []string{`3 nodes of session "s1" may be off`, "power commands", nodes, `operation = "boot"`}, true, 0, true},
		{"pending", "", 0, []string{
			"cancelling session \"s1\" (reboot of template \"compute\", limit `" + nodes + "`): pending, 0 nodes",
			`session "s1" is cancelled · no node was stopped`,
		}, nil, false, 0, false},
		{"complete", "", oneHour, nil, []string{`Session "s1" is complete already`, "Nothing was cancelled."}, false, 3, true},
		{"staged", `, "stage": true`, time.Minute, []string{
			"cancelling session \"s1\" (reboot of template \"compute\", limit `" + nodes + "`): running, 3 nodes",
			`session "s1" is cancelled · what it had staged on 3 nodes is dropped`,
		}, nil, false, 0, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, func(c *bossim.Config) { c.System.On = bossim.NodeNames(64) })
			ofThree(t, bos, row.more, row.ago)

			run := newServer(t, bos, nil).invoke(cancelAction, fields{"name": text("s1")})

			run.wantLines(t, row.lines...)
			wantTold(t, run.diagnostics, anError, 0)
			wantTold(t, run.diagnostics, aWarning, min(1, len(row.says)), row.says...)
			if left := len(bos.Sessions()) == 1; left != row.recorded {
				t.Errorf("BOS has the record: %t, want %t", left, row.recorded)
			}
			wantCancelled(t, bos, row.disables, row.booted)
		})
	}
}

// BOS stores only the name of a session in the record of a node, so that nodes may be those of another tenant's session
// of the same name: none is stopped.
func TestCancelAction_missing(t *testing.T) {
	t.Parallel()
	bos := newSim(t, withTenant)
	nodes := ofThree(t, bos, "", time.Minute)
	p := newServer(t, bos, nil)
	wantMissing := func(config fields, says ...string) {
		t.Helper()
		run := p.invoke(cancelAction, config)
		run.wantLines(t)
		wantTold(t, run.diagnostics, anError, 1, append(says, "Unable to cancel session", "Nothing was cancelled", "Check the name and the tenant")...)
	}

	wantMissing(fields{"name": text("s2")}, "no session of that name without a tenant. Nothing was cancelled. What you can do next")
	wantMissing(fields{"name": text("s1"), "tenant": text("vcluster-blue")}, `no session of that name of tenant "vcluster-blue"`,
		"still processes 3 nodes for a session of that name ("+strings.ReplaceAll(nodes, ",", ", ")+"): another tenant has one, or its record was deleted.")
	bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
	wantMissing(fields{"name": text("s1")}, "still processes 3 nodes")

	wantCancelled(t, bos, false, 3)
}

// Whatever fails, nothing is started, and a cancellation that may have begun is reported as that.
func TestCancelAction_fails(t *testing.T) {
	t.Parallel()
	refused := bossim.Fault{Status: http.StatusForbidden, Body: "Unauthorized Request"}
	on := func(method, path string, f bossim.Fault) bossim.Fault {
		f.Method, f.Path = method, path
		return f
	}
	rows := []struct {
		name  string
		fault bossim.Fault
		more  fields
		says  []string
	}{
		{"the session cannot be read", on("GET", "/v2/sessions/s1", refused), nil, []string{`Unable to cancel session "s1"`, "403", "Nothing was cancelled."}},
		{"it is not allowed", on("PATCH", "/v2/components", refused), nil, []string{`Unable to cancel session "s1"`, "403", "BOS may have disabled some of its nodes"}},
		{"BOS does not answer", on("PATCH", "/v2/components", bossim.Fault{Status: http.StatusServiceUnavailable}), fields{"timeout": text("10s")}, []string{`Unable to cancel session "s1" within 10s`, "set a longer timeout"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			ofThree(t, bos, "", time.Minute)
			bos.Inject(row.fault)

			run := newServer(t, bos, nil).invoke(cancelAction, with(fields{"name": text("s1")}, row.more))

			wantTold(t, run.diagnostics, anError, 1, append(row.says, "terraform apply -invoke=action.bos_cancel_session.NAME")...)
			bos.Lift()
			bos.wantBooted(t, 3)
			bos.wantSent(t, 1, 1)
		})
	}
}

// The session is cancelled, and a gateway that shows no nodes after that changes nothing about it.
func TestCancelAction_nodesNotShown(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	ofThree(t, bos, "", 0)
	const looksForEnabledNodes = 7 // in the minute in which none may be enabled
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/components", Skip: looksForEnabledNodes, Status: http.StatusForbidden})

	run := newServer(t, bos, nil).invoke(cancelAction, fields{"name": text("s1")})

	if len(run.diagnostics) != 0 || run.lines[len(run.lines)-1] != `session "s1" is cancelled · which nodes were stopped could not be read` {
		t.Errorf("lines %q\n%s", run.lines, told(run.diagnostics))
	}
	bos.Lift()
	wantCancelled(t, bos, false, 0)
}

func TestCancelAction_interrupted(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	ofThree(t, bos, "", time.Minute)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	bos.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodPatch {
			interrupt()
		}
	})

	run := newServer(t, bos, nil).invokeOnly(ctx, cancelAction, fields{"name": text("s1")})

	if len(run.lines) != 1 || !strings.HasPrefix(run.lines[0], "cancelling ") {
		t.Errorf("lines %q", run.lines)
	}
	wantTold(t, run.diagnostics, anError, 1, `Unable to cancel session "s1"`, "The cancellation was interrupted.", "BOS may have disabled some of its nodes", "-invoke=action.bos_cancel_session.NAME")
	bos.wantSent(t, 1, 1)
}

// v1 of the API cannot cancel. The plan says so, and so does a run where the plan could not ask.
func TestCancelAction_v1(t *testing.T) {
	t.Parallel()
	bos := newV1(t)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})
	config := fields{"name": text("s1")}

	wantTold(t, p.planAction(cancelAction, config), anError, 1, "Unable to plan the cancellation of a session", "v1 of BOS's API")
	run := p.invokeOnly(t.Context(), cancelAction, config)

	wantTold(t, run.diagnostics, anError, 1, `Unable to cancel session "s1"`, "In v1 of the API, a session cannot be cancelled", "Nothing was cancelled")
	if sent := bos.Requests(); len(sent) != 0 {
		t.Errorf("requests\n%s", bos.log())
	}
}

// An action is validated while its values are unknown, so that they are checked again when it runs.
func TestCancelAction_values(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := newServer(t, bos, nil)
	unknownTenant := fields{"name": unknownText, "tenant": unknownText, "timeout": unknownText}
	bad := fields{"name": text("a/b"), "tenant": text("Blue"), "timeout": text("2w")}

	wantTold(t, p.validateAction(cancelAction, unknownTenant), anError, 0)
	wantTold(t, p.planAction(cancelAction, unknownTenant), anError, 1, "Unable to plan the action", "tenant is known only after apply")
	wantTold(t, p.planAction(cancelAction, fields{"name": unknownText}), anError, 0)
	wantTold(t, p.validateAction(cancelAction, bad), anError, 3, "Invalid session name", "Invalid tenant", "Invalid duration")
	run := p.invokeOnly(t.Context(), cancelAction, bad)
	wantTold(t, run.diagnostics, anError, 3, "Invalid session name", "Invalid tenant", "Invalid duration")

	empty := fields{"name": text("")}
	wantTold(t, p.validateAction(cancelAction, empty), anError, 1, "write the name of the session")
	if sent := bos.Requests(); len(sent) != 0 {
		t.Errorf("requests\n%s", bos.log())
	}
}
