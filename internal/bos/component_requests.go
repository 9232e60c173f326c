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
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	componentsPath = apiPath + "/components"
	componentPath  = componentsPath + "/{id}"
)

// Component returns a node's record by its ID, such as x3000c0s1b0n0. The error matches gateway.ErrNotFound if BOS, or
// the client's tenant, has no such node. On v1 of the API it is a *gateway.InputError that matches
// errors.ErrUnsupported.
func (c *Client) Component(ctx context.Context, id string) (Component, error) {
	if err := c.requireComponents(ctx); err != nil {
		return Component{}, err
	}
	wire, err := call[componentV2](ctx, c, gateway.Request{
		Method: http.MethodGet, Path: componentPath, Elements: map[string]string{"id": id}, About: id,
	})
	return wire.noun(), err
}

// EachComponent calls visit for each node that the filter selects, once, in the order of their IDs as bytes. It stops
// at the first error of visit and returns it. It holds at most a thousand records in memory, except where BOS does not
// serve pages: before 2.32, and to a tenant, unless the list of its nodes is longer than the client reads (64 MiB). A
// node that is added or removed meanwhile may be visited or not.
//
// The other errors: a *gateway.InputError if BOS could never accept the filter, and on v1 of the API, where it matches
// errors.ErrUnsupported; a *gateway.Error.
func (c *Client) EachComponent(ctx context.Context, filter ComponentFilter, visit func(Component) error) error {
	if err := filter.check(); err != nil {
		return err
	}
	if err := c.requireComponents(ctx); err != nil {
		return err
	}
	return c.eachComponent(ctx, filter, visit)
}

func (c *Client) eachComponent(ctx context.Context, filter ComponentFilter, visit func(Component) error) error {
	passes, begun := filter.Passes(), false
	visitPassing := func(component Component) error {
		begun = true
		if !passes(component) {
			return nil
		}
		return visit(component)
	}
	err := c.eachOf(ctx, filter.queries(c.tenant), visitPassing)
	var failure *gateway.Error
	parts := filter.parts(c.tenant)
	if begun || len(parts) == 0 || !errors.As(err, &failure) || !errors.Is(failure, gateway.ErrTooLong) {
		return err
	}
	inParts := c.eachOf(ctx, parts, visitPassing)
	if errors.Is(inParts, gateway.ErrUnauthorized) {
		return fmt.Errorf("%w; a request for a part of the list was refused: %w", err, inParts)
	}
	return inParts
}

// eachOf visits what the queries find, one after the other.
func (c *Client) eachOf(ctx context.Context, queries []map[string]string, visit func(Component) error) error {
	for _, query := range queries {
		if err := c.eachPage(ctx, query, visit); err != nil {
			return err
		}
	}
	return nil
}

// eachPage requests page after page if the query is for pages. BOS < 2.32 ignores page_size and answers with all
// components at once. The size of that answer shows it, or, if it happens to be that of a page, that the next answer
// holds nothing new.
func (c *Client) eachPage(ctx context.Context, query map[string]string, visit func(Component) error) error {
	for after := ""; ; {
		size, last, err := c.visitPage(ctx, query, after, visit)
		if err != nil || query[pageSize] == "" || size != componentsPage || last == after {
			return err
		}
		after = last
	}
}

// visitPage visits the components after an ID in one answer of BOS, and returns the answer's size in components and its
// last ID. It keeps no record. BOS < 2.32 answers in no order.
func (c *Client) visitPage(
	ctx context.Context, query map[string]string, after string, visit func(Component) error,
) (size int, last string, err error) {
	query = maps.Clone(query)
	query["start_after_id"] = after
	page, err := call[componentListV2](ctx, c, gateway.Request{
		Method: http.MethodGet, Path: componentsPath, Query: query,
	})
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

// DisableComponents disables every enabled node of the session, which is the way to stop the session
// (session_cancel_disable_components.json), and returns how many nodes were enabled. It makes no PATCH if none was.
// While BOS sets the session up, more nodes may join it: call DisableComponents until none is enabled. The error
// matches gateway.ErrUnauthorized for tenants' administrators. On v1 of the API it is a *gateway.InputError that
// matches errors.ErrUnsupported.
func (c *Client) DisableComponents(ctx context.Context, session string) (enabled int, err error) {
	if err := checkName("name", session); err != nil {
		return 0, err
	}
	if err := c.onlyV2(ctx, "session", "the nodes of a session are not BOS's to switch off"); err != nil {
		return 0, err
	}
	enabled, err = c.enabledComponents(ctx, session)
	if err != nil || enabled == 0 {
		return 0, err
	}
	// BOS answers each PATCH with every component of the session, enabled or not: 30 MB for 10 000 nodes. It begins to
	// answer once it has disabled all of them.
	_, err = call[gateway.ListBeginning](ctx, c, gateway.Request{
		Method: http.MethodPatch, Path: componentsPath,
		Body: componentsPatchV2{Filters: componentsFilterV2{Session: session}},
	})
	return enabled, err
}

// enabledComponents counts the enabled nodes of the session. Once they are disabled, BOS answers with an empty list.
func (c *Client) enabledComponents(ctx context.Context, session string) (count int, err error) {
	enabled := true
	err = c.eachComponent(ctx, ComponentFilter{Session: session, Enabled: &enabled}, func(Component) error {
		count++
		return nil
	})
	return count, err
}

// requireComponents returns a *gateway.InputError on v1 of the API.
func (c *Client) requireComponents(ctx context.Context) error {
	return c.onlyV2(ctx, "api_version", `BOS keeps no components: use v2 (CSM ≥ 1.3)`)
}
