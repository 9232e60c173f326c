// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// A few nodes are requested by lists of IDs of up to 127 characters (component_list_ids_127plus.json), many by pages.
func TestEachComponent_idsInAnyNumber(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n, length, requests int
		byIDs               bool
	}{
		{1, 13, 1, true},
		{9, 13, 1, true},    // 9 × 13 + 8 = 125 characters
		{10, 13, 2, true},   // would be 139
		{8, 15, 1, true},    // 127
		{9, 15, 2, true},    // 143
		{3, 42, 2, true},    // 128
		{72, 13, 8, true},   // 8 × 9
		{73, 13, 4, false},  // would be 9
		{900, 13, 4, false}, // of 3 000 nodes
		{2, 127, 2, true},
	} {
		nodes := numbered(3000)
		var wanted []string
		for i := range test.n {
			id := fmt.Sprintf("x%06d%s", i*3, strings.Repeat("n", test.length-7))
			nodes = append(nodes, node{id: id})
			wanted = append(wanted, id, id)
		}
		slices.Reverse(wanted)
		server := &nodesBOS{nodes: nodes}
		f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
			if ids := r.URL.Query().Get("ids"); len(ids) > 127 || (ids != "") != test.byIDs {
				t.Errorf("%d nodes: ids=%s", test.n, ids)
			}
			server.serve(w, r)
		})

		got := f.visited(t, bos.ComponentFilter{IDs: wanted})

		slices.Sort(wanted)
		if !slices.Equal(got, slices.Compact(wanted)) || server.asked != test.requests {
			t.Errorf("%d nodes: %d visited in %d requests", test.n, len(got), server.asked)
		}
	}
}

// If the statuses are too long for a query, the client filters.
func TestEachComponent_manyKindsOfStatus(t *testing.T) {
	t.Parallel()
	var kinds []string
	for i := range 100 {
		kinds = append(kinds, fmt.Sprintf("status%d", i))
	}
	server := &nodesBOS{nodes: []node{{id: "a", status: "status99"}, {id: "b", status: "stable"}}}
	f := newFixture(t, server.serve)

	got := f.visited(t, bos.ComponentFilter{Status: kinds})

	if query, err := url.Parse(f.Seen("")[0].URI); err != nil || query.Query().Has("status") || !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %v, asked %v, %v", got, query, err)
	}
}

// The simulated BOS has the rules of the real one: lengths, patterns, tenants.
func TestEachComponent_ofASimulatedSystem(t *testing.T) {
	t.Parallel()
	system := bossim.DefaultSystem(2500)
	names := bossim.NodeNames(2500)
	system.Tenants = map[string][]string{"blue": names[:3]}
	s := newSimulated(t, system)
	off := false
	count := func(c *bos.Client, filter bos.ComponentFilter) (n int) {
		t.Helper()
		if err := c.EachComponent(t.Context(), filter, func(c bos.Component) error {
			if c.Drift() != nil {
				t.Errorf("%s: %q", c.ID, c.Drift())
			}
			n++
			return nil
		}); err != nil {
			t.Error(err)
		}
		return n
	}
	for _, test := range []struct {
		filter   bos.ComponentFilter
		nodes    int
		requests int
	}{
		{bos.ComponentFilter{}, 2500, 3},
		{bos.ComponentFilter{Enabled: &off}, 2500, 3},
		{bos.ComponentFilter{Status: []string{"stable", "failed"}}, 2500, 3},
		{bos.ComponentFilter{Session: "s1", StagedSession: "s2", Phase: "powering_on"}, 0, 1},
		{bos.ComponentFilter{IDs: names[:30]}, 30, 4},
		{bos.ComponentFilter{IDs: append(slices.Clone(names), "x9999c0s0b0n0")}, 2500, 3},
		{bos.ComponentFilter{IDs: []string{"x9999c0s0b0n0"}}, 0, 1},
	} {
		before := len(s.sim.Requests())
		if n := count(s.Client, test.filter); n != test.nodes || len(s.sim.Requests())-before != test.requests {
			t.Errorf("%d nodes in %d requests, want %d in %d", n, len(s.sim.Requests())-before, test.nodes, test.requests)
		}
	}
	if n := count(s.InTenant("blue"), bos.ComponentFilter{IDs: names}); n != 3 {
		t.Errorf("the tenant has %d", n)
	}
}
