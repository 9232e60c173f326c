// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"time"
)

// setUpQuiet is how long no node of a cancelled session may have come to work: BOS's
// operators look every 15 s (option polling_frequency), and one that was in the middle of
// setting the session up goes on to enable its nodes, in chunks.
const setUpQuiet = 20 * time.Second

// CancelSession stops a session and returns when no node works for it any more. Nodes stay as
// they are at that moment; some may be off. The record of a running session stays, complete;
// that of a pending or staged one is deleted, as nothing else keeps BOS from going on with it.
// A session that is complete, or gone, is done.
//
// On v1 of the API an *InputError before any request, as deleting the record there does not stop
// BOS's agent (100_delete_running.json of v1); it matches errors.ErrUnsupported.
//
// Its errors: any of Session, DeleteSession and DisableComponents; where ctx ended first, one
// that matches context.Cause(ctx). It may be called again after each.
func (c *Client) CancelSession(ctx context.Context, name string) error {
	if err := c.onlyV2(ctx, "on_destroy", "a session cannot be cancelled: nothing stops the agent that BOS has started for it"); err != nil {
		return err
	}
	session, err := c.Session(ctx, name)
	switch {
	case errors.Is(err, ErrNotFound):
		return c.quieten(ctx, name)
	case err != nil:
		return err
	case session.Complete():
		return nil
	case session.Status == StatusRunning && !session.Settled():
		return c.stop(ctx, name)
	}
	if err := c.DeleteSession(ctx, name); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return c.quieten(ctx, name)
}

// stop switches off the nodes of a running session until BOS calls it complete: then
// none is enabled, and none can be any more.
func (c *Client) stop(ctx context.Context, name string) error {
	for {
		if _, err := c.DisableComponents(ctx, name); err != nil {
			return err
		}
		session, err := c.Session(ctx, name)
		if errors.Is(err, ErrNotFound) {
			return c.quieten(ctx, name)
		}
		if err != nil || session.Complete() {
			return err
		}
		if cause := c.clock.Sleep(ctx, max(firstPoll, c.pollInterval)); cause != nil {
			return cause
		}
	}
}

// quieten switches off the nodes of a session without a record until none has come
// to work for setUpQuiet.
func (c *Client) quieten(ctx context.Context, name string) error {
	look := max(firstPoll, c.pollInterval)
	for quiet := time.Duration(0); quiet < setUpQuiet; quiet += look {
		enabled, err := c.DisableComponents(ctx, name)
		if err != nil {
			return err
		}
		if enabled > 0 {
			quiet = 0
		}
		if cause := c.clock.Sleep(ctx, look); cause != nil {
			return cause
		}
	}
	_, err := c.DisableComponents(ctx, name)
	return err
}
