// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// node is a record with a few of its fields.
type node struct {
	id, session, staged, phase, status string
	enabled                            bool
}

func (n node) json() string {
	return fmt.Sprintf(`{"id":%q,"enabled":%t,"session":%q,"staged_state":{"session":%q},"status":{"phase":%q,"status":%q}}`,
		n.id, n.enabled, n.session, n.staged, n.phase, n.status)
}

func list(nodes []node) string {
	written := make([]string, len(nodes))
	for i, n := range nodes {
		written[i] = n.json()
	}
	return "[" + strings.Join(written, ",") + "]"
}

// nodesBOS answers like BOS ≥ 2.32. Its nodes may change between requests.
type nodesBOS struct {
	mu     sync.Mutex
	nodes  []node
	before func(request int, b *nodesBOS) // called before each answer
	asked  int
}

func (b *nodesBOS) serve(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.before != nil {
		b.before(b.asked, b)
	}
	slices.SortFunc(b.nodes, func(x, y node) int { return cmp.Compare(x.id, y.id) })
	query := r.URL.Query()
	size, _ := strconv.Atoi(query.Get("page_size"))
	var page []node
	for _, n := range b.nodes {
		if n.id > query.Get("start_after_id") && (size == 0 || len(page) < size) && takes(query, n) {
			page = append(page, n)
		}
	}
	scripted.OK(list(page))(w, r)
}

// takes applies a filter as BOS does, with its fault about enabled=false (component_list_enabled_false.json).
func takes(query url.Values, n node) bool {
	filtered := query.Get("enabled") == "true"
	for _, name := range []string{"ids", "session", "staged_session", "phase", "status"} {
		filtered = filtered || query.Get(name) != ""
	}
	fits := func(name, value string) bool { return query.Get(name) == "" || query.Get(name) == value }
	either := func(name, value string) bool {
		return query.Get(name) == "" || slices.Contains(strings.Split(query.Get(name), ","), value)
	}
	return !filtered || fits("enabled", strconv.FormatBool(n.enabled)) && fits("session", n.session) &&
		fits("staged_session", n.staged) && fits("phase", n.phase) && either("status", n.status) && either("ids", n.id)
}

// all returns all records, unordered, as BOS < 2.32 answers to a request for any page.
func (b *nodesBOS) all(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	var found []node
	for _, n := range b.nodes {
		if takes(r.URL.Query(), n) {
			found = append(found, n)
		}
	}
	slices.Reverse(found[:len(found)/2])
	slices.Reverse(found)
	scripted.OK(list(found))(w, r)
}

func numbered(n int) (nodes []node) {
	for i := range n {
		nodes = append(nodes, node{id: fmt.Sprintf("x%06d", i)})
	}
	return nodes
}

func ids(nodes []node) (ids []string) {
	for _, n := range nodes {
		ids = append(ids, n.id)
	}
	return ids
}
