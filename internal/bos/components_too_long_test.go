// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// Given a list of all nodes that is longer than the client reads, then the nodes are requested in parts: by their IDs
// where the filter has them, otherwise, for a tenant, in pages.
func TestEachComponent_tooLongAList(t *testing.T) {
	t.Parallel()
	const many = 2500
	refuse := func(b *nodesBOS) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery != "" {
				scripted.Status(http.StatusForbidden)(w, r)
				return
			}
			b.all(w, r)
		}
	}
	inPages := func(b *nodesBOS) http.HandlerFunc { return b.serve }
	without := func(b *nodesBOS) http.HandlerFunc { return b.all } // BOS < 2.32
	nodes := ids(numbered(many))
	for name, row := range map[string]struct {
		server   func(*nodesBOS) http.HandlerFunc
		tenant   string
		ids      []string
		want     int // nodes
		requests int
		err      error
	}{
		"a tenant's, in pages":                       {inPages, "blue", nil, many, 4, nil},
		"a tenant's, by IDs":                         {inPages, "blue", nodes[:40], 40, 4, nil},
		"a tenant's, by IDs without pages":           {without, "blue", nodes[:40], 40, 4, nil},
		"a tenant's without pages":                   {without, "blue", nil, 0, 2, gateway.ErrTooLong},
		"a tenant's administrator":                   {refuse, "blue", nil, 0, 2, gateway.ErrTooLong},
		"a tenant's administrator may not use query": {refuse, "blue", nil, 0, 2, gateway.ErrUnauthorized},
		"everybody's, in pages":                      {inPages, "", nil, many, 3, nil},
		"everybody's without pages":                  {without, "", nil, 0, 1, gateway.ErrTooLong},
		"many by IDs without pages":                  {without, "", nodes[:800], 800, 1 + 50, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &nodesBOS{nodes: numbered(many)}
			length := int64(len(list(numbered(1001)))) // a page fits
			f := newFixture(t, row.server(server), func(c *config) { c.Tenant, c.MaxAnswer = row.tenant, length })
			var visited []string

			err := f.EachComponent(t.Context(), bos.ComponentFilter{IDs: row.ids}, func(c bos.Component) error {
				visited = append(visited, c.ID)
				return nil
			})

			if row.err == nil && err != nil || !errors.Is(err, row.err) {
				t.Fatalf("got %v, want %v", err, row.err)
			}
			if len(visited) != row.want || !slices.Equal(visited, nodes[:row.want]) {
				t.Errorf("%d nodes, want the first %d", len(visited), row.want)
			}
			if got := len(f.Seen("")); got != row.requests {
				t.Errorf("%d requests, want %d", got, row.requests)
			}
		})
	}
}
