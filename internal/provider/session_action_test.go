// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const sessionAction = "bos_session"

// rebootBlueOnce is an action that reboots the 16 nodes of blue; the provider generates the name.
var rebootBlueOnce = fields{"operation": text("reboot"), "template_name": text("blue")}

const startsBlue = `starting session "tf-UUID" (reboot of template "blue")`

// ofState are words about a resource in a state, which an action does not have.
var ofState = regexp.MustCompile("taint|ADDRESS|the state|-replace|import|bos_session in|this resource|on_destroy|`result`")

// invokeOnce invokes the action, and checks that nothing that it says is about a state.
func invokeOnce(t *testing.T, p *server, config fields) invoked {
	t.Helper()
	run := p.invoke(sessionAction, config)
	noState(t, run.diagnostics)
	return run
}

func noState(t *testing.T, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diagnostics {
		if found := ofState.FindString(strings.ReplaceAll(d.Summary+d.Detail, "-target=ADDRESS", "")); found != "" {
			t.Errorf("an action has no state, and %q is about one:\n%s", found, told(diagnostics))
		}
	}
}

// Whatever becomes of the session, it is started once, its name comes first, and the result is that of the resource.
func TestSessionAction_results(t *testing.T) {
	t.Parallel()
	broken := func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{bossim.NodeNames(64)[0]: bossim.FailConfiguration}
	}
	waits := "waiting at most 2h · reboot of template blue"
	toTheEnd := []string{
		startsBlue, waits, "pending", "running · 16 nodes", "0 % · running · powering on 16 · ready 0 of 16",
		"0 % · running · configuring 16 · ready 0 of 16",
	}
	failedLine := "failed: x3000c0s1b0n0 · cfs configuration failed"
	retry := []string{"Unable to reboot 1 of 16 nodes", "cfs configuration failed", "an action bos_retry_failed with session = ", "-invoke=action.bos_retry_failed.NAME", "Run the operation again, as a new session", "-invoke=action.bos_session.NAME"}
	rows := []struct {
		name     string
		change   func(*bossim.Config)
		more     fields
		lines    []string
		severity tfprotov6.DiagnosticSeverity
		says     []string // of the one diagnostic; none = there is none
	}{
		{"success", nil, nil, append(toTheEnd, "complete · succeeded · ready 16 of 16 · took 9m58s"), 0, nil},
		{"failed nodes", broken, nil, append(toTheEnd, failedLine, "complete · failed · ready 15 of 16 · failed 1 · took 9m58s"), anError, append(retry, "max_failed_percent to 6.25 or more for the next run")},
		{"failed nodes, accepted", broken, fields{"on_failure": text("warn")}, append(toTheEnd, failedLine, "complete · failed · ready 15 of 16 · failed 1 · took 9m58s"), aWarning, retry},
		{"failed nodes, within the share", broken, fields{"max_failed_percent": fraction(6.25)}, append(toTheEnd, failedLine, "complete · succeeded · ready 15 of 16 · failed 1 · took 9m58s"), 0, nil},
		{
			"time-out", nil,
			fields{"timeouts": timeoutsOf("2m")},
			[]string{startsBlue, "waiting at most 2m · reboot of template blue", "pending", "running · 16 nodes", "0 % · running · powering on 16 · ready 0 of 16", `not waiting any more · Unable to see the end of session "tf-UUID" within 2m0s`},
			anError,
			[]string{"Unable to see the end of session", "No node was stopped", "cray bos v2 sessions describe tf-", `and on_conflict = "adopt"`, "starts another session"},
		},
		{"not waited for", nil, fields{"wait_for_completion": truth(false)}, []string{startsBlue, `session "tf-UUID" was started, and is not waited for`}, 0, nil},
		{"no node", func(c *bossim.Config) { c.System.Groups["blue"] = nil }, nil, []string{startsBlue, waits, "complete · failed · ready 0 of 0 · took 0s"}, anError, []string{"Unable to set up session", "No nodes were found to act upon", "-invoke=action.bos_session.NAME"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			changes := []func(*bossim.Config){}
			if row.change != nil {
				changes = append(changes, row.change)
			}
			bos := newSim(t, changes...)

			run := invokeOnce(t, newServer(t, bos, nil), with(rebootBlueOnce, row.more))

			run.wantLines(t, row.lines...)
			if len(run.diagnostics) != min(1, len(row.says)) {
				t.Errorf("told:\n%s", told(run.diagnostics))
			}
			if row.says != nil {
				wantTold(t, run.diagnostics, row.severity, 1, row.says...)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// A configured name that BOS has starts nothing: an action that is invoked twice acts once.
func TestSessionAction_nameTwice(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	named := with(rebootBlueOnce, fields{"name": text("nightly")})
	first := invokeOnce(t, newServer(t, bos, nil), named)
	wantTold(t, first.diagnostics, anError, 0)

	again := invokeOnce(t, newServer(t, bos, nil), named)
	adopting := invokeOnce(t, newServer(t, bos, nil), with(named, fields{"on_conflict": text("adopt")}))
	other := invokeOnce(t, newServer(t, bos, nil), with(named, fields{"on_conflict": text("adopt"), "operation": text("boot")}))

	wantTold(t, again.diagnostics, anError, 1, "Unable to start the session", "The existing session is complete", "Nothing was started.", "Choose another name, or leave it out", `set on_conflict = "adopt"`)
	again.wantLines(t, `starting session "nightly" (reboot of template "blue")`)
	wantTold(t, adopting.diagnostics, anError, 0)
	adopting.wantLines(t, `starting session "nightly" (reboot of template "blue")`, `session "nightly" exists and is adopted: nothing was started`,
		"waiting at most 2h · reboot of template blue", "complete · succeeded · ready 16 of 16 · took 9m58s")
	wantTold(t, other.diagnostics, anError, 1, "with another operation, so it cannot be adopted", "Choose another name")
	bos.wantSent(t, 1, 1)
}

// Ctrl-C while it waits, and during the POST: the session is started once, and the error names it.
func TestSessionAction_interrupted(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]struct{ method, path string }{
		"during the POST": {http.MethodPost, "/v2/sessions"}, "while it waits": {http.MethodGet, "/v2/sessions/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			bos.OnRequest(func(r bossim.Request) {
				if r.Method == at.method && len(r.Path) >= len(at.path) && r.Path[:len(at.path)] == at.path {
					interrupt()
				}
			})

			run := newServer(t, bos, nil).invokeOnly(ctx, sessionAction, rebootBlueOnce)

			noState(t, run.diagnostics)
			wantTold(t, run.diagnostics, anError, 1, `Unable to see the end of session "tf-`, "The wait was interrupted.", "BOS continues with it", "cray bos v2 sessions describe tf-", `on_conflict = "adopt"`)
			if len(run.lines) == 0 || unlikeEachTime[0].pattern.ReplaceAllString(run.lines[0], "UUID") != startsBlue {
				t.Errorf("lines %q", run.lines)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// Before the POST, an interrupt starts nothing.
func TestSessionAction_interruptedBefore(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()

	run := newServer(t, bos, nil).invokeOnly(ctx, sessionAction, rebootBlueOnce)

	run.wantLines(t)
	wantTold(t, run.diagnostics, anError, 1, "Unable to start the session")
	bos.wantSent(t, 0, 0)
}

// The answer to the POST is lost: BOS is asked, and nothing is sent again that may have been carried out.
func TestSessionAction_lostAnswers(t *testing.T) {
	t.Parallel()
	post := func(f bossim.Fault) bossim.Fault {
		f.Method, f.Path = http.MethodPost, "/v2/sessions"
		return f
	}
	blind := bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions/*", Status: http.StatusBadGateway}
	rows := []struct {
		name    string
		faults  []bossim.Fault
		started int
		says    []string // of the one error
	}{
		{"carried out", []bossim.Fault{post(bossim.Fault{Commit: true, Drop: true, Times: 1})}, 1, nil},
		{"refused", []bossim.Fault{post(bossim.Fault{Status: http.StatusForbidden, Body: "Unauthorized Request"})}, 0, []string{"Unable to start the session", "403"}},
		{
			"carried out, and BOS cannot be asked",
			[]bossim.Fault{post(bossim.Fault{Commit: true, Drop: true, Times: 1}), blind},
			1,
			[]string{"Unable to tell whether the session was started", "Invoking the action again starts the session (again).", "cray bos v2 sessions describe tf-", `on_conflict = "adopt"`, "cray bos v2 components list --session tf-"},
		},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			for _, fault := range row.faults {
				bos.Inject(fault)
			}

			run := invokeOnce(t, newServer(t, bos, nil), rebootBlueOnce)

			wantTold(t, run.diagnostics, anError, min(1, len(row.says)), row.says...)
			if unlikeEachTime[0].pattern.ReplaceAllString(run.lines[0], "UUID") != startsBlue {
				t.Errorf("lines %q", run.lines)
			}
			bos.wantSent(t, row.started, 1)
		})
	}
}

// On v1 of the API, BOS chooses the name, and the lines say so.
func TestSessionAction_v1(t *testing.T) {
	t.Parallel()
	bos := newV1(t)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})

	run := invokeOnce(t, p, rebootBlueOnce)

	wantTold(t, run.diagnostics, anError, 0)
	if len(run.lines) < 3 {
		t.Fatalf("lines %q", run.lines)
	}
	name := bos.onlySession(t)
	invoked{lines: run.lines[:2]}.wantLines(t, `starting the session (reboot of template "blue"); BOS v1 chooses its name`, `session "UUID" was started`)
	if want := `session "` + name + `" was started`; run.lines[1] != want {
		t.Errorf("line %q, want %q", run.lines[1], want)
	}
	refused := invokeOnce(t, p, with(rebootBlueOnce, fields{"name": text("mine")}))
	wantTold(t, refused.diagnostics, anError, 1, "Unable to plan the session", "Leave name out.")
	adopting := invokeOnce(t, p, with(rebootBlueOnce, fields{"on_conflict": text("adopt")}))
	wantTold(t, adopting.diagnostics, anError, 1, "Unable to plan the session", "Leave on_conflict out.")
	bos.wantSent(t, 1, 1)
}

// What an action reports goes to the progress file, too.
func TestSessionAction_progressFile(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	path := filepath.Join(t.TempDir(), "progress")
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "progress_file": text(path)})

	run := invokeOnce(t, p, with(rebootBlueOnce, fields{"name": text("s1")}))

	wantTold(t, run.diagnostics, anError, 0)
	if last := run.lines[len(run.lines)-1]; last != "complete · succeeded · ready 16 of 16 · took 9m58s" {
		t.Errorf("last line %q", last)
	}
	wantLines(t, path, "s1 waiting at most 2h · reboot of template blue", "s1 pending", "s1 running · 16 nodes",
		"s1 running · powering on 16 · ready 0 of 16", "s1 running · configuring 16 · ready 0 of 16", "s1 complete · succeeded · ready 16 of 16 · took 9m58s")
	bos.wantSent(t, 1, 1)
}

// More nodes than max_components: the session is cancelled, and the error is about the action.
func TestSessionAction_maxComponents(t *testing.T) {
	t.Parallel()
	bos := newSim(t)

	run := invokeOnce(t, newServer(t, bos, nil), with(rebootBlueOnce, fields{"max_components": amount(4)}))

	wantTold(t, run.diagnostics, anError, 1, "to 4 nodes", "It was cancelled", "Invoking the action as it is starts the operation again", "set max_components to 16 or more")
	bos.wantSent(t, 1, 1)
	bos.Clock.Advance(time.Hour)
	if _, enabled := bos.booted(t); enabled != 0 {
		t.Errorf("BOS processes %d nodes", enabled)
	}
}
