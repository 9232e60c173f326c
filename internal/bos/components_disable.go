// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"net/http"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// DisableComponents switches off every node that works for the session, which is the way to stop one
// (session_cancel_disable_components.json), and returns how many nodes did. While BOS sets the session up, more may
// come to work for it: call it until none does. It makes no PATCH where none does. gateway.ErrUnauthorized: tenants'
// administrators may not. On v1 of the API a *gateway.InputError that matches errors.ErrUnsupported.
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
	// BOS answers with every component that the session has, enabled or not, and does so again each time: 30 MB for 10
	// 000 nodes. It begins to answer when it is done with all.
	_, err = call[gateway.ListBeginning](ctx, c, gateway.Request{
		Method: http.MethodPatch, Path: componentsPath,
		Body: componentsPatchV2{Filters: componentsFilterV2{Session: session}},
	})
	return enabled, err
}

// enabledComponents counts the nodes that work for the session. Once they are switched off, each further count is an
// empty list.
func (c *Client) enabledComponents(ctx context.Context, session string) (count int, err error) {
	enabled := true
	err = c.eachComponent(ctx, ComponentFilter{Session: session, Enabled: &enabled}, func(Component) error {
		count++
		return nil
	})
	return count, err
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
