// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// lives is the verdict on every recorded session: result, reason, and the counts
// managed/successful/failed/held/superseded. A session whose extended status was not recorded is judged as if BOS no
// longer had it.
var lives = map[string]string{
	"life_boot_64_nodes":                  "succeeded [] 64/64/0/0/0",
	"life_boot_already_booted":            "succeeded [] 2/2/0/0/0",
	"life_failed_node_cfs":                "failed [nodes] 2/1/1/0/0",
	"life_failed_node_never_boots":        "failed [nodes] 1/0/1/0/0",
	"life_failed_node_pcs":                "failed [nodes] 2/1/1/0/0",
	"life_failed_node_power_on":           "failed [nodes] 2/1/1/0/0",
	"life_limit_matching_no_nodes":        "failed [error] 0/0/0/0/0",
	"life_multi_boot_sets":                "succeeded [] 2/2/0/0/0",
	"life_node_disabled":                  "failed [error] not told",
	"life_node_disabled_included":         "unjudged [expired] not told",
	"life_node_locked":                    "failed [error] not told",
	"life_node_wrong_arch":                "failed [error] not told",
	"life_reboot":                         "succeeded [] 2/2/0/0/0",
	"life_shutdown":                       "succeeded [] 2/2/0/0/0",
	"life_shutdown_already_off":           "succeeded [] 2/2/0/0/0",
	"life_shutdown_forced":                "succeeded [] 1/1/0/0/0",
	"life_staged_clear_after_first_apply": "succeeded [] not told",
	// Running when the wait begins, which is the settled state of a staged session.
	"life_staged_clear_after_second_apply": "succeeded [] not told",
	"life_staged_keep_after_first_apply":   "succeeded [] not told",
	"life_staged_keep_after_second_apply":  "succeeded [] not told",
	"life_tenant_session":                  "succeeded [] 2/2/0/0/0",
	"life_tenant_session_foreign_node":     "failed [error] not told",
	"life_ttl_fail":                        "failed [error] not told",
	"life_ttl_long":                        "unjudged [expired] not told",
	"life_ttl_tenant":                      "unjudged [expired] not told",
	"life_unsupported_rootfs_provider":     "failed [error] not told",
}

func TestRecordings_everySessionIsJudged(t *testing.T) {
	t.Parallel()
	recorded := recordings(t)
	for name := range lives {
		if _, found := recorded[name]; !found && areTheFirst(recorded) {
			t.Errorf("%s is not among the recordings", name)
		}
	}
	for name, r := range recorded {
		if !isLife(r.Steps) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := follow(t, r.Steps)
			want, known := lives[name]
			if !known {
				want = lastWord(t, r.Steps)
			}
			if result, _, _ := strings.Cut(got, " "); got != want && (known || result != want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// isLife reports whether the recording reads a session more than once.
func isLife(steps []exchange) bool {
	looks := 0
	for _, step := range steps {
		if step.Request.Method == http.MethodGet && strings.HasPrefix(step.Request.Path, "/v2/sessions/") {
			looks++
		}
	}
	return looks > 1
}

// lastWord returns the result according to the last recorded answers, taken literally.
func lastWord(t *testing.T, steps []exchange) string {
	t.Helper()
	session, status := map[string]any{}, map[string]any(nil)
	for _, step := range steps {
		switch path := step.Request.Path; {
		case step.Request.Method != http.MethodGet || !strings.HasPrefix(path, "/v2/sessions/"):
		case strings.HasSuffix(path, "/status"):
			status = saidV1[map[string]any](t, step)
		case step.Response.Status == http.StatusOK:
			session = saidV1[map[string]any](t, step)
		default:
			return "unjudged" // it is gone
		}
	}
	state, _ := session["status"].(map[string]any)
	switch {
	case session["stage"] == true && status["managed_components_count"] != 0.0:
		return "succeeded"
	case state["error"] != nil || session["components"] == "":
		return "failed"
	case status == nil || status["managed_components_count"] == nil:
		return "unjudged"
	case status["percent_successful"] == 100.0:
		return "succeeded"
	default:
		return "failed"
	}
}

// follow waits for the recorded session and judges it. Each GET returns the next recorded state, and in the end the
// last one.
func follow(t *testing.T, steps []exchange) string {
	t.Helper()
	var states, statuses []exchange
	for _, step := range steps {
		switch path := step.Request.Path; {
		case step.Request.Method == http.MethodGet && strings.HasSuffix(path, "/status"):
			statuses = append(statuses, step)
		case step.Request.Method == http.MethodGet && strings.HasPrefix(path, "/v2/sessions/"):
			states = append(states, step)
		}
	}
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasSuffix(r.URL.Path, "/status"):
			states[0].serve(w, r)
			states = states[min(1, len(states)-1):]
		case len(statuses) > 0:
			statuses[len(statuses)-1].serve(w, r)
		default:
			scripted.NoSession(w, r)
		}
	})
	ctx, cancel := f.clock.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	session, err := f.WaitForSession(ctx, states[0].session(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return verdict(t, f, session)
}

func verdict(t *testing.T, f *fixture, session bos.Session) string {
	t.Helper()
	input := bos.JudgeInput{
		Status: session.Status, Error: session.Error, ComponentCount: len(session.Components), Stage: *session.Stage,
	}
	told := "not told"
	status, err := f.SessionStatus(t.Context(), session.Name)
	if err != nil && !errors.Is(err, gateway.ErrNotFound) {
		t.Fatal(err)
	}
	if err == nil && session.Complete() {
		o := bos.NewOutcome(len(session.Components), status)
		input.Outcome = &o
		told = fmt.Sprintf("%d/%d/%d/%d/%d", o.Managed, o.Successful, o.Failed, o.Held, o.Superseded)
	}
	got := bos.Judge(input)
	return fmt.Sprintf("%s [%s] %s", got.Result, got.Reason, told)
}

// The takeover and the staged shutdown were recorded as single exchanges.
func TestRecordings_takeoverAndStagedShutdownAreFailures(t *testing.T) {
	t.Parallel()
	recorded := theFirst(t)
	for _, test := range []struct{ get, status, want string }{
		{"session_takeover_first_get", "session_takeover_first_status", "failed [taken over] 0/0/0/0/2"},
		{"session_get_failed_power_on", "session_status_failed_power_on", "failed [nodes] 2/1/1/0/0"},
		{"session_get_complete", "session_status_404", "unjudged [expired] not told"},
	} {
		got := follow(t, slices.Concat(recorded[test.get].Steps, recorded[test.status].Steps))
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.get, got, test.want)
		}
	}

	f := newFixture(t, recorded["staged_shutdown_status"].serve)
	stage := true
	got := verdict(t, f, bos.Session{Name: "s1", Status: bos.StatusComplete, Stage: &stage})
	if want := "failed [nothing staged] 0/0/0/0/0"; got != want {
		t.Errorf("staged shutdown: got %s, want %s", got, want)
	}
}
