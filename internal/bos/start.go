// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	// BOS's own server ends a request after 30 s: by then a POST has been carried out, or never will be.
	commitWindow = 35 * time.Second
	// lookUpTimeout bounds the look-up after each POST.
	lookUpTimeout = 5 * time.Minute
	maxPosts      = 4
	// A session of v1 that began so much before its POST is another's, however the clocks differ.
	clockTolerance = 5 * time.Minute
)

// StartSession starts a session, once, and finds out whether it was started where the answer to the POST does not
// report it: it looks for the name until BOS shows the session, or 35 s after the POST still has none. Then it asks
// whether any node knows the session, as its record may have been deleted meanwhile. Only if none does it makes the
// POST again, under the same name, up to three times. No refusal ends the look within those 35 s, and later the second
// in a row does, as one 401 or 403 may be a gateway's mistake.
//
// A name that was not generated is looked for once before the first POST. A session that has it is a conflict, unless
// adopt is set, it has the same inputs, and the name is not released (see Release): then it is adopted, without a POST.
// If this look fails, nothing was started. Two starts of one client never share such a name: the second one ends with a
// *NameHeldError.
//
// Once a POST is on its way it does not heed the end of ctx, as an interrupt in the middle would leave a session that
// nobody knows of; it only makes no further POST then. It ends by itself: mostly within a minute, at the latest some 23
// min later, when BOS fails for long after each POST. While it waits for a token, for a connection, or for its turn by
// MaxRequestsPerSecond, nothing is on its way.
//
// On v1 of the API, where BOS chooses the name, it makes one POST, and never another one; where the answer is lost, it
// looks for the session among those that BOS has 35 s later and had not before, and takes the only one that can be it:
// of the same operation and template, begun since, and without a node that a limit of xnames does not name. For such a
// limit it waits until the nodes are known, up to 5 min. See Started.Unproven. adopt means nothing there.
//
// Its errors: a *ConflictError, or one that matches gateway.ErrConflict, where the name is taken by another session; an
// *UnresolvedError where the session may or may not have been started; else it was not started: a *NotStartedError, a
// *DatabaseError, a *NameHeldError, or what CreateSession returns.
func (c *Client) StartSession(ctx context.Context, create SessionCreate, adopt bool) (Started, error) {
	started, err := c.sessions().start(ctx, create, adopt)
	if err == nil && started.Session.unconfirmed {
		started.Session = c.confirmed(context.WithoutCancel(ctx), started.Session)
	}
	return started, err
}

// confirmed is the session once what it lacks is confirmed. Where BOS cannot be asked for that, it is not over yet, for
// who looks at it later.
func (c *Client) confirmed(ctx context.Context, session Session) Session {
	found, err := c.ConfirmedSession(ctx, session.Name)
	if err == nil {
		return found
	}
	session.Status, session.EndTime, session.Error, session.unconfirmed = StatusRunning, time.Time{}, "", false
	return session
}

func startV2(ctx context.Context, c *Client, create SessionCreate, adopt bool) (Started, error) {
	if ctx.Err() != nil {
		return Started{}, &NotStartedError{Name: create.Name, Err: context.Cause(ctx)}
	}
	if err := checkAll(sessionsV2{c}, create); err != nil {
		return Started{}, err
	}
	if !create.Generated {
		letGo, err := c.hold(create.Name)
		if err != nil {
			return Started{}, err
		}
		started, err := (&start{c: c, create: create, adopt: adopt, earlier: c.earlier(create.Name)}).run(ctx)
		var unresolved *UnresolvedError
		if err != nil && !errors.As(err, &unresolved) {
			letGo()
		}
		c.remember(create.Name, func(r *remembered) { r.taken = started.Adopted })
		return started, err
	}
	return (&start{c: c, create: create, fresh: true}).run(ctx)
}

