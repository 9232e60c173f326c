// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	warning = tfprotov6.DiagnosticSeverityWarning
	failure = tfprotov6.DiagnosticSeverityError
)

// speaking is the provider in a version of the API, and its bos_session.
func speaking(t *testing.T, s *sim, version string) *managed {
	t.Helper()
	return newServer(t, s, fields{"endpoint": text(s.URL), "api_version": text(version)}).manage("bos_session")
}

// A session is destroyed while the provider speaks the other version of the API. Its record is not deleted, and that is said.
func TestSession_destroyedUnderTheOtherVersion(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		started, spoken string
		more            fields
		fault           *bossim.Fault
		errors          int
		says            []string
	}{
		"complete, of v1":  {"v1", "v2", nil, nil, 0, []string{"stays in BOS", "was started on v1 of the API", "cray bos v1 session delete "}},
		"complete, of v2":  {"v2", "v1", nil, nil, 0, []string{"stays in BOS", "was started on v2 of the API", "cray bos v2 sessions delete tf-"}},
		"by auto":          {"v1", "auto", nil, nil, 0, []string{"stays in BOS", "was started on v1 of the API"}},
		"running, of v1":   {"v1", "v2", fields{"wait_for_completion": truth(false)}, nil, 0, []string{"It is not complete: its nodes continue"}},
		"running, of v2":   {"v2", "v1", fields{"wait_for_completion": truth(false)}, nil, 0, []string{"It is not complete: its nodes continue"}},
		"v1 is not told":   {"v1", "v2", nil, &bossim.Fault{Path: "/v1/session/*", Status: 403}, 0, []string{"Unable to look for the record", "on v1 of the API", "If BOS has the record, it stays"}},
		"v2 is not told":   {"v2", "v1", nil, &bossim.Fault{Path: "/v2/sessions/*", Status: 403}, 0, []string{"Unable to look for the record", "on v2 of the API"}},
		"to be forgotten":  {"v1", "v2", fields{"on_destroy": text("forget")}, nil, 0, nil},
		"to be cancelled":  {"v2", "v1", fields{"wait_for_completion": truth(false), "on_destroy": text("cancel")}, nil, 1, []string{"Unable to cancel session", `api_version = "v2"`}},
		"cancelled, ended": {"v2", "v1", fields{"on_destroy": text("cancel")}, nil, 0, []string{"stays in BOS"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1(t)
			m := speaking(t, s, test.started)
			config := fields{"operation": text("boot"), "template_name": text("blue")}
			for attribute, value := range test.more {
				config[attribute] = value
			}
			m.fine(m.apply(config))
			other := speaking(t, s, test.spoken)
			other.State = m.State
			if test.fault != nil {
				s.Inject(*test.fault)
			}

			diagnostics := other.apply(nil)

			warnings := 1 - test.errors
			if test.says == nil {
				warnings = 0
			}
			wantTold(t, diagnostics, warning, warnings, test.says...)
			wantTold(t, diagnostics, failure, test.errors)
			if left := s.Sessions(); len(left) != 1 || s.SessionsStarted() != 1 {
				t.Errorf("BOS has %v, %d sessions started", left, s.SessionsStarted())
			}
			if n := s.Count(http.MethodDelete, "/v1/session/*") + s.Count(http.MethodDelete, "/v2/sessions/*"); n != 0 {
				t.Errorf("%d DELETEs", n)
			}
		})
	}
}

// Where nothing is left, nothing is said: the record was deleted, or the system has no v1 any more.
func TestSession_destroyedUnderTheOtherVersionAndGone(t *testing.T) {
	t.Parallel()
	for _, started := range []string{"v1", "v2"} {
		s := newV1(t)
		m := speaking(t, s, started)
		m.fine(m.apply(fields{"operation": text("boot"), "template_name": text("blue")}))
		path := map[string]string{"v1": "/v1/session/", "v2": "/v2/sessions/"}[started]
		s.sends(t, http.MethodDelete, path+s.onlySession(t), "", "")
		other := speaking(t, s, map[string]string{"v1": "v2", "v2": "v1"}[started])
		other.State = m.State

		wantTold(t, other.apply(nil), warning, 0)
	}
}

// A ghost on v1 is listed, but not described. Destroy deletes what is left of it.
func TestSessionV1_destroyedGhost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wait     bool
		fault    *bossim.Fault
		warnings int
		errors   int
		says     []string
	}{
		"complete, as far as is known": {true, nil, 0, 0, nil},
		"not waited for":               {false, nil, 1, 0, []string{"may continue", "What was left of the record is deleted"}},
		"refused":                      {false, &bossim.Fault{Method: http.MethodDelete, Status: 403}, 0, 1, []string{"Unable to delete session"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1(t)
			m := speaking(t, s, "v1")
			m.fine(m.apply(fields{"operation": text("boot"), "template_name": text("blue"), "wait_for_completion": truth(test.wait)}))
			id := s.onlySession(t)
			s.sends(t, http.MethodDelete, "/v1/session/"+id, "", "")
			s.sends(t, http.MethodPost, "/v1/session/"+id+"/status", "", "{}") // its agent writes on
			if test.fault != nil {
				s.Inject(*test.fault)
			}

			diagnostics := m.apply(nil)

			wantTold(t, diagnostics, warning, test.warnings, test.says...)
			wantTold(t, diagnostics, failure, test.errors)
			var listed []string
			s.get(t, "/v1/session", &listed)
			if len(listed) != test.errors || s.SessionsStarted() != 1 {
				t.Errorf("BOS lists %v, %d sessions started", listed, s.SessionsStarted())
			}
		})
	}
}
