// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// componentRequests are the queries of the lists that BOS was asked for.
func (s *sim) componentRequests() (queries []string) {
	for _, r := range s.Requests() {
		if path, query, _ := strings.Cut(r.Path, "?"); r.Method == http.MethodGet && path == "/v2/components" {
			queries = append(queries, query)
		}
	}
	return queries
}

// A system of thousands is read by pages of a thousand, and right where BOS knows no pages, even if one has just the size of one.
func TestComponentsDataSource_pages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version         string
		nodes, requests int
	}{
		{"2.50.0", 2500, 3},
		{"2.50.0", 1000, 2}, // the second one is empty
		{"2.32.0", 2500, 3},
		{csm15, 2500, 1},
		{csm15, 1000, 2}, // the second one is the first again
	} {
		bos := newSim(t, release(c.version), func(config *bossim.Config) { config.System = bossim.System{Nodes: c.nodes} })
		p := newServer(t, bos, nil)

		got := p.found("bos_components", fields{"enabled": truth(false)})

		names := bossim.NodeNames(c.nodes)
		slices.Sort(names)
		wantValues(t, got, map[string]any{"component_count": c.nodes, "components": strings.Join(names, ",")})
		if sent := bos.componentRequests(); len(sent) != c.requests {
			t.Errorf("%d nodes of BOS %s were read by %d requests, want %d:\n%s", c.nodes, c.version, len(sent), c.requests, strings.Join(sent, "\n"))
		}
	}
}

// A few ids are asked for; with many of them, the pages of all nodes cost less. In both cases each is counted once.
func TestComponentsDataSource_ids(t *testing.T) {
	t.Parallel()
	names := bossim.NodeNames(2500)
	for _, c := range []struct {
		ids, requests int
		query         string // in each of them
	}{
		{1, 1, "ids="},
		{20, 3, "ids="}, // of 127 characters at most
		{2000, 3, "page_size="},
	} {
		bos := newSim(t, func(config *bossim.Config) { config.System = bossim.System{Nodes: 2500} })
		p := newServer(t, bos, nil)
		asked := append([]string{"x9999c7s63b3n0", names[0]}, names[:c.ids]...)

		got := p.found("bos_components", fields{"ids": nodes(asked...)})

		wantValues(t, got, map[string]any{"component_count": c.ids, "missing": "x9999c7s63b3n0"})
		sent := bos.componentRequests()
		if len(sent) != c.requests || slices.ContainsFunc(sent, func(query string) bool { return !strings.Contains(query, c.query) }) {
			t.Errorf("%d ids were read by these requests, want %d with %s:\n%s", c.ids, c.requests, c.query, strings.Join(sent, "\n"))
		}
	}
}
