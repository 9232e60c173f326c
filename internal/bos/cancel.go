// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	// minQuiet is the shortest time during which no node of a cancelled session may be enabled before the session
	// counts as stopped. BOS's set-up operator enables nodes in batches (option max_component_batch_size) and does not
	// notice that the record of its session is gone. Batches were observed up to 25 s apart.
	minQuiet = time.Minute
	// quietPeriods is the same time in periods of BOS's operators (option polling_frequency, 15 s by default).
	quietPeriods = 3
	// defaultQuiet applies if that option cannot be read, for example because a gateway answers 403. It is long enough
	// for a polling_frequency of up to 60 s.
	defaultQuiet = quietPeriods * time.Minute
	// inFlight is the time for which BOS's operators may still act on a node after it was disabled, by a request that
	// they had sent to the power control service before (option pcs_read_timeout, 20 s by default).
	inFlight = 20 * time.Second
	// maxLookInterval bounds the pause between two checks for enabled nodes, regardless of the poll interval: a node
	// must be found before BOS can have finished its work on it.
	maxLookInterval = 10 * time.Second
)

// CancelSession stops a session, and returns when no node is enabled for it and none will be. Nodes remain in their
// present state; some may be off. The record of a running session is kept and becomes complete. The record of a pending
// or staged session is deleted, as nothing else keeps BOS from going on with it. For a session that is complete or gone
// there is nothing to stop.
//
// On v1 of the API it makes no request and returns a *gateway.InputError that matches errors.ErrUnsupported: deleting
// the record does not stop BOS's agent (100_delete_running.json of v1).
//
// Otherwise the error is one of [Client.Session], [Client.DeleteSession] or [Client.DisableComponents] or, if ctx ended
// first, matches context.Cause(ctx). After an error the call may be repeated.
func (c *Client) CancelSession(ctx context.Context, name string) error {
	const reason = "a session cannot be cancelled: nothing stops the agent that BOS has started for it"
	if err := c.onlyV2(ctx, "on_destroy", reason); err != nil {
		return err
	}
	session, err := c.Session(ctx, name)
	switch {
	case errors.Is(err, gateway.ErrNotFound):
		return c.disableUntilQuiet(ctx, name)
	case err != nil:
		return err
	case session.Complete():
		return nil
	case session.Status == StatusRunning && !session.Settled():
		return c.stop(ctx, name)
	}
	if err := c.DeleteSession(ctx, name); err != nil && !errors.Is(err, gateway.ErrNotFound) {
		return err
	}
	return c.disableUntilQuiet(ctx, name)
}

// stop disables the nodes of a running session until BOS reports it complete. BOS sets a session to running after it
// has enabled the last node, and to complete when none is enabled; no node is enabled after that.
func (c *Client) stop(ctx context.Context, name string) error {
	var still time.Time // when the last in-flight request of BOS's operators has ended
	for {
		enabled, err := c.DisableComponents(ctx, name)
		if err != nil {
			return err
		}
		if enabled > 0 {
			still = c.clock.Now().Add(inFlight)
		}
		session, err := c.Session(ctx, name)
		switch {
		case errors.Is(err, gateway.ErrNotFound):
			return c.disableUntilQuiet(ctx, name)
		case err != nil:
			return err
		case session.Complete():
			return c.clock.Sleep(ctx, max(0, still.Sub(c.clock.Now())))
		}
		if cause := c.clock.Sleep(ctx, max(firstPoll, c.pollInterval)); cause != nil {
			return cause
		}
	}
}

// disableUntilQuiet disables the nodes of a session without a record, until none has been enabled for a whole quiet
// time. The quiet time is counted in checks, including the last one: a minute in which BOS did not answer is not quiet.
func (c *Client) disableUntilQuiet(ctx context.Context, name string) error {
	interval := min(max(firstPoll, c.pollInterval), maxLookInterval)
	var needed time.Duration
	for quiet := time.Duration(0); ; quiet += interval {
		enabled, err := c.DisableComponents(ctx, name)
		switch {
		case err != nil:
			return err
		case needed == 0: // after the nodes, which are more urgent
			needed = c.quietTime(ctx)
		}
		if enabled > 0 {
			quiet = -interval // the next check is the first that may find none
		}
		if quiet >= needed {
			return nil
		}
		if cause := c.clock.Sleep(ctx, interval); cause != nil {
			return fmt.Errorf("waiting until no node of session %s has been enabled for %v: %w", name, needed, cause)
		}
	}
}

// quietTime makes one attempt only: the option merely makes the wait longer or shorter.
func (c *Client) quietTime(ctx context.Context) time.Duration {
	options, err := c.options(ctx, true)
	frequency := options["polling_frequency"].Number
	if err != nil || frequency == nil {
		return defaultQuiet
	}
	return max(minQuiet, quietPeriods*time.Duration(*frequency)*time.Second)
}
