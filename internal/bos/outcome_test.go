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

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// answersBy selects the handler by the path.
func answersBy(status, nodes http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/status") {
			status(w, r)
			return
		}
		nodes(w, r)
	}
}

func ended3(successful, failed float64) http.HandlerFunc {
	return scripted.OK(fmt.Sprintf(`{"status":"complete","managed_components_count":3,"percent_successful":%v,"percent_failed":%v}`, successful, failed))
}

func TestWaitForOutcome_namesFailedAndHeldNodes(t *testing.T) {
	t.Parallel()
	stable, failed, held := nodeOfS1("a", false, "", "stable", ""), nodeOfS1("b", false, "", "failed", "e"), nodeOfS1(
		"c", false, "powering_on", "power_on_called", "",
	)
	for name, test := range map[string]struct {
		status       http.HandlerFunc
		nodes        []http.HandlerFunc
		failed, held string
	}{
		"all succeeded: not asked": {ended3(100, 0), nil, "", ""},
		"one each":                 {ended3(33.33, 33.33), []http.HandlerFunc{listOf(stable, failed, held)}, "b", "c"},
		"with another's node": {
			ended3(33.33, 33.33),
			[]http.HandlerFunc{listOf(nodeOfS1("0", false, "", "failed", ""), stable, failed, held)},
			"b", "c",
		},
		"enabled again since":             {ended3(66.67, 0), []http.HandlerFunc{listOf(stable, nodeOfS1("c", true, "", "on_hold", ""))}, "", "c"},
		"the failed one taken over since": {ended3(33.33, 33.33), []http.HandlerFunc{listOf(stable, held)}, "", "c"},
		"refused, as to tenants":          {ended3(66.67, 33.33), steps(2, scripted.Status(403)), "", ""},
		"unavailable for some time":       {ended3(66.67, 33.33), append(steps(8, scripted.Status(503)), listOf(stable, stable, failed)), "b", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, answersBy(test.status, scripted.Steps(t, test.nodes...)))

			got, err := f.WaitForOutcome(t.Context(), "s1", threeNodes)

			if err != nil || strings.Join(got.FailedNodes, ",") != test.failed || strings.Join(got.HeldNodes, ",") != test.held {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// A component keeps the name of its session until another session takes it over, so BOS counts nodes of an earlier
// session of the same name for the later one.
func TestWaitForOutcome_nodesOfAnEarlierSessionOfTheName(t *testing.T) {
	t.Parallel()
	mine, other := nodeOfS1("a", false, "", "stable", ""), nodeOfS1("z", false, "", "failed", "e")
	for name, test := range map[string]struct {
		components []string
		nodes      []http.HandlerFunc
		want       string
		unknown    bool
	}{
		"without the others":    {[]string{"a", "b"}, []http.HandlerFunc{listOf(mine, other)}, "managed 1, successful 1, failed 0, superseded 1", false},
		"none of its own":       {nil, nil, "managed 0, successful 0, failed 0, superseded 0", false},
		"nodes may not be read": {[]string{"a", "b"}, steps(2, scripted.Status(403)), "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, answersBy(ended3(33.33, 66.67), scripted.Steps(t, test.nodes...)))

			got, err := f.WaitForOutcome(t.Context(), "s1", test.components)

			if test.unknown {
				if got != nil || !errors.Is(err, bos.ErrNodesUnknown) {
					t.Errorf("%+v, %v", got, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprintf("managed %d, successful %d, failed %d, superseded %d",
				got.Managed, got.Successful, got.Failed, got.Superseded)
			if text != test.want {
				t.Errorf("%s, want %s", text, test.want)
			}
		})
	}
}

// Nodes that cannot be named do not delay a verdict that does not need them.
func TestWaitForOutcome_boundsWaitForNames(t *testing.T) {
	t.Parallel()
	f := newFixture(t, answersBy(ended3(66.67, 33.33), scripted.Status(503)))

	got, err := f.WaitForOutcome(t.Context(), "s1", threeNodes)

	if err != nil || got.Failed != 1 || got.FailedNodes != nil || f.elapsed().Minutes() > 3 {
		t.Errorf("%+v, %v after %v", got, err, f.elapsed())
	}
}

// 1 of 20 001 nodes is 0.00 %, and 20 000 of them are 100.00 %.
func TestWaitForOutcome_countsNodesBeyondPercentPrecision(t *testing.T) {
	t.Parallel()
	const many = 20001
	ids, records := make([]string, many), make([]string, many)
	for i := range ids {
		ids[i] = fmt.Sprintf("x%05d", i)
		records[i] = nodeOfS1(ids[i], false, "", "stable", "")
	}
	records[7] = nodeOfS1(ids[7], false, "configuring", "failed", "e")
	var pages []http.HandlerFunc
	for page := range slices.Chunk(records, 1000) {
		pages = append(pages, listOf(page...))
	}
	f := newFixture(
		t,
		answersBy(
			scripted.OK(fmt.Sprintf(`{"status":"complete","managed_components_count":%d,"percent_successful":100.0,"percent_failed":0.0}`, many)),
			scripted.Steps(t, pages...),
		),
	)

	got, err := f.WaitForOutcome(t.Context(), "s1", ids)

	if err != nil || got.Failed != 1 || got.Successful != many-1 || got.Held != 0 || !slices.Equal(got.FailedNodes, []string{"x00007"}) {
		t.Errorf("%d failed (%v), %d successful, %d held, %v", got.Failed, got.FailedNodes, got.Successful, got.Held, err)
	}
	if requests := len(f.Seen("GET")); requests != 1+len(pages) {
		t.Errorf("%d requests", requests)
	}
	result := bos.Judge(bos.JudgeInput{Status: bos.StatusComplete, ComponentCount: many, Outcome: got}).Result
	if result != bos.ResultFailed {
		t.Errorf("judged %s", result)
	}
}

// Nodes that were taken over since the end leave the certain counts unchanged.
func TestOutcome_withNodesReadLater(t *testing.T) {
	t.Parallel()
	outcome := bos.Outcome{Managed: 20000, Successful: 20000}
	got := outcome.WithNodes(bos.SessionNodes{Successful: make([]string, 19000), Failed: []string{"a"}, Held: []string{"b", "c"}})
	if got.Successful != 19997 || got.Failed != 1 || got.Held != 2 || !slices.Equal(got.FailedNodes, []string{"a"}) || len(got.HeldNodes) != 2 {
		t.Errorf("%+v", got)
	}
	outcome = bos.Outcome{Managed: 20000, Successful: 19990, Failed: 10}
	got = outcome.WithNodes(bos.SessionNodes{Failed: []string{"a"}})
	if got.Successful != 19990 || got.Failed != 10 || got.FailedNodes != nil {
		t.Errorf("%+v", got)
	}
}
