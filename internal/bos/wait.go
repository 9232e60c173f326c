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

// firstPoll is the pause before the first GET: a session without work to do completes within a second or two.
const firstPoll = time.Second

// WaitForSession polls a session until it is settled: first after 1 s, then after pauses that double up to
// Config.PollInterval. It calls observe, unless that is nil, when the status, the number of components or the error has
// changed. After a transient failure (no answer, 5xx, 429, an answer that is not BOS's) it retries, with a backoff of 1
// to 30 s.
//
// Sessions that a client waits for at the same time are polled one after the other, 10 ms apart; of more than 100, each
// is polled more rarely at first, but never later than after Config.PollInterval.
//
// On v1 of the API a session is complete when it has a stop time. If BOS's agent dies, nothing sets it, and only the
// end of ctx ends the wait. A *NoV1Error means that the system no longer has v1.
//
// With every error, WaitForSession returns the session as last seen, or the zero Session. The error is
// gateway.ErrNotFound, after several 404s in a row over at least 35 s, as BOS deletes sessions after a time, possibly
// right after they complete; another 4xx, at once; 401, 403 or a lasting *gateway.TokenError, at the second in a row;
// or, if ctx ended, a *WaitError.
func (c *Client) WaitForSession(ctx context.Context, name string, observe func(Session)) (Session, error) {
	place, leave := c.crowd.enter()
	defer leave()
	p := polling{c: c, observe: observe, next: firstPause(place, c.pollInterval)}
	for {
		if cause := p.rest(ctx); cause != nil {
			return p.seen, p.interrupted(name, cause)
		}
		sentAt := c.clock.Now()
		session, err := c.get(ctx, name, getOptions{once: true, seen: p.seen})
		final := err == nil && p.isFinal(session.unconfirmed, sentAt)
		if final {
			p.record(session)
		}
		switch {
		case final && session.Settled():
			return session, nil
		case ctx.Err() != nil:
			return p.seen, p.interrupted(name, context.Cause(ctx))
		case err != nil && !p.tolerateSession(err, sentAt):
			return p.seen, err
		}
	}
}

// polling is the state of a loop of requests about one session.
type polling struct {
	c        *Client
	observe  func(Session)
	seen     Session // the session as last seen
	failures int     // number of failures in a row
	failure  error   // the last failure; nil after a success
	refused  bool    // the last failure was a refusal: 401, 403 or a lasting token error
	absent   absence // of the session
	partial  absence // of what an unconfirmed session lacks
	pause    time.Duration
	next     time.Duration // the pause before the next request
	news     bool          // the session has changed since a watcher was last called
}

// record stores a session, and calls the observer if it has changed.
func (p *polling) record(session Session) {
	changed := p.seen.Name == "" || session.Status != p.seen.Status || session.Error != p.seen.Error ||
		len(session.Components) != len(p.seen.Components)
	p.succeeded()
	p.seen, p.absent = session, absence{}
	p.pause = min(max(2*max(firstPoll, p.pause), p.c.crowd.shortestPause()), p.c.pollInterval)
	p.next = p.pause
	p.news = p.news || changed
	if changed && p.observe != nil {
		p.observe(session)
	}
}

// succeeded resets the count of failures.
func (p *polling) succeeded() {
	if p.failure != nil {
		p.c.watch.answered()
	}
	p.failures, p.failure, p.refused = 0, nil, false
}

// isFinal reports whether the answer to a request sent at sentAt is final. An answer that lacks something is final once
// the lack has been confirmed in the way of an absence.
func (p *polling) isFinal(unconfirmed bool, sentAt time.Time) bool {
	if !unconfirmed {
		return true
	}
	confirmed := p.partial.add(sentAt)
	p.next = p.partial.next(max(p.pause, min(firstPoll, p.c.pollInterval)), p.c.clock.Now())
	return confirmed
}

// tolerateSession is like tolerate, for a request about the session sent at sentAt. It tolerates 404s until they
// confirm an absence.
func (p *polling) tolerateSession(err error, sentAt time.Time) bool {
	mayPass := p.tolerate(err)
	if !isAbsence(err) {
		var failure *gateway.Error
		if errors.As(err, &failure) && failure.Status == http.StatusOK { // the record exists
			p.absent = absence{}
		}
		return mayPass
	}
	confirmed := p.absent.add(sentAt)
	p.next = p.absent.next(p.next, p.c.clock.Now())
	return !confirmed
}

// tolerate reports whether the failure is transient, and sets the pause before the next request.
func (p *polling) tolerate(err error) bool {
	var failure *gateway.Error
	if !errors.As(err, &failure) {
		return false
	}
	p.failures++
	p.failure = err
	p.next = p.c.gateway.Backoff(p.failures, failure)
	// A single refusal may be a mistake of the gateway, or concern a token that was renewed at that moment.
	refusedBefore := p.refused
	p.refused = failure.Refused()
	mayPass := failure.MayPass() || p.refused && !refusedBefore
	p.c.watch.failed(err, p.failures)
	return mayPass
}

// interrupted returns the error of a wait whose context ended.
func (p *polling) interrupted(name string, cause error) error {
	return &WaitError{Name: name, Cause: cause, Last: p.failure}
}

// A single 404 proves little: a cache or a replica that lags behind may return it while the session runs. An absence is
// confirmed by absenceAnswers of them in a row over at least absenceWindow, the time in which BOS's own server ends
// every request.
const (
	absenceAnswers = 3
	absenceWindow  = commitWindow
)

// absence counts the 404s in a row about a record. The zero value has seen none.
type absence struct {
	answers int
	since   time.Time // when the request for the first 404 was sent
}

// isAbsence reports whether err is BOS's 404 about a session. A v1 session whose template is gone is not absent.
func isAbsence(err error) bool {
	var nodesUnknown *NodesUnknownError
	return errors.Is(err, gateway.ErrNotFound) && !errors.As(err, &nodesUnknown)
}

// add counts a 404 to a request sent at sentAt, and reports whether the absence is confirmed.
func (a *absence) add(sentAt time.Time) bool {
	if a.answers == 0 {
		a.since = sentAt
	}
	a.answers++
	return a.answers >= absenceAnswers && !sentAt.Before(a.since.Add(absenceWindow))
}

// next returns the pause before the next request: pause, shortened if the absence can be confirmed earlier.
func (a *absence) next(pause time.Duration, now time.Time) time.Duration {
	left := a.since.Add(absenceWindow).Sub(now)
	if left <= 0 {
		return pause
	}
	return min(pause, left)
}

// WaitError reports that the context ended during a wait. It matches what Cause and Last match, except
// gateway.ErrNotFound: an unconfirmed absence is not an absence.
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

// Is matches what Last matches.
func (e *WaitError) Is(target error) bool {
	return target != gateway.ErrNotFound && errors.Is(e.Last, target)
}

// As finds what Last is.
func (e *WaitError) As(target any) bool { return e.Last != nil && errors.As(e.Last, target) }
