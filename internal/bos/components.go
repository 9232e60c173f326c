// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	componentsPath = apiPath + "/components"

	// A component is 2 to 6 kB.
	componentsPage = 1000
)

// EachComponent visits the nodes that pass the filter, each once, in the order of their ids as bytes, and stops at
// visit's first error, which it returns. It holds a thousand records at most, except where BOS cannot give them in
// pages: before 2.32, and to a tenant. A node that comes to BOS, or goes, meanwhile is visited or not.
//
// Its other errors: a *gateway.InputError of a filter that BOS could never accept, or on v1 of the API, where it
// matches errors.ErrUnsupported; a *gateway.Error.
func (c *Client) EachComponent(ctx context.Context, filter ComponentFilter, visit func(Component) error) error {
	if err := filter.check(); err != nil {
		return err
	}
	if err := c.hasComponents(ctx); err != nil {
		return err
	}
	return c.eachComponent(ctx, filter, visit)
}

func (c *Client) eachComponent(ctx context.Context, filter ComponentFilter, visit func(Component) error) error {
	passes := filter.Passes()
	for _, query := range filter.queries(c.tenant) {
		err := c.eachPage(ctx, query, func(component Component) error {
			if !passes(component) {
				return nil
			}
			return visit(component)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachPage asks for page after page, if the query is for pages. BOS < 2.32 answers with all at once, whatever it is
// asked for; the size of its answer shows it, or, where that is by chance the size of a page, that the next is the same
// again.
func (c *Client) eachPage(ctx context.Context, query map[string]string, visit func(Component) error) error {
	for after := ""; ; {
		size, last, err := c.visitPage(ctx, query, after, visit)
		if err != nil || query[pageSize] == "" || size != componentsPage || last == after {
			return err
		}
		after = last
	}
}

const pageSize = "page_size"

// visitPage visits what comes after an id, and returns how many records BOS answered with, and the last id. The
// records are garbage when it returns. BOS < 2.32 answers in no order.
func (c *Client) visitPage(ctx context.Context, query map[string]string, after string, visit func(Component) error) (size int, last string, err error) {
	query = maps.Clone(query)
	query["start_after_id"] = after
	page, err := call[componentListV2](ctx, c, gateway.Request{Method: http.MethodGet, Path: componentsPath, Query: query})
	if err != nil {
		return 0, "", err
	}
	slices.SortFunc(page, func(a, b componentV2) int { return strings.Compare(a.ID, b.ID) })
	last = after
	for i := range page {
		if page[i].ID <= last {
			continue
		}
		last = page[i].ID
		if err := visit(page[i].noun()); err != nil {
			return 0, "", err
		}
	}
	return len(page), last, nil
}

// queries are what has to be asked for one after the other. A tenant's administrator may only ask for the whole list,
// without a query (see sessionsV2.list).
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
	chunks := chunked(f.IDs)
	if len(chunks) == 0 || len(chunks) > maxChunks {
		query[pageSize] = strconv.Itoa(componentsPage)
		return []map[string]string{query}
	}
	var queries []map[string]string
	for _, chunk := range chunks {
		query := maps.Clone(query)
		query["ids"] = chunk
		queries = append(queries, query)
	}
	return queries
}

// maxChunks is how many requests with some 9 nodes each are made. For more nodes, pages of all nodes are cheaper.
const maxChunks = 8

// chunked writes ids, in their order, as lists that BOS takes.
func chunked(ids []string) (chunks []string) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		last := len(chunks) - 1
		if last >= 0 && len(chunks[last])+1+len(id) <= MaxComponentIDs {
			chunks[last] += "," + id
			continue
		}
		chunks = append(chunks, id)
	}
	return chunks
}

type componentListV2 []componentV2

func (w *componentListV2) Check() error {
	if *w == nil {
		return errors.New("the answer is not a list of components")
	}
	for i := range *w {
		if (*w)[i].ID == "" {
			return fmt.Errorf("element %d of the list is not a component: it has no id", i)
		}
	}
	return nil
}
