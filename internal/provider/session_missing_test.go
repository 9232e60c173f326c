// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
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
		Method: http.MethodGet, Path: s.api.sessions + "*", Times: times,
		Status: http.StatusNotFound, Body: body, Header: map[string]string{"Content-Type": "application/json"},
	}
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
