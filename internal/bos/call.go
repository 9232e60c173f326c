// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/hashicorp/go-uuid"
)

// call makes the request and reads its answer into a T. It repeats a GET, DELETE or PATCH
// that could not be served (ErrUnavailable): the one PATCH that there is may be carried
// out twice. A repeated DELETE that finds nothing has been carried out, by an
// earlier attempt or by somebody else. A POST is made once.
//
// Its errors: an *Error, an *InputError of a request that was not made, and where
// the context ended, one that matches context.Cause(ctx).
func call[T any](ctx context.Context, c *Client, r request) (T, error) {
	var none T
	if err := errors.Join(r.check(), checkTenant(c.tenant)); err != nil {
		return none, err
	}
	if ctx.Err() != nil {
		return none, &Error{Method: r.method, Path: r.shown(), Err: context.Cause(ctx), interrupted: true}
	}
	id, err := uuid.GenerateUUID()
	if err != nil {
		return none, fmt.Errorf("making a request's id: %w", err)
	}
	for attempt := 1; ; attempt++ {
		answer, failure := try[T](ctx, c, r, id, attempt)
		switch {
		case failure == nil:
			return answer, nil
		case attempt > 1 && r.method == http.MethodDelete && failure.notFound():
			return none, nil
		case attempt > c.repeats(r) || !failure.unavailable() || failure.lasting():
			return none, failure
		}
		if cause := c.clock.Sleep(ctx, c.pause(attempt, failure)); cause != nil {
			return none, fmt.Errorf("%w, before this could be tried again: %w", cause, failure)
		}
	}
}

// repeats is how often the request may be made again.
func (c *Client) repeats(r request) int {
	switch {
	case r.once:
		return 0
	case r.method == http.MethodGet, r.method == http.MethodDelete, r.method == http.MethodPatch:
		return c.maxRetries
	default:
		return 0
	}
}

// try makes one attempt, and tells the log.
func try[T any](ctx context.Context, c *Client, r request, id string, attempt int) (T, *Error) {
	var value, none T
	start := c.clock.Now()
	answer, failure := c.send(ctx, r, id)
	if failure == nil {
		failure = decode(answer, &value)
	}
	fields := map[string]any{
		"method": r.method, "path": r.shown(), "status": answer.status, "attempt": attempt,
		"duration_ms": c.clock.Now().Sub(start).Milliseconds(), "request_id": id,
	}
	if failure != nil {
		failure.Err = c.withoutToken(failure.Err)
		fields["error"] = failure.Error()
		value = none
	}
	c.log(ctx, "BOS request", fields)
	return value, failure
}
