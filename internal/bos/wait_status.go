// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "context"

// WaitForStatus gets the extended status of a session with the patience of WaitForSession: a
// session that is complete has a result, and a BOS that is gone for a while does not change it.
//
// Its errors: ErrNotFound, as BOS may delete the session at any time; any other 4xx; and
// where ctx ended, one that matches context.Cause(ctx), and the last failure.
func (c *Client) WaitForStatus(ctx context.Context, name string) (SessionStatus, error) {
	w := wait{c: c}
	for {
		status, err := c.SessionStatus(ctx, name)
		switch {
		case err == nil:
			return status, nil
		case ctx.Err() != nil:
			return SessionStatus{}, w.ended(name, context.Cause(ctx))
		case !w.tolerate(err):
			return SessionStatus{}, err
		}
		if cause := c.clock.Sleep(ctx, w.next); cause != nil {
			return SessionStatus{}, w.ended(name, cause)
		}
	}
}
