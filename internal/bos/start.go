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
	maxPosts = 4
	// clockTolerance allows for a difference of the clocks: a v1 session that began earlier than this before the POST
	// is another one.
	clockTolerance = 5 * time.Minute
)

// StartSession starts a session exactly once. If the answer to the POST does not show whether the session was started,
// StartSession looks the name up until BOS shows the session, or still has none 35 s after the POST. In the second case
// it checks whether a node knows the session, whose record may have been deleted in between. Only if no node does, it
// retries the POST under the same name, up to three times. A 401 or 403 does not end the look-up within those 35 s;
// after them, two in a row do, as a single one may be a mistake of the gateway.
//
// If create.Generated is false, the name is looked up once before the first POST. A session of that name is a conflict,
// unless adopt is true, its inputs are the same, and the name is not released (see [Client.Release]): then StartSession
// adopts the session and makes no POST. If this look-up fails, nothing was started. Two starts of one client never
// share such a name: the second one returns a *NameHeldError.
//
// An in-flight POST ignores the end of ctx, since cancelling it would leave a session that nobody knows of; the end of
// ctx only prevents a further POST. The in-flight POST and its look-up usually end within a minute, and after 23 min at
// the latest, if BOS fails for long after each POST. While StartSession waits for a token, for a connection or for the
// limit of MaxRequestsPerSecond, nothing is in flight.
//
// On v1 of the API, where BOS chooses the name, StartSession makes one POST and never retries it. If the answer is
// lost, it looks for the session among those that BOS has 35 s later and did not have before, and returns the only
// candidate: of the same operation and template, begun since, and, for a limit of xnames, without a node outside of the
// limit. For such a limit it waits until the nodes are known, up to 5 min. See Started.Unproven. adopt has no effect on
// v1.
//
// The error is a *ConflictError, or matches gateway.ErrConflict, if another session has the name; an *UnresolvedError
// if it is not known whether the session was started. With any other error the session was not started: a
// *NotStartedError, a *DatabaseError, a *TemplateMissingError, a *NameHeldError, or an error of [Client.CreateSession].
func (c *Client) StartSession(ctx context.Context, create SessionCreate, adopt bool) (Started, error) {
	v, err := c.version(ctx)
	if err != nil {
		return Started{}, &NotStartedError{Name: create.Name, Err: err}
	}
	started, err := v.start(ctx, create, adopt)
	if err == nil && started.Session.unconfirmed {
		started.Session = c.confirmed(context.WithoutCancel(ctx), started.Session)
	}
	return started, err
}

// confirmed returns the session once what it lacks is confirmed. If that fails, it returns the session as running, so
// that a later read confirms it.
func (c *Client) confirmed(ctx context.Context, session Session) Session {
	found, err := c.ConfirmedSession(ctx, session.Name)
	if err == nil {
		return found
	}
	session.Status, session.EndTime, session.Error, session.unconfirmed = StatusRunning, time.Time{}, "", false
	return session
}

func (v sessionsV2) start(ctx context.Context, create SessionCreate, adopt bool) (Started, error) {
	if ctx.Err() != nil {
		return Started{}, &NotStartedError{Name: create.Name, Err: context.Cause(ctx)}
	}
	if err := checkAll(v, create); err != nil {
		return Started{}, err
	}
	if create.Generated {
		return (&start{c: v.c, create: create, fresh: true}).run(ctx)
	}
	release, err := v.c.hold(create.Name)
	if err != nil {
		return Started{}, err
	}
	started, err := (&start{c: v.c, create: create, adopt: adopt, history: v.c.nameHistory(create.Name)}).run(ctx)
	var unresolved *UnresolvedError
	if err != nil && !errors.As(err, &unresolved) {
		release()
	}
	v.c.remember(create.Name, func(r *nameRecord) { r.adopted = started.Adopted })
	return started, err
}

// start is the state of one start on v2.
type start struct {
	c       *Client
	create  SessionCreate
	adopt   bool        // adopt an existing session with the same inputs
	history nameHistory // what this process knows about the name
	fresh   bool        // no earlier session had the name; a node that knows the name then proves that this session ran
	doubt   error       // why fresh is false
	posts   int         // number of POSTs so far
	sent    time.Time   // when the last POST was sent
	refused bool        // the last look-up was answered with 401 or 403
}

func (s *start) run(ctx context.Context) (Started, error) {
	if found, err := s.checkNameFree(ctx); err != nil || found.Adopted {
		return found, err
	}
	detached := context.WithoutCancel(ctx)
	for {
		session, err := s.post(ctx)
		if err == nil {
			return s.started(session), nil
		}
		if !s.needsLookUp(err) {
			return Started{}, s.refusal(ctx, err)
		}
		found, lookUpErr := s.lookUp(detached, err)
		switch {
		case !errors.Is(lookUpErr, errAbsent):
			return found, lookUpErr
		case errors.Is(err, gateway.ErrConflict): // a session had the name and is gone, which justifies no other POST
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

// errAbsent reports that BOS has no session of the name and that the last POST will not create one any more.
var errAbsent = errors.New("BOS has no session of that name")

// post makes one POST, bounded by the request timeout. Once in flight, the POST ignores the end of ctx.
func (s *start) post(ctx context.Context) (Session, error) {
	s.posts++
	session, err := sessionsV2{s.c.detached()}.create(ctx, s.create)
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

// needsLookUp reports whether the error leaves open what became of the POST. After a 409 the name may belong to our own
// session, if this is not the first POST or the name is random, or to a session to adopt.
func (s *start) needsLookUp(err error) bool {
	if errors.Is(err, gateway.ErrConflict) {
		return s.create.Generated || s.adopt && !s.history.released || s.posts > 1
	}
	var failure *gateway.Error
	if !errors.As(err, &failure) {
		return false
	}
	// A gateway may answer 408 when BOS took too long.
	return errors.Is(failure, gateway.ErrAmbiguous) ||
		failure.Status == http.StatusTooManyRequests || failure.Status == http.StatusRequestTimeout
}

// refusal returns the error for a POST that BOS has rejected. While its database is down, BOS reports an invalid
// session template name for every template (outage_db_session_create.json); its health shows the true reason.
func (s *start) refusal(ctx context.Context, err error) error {
	var failure *gateway.Error
	switch {
	case errors.Is(err, gateway.ErrConflict) && s.adopt && s.history.released:
		return fmt.Errorf("%w; %w", err, errReleased)
	case !errors.As(err, &failure) || failure.Status != http.StatusBadRequest:
		return err
	}
	health, healthErr := callRoot[healthV2](ctx, s.c, "healthz", true)
	if status := health.noun().DBStatus; healthErr == nil && status != "" && status != "ok" {
		return &DatabaseError{DBStatus: status, Err: err}
	}
	if healthErr != nil {
		return err
	}
	return s.c.refusedTemplate(ctx, s.create.TemplateName, err)
}
