// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// hidden is an answer of BOS that it has no such session.
func hidden(s *sim, times int) bossim.Fault {
	body := `{"detail": "Session 's1' does not exist", "status": 404, "title": "The resource was not found", "type": "about:blank"}`
	if s.api == pathsV1 {
		body = "{}"
	}
	return bossim.Fault{
		Name: "hidden", Method: http.MethodGet, Path: s.api.sessions + "*", Times: times,
		Status: http.StatusNotFound, Body: body, Header: map[string]string{"Content-Type": "application/json"},
	}
}

// One 404, at whichever request about a running session, changes neither its result nor what is known of its nodes.
func TestSession_one404AtAnyRequest(t *testing.T) {
	for _, row := range []struct {
		name, path string
		start      func(*testing.T, ...func(*bossim.Config)) *sim
	}{
		{"v2, the session", "/v2/sessions/*", newSim},
		{"v2, its status", "/v2/sessions/*/status", newSim},
		{"v1, the session", "/v1/session/*", newV1},
		{"v1, its boot set", "/v1/session/*/status/*", newV1},
		{"v1, its template", "/v1/sessiontemplate/*", newV1},
		{"v1, its boot set, over when it is looked for", "/v1/session/*/status/*", overOnV1},
		{"v1, its template, over when it is looked for", "/v1/sessiontemplate/*", overOnV1},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for _, judged := range []string{"by Create", "by an apply that waits", "after a refresh has seen the end"} {
				for skip, met := 0, true; met; skip++ {
					if met = one404(t, row.start(t), row.path, skip, judged); !met && skip == 0 {
						t.Error("no request was met")
					}
				}
			}
		})
	}
}

// overOnV1 loses the answer to the first start, and the session ends before it is looked for.
func overOnV1(t *testing.T, change ...func(*bossim.Config)) *sim {
	t.Helper()
	bos := newV1(t, append(change, func(c *bossim.Config) {
		c.Timing = bossim.Timing{SetUp: time.Second, PowerOn: time.Second, Boot: time.Second, Configure: time.Second, Operator: time.Second}
	})...)
	bos.Inject(bossim.Fault{Method: http.MethodPost, Path: bos.api.start, Drop: true, Commit: true, Times: 1})
	return bos
}

// one404 boots nodes, has the request of that number for path answered by a 404, and reports whether there was such a request.
func one404(t *testing.T, bos *sim, path string, skip int, judged string) (met bool) {
	t.Helper()
	fault := hidden(bos, 1)
	fault.Path, fault.Skip = path, skip
	bos.Inject(fault)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text(bos.api.version), "poll_interval": text("2m")})
	read := func(state *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
		resp := p.read(state)
		if len(resp.Diagnostics) > 0 {
			t.Errorf("%s, request %d: %s", judged, skip, told(resp.Diagnostics))
		}
		return resp.NewState
	}

	config := fields{"operation": text("boot"), "template_name": text("blue")}

	created := p.apply(nil, with(config, fields{"wait_for_completion": truth(judged == "by Create")}))
	p.fine(created.Diagnostics)
	bos.Clock.Advance(time.Minute)
	state := read(created.NewState)
	if judged == "after a refresh has seen the end" {
		bos.Clock.Advance(oneHour)
		state = read(state)
	}
	ended := p.apply(state, config)
	if len(ended.Diagnostics) > 0 {
		t.Errorf("%s, request %d: %s", judged, skip, told(ended.Diagnostics))
	}

	values, _ := plain(t, p.unpacked(read(ended.NewState))).(map[string]any)
	wantValues(t, values, map[string]any{"result": "succeeded", "status": "complete", "component_count": 16})
	outcome, _ := values["outcome"].(map[string]any)
	wantValues(t, outcome, map[string]any{"managed": 16, "successful": 16, "failed": 0, "held": 0})
	bos.wantSent(t, 1, 1)
	return slices.ContainsFunc(bos.Requests(), func(r bossim.Request) bool { return r.Fault == "hidden" })
}