// start is the state of one start.
type start struct {
	c       *Client
	create  SessionCreate
	adopt   bool      // a session that was there before will do
	earlier earlier   // what this process knows of the name
	fresh   bool      // no earlier session had the name, so that a node that knows it proves that this one ran
	doubt   error     // why it is not
	posts   int       // made so far
	sent    time.Time // when the last of them was
	refused bool      // the last look was, for its token
}

func (s *start) run(ctx context.Context) (Started, error) {
	if found, err := s.before(ctx); err != nil || found.Adopted {
		return found, err
	}
	detached := context.WithoutCancel(ctx)
	for {
		session, err := s.post(ctx)
		if err == nil {
			return s.started(session), nil
		}
		if !s.unclear(err) {
			return Started{}, s.refusal(detached, err)
		}
		found, lookUpErr := s.lookUp(detached, err)
		switch {
		case !errors.Is(lookUpErr, errAbsent):
			return found, lookUpErr
		case errors.Is(err, gateway.ErrConflict): // it was there, and is gone: that is no leave to start another
			return Started{}, s.unresolved(err, lookUpErr)
		case ctx.Err() != nil:
			err = fmt.Errorf("%w, before another attempt; the last one: %w", context.Cause(ctx), err)
			return Started{}, &NotStartedError{Name: s.create.Name, Attempts: s.posts, Err: err}
		case s.posts == maxPosts:
			return Started{}, &NotStartedError{Name: s.create.Name, Attempts: s.posts, Err: err}
		}
	}
}

func (s *start) started(session Session) Started {
	return Started{Session: session, NodesProve: s.fresh}
}

// errAbsent is that BOS has no session of the name, and will not have one by the last POST.
var errAbsent = errors.New("BOS has no session of that name")

// post makes the one attempt that CreateSession is; RequestTimeout bounds it, and once it is under way it does not heed
// the end of ctx.
func (s *start) post(ctx context.Context) (Session, error) {
	s.posts++
	session, err := s.c.detached().CreateSession(ctx, s.create)
	if err == nil {
		return session, nil
	}
	s.sent = s.c.clock.Now()
	var failure *gateway.Error
	if errors.As(err, &failure) && !failure.SentBy().IsZero() {
		s.sent = failure.SentBy()
	}
	switch {
	case failure == nil || !failure.Unsent() || ctx.Err() == nil:
		return Session{}, err
	case failure.Interrupted():
		err = context.Cause(ctx)
	}
	return Session{}, &NotStartedError{Name: s.create.Name, Attempts: s.posts - 1, Err: err}
}

// unclear reports whether BOS has to be asked what became of the POST. A name that is taken may be so by our own
// session, where it is not the first POST or the name is random, or by one to adopt.
func (s *start) unclear(err error) bool {
	if errors.Is(err, gateway.ErrConflict) {
		return s.create.Generated || s.adopt && !s.earlier.given || s.posts > 1
	}
	var failure *gateway.Error
	if !errors.As(err, &failure) {
		return false
	}
	// A gateway may say 408 when it was BOS that took too long.
	return errors.Is(failure, gateway.ErrAmbiguous) || failure.Status == http.StatusTooManyRequests || failure.Status == http.StatusRequestTimeout
}

// refusal is the error of a POST that BOS has clearly refused. While its database is down, BOS says of any session
// template that its name is invalid (outage_db_session_create.json); its health says why.
func (s *start) refusal(ctx context.Context, err error) error {
	var failure *gateway.Error
	switch {
	case errors.Is(err, gateway.ErrConflict) && s.adopt && s.earlier.given:
		return fmt.Errorf("%w; %w", err, errGivenUp)
	case !errors.As(err, &failure) || failure.Status != http.StatusBadRequest:
		return err
	}
	health, healthErr := callRoot[healthV2](ctx, s.c, "healthz", true)
	if status := health.noun().DBStatus; healthErr == nil && status != "" && status != "ok" {
		return &DatabaseError{DBStatus: status, Err: err}
	}
	return err
}
