// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
)

// WaitForStatus gets the extended status of a session that is complete, with the patience of WaitForSession: it has a
// result, and a BOS that is gone for a while does not change it. An answer that is not of a complete session is older
// than that, from a cache or a replica, and its counts are not the final ones: that is a failure that may pass.
//
// Its errors: gateway.ErrNotFound, as BOS may delete the session at any time, once several 404s over at least 35 s
// confirm it; an *UntoldError; any other 4xx; and where ctx ended, a *WaitError.
func (c *Client) WaitForStatus(ctx context.Context, name string) (SessionStatus, error) {
	w := wait{c: c}
	for {
		asked := c.clock.Now()
		status, err := c.finalStatus(ctx, name)
		switch {
		case err == nil && w.confirms(status.unconfirmed, asked):
			return status, nil
		case ctx.Err() != nil:
			return SessionStatus{}, w.ended(name, context.Cause(ctx))
		case err != nil && !w.bear(err, asked):
			return SessionStatus{}, err
		}
		if cause := c.clock.Sleep(ctx, w.next); cause != nil {
			return SessionStatus{}, w.ended(name, cause)
		}
	}
}

func (c *Client) finalStatus(ctx context.Context, name string) (SessionStatus, error) {
	status, err := c.SessionStatus(ctx, name)
	if err != nil || status.Status == StatusComplete {
		return status, err
	}
	return SessionStatus{}, c.gateway.Unusable(http.MethodGet, c.statusPath(name), http.StatusOK, status.Status,
		errors.New("the extended status is not that of the complete session"))
}

func (c *Client) statusPath(name string) string {
	if v1, _ := c.SpeaksV1(); v1 {
		return sessionsPathV1 + "/" + name + "/status"
	}
	return sessionsPath + "/" + name + "/status"
}
