// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// firstPoll: a session that has nothing to do completes within a second or two.
const firstPoll = time.Second

// WaitForSession looks at the session until it is settled: first after 1 s, then after twice as long, up to
// PollInterval. It calls observe (nil = nobody) whenever status, number of components or error changed. Failures that
// may pass (no answer, 5xx, 429, an answer that is not BOS's) are waited through, with 1 to 30 s between them.
//
// On v1 of the API a session is complete when it has a stop time, which nobody sets if BOS's agent dies: only
// the end of ctx ends the wait then. A *NoV1Error: the system has v1 no longer.
//
// With every error comes the session as last seen, the zero Session if it never was. The errors: gateway.ErrNotFound,
// as BOS deletes sessions after a time, possibly right after they complete, once several 404s over at least 35 s
// without another answer confirm it; any other 4xx at once; 401, 403 and a lasting *gateway.TokenError at the second in
// a row; and where ctx ended, a *WaitError.
func (c *Client) WaitForSession(ctx context.Context, name string, observe func(Session)) (Session, error) {
	w := wait{c: c, observe: observe, next: min(firstPoll, c.pollInterval)}
	for {
		if cause := c.clock.Sleep(ctx, w.next); cause != nil {
			return w.seen, w.ended(name, cause)
		}
		asked := c.clock.Now()
		session, err := c.look(ctx, name, w.seen)
		final := err == nil && w.confirms(session.unconfirmed, asked)
		if final {
			w.see(session)
		}
		switch {
		case final && session.Settled():
			return session, nil
		case ctx.Err() != nil:
			return w.seen, w.ended(name, context.Cause(ctx))
		case err != nil && !w.bear(err, asked):
			return w.seen, err
		}
	}
}

// wait is the state of one wait.
type wait struct {
	c        *Client
	observe  func(Session)
	seen     Session
	failures int   // in a row
	failure  error // the last one, nil after a look that succeeded
	refused  bool  // it was for its token
	absent   absence
	lacks    absence       // of what the session should have
	poll     time.Duration // between two looks while all is well
	next     time.Duration
}

// see takes in a session, and tells of it if it changed.
func (w *wait) see(session Session) {
	changed := w.seen.Name == "" || session.Status != w.seen.Status || session.Error != w.seen.Error ||
		len(session.Components) != len(w.seen.Components)
	w.seen, w.failures, w.failure, w.refused, w.absent = session, 0, nil, false, absence{}
	w.poll = min(max(firstPoll, w.poll)*2, w.c.pollInterval)
	w.next = w.poll
	if !changed {
		return
	}
	if w.observe != nil {
		w.observe(session)
	}
}

// confirms reports whether an answer to a request that was made at asked is final: one that lacks something is so only
// when it has been confirmed like an absence.
func (w *wait) confirms(lacks bool, asked time.Time) bool {
	if !lacks {
		return true
	}
	confirmed := w.lacks.add(asked)
	w.next = w.lacks.next(max(w.poll, min(firstPoll, w.c.pollInterval)), w.c.clock.Now())
	return confirmed
}

// bear is tolerate for a request on the session that was made at asked: a 404 is borne until it is confirmed.
func (w *wait) bear(err error, asked time.Time) bool {
	passes := w.tolerate(err)
	if !isAbsence(err) {
		var failure *gateway.Error
		if errors.As(err, &failure) && failure.Status == http.StatusOK { // the record is there
			w.absent = absence{}
		}
		return passes
	}
	confirmed := w.absent.add(asked)
	w.next = w.absent.next(w.next, w.c.clock.Now())
	return !confirmed
}

// tolerate reports whether the failure may pass, and decides when to look again.
func (w *wait) tolerate(err error) bool {
	var failure *gateway.Error
	if !errors.As(err, &failure) {
		return false
	}
	w.failures++
	w.failure = err
	w.next = w.c.gateway.Backoff(w.failures, failure)
	// One refusal may be the gateway's mistake, or a token that was just renewed.
	refusedBefore := w.refused
	w.refused = failure.Refused()
	return failure.MayPass() || w.refused && !refusedBefore
}

// ended is the error of a wait whose context ended.
func (w *wait) ended(name string, cause error) error {
	return &WaitError{Name: name, Cause: cause, Last: w.failure}
}

// WaitError reports a wait that its context ended. It matches what Cause and Last match, but not gateway.ErrNotFound:
// an absence that was not confirmed is none.
type WaitError struct {
	Name  string // of the session
	Cause error  // context.Cause of the context
	Last  error  // why the last request failed; nil = it did not
}

func (e *WaitError) Error() string {
	text := "waiting for session " + e.Name + ": " + e.Cause.Error()
	if e.Last != nil {
		text += "; the last answer was: " + e.Last.Error()
	}
	return text
}

// Unwrap returns Cause.
func (e *WaitError) Unwrap() error { return e.Cause }

// Is matches what Last does.
func (e *WaitError) Is(target error) bool {
	return target != gateway.ErrNotFound && errors.Is(e.Last, target)
}

// As finds what Last is.
func (e *WaitError) As(target any) bool { return e.Last != nil && errors.As(e.Last, target) }
