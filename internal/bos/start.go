// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	// BOS's own server ends a request after 30 s: by then a POST has been carried out, or never will be.
	commitWindow = 35 * time.Second
	// lookUpTimeout bounds the look-up after each POST.
	lookUpTimeout = 5 * time.Minute
	maxPosts      = 4
	// A session that began so much before its POST is another's, however the clocks differ.
	clockTolerance = 5 * time.Minute
)

// StartSession starts a session, once, and finds out whether it was started where the answer
// to the POST does not tell: it looks for the name until BOS shows the session, or 35 s
// after the POST still has none. Then it makes the POST again, under the same name, up to
// three times. No refusal ends the look within those 35 s, and later the second in a row
// does, as one 401 or 403 may be a gateway's mistake. With adopt it goes on with a session that has the name and the inputs
// already, unless the name is released (see Release).
//
// Once a POST is on its way it does not heed the end of ctx, as an interrupt in the middle would leave a
// session that nobody knows of; it only makes no further POST then. It ends by itself:
// mostly within a minute, at the latest some 23 min later, when BOS fails for long after
// each POST. While it waits for a token, or for its turn by MaxRequestsPerSecond,
// nothing is on its way.
//
// On v1 of the API, where BOS chooses the name, it makes one POST, and never another one; where the answer is
// lost, it looks for the session among those that BOS has 35 s later and had not before, and takes
// the only one that can be it: of the same operation and template, begun since, and without a node that a limit of xnames
// does not name. For such a limit it waits until the nodes are known, up to 5 min. See Started.Unproven. adopt means nothing there.
//
// Its errors: a *ConflictError, or one that matches ErrConflict, where the name is taken by
// another session; an *UnresolvedError where the session may or may not have been
// started; else it was not started: a *NotStartedError, or what CreateSession returns.
func (c *Client) StartSession(ctx context.Context, create SessionCreate, adopt bool) (Started, error) {
	return c.sessions().start(ctx, create, adopt)
}

func startV2(ctx context.Context, c *Client, create SessionCreate, adopt bool) (Started, error) {
	if ctx.Err() != nil {
		return Started{}, &NotStartedError{Name: create.Name, Err: context.Cause(ctx)}
	}
	release := c.release(create.Name)
	s := start{c: c, create: create, adopt: adopt && !release.given, released: release.given && !release.free, began: c.clock.Now()}
	detached := context.WithoutCancel(ctx)
	for {
		session, err := s.post(ctx)
		switch {
		case err == nil:
			return Started{Session: session}, nil
		case !s.unclear(err) && adopt && release.given && errors.Is(err, ErrConflict):
			return Started{}, fmt.Errorf("%w; that session was given up before, and is not gone on with", err)
		case !s.unclear(err):
			return Started{}, err
		}
		session, lookUpErr := s.lookUp(detached, err)
		switch {
		case !errors.Is(lookUpErr, errAbsent):
			return Started{Session: session}, lookUpErr
		case errors.Is(err, ErrConflict): // it was there, and is gone: that is no leave to start another
			return Started{}, s.unresolved(err, lookUpErr)
		case ctx.Err() != nil:
			err = fmt.Errorf("%w, before another attempt; the last one: %w", context.Cause(ctx), err)
			return Started{}, &NotStartedError{Name: create.Name, Attempts: s.posts, Err: err}
		case s.posts == maxPosts:
			return Started{}, &NotStartedError{Name: create.Name, Attempts: s.posts, Err: err}
		}
	}
}

// start is the state of one start.
type start struct {
	c        *Client
	create   SessionCreate
	adopt    bool // a session that was there before will do
	released bool // the name was given up, and the session that had it may still be there
	began    time.Time
	posts    int       // made so far
	sent     time.Time // when the last of them was
	free     bool      // BOS has shown since that the name was free
	refused  bool      // the last look was, for its token
}

// errAbsent is that BOS has no session of the name, and will not have one by the last POST.
var errAbsent = errors.New("BOS has no session of that name")

