// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
	"strconv"
)

const (
	componentsPath = apiPath + "/components"

	// A component is 2 to 6 kB.
	componentsPage = 1000
)

// ComponentFilter selects nodes. The zero value selects all.
type ComponentFilter struct {
	IDs                           []string // nil = any; empty = none
	Session, StagedSession, Phase string   // "" = any
	Status                        []string // any of them; none = any
	Enabled                       *bool
}

// EachComponent visits the nodes that pass the filter.
func (c *Client) EachComponent(ctx context.Context, filter ComponentFilter, visit func(Component) error) error {
	return errors.New("not there yet")
}

// DisableComponents switches off every node that works for the session, which is the way to
// stop one (session_cancel_disable_components.json), and returns how many nodes did.
// While BOS sets the session up, more may come to work for it: call it until none does.
// It makes no PATCH where none does. ErrUnauthorized: tenants' administrators may not. On v1 of the
// API an *InputError that matches errors.ErrUnsupported.
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
	// BOS answers with every component that the session has, enabled or not, and does so
	// again each time: 30 MB for 10 000 nodes. It begins to answer when it is done with all.
	_, err = call[beginning](ctx, c, request{
		method: http.MethodPatch, path: componentsPath, brief: true,
		body: componentsPatchV2{Filters: componentsFilterV2{Session: session}},
	})
	return enabled, err
}

// enabledComponents counts the nodes that work for the session. BOS < 2.32 knows no pages and
// answers with all at once, which for the largest systems just fits into an answer. Once
// the nodes are switched off, each further count is an empty list.
func (c *Client) enabledComponents(ctx context.Context, session string) (int, error) {
	count, after := 0, ""
	for {
		page, err := call[componentListV2](ctx, c, request{
			method: http.MethodGet, path: componentsPath,
			query: map[string]string{
				"session": session, "enabled": "true",
				"page_size": strconv.Itoa(componentsPage), "start_after_id": after,
			},
		})
		if err != nil {
			return 0, err
		}
		enabled, last := page.enabled(session, after)
		count += enabled
		if len(page) != componentsPage || last == after {
			return count, nil
		}
		after = last
	}
}

type componentsPatchV2 struct {
	Filters componentsFilterV2 `json:"filters"`
	Patch   struct {
		Enabled bool `json:"enabled"`
	} `json:"patch"`
}

type componentsFilterV2 struct {
	Session string `json:"session"`
}

// componentListV2 is as much of the components as is needed here.
type componentListV2 []struct {
	ID      string `json:"id"`
	Enabled bool   `json:"enabled"`
	Session string `json:"session"`
}

// enabled counts, and finds the last id. What is not after the page before is what a server
// that knows no pages repeats.
func (w componentListV2) enabled(session, after string) (count int, last string) {
	last = after
	for _, component := range w {
		if component.ID > after && component.Enabled && component.Session == session {
			count++
		}
		last = max(last, component.ID)
	}
	return count, last
}

func (w *componentListV2) check() error {
	if *w == nil {
		return errors.New("the answer is not a list of components")
	}
	return nil
}