// missing is a session that was applied with on_missing = "recreate", and its configuration.
func missing(t *testing.T, v1 bool) (*sim, *server, fields, *tfprotov6.DynamicValue) {
	t.Helper()
	bos, config := newSim(t), with(bootBlue, fields{"on_missing": text("recreate")})
	provider := fields{"endpoint": text(bos.URL)}
	if v1 {
		bos = newV1(t)
		delete(config, "name")
		provider = fields{"endpoint": text(bos.URL), "api_version": text("v1")}
	}
	p := newServer(t, bos, provider)
	return bos, p, config, p.apply(nil, config).NewState
}

// One 404 runs nothing again.
func TestSession_recreateConfirmsAnAbsence(t *testing.T) {
	for name, v1 := range map[string]bool{"v2": false, "v1": true} {
		t.Run(name, func(t *testing.T) {
			bos, p, config, state := missing(t, v1)
			bos.Inject(hidden(bos, 1))
			stray := p.read(state).NewState
			if expired := p.attributes(stray)["expired"]; !expired.Equal(truth(true)) {
				t.Fatalf("expired is %v: the 404 was not met", expired)
			}

			planned := p.plan(stray, config)

			wantTold(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityWarning, 0)
			if len(planned.RequiresReplace) > 0 {
				t.Errorf("one 404 replaces the session: %v", planned.RequiresReplace)
			}

			bos.Inject(hidden(bos, 0))
			began := bos.Clock.Now()
			planned = p.plan(p.read(state).NewState, config)
			wantTold(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityWarning, 1, "The operation will run again")
			if len(planned.RequiresReplace) != 1 {
				t.Errorf("a lasting absence replaces nothing: %v", planned.RequiresReplace)
			}
			if took := bos.Clock.Now().Sub(began); took < 35*time.Second {
				t.Errorf("it was believed after %v", took)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// Where BOS cannot be asked, a plan that would run the operation again is an error.
func TestSession_recreateWithoutAnAnswer(t *testing.T) {
	bos, p, config, state := missing(t, false)
	bos.Inject(hidden(bos, 1))
	state = p.read(state).NewState
	bos.Inject(bossim.Fault{Method: http.MethodGet, Status: http.StatusForbidden})

	planned := p.plan(state, config)

	wantTold(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, `Unable to plan session "s1"`, "Nothing is planned")
	bos.wantSent(t, 1, 1)
}

// One 404 leaves no record behind.
func TestSession_destroyConfirmsAnAbsence(t *testing.T) {
	for name, v1 := range map[string]bool{"v2": false, "v1": true} {
		t.Run(name, func(t *testing.T) {
			bos, p, _, state := missing(t, v1)
			bos.Inject(hidden(bos, 1))

			resp, err := p.ApplyResourceChange(p.ctx, &tfprotov6.ApplyResourceChangeRequest{
				TypeName: p.typ, PriorState: state, PlannedState: p.null(), Config: p.null(),
			})
			if err != nil {
				t.Fatal(err)
			}
			wantTold(t, resp.Diagnostics, tfprotov6.DiagnosticSeverityError, 0)
			if left := bos.Sessions(); len(left) != 0 {
				t.Errorf("left in BOS: %v", left)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// One 404 to the refresh of a tainted session does not let its replacement adopt it.
func TestSession_adoptConfirmsAnAbsence(t *testing.T) {
	bos := newSim(t)
	state := newServer(t, bos, nil).apply(nil, adopting).NewState
	for _, gone := range []bool{false, true} {
		if gone {
			bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
		} else {
			bos.Inject(hidden(bos, 1))
		}
		p := newServer(t, bos, nil)
		p.fine(p.read(state).Diagnostics)

		planned := p.plan(nil, adopting) // as an engine plans what is tainted

		if gone {
			p.fine(planned.Diagnostics)
		} else {
			wantTold(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, "Unable to plan a new session \"s1\"", "Choose a new name for each run")
		}
	}
	bos.wantSent(t, 1, 1)
}
