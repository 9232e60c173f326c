// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func (f *fixture) visited(t *testing.T, filter bos.ComponentFilter) []string {
	t.Helper()
	var visited []string
	if err := f.EachComponent(t.Context(), filter, func(c bos.Component) error {
		visited = append(visited, c.ID)
		return nil
	}); err != nil {
		t.Error(err)
	}
	return visited
}

func TestEachComponent_visitsEveryNodeOnceInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 999, 1000, 1001, 2000, 2500} {
		nodes := numbered(n)
		pages, whole := &nodesBOS{nodes: slices.Clone(nodes)}, &nodesBOS{nodes: slices.Clone(nodes)}

		got := newFixture(t, pages.serve).visited(t, bos.ComponentFilter{})
		gotWhole := newFixture(t, whole.all).visited(t, bos.ComponentFilter{})

		if !slices.Equal(got, ids(nodes)) || pages.asked != n/1000+1 {
			t.Errorf("%d nodes in pages: %d in %d requests", n, len(got), pages.asked)
		}
		// Only after an answer of exactly one page's length a second request is needed.
		want := map[bool]int{true: 2, false: 1}[n == 1000]
		if !slices.Equal(gotWhole, ids(nodes)) || whole.asked != want {
			t.Errorf("%d nodes at once: %d in %d requests", n, len(gotWhole), whole.asked)
		}
	}
}

func TestEachComponent_nodesComeAndGoBetweenPages(t *testing.T) {
	t.Parallel()
	server := &nodesBOS{nodes: numbered(2500)}
	server.before = func(request int, b *nodesBOS) {
		if request == 2 { // the first page held x000000 to x000999
			b.nodes = slices.DeleteFunc(b.nodes, func(n node) bool { return n.id == "x000005" || n.id == "x000999" || n.id == "x001500" })
			b.nodes = append(b.nodes, node{id: "x0000055"}, node{id: "x0010005"})
		}
	}

	got := newFixture(t, server.serve).visited(t, bos.ComponentFilter{})

	want := ids(numbered(2500))
	want = slices.DeleteFunc(want, func(id string) bool { return id == "x001500" })
	want = append(want, "x0010005")
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d visited, want %d", len(got), len(want))
	}
}

// A server without pages may send the whole list twice; nodes that were added in between are ignored.
func TestEachComponent_nodesComeBetweenTwoWholeAnswers(t *testing.T) {
	t.Parallel()
	server := &nodesBOS{nodes: numbered(1000)}
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		server.all(w, r)
		server.nodes = append(numbered(1001), node{id: "x0000055"}, node{id: "x000000"})
	})

	got := f.visited(t, bos.ComponentFilter{})

	if !slices.Equal(got, ids(numbered(1001))) || server.asked != 2 {
		t.Errorf("%d visited in %d requests", len(got), server.asked)
	}
}

func TestEachComponent_filters(t *testing.T) {
	t.Parallel()
	on, off := true, false
	nodes := []node{
		{"a", "s1", "", "", "stable", false},
		{"b", "s1", "s2", "powering_on", "power_on_called", true},
		{"c", "s2", "s2", "configuring", "failed", false},
		{"d", "", "", "", "stable", true},
	}
	for _, test := range []struct {
		filter bos.ComponentFilter
		want   string
		query  string
	}{
		{bos.ComponentFilter{}, "abcd", "page_size=1000"},
		{bos.ComponentFilter{Session: "s1"}, "ab", "page_size=1000&session=s1"},
		{bos.ComponentFilter{StagedSession: "s2"}, "bc", "page_size=1000&staged_session=s2"},
		{bos.ComponentFilter{Phase: "configuring"}, "c", "page_size=1000&phase=configuring"},
		{bos.ComponentFilter{Status: []string{"failed"}}, "c", "page_size=1000&status=failed"},
		{bos.ComponentFilter{Status: []string{"stable", "failed"}}, "acd", "page_size=1000&status=stable%2Cfailed"},
		{bos.ComponentFilter{Enabled: &on}, "bd", "enabled=true&page_size=1000"},
		{bos.ComponentFilter{Enabled: &off}, "ac", "enabled=false&page_size=1000"},
		{bos.ComponentFilter{Session: "s1", Enabled: &off}, "a", "enabled=false&page_size=1000&session=s1"},
		{bos.ComponentFilter{IDs: []string{"d", "b", "z", "b"}}, "bd", "ids=b%2Cd%2Cz"},
		{bos.ComponentFilter{IDs: []string{"d", "b"}, Enabled: &on, Session: "s1"}, "b", "enabled=true&ids=b%2Cd&session=s1"},
		{bos.ComponentFilter{Session: "never"}, "", "page_size=1000&session=never"},
	} {
		for name, handler := range map[string]func(*nodesBOS) http.HandlerFunc{
			"BOS filters":        func(b *nodesBOS) http.HandlerFunc { return b.serve },
			"BOS filters nought": func(b *nodesBOS) http.HandlerFunc { return scripted.OK(list(b.nodes)) },
		} {
			f := newFixture(t, handler(&nodesBOS{nodes: slices.Clone(nodes)}))

			got := f.visited(t, test.filter)

			if strings.Join(got, "") != test.want {
				t.Errorf("%s, %+v: %v", name, test.filter, got)
			}
			if asked := f.Seen(""); len(asked) != 1 || asked[0].URI != "/apis/bos/v2/components?"+test.query {
				t.Errorf("%s, %+v: asked %+v", name, test.filter, asked)
			}
		}
	}
}

