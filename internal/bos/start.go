// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// lookUpTimeout bounds the look-up after an ambiguous POST, its repeats included.
const lookUpTimeout = 2 * time.Minute

// StartSession starts a session and finds out whether it was started where the answer to the
// POST does not tell. Once begun it does not heed the end of ctx: an interrupt
// in the middle would leave a session that nobody knows of. It ends by itself, within
// RequestTimeout and two minutes.
//
// Its errors: a *ConflictError, or an *Error that matches ErrConflict, where the name is
// taken by another session; an *UnresolvedError where the session may or may not
// have been started; else the session was not started. Where it was started after all,
// there is no error.
func (c *Client) StartSession(ctx context.Context, create SessionCreate) (Session, error) {
	if ctx.Err() != nil {
		return Session{}, context.Cause(ctx)
	}
	detached := context.WithoutCancel(ctx)
	session, err := c.CreateSession(detached, create) // one attempt: RequestTimeout bounds it
	if !errors.Is(err, ErrAmbiguous) {
		return session, err
	}
	return c.lookUp(detached, create, err)
}

// lookUp finds the session of a POST that failed ambiguously.
func (c *Client) lookUp(ctx context.Context, create SessionCreate, failure error) (Session, error) {
	ctx, cancel := c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	session, err := c.Session(ctx, create.Name)
	if err != nil {
		// A 404 proves nothing yet: the server may still be at work on the POST.
		return Session{}, &UnresolvedError{Name: create.Name, Err: fmt.Errorf("%w; looking for it: %w", failure, err)}
	}
	if field, ok := session.Matches(create); !ok {
		return Session{}, &ConflictError{Name: create.Name, Field: field, Found: session}
	}
	return session, nil
}
