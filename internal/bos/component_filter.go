// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// ComponentFilter selects the nodes that match all of its fields. The zero value selects every node.
type ComponentFilter struct {
	IDs                    []string // nil = any; not nil but empty = no node at all; unknown IDs are ignored
	Session, StagedSession string   // "" = any
	Phase                  string   // powering_on, powering_off or configuring; "" = any
	Status                 []string // one of them; none = any
	Enabled                *bool
}

// SelectsAll reports whether the filter selects every node.
func (f ComponentFilter) SelectsAll() bool {
	return f.IDs == nil && f.Session == "" && f.StagedSession == "" && f.Phase == "" &&
		len(f.Status) == 0 && f.Enabled == nil
}

// check returns joined *gateway.InputErrors for what BOS refuses with status 400, and for IDs that would change the
// query.
func (f ComponentFilter) check() error {
	errs := []error{checkIDs("ids", f.IDs)}
	if f.Session != "" {
		errs = append(errs, checkName("session", f.Session))
	}
	if f.StagedSession != "" {
		errs = append(errs, checkName("staged_session", f.StagedSession))
	}
	if f.Phase != "" && !slices.Contains(ComponentPhases(), f.Phase) {
		phases := strings.Join(ComponentPhases(), ", ")
		reason := fmt.Sprintf("%q is none of %s", gateway.Shorten(f.Phase, 64), phases)
		errs = append(errs, &gateway.InputError{Field: "phase", Reason: reason})
	}
	for _, status := range f.Status {
		if status == "" || strings.ContainsAny(status, ", \t\n") {
			reason := fmt.Sprintf("%q is not a status of a node, such as stable or failed", gateway.Shorten(status, 64))
			errs = append(errs, &gateway.InputError{Field: "status", Reason: reason})
		}
	}
	return errors.Join(errs...)
}

// Passes returns a function that applies the whole filter, including the parts that BOS has applied already.
func (f ComponentFilter) Passes() func(Component) bool {
	ids := make(map[string]struct{}, len(f.IDs))
	for _, id := range f.IDs {
		ids[id] = struct{}{}
	}
	return func(c Component) bool {
		if _, found := ids[c.ID]; f.IDs != nil && !found {
			return false
		}
		return (f.Session == "" || c.Session == f.Session) &&
			(f.StagedSession == "" || c.Staged.Session == f.StagedSession) &&
			(f.Phase == "" || c.Phase == f.Phase) &&
			(len(f.Status) == 0 || slices.Contains(f.Status, c.Status)) &&
			(f.Enabled == nil || c.Enabled == *f.Enabled)
	}
}

const (
	pageSize = "page_size"

	// componentsPage is the page size in components, of 2 to 6 kB each.
	componentsPage = 1000

	// maxIDQueries bounds the requests for listed nodes, of some 9 nodes each. For more nodes, pages of all nodes are
	// cheaper.
	maxIDQueries = 8
)

// queries returns the queries of the requests that together find every node of the filter. A tenant's administrator may
// only request the whole list, without a query (see sessionsV2.list).
func (f ComponentFilter) queries(tenant string) []map[string]string {
	if f.IDs != nil && len(f.IDs) == 0 {
		return nil
	}
	if tenant != "" {
		return []map[string]string{{}}
	}
	query := map[string]string{"session": f.Session, "staged_session": f.StagedSession, "phase": f.Phase}
	if status := strings.Join(f.Status, ","); len(status) <= maxComponentStatus {
		query["status"] = status
	}
	if f.Enabled != nil { // alone, false is ignored (component_list_enabled_false.json)
		query["enabled"] = strconv.FormatBool(*f.Enabled)
	}
	lists := idLists(f.IDs)
	if len(lists) == 0 || len(lists) > maxIDQueries {
		query[pageSize] = strconv.Itoa(componentsPage)
		return []map[string]string{query}
	}
	return byIDs(query, lists)
}

// parts returns the queries that together find every node of the filter where the answer to one of queries is too long:
// for the listed nodes, which every release serves, or in pages. It returns none where nothing shorter can be requested.
func (f ComponentFilter) parts(tenant string) []map[string]string {
	switch {
	case f.IDs != nil:
		return byIDs(nil, idLists(f.IDs))
	case tenant != "":
		return f.queries("")
	default:
		return nil
	}
}

// byIDs returns the query for each list of IDs.
func byIDs(query map[string]string, lists []string) (queries []map[string]string) {
	for _, list := range lists {
		one := map[string]string{"ids": list}
		maps.Copy(one, query)
		queries = append(queries, one)
	}
	return queries
}

// idLists returns the sorted IDs in comma-separated lists that are short enough for BOS.
func idLists(ids []string) (lists []string) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		last := len(lists) - 1
		if last >= 0 && len(lists[last])+1+len(id) <= MaxComponentIDs {
			lists[last] += "," + id
			continue
		}
		lists = append(lists, id)
	}
	return lists
}
