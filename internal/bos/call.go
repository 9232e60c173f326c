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

// call makes the request and reads its answer into a T. It repeats a GET, PUT, DELETE or PATCH
// that could not be served (ErrUnavailable): a PUT is of the same whole, and what is patched may
// be so twice. A repeated DELETE that finds nothing has been carried out, by an
// earlier attempt or by somebody else. A POST is made once; one that met no connection was not made, and is repeated.
//
// A request that was refused with 401 or 403 was not carried out, so whichever it is, it is made
// again at once, once, if there is another token.
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
	t := tries{c: c, r: r, id: id}
	for {
		answer, failure := try[T](ctx, &t)
		switch {
		case failure == nil:
			return answer, nil
		case t.renews(failure):
			continue
		case t.repeated && r.method == http.MethodDelete && failure.notFound():
			return none, nil
		case !t.again(failure):
			return none, t.told(ctx, failure)
		}
		if cause := c.clock.Sleep(ctx, c.pause(t.failures, failure)); cause != nil {
			return none, fmt.Errorf("%w, before this could be tried again: %w", cause, failure)
		}
	}
}

// try makes one attempt, and tells the log.
func try[T any](ctx context.Context, t *tries) (T, *Error) {
	var value, none T
	token, failure := t.admit(ctx)
	if failure != nil {
		return none, failure
	}
	if t.c.detached {
		ctx = context.WithoutCancel(ctx)
	}
	start := t.c.clock.Now()
	if t.r.sentAt != nil {
		*t.r.sentAt = start
	}
	answer, failure := t.c.send(ctx, t.r, t.id, token.value)
	if failure == nil {
		failure = decode(t.r, t.c.tenant, answer, &value)
	}
	fields := map[string]any{
		"method": t.r.method, "path": t.r.shown(), "status": answer.status, "attempt": t.made,
		"duration_ms": t.c.clock.Now().Sub(start).Milliseconds(), "request_id": t.id,
	}
	if failure != nil {
		failure.TokenEnds = refusedTokenEnds(failure, token.value)
		failure.Err = t.c.secrets.error(failure.Err)
		fields["error"] = failure.Error()
		value = none
	}
	t.c.log(ctx, "BOS request", fields)
	return value, failure
}
