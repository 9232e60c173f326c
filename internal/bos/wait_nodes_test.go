// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// nodeOfS1 returns a component of session s1 in BOS's JSON.
func nodeOfS1(id string, enabled bool, phase, status, fault string) string {
	return fmt.Sprintf(`{"id":%q,"enabled":%t,"session":"s1","error":%q,"actual_state":{"last_updated":7},`+
		`"status":{"phase":%q,"status":%q,"status_override":""}}`,
		id, enabled, fault, phase, status)
}

func listOf(nodes ...string) http.HandlerFunc {
	return scripted.OK("[" + strings.Join(nodes, ",") + "]")
}

// deletedSession answers for s1 like a BOS that no longer has its record, and for its nodes as scripted.
func deletedSession(t *testing.T, nodes ...http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	answers := scripted.Steps(t, nodes...)
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/sessions/") {
			scripted.NoSession(w, r)
			return
		}
		answers(w, r)
	}
}

var threeNodes = []string{"a", "b", "c"}

func TestWaitForNodes_waitsForWorkingNodes(t *testing.T) {
	t.Parallel()
	working := listOf(nodeOfS1("a", false, "", "stable", ""), nodeOfS1("b", true, "powering_on", "power_on_called", ""), nodeOfS1("x", true, "", "on_hold", ""))
	done := listOf(nodeOfS1("a", false, "", "stable", ""), nodeOfS1("b", false, "powering_on", "failed", "no power"), nodeOfS1("x", true, "", "on_hold", ""))
	f := newFixture(
		t,
		deletedSession(
			t, working, scripted.Status(503), scripted.Status(503), scripted.Status(503), scripted.Status(503),
			scripted.Status(503), scripted.Status(503), working, scripted.Status(403), done,
		),
	)

	got, err := f.WaitForNodes(t.Context(), "s1", threeNodes, false)

	if err != nil || got.Managed != 2 || got.Successful != 1 || got.Failed != 1 || got.Superseded != 1 || got.PercentFailed != 50 ||
		!slices.Equal(got.FailedNodes, []string{"b"}) || got.Errors["no power"].Count != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	looks := 0
	for _, r := range f.Seen("GET") {
		if strings.Contains(r.URI, "/components?") {
			looks++
		}
	}
	if looks != 10 || f.elapsed() < 3*time.Minute {
		t.Errorf("%d requests within %v", looks, f.elapsed())
	}
}

func TestWaitForNodes_pollsOncePerMinuteInPages(t *testing.T) {
	t.Parallel()
	page, ids := make([]string, 1000), make([]string, 1001)
	for i := range ids {
		ids[i] = fmt.Sprintf("x%04d", i)
	}
	for i := range page {
		page[i] = nodeOfS1(ids[i], i == 999, "", "stable", "")
	}
	var at []time.Duration
	var f *fixture
	answers := deletedSession(
		t, listOf(page...), listOf(nodeOfS1("x1000", false, "", "failed", "")),
		listOf(nodeOfS1("x0999", false, "", "stable", ""), nodeOfS1("x1000", false, "", "failed", "")),
	)
	f = newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/components") {
			at = append(at, f.elapsed())
		}
		answers(w, r)
	})

	got, err := f.WaitForNodes(t.Context(), "s1", ids, false)

	if err != nil || got.Managed != 2 || got.Superseded != 999 || !slices.Equal(got.FailedNodes, []string{"x1000"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if want := []time.Duration{0, 0, time.Minute}; !slices.Equal(at, want) {
		t.Errorf("asked after %v, want %v", at, want)
	}
	if uri := f.Seen("GET")[1].URI; !strings.Contains(uri, "start_after_id=x0999") || !strings.Contains(uri, "session=s1") {
		t.Errorf("the second page is %s", uri)
	}
}

func TestWaitForNodes_nodesUnknown(t *testing.T) {
	t.Parallel()
	refused := steps(2, scripted.Status(403))
	for name, answers := range map[string][]http.HandlerFunc{
		"no node names it": {listOf()}, "another's nodes": {listOf(nodeOfS1("x", false, "", "stable", ""))}, "refused": refused, "a BOS without nodes": {
			scripted.Problem(404, "Not Found", ""),
		},
	} {
		f := newFixture(t, deletedSession(t, answers...))
		if got, err := f.WaitForNodes(t.Context(), "s1", threeNodes, false); !errors.Is(err, bos.ErrNodesUnknown) || got.Managed != 0 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	f := newFixture(t, nil, func(c *config) { c.APIVersion = bos.APIv1 })
	if _, err := f.WaitForNodes(t.Context(), "s1", threeNodes, false); !errors.Is(err, bos.ErrNodesUnknown) || len(f.Seen("")) != 0 {
		t.Errorf("v1: %v", err)
	}
}

// A record that was hidden for longer than an absence takes to confirm has precedence over the nodes.
func TestWaitForNodes_findsTheRecordAgain(t *testing.T) {
	t.Parallel()
	working := listOf(nodeOfS1("a", true, "", "on_hold", ""))
	f := newFixture(t, scripted.Steps(t, working, scripted.NoSession, working, running()))
	if _, err := f.WaitForNodes(t.Context(), "s1", threeNodes, false); !errors.Is(err, bos.ErrFoundAgain) {
		t.Errorf("%v", err)
	}
	f = newFixture(t, scripted.Steps(t, working, listOf(nodeOfS1("a", false, "", "stable", "")))) // complete: its record is not looked up
	if got, err := f.WaitForNodes(t.Context(), "s1", []string{"a"}, true); err != nil || got.Successful != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWaitForNodes_endsWithTheContext(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/sessions/") {
			scripted.NoSession(w, r)
			return
		}
		listOf(nodeOfS1("a", true, "", "on_hold", ""))(w, r)
	})
	ctx, cancel := f.clock.WithTimeout(t.Context(), time.Hour)
	defer cancel()

	_, err := f.WaitForNodes(ctx, "s1", threeNodes, false)

	var ended *bos.WaitError
	if !errors.As(err, &ended) || !errors.Is(err, context.DeadlineExceeded) || ended.Last != nil {
		t.Errorf("%v", err)
	}
	if n := len(f.Seen("GET")); n < 100 || n > 130 { // each minute, one of the record and one of the nodes
		t.Errorf("%d requests in an hour", n)
	}
}
