// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// nodesPoll is the shortest time between two looks at the nodes of a session: a look reads all of them.
const nodesPoll = time.Minute

var (
	// ErrNodesUntold reports that the nodes cannot say how a session ended.
	ErrNodesUntold = errors.New("the session's nodes do not say what became of it")

	// ErrFoundAgain reports that BOS has the record of a session after all.
	ErrFoundAgain = errors.New("BOS has the session's record again")
)

// WaitForNodes waits for the end of a session whose record is gone, by its nodes, and judges them. components are the
// nodes that BOS listed while the record was there; a node that no longer names the session was taken over. The caller
// knows that nodes prove it: see Started.NodesProve. Nodes are looked at once a minute, while BOS works on one.
//
// Before each further look the record is asked for, unless complete says that the session had completed.
//
// Its errors: ErrFoundAgain; ErrNodesUntold, where no node names the session, nodes may not be read, or there are
// none (v1 of the API); and where ctx ended, a *WaitError.
func (c *Client) WaitForNodes(ctx context.Context, name string, components []string, complete bool) (Outcome, error) {
	w := wait{c: c}
	for {
		nodes, err := c.SessionNodes(ctx, name, components)
		switch {
		case ctx.Err() != nil:
			return Outcome{}, w.ended(name, context.Cause(ctx))
		case err == nil && nodes.Managed() == 0:
			return Outcome{}, ErrNodesUntold
		case err == nil && len(nodes.Working) == 0:
			return nodes.outcome(len(components)), nil
		case err == nil:
			w.failures, w.failure, w.refused, w.next = 0, nil, false, 0
		case !w.tolerate(err):
			return Outcome{}, fmt.Errorf("%w: %w", ErrNodesUntold, err)
		}
		if cause := c.clock.Sleep(ctx, max(w.next, nodesPoll, c.pollInterval)); cause != nil {
			return Outcome{}, w.ended(name, cause)
		}
		if complete {
			continue
		}
		if _, err := c.look(ctx, name, Session{}); err == nil {
			return Outcome{}, ErrFoundAgain
		}
	}
}