// The gateway refuses every query of a tenant's administrator.
func TestEachComponent_ofATenantSendsNoQuery(t *testing.T) {
	t.Parallel()
	on := true
	server := &nodesBOS{nodes: append(numbered(998), node{"y1", "s1", "", "", "stable", true}, node{"y2", "s1", "", "", "stable", false})}
	f := newFixture(t, server.serve, func(c *config) { c.Tenant = "blue" })

	all := f.visited(t, bos.ComponentFilter{})
	some := f.visited(t, bos.ComponentFilter{IDs: []string{"y2", "y1", "x000001"}, Session: "s1", Enabled: &on})

	if len(all) != 1000 || !slices.Equal(some, []string{"y1"}) {
		t.Errorf("%d; %v", len(all), some)
	}
	for _, r := range f.Seen("") {
		if r.URI != "/apis/bos/v2/components" || r.Header.Get("Cray-Tenant-Name") != "blue" {
			t.Errorf("asked %s", r.URI)
		}
	}
	if server.asked != 2 {
		t.Errorf("%d requests", server.asked)
	}
}

func TestEachComponent_stopsAtTheVisitorsError(t *testing.T) {
	t.Parallel()
	server := &nodesBOS{nodes: numbered(2500)}
	enough, visits := errors.New("enough"), 0

	err := newFixture(t, server.serve).EachComponent(t.Context(), bos.ComponentFilter{}, func(bos.Component) error {
		if visits++; visits == 1001 {
			return enough
		}
		return nil
	})

	if !errors.Is(err, enough) || visits != 1001 || server.asked != 2 {
		t.Errorf("%v after %d visits and %d requests", err, visits, server.asked)
	}
}

func TestEachComponent_returnsTheErrorOfAPage(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]http.HandlerFunc{
		"503":     scripted.Status(503),
		"403":     scripted.Status(403),
		"null":    scripted.OK("null"),
		"no list": scripted.OK(`{"id":"a"}`),
		"no id":   scripted.OK(`[{"enabled":true}]`),
		"cut":     scripted.OK(`[{"id":"a"`),
	} {
		f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("start_after_id") != "" {
				second(w, r)
				return
			}
			(&nodesBOS{nodes: numbered(2000)}).serve(w, r)
		})
		visits := 0

		err := f.EachComponent(t.Context(), bos.ComponentFilter{}, func(bos.Component) error { visits++; return nil })

		var failure *gateway.Error
		if !errors.As(err, &failure) || visits != 1000 {
			t.Errorf("%s: %v after %d visits", name, err, visits)
		}
	}
}

func TestEachComponent_refusesInvalidFilters(t *testing.T) {
	t.Parallel()
	for field, filter := range map[string]bos.ComponentFilter{
		"session":        {Session: "-x"}, // component_list_session_bad.json
		"staged_session": {StagedSession: "a&b"},
		"phase":          {Phase: "foo"}, // component_list_phase_bad.json
		"status":         {Status: []string{"stable", "a,b"}},
		"ids":            {IDs: []string{"a", ""}},
	} {
		f := newFixture(t, scripted.OK("[]"))
		visit := func(bos.Component) error { return nil }

		err := f.EachComponent(t.Context(), filter, visit)

		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != field || len(f.Seen("")) != 0 {
			t.Errorf("%s: %v", field, err)
		}
	}
	f := newFixture(t, scripted.OK("[]"))
	for _, id := range []string{"a,b", " a", "a\n", strings.Repeat("x", 128)} {
		var input *gateway.InputError
		if err := f.EachComponent(t.Context(), bos.ComponentFilter{IDs: []string{id}}, nil); !errors.As(err, &input) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if err := f.EachComponent(t.Context(), bos.ComponentFilter{IDs: []string{}}, nil); err != nil || len(f.Seen("")) != 0 {
		t.Errorf("no ids are %v, %d requests", err, len(f.Seen("")))
	}
	if !reflect.DeepEqual(bos.ComponentPhases(), []string{"configuring", "powering_off", "powering_on"}) {
		t.Error(bos.ComponentPhases())
	}
}
