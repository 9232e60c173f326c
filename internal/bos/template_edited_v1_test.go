// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// BOS's agent goes by the template as it was, and the client can only ask by that of today: nodes of a boot set that was
// taken out in between failed, as far as anybody knows.
func TestOutcomeV1_countsNodesThatAreNoLongerTold(t *testing.T) {
	t.Parallel()
	s, f := newSystemV1(t, goesOn, map[string]string{
		"a": bootSet("a", phase("boot", "succeeded=x3000c0s1b0n0"), phase("configure", "succeeded=x3000c0s1b0n0")),
		"b": bootSet("b", phase("boot", "in_progress=x3000c0s2b0n0,x3000c0s3b0n0"), phase("configure", "not_started=x3000c0s2b0n0,x3000c0s3b0n0")),
	})
	before, err := f.Session(t.Context(), "s1")
	if err != nil || len(before.Components) != 3 {
		t.Fatalf("got %+v, %v", before, err)
	}
	s.set("/sessiontemplate/t1", `{"name":"t1","boot_sets":{"a":{}},"enable_cfs":true,"cfs":{"configuration":"c"}}`)
	s.describe("boot", ended)

	status, err := f.SessionStatus(t.Context(), "s1")
	outcome := bos.NewOutcome(len(before.Components), status)

	verdict := bos.Judge(bos.JudgeInput{Status: bos.StatusComplete, ComponentCount: len(before.Components), Outcome: &outcome})
	if err != nil || verdict.Result != bos.ResultFailed || verdict.Reason != bos.ReasonNodes {
		t.Errorf("%v: %s, %s", err, verdict.Result, verdict.Reason)
	}
	if outcome.Managed != 3 || outcome.Successful != 1 || outcome.Held != 2 || outcome.Superseded != 0 || int(outcome.PercentSuccessful) != 33 {
		t.Errorf("got %+v", outcome)
	}
}

func TestSessionV1_tellsItsErrorsWithoutItsTemplate(t *testing.T) {
	t.Parallel()
	s, f := newSystemV1(t, ended, map[string]string{"a": ""})
	s.set("/sessiontemplate/t1", "")
	s.set("/session/s1", `{"operation":"boot","templateName":"t1","job":"boa-s1","error_count":3,"complete":true,"in_progress":false,
		"start_time":"2026-11-22T10:58:19.123456Z","status_link":"/v1/session/s1/status","stop_time":`+ended+"}")

	got, err := f.Session(t.Context(), "s1")

	if err != nil || !got.NodesUntold || got.Error != "BOS counts 3 errors" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// BOS v1 has no words for what it does not have, which is no word of a wrong path. Where it cannot be told whose absence
// it is, what keeps that from being told is the trouble.
func TestTroubleOf_absenceOnV1(t *testing.T) {
	t.Parallel()
	none := 0
	for name, test := range map[string]struct {
		health http.HandlerFunc
		want   bos.Trouble
	}{
		"v1 is there":          {ok(`{"apiStatus":"ok","dbStatus":"ok"}`), bos.NoTrouble},
		"whether it is, fails": {status(http.StatusServiceUnavailable), bos.Unavailable},
	} {
		f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/healthz") {
				test.health(w, r)
				return
			}
			answer(http.StatusNotFound, "application/json", "{}")(w, r)
		}, spoken(bos.APIv1), func(c *bos.Config) { c.MaxRetries = &none })

		_, err := f.Session(t.Context(), "s1")

		if err == nil || bos.TroubleOf(err) != test.want {
			t.Errorf("%s: %v: %v", name, bos.TroubleOf(err), err)
		}
	}
}

// A DELETE that is repeated and finds no v1 any more has not shown that the session was deleted.
func TestDeleteSessionV1_repeatedAcrossAnUpgrade(t *testing.T) {
	t.Parallel()
	gone := problem(http.StatusNotFound, "Not Found", "The requested URL was not found on the server.")
	f := newFixture(t, script(t, status(http.StatusServiceUnavailable), gone, gone), spoken(bos.APIv1))

	err := f.DeleteSession(t.Context(), "s1")

	var noV1 *bos.NoV1Error
	if !errors.As(err, &noV1) {
		t.Errorf("got %v", err)
	}
}
