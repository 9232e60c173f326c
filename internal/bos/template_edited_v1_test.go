// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// twoSets is a running session of boot sets a and b. Those of b come to succeed, or not.
func twoSets(t *testing.T) (*systemV1, *fixture) {
	t.Helper()
	return newSystemV1(t, goesOn, map[string]string{
		"a": bootSet("a", phase("boot", "succeeded=x3000c0s1b0n0"), phase("configure", "succeeded=x3000c0s1b0n0")),
		"b": bootSet("b", phase("boot", "in_progress=x3000c0s2b0n0,x3000c0s3b0n0"), phase("configure", "not_started=x3000c0s2b0n0,x3000c0s3b0n0")),
	})
}

const oneSet = `{"name":"t1","boot_sets":{"a":{}},"enable_cfs":true,"cfs":{"configuration":"c"}}`

// BOS's agent goes by the template as it was. The record of a boot set that was taken out since is still there, and
// is asked for by the name that the client has seen before.
func TestOutcomeV1_readsTheRecordOfARemovedBootSet(t *testing.T) {
	t.Parallel()
	for name, template := range map[string]string{
		"taken out": oneSet, "the template deleted": "", "all taken out": `{"name":"t1"}`,
		"another one in its place": strings.Replace(oneSet, `"a":{}`, `"a":{},"c":{}`, 1),
		"nothing to be configured": `{"name":"t1","boot_sets":{"a":{}},"enable_cfs":false}`,
	} {
		for outcome, want := range map[string]string{
			"succeeded": "succeeded [] 3/3/0/0",
			"failed":    "failed [nodes] 3/1/2/0",
		} {
			t.Run(name+", "+outcome, func(t *testing.T) {
				t.Parallel()
				s, f := twoSets(t)
				if before, err := f.Session(t.Context(), "s1"); err != nil || len(before.Components) != 3 {
					t.Fatalf("got %+v, %v", before, err)
				}
				s.set("/sessiontemplate/t1", template)
				s.set(
					"/session/s1/status/b",
					bootSet("b", phase("boot", "succeeded=x3000c0s2b0n0,x3000c0s3b0n0"), phase("configure", outcome+"=x3000c0s2b0n0,x3000c0s3b0n0")),
				)
				s.describe("boot", ended)

				if got := verdictV1(t, f); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			})
		}
	}
}

// A client that has not seen the template as it was, as in a later apply, can only ask by that of today. What became
// of the other nodes is not known, and not blamed on the agent.
func TestOutcomeV1_countsNodesThatAreNoLongerTold(t *testing.T) {
	t.Parallel()
	s, f := twoSets(t)
	before, err := f.Session(t.Context(), "s1")
	if err != nil || len(before.Components) != 3 {
		t.Fatalf("got %+v, %v", before, err)
	}
	s.set("/sessiontemplate/t1", oneSet)
	s.describe("boot", ended)

	status, err := clientWithHook(t, f, func(string) {}).SessionStatus(t.Context(), "s1")
	outcome := bos.NewOutcome(len(before.Components), status)

	verdict := bos.Judge(bos.JudgeInput{Status: bos.StatusComplete, ComponentCount: len(before.Components), Outcome: &outcome})
	if err != nil || verdict.Result != bos.ResultFailed || verdict.Reason != bos.ReasonNodes {
		t.Errorf("%v: %s, %s", err, verdict.Result, verdict.Reason)
	}
	if outcome.Managed != 3 || outcome.Successful != 1 || outcome.Held != 2 || outcome.Superseded != 0 || int(outcome.PercentSuccessful) != 33 {
		t.Errorf("got %+v", outcome)
	}
	if got := reasonsV1(outcome.Errors); len(got) != 1 || !strings.HasPrefix(got[0], "BOS v1 no longer reports on it: the session template was cha: 2 ") {
		t.Errorf("got %q", got)
	}
}

// A boot set without a record was not carried out if the session began with it, but not if it was added later.
func TestSessionV1_bootSetAddedLater(t *testing.T) {
	t.Parallel()
	more := strings.Replace(oneSet, `"a":{}`, `"a":{},"more":{}`, 1)
	for name, test := range map[string]struct{ first, later, want string }{
		"later":           {oneSet, more, "succeeded [] 1/1/0/0"},
		"before the look": {more, more, "failed [error] 1/1/0/0"},
		"and taken out":   {more, oneSet, "failed [error] 1/1/0/0"},
	} {
		s, f := newSystemV1(t, goesOn, map[string]string{"a": bootSet("a", phase("boot", "succeeded=x1"), phase("configure", "succeeded=x1"))})
		s.set("/sessiontemplate/t1", test.first)
		if _, err := f.Session(t.Context(), "s1"); err != nil {
			t.Fatal(err)
		}
		s.set("/sessiontemplate/t1", test.later)
		s.describe("boot", ended)
		if got := verdictV1(t, f); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

func TestSessionV1_tellsItsErrorsWithoutItsTemplate(t *testing.T) {
	t.Parallel()
	s, f := newSystemV1(t, ended, map[string]string{"a": ""})
	s.set("/sessiontemplate/t1", "")
	s.set("/session/s1", `{"operation":"boot","templateName":"t1","job":"boa-s1","error_count":3,"complete":true,"in_progress":false,
		"start_time":"2026-11-22T10:58:19.123456Z","status_link":"/v1/session/s1/status","stop_time":`+ended+"}")

	got, err := f.Session(t.Context(), "s1")

	if err != nil || !got.NodesUnknown || got.Error != "BOS counts 3 errors" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// BOS v1 has no words for what it does not have, which is no word of a wrong path. Where it cannot be told whose
// absence it is, what keeps that from being told is the trouble.
func TestTroubleOf_absenceOnV1(t *testing.T) {
	t.Parallel()
	none := 0
	for name, test := range map[string]struct {
		health http.HandlerFunc
		want   gateway.Trouble
	}{
		"v1 is there":          {scripted.OK(`{"apiStatus":"ok","dbStatus":"ok"}`), gateway.NoTrouble},
		"whether it is, fails": {scripted.Status(http.StatusServiceUnavailable), gateway.Unavailable},
	} {
		f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/healthz") {
				test.health(w, r)
				return
			}
			scripted.Answer(http.StatusNotFound, "application/json", "{}")(w, r)
		}, spoken(bos.APIv1), func(c *config) { c.MaxRetries = &none })

		_, err := f.Session(t.Context(), "s1")

		if err == nil || gateway.TroubleOf(err) != test.want {
			t.Errorf("%s: %v: %v", name, gateway.TroubleOf(err), err)
		}
	}
}

// A DELETE that is repeated and finds no v1 any more has not shown that the session was deleted.
func TestDeleteSessionV1_repeatedAcrossAnUpgrade(t *testing.T) {
	t.Parallel()
	gone := scripted.Problem(http.StatusNotFound, "Not Found", "The requested URL was not found on the server.")
	f := newFixture(t, scripted.Steps(t, scripted.Status(http.StatusServiceUnavailable), gone, gone), spoken(bos.APIv1))

	err := f.DeleteSession(t.Context(), "s1")

	var noV1 *bos.NoV1Error
	if !errors.As(err, &noV1) {
		t.Errorf("got %v", err)
	}
}
