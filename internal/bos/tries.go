// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// tries are the attempts of one logical request.
type tries struct {
	c  *Client
	r  request
	id string

	made     int    // attempts that got as far as being sent
	failures int    // that were waited after
	repeated bool   // an earlier attempt may have been carried out
	unclear  bool   // it was ambiguous whether one was
	used     bearer // the last attempt's token
	refused  string // the token that was renewed after a 401 or 403; "" = none was
	refusal  *Error // that 401 or 403
}

// admit waits until the next attempt may be made: for its token and its turn. That is no
// part of the attempt's time, nothing of the request is sent before, and the end of
// ctx ends it, whatever it does to the attempt itself.
func (t *tries) admit(ctx context.Context) (bearer, *Error) {
	var token bearer
	for range 2 { // a token may come to be renewed while a turn is waited for
		var err error
		if token, err = t.c.auth.token(ctx, t.refused); err != nil {
			return bearer{}, t.without(ctx, err)
		}
		if t.refusal != nil && token.value == t.refused {
			return bearer{}, t.refusal
		}
		fresh := t.c.auth.fresh(token)
		if cause := t.c.pace.wait(ctx); cause != nil {
			return bearer{}, t.without(ctx, cause)
		}
		if !fresh || t.c.auth.fresh(token) {
			break
		}
	}
	if ctx.Err() != nil {
		return bearer{}, t.without(ctx, context.Cause(ctx))
	}
	t.made++
	t.used = token
	return token, nil
}

// without is the error of an attempt that was not made.
func (t *tries) without(ctx context.Context, err error) *Error {
	failure := &Error{Method: t.r.method, Path: t.r.shown(), RequestID: t.id, Err: err}
	var token *TokenError
	if errors.As(err, &token) {
		failure.retryAfter = token.retryAfter
	} else {
		failure.interrupted, failure.Err = true, context.Cause(ctx)
	}
	return failure
}

// renews tells whether the request, which was refused, is to be made again with another token.
// Whether there is one, admit finds out.
func (t *tries) renews(failure *Error) bool {
	if failure.Status != http.StatusUnauthorized && failure.Status != http.StatusForbidden ||
		t.refusal != nil || t.used.value == "" {
		return false
	}
	t.refusal, t.refused = failure, t.used.value
	return true
}

// again tells whether the request may be made again after a pause.
func (t *tries) again(failure *Error) bool {
	t.failures++
	t.unclear = t.unclear || failure.ambiguous()
	failure.unclear = t.unclear && t.r.method != http.MethodGet
	if t.failures > t.repeats(failure) || !failure.unavailable() || failure.lasting() || t.r.cautious && t.unclear {
		return false
	}
	t.repeated = t.repeated || failure.tokenError() == nil
	return true
}

// repeats is how often the request may be made again. Where there was no token, or no connection (it was
// refused, for instance), nothing was sent, so that even a POST may be repeated.
func (t *tries) repeats(failure *Error) int {
	switch {
	case t.r.once:
		return 0
	case failure.tokenError() != nil, failure.unsent() && !t.unclear:
		return t.c.maxRetries
	case slices.Contains(repeatable, t.r.method):
		return t.c.maxRetries
	default:
		return 0
	}
}

// repeatable are the methods of requests that may be carried out twice: a PUT is of the same whole.
var repeatable = []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodPatch}

// told is the error of the whole: an interrupt on the way to another token does not hide the refusal.
func (t *tries) told(ctx context.Context, failure *Error) error {
	if failure.interrupted && t.refusal != nil && ctx.Err() != nil {
		return fmt.Errorf("%w, before this could be tried again: %w", context.Cause(ctx), t.refusal)
	}
	return failure
}