// post makes the one attempt that CreateSession is; RequestTimeout bounds it, and once it is under way it
// does not heed the end of ctx.
func (s *start) post(ctx context.Context) (Session, error) {
	s.posts++
	session, err := s.c.detach().CreateSession(ctx, s.create)
	if err == nil {
		return session, nil
	}
	s.sent = s.c.clock.Now()
	var failure *Error
	if errors.As(err, &failure) && !failure.sentBy.IsZero() {
		s.sent = failure.sentBy
	}
	if failure != nil && failure.interrupted && !failure.sent {
		return Session{}, &NotStartedError{Name: s.create.Name, Attempts: s.posts - 1, Err: context.Cause(ctx)}
	}
	return Session{}, err
}

// unclear tells whether BOS has to be asked what became of the POST. A name that is taken
// may be so by our own session, where it is not the first POST, or by one to adopt.
func (s *start) unclear(err error) bool {
	if errors.Is(err, ErrConflict) {
		return s.adopt || s.posts > 1
	}
	var failure *Error
	if !errors.As(err, &failure) {
		return false
	}
	// A gateway may say 408 when it was BOS that took too long.
	return failure.ambiguous() || failure.Status == http.StatusTooManyRequests || failure.Status == http.StatusRequestTimeout
}

// lookUp finds what became of the last POST, which failed: the session, or errAbsent, or
// any other error, with which the start ends.
func (s *start) lookUp(ctx context.Context, failed error) (Session, error) {
	ctx, cancel := s.c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	var last error
	s.refused = false
	next := askedPause(failed)
	for n := 1; ; n++ {
		if cause := s.c.clock.Sleep(ctx, next); cause != nil {
			return Session{}, s.unresolved(failed, cmp.Or(last, cause))
		}
		asked := s.c.clock.Now()
		session, err := s.c.look(ctx, s.create.Name, Session{})
		if err == nil {
			return s.compare(session, failed)
		}
		if ctx.Err() != nil && last != nil { // its time was up in the middle of a request: the failure before tells more
			return Session{}, s.unresolved(failed, last)
		}
		absent := errors.Is(err, ErrNotFound)
		s.free = s.free || absent
		early := asked.Before(s.sent.Add(commitWindow))
		if absent && !early {
			return Session{}, errAbsent
		}
		var passes bool
		if next, passes = s.pause(n, err, early); !passes {
			return Session{}, s.unresolved(failed, err)
		}
		last = err
	}
}

// pause is how long to wait after a look that found nothing, if it makes sense to look again.
// Early, while the POST may still be carried out, it does after every answer: whoever was
// told by then that nothing can be found out could start a second session before BOS has the first.
func (s *start) pause(n int, err error, early bool) (next time.Duration, passes bool) {
	var failure *Error
	if !errors.As(err, &failure) {
		return 0, false
	}
	next = s.c.pause(n, failure)
	refusedBefore := s.refused
	s.refused = failure.refusal()
	switch {
	case failure.passing():
		return next, true
	case early:
		left := s.sent.Add(commitWindow).Sub(s.c.clock.Now())
		return max(0, min(next, left)), true
	default:
		return next, s.refused && !refusedBefore
	}
}

// compare tells whether the session that was found is the one that was to be started.
func (s *start) compare(found Session, failed error) (Session, error) {
	if field, same := found.Matches(s.create); !same {
		return Session{}, &ConflictError{Name: s.create.Name, Field: field, Found: found}
	}
	// It may have had the name before, and the POST have failed on its way.
	old := !found.StartTime.IsZero() && found.StartTime.Before(s.began.Add(-clockTolerance))
	switch {
	case s.adopt || s.free:
		return found, nil
	case s.released:
		return Session{}, s.unresolved(failed, errors.New("a session of that name was given up before, and the one that was found may be that"))
	case old:
		return Session{}, s.unresolved(failed, fmt.Errorf("a session of that name and the same inputs was started before, at %s", found.StartTime.Format(time.RFC3339)))
	default:
		return found, nil
	}
}

// unresolved is the error of a start of which nothing more can be found out. A first POST that
// was refused as the name is taken started nothing.
func (s *start) unresolved(failed, lookUp error) error {
	err := fmt.Errorf("%w; looking for it: %w", failed, lookUp)
	if s.posts == 1 && errors.Is(failed, ErrConflict) {
		return err
	}
	return &UnresolvedError{Name: s.create.Name, Err: err}
}

// askedPause is how long the server asked to be left alone.
func askedPause(err error) time.Duration {
	var failure *Error
	if !errors.As(err, &failure) {
		return 0
	}
	return min(failure.retryAfter, maxRetryAfter)
}
