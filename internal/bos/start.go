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
	// clockTolerance: on v1, a session that began this long before its POST is another one, however the clocks differ.
	clockTolerance = 5 * time.Minute
)

// StartSession starts a session once, and finds out whether it was started where the answer to the POST does not say
// so. It then looks the name up until BOS shows the session, or until BOS still has none 35 s after the POST. In the
// second case it asks whether any node knows the session, as its record may have been deleted meanwhile. Only if none
// does, it repeats the POST under the same name, up to three times. Refusals do not end the look-up within those 35 s;
// after them, two in a row do, as one 401 or 403 may be a gateway's mistake.
//
// A name that was not generated is looked up once before the first POST. If a session has it, that is a conflict,
// unless adopt is set, the session has the same inputs, and the name is not released (see Release): then the session is
// adopted without a POST. If this look-up fails, nothing was started. Two starts of one client never share such a name:
// the second one returns a *NameHeldError.
//
// A POST in flight ignores the end of ctx, as an interrupt would leave a session that nobody knows of; only no further
// POST follows. It ends by itself, usually within a minute and after 23 min at the latest, if BOS fails for long after
// each POST. While StartSession waits for a token, for a connection or for its turn under MaxRequestsPerSecond, nothing
// is in flight.
//
// On v1 of the API, where BOS chooses the name, it makes one POST and never another one. If the answer is lost, it
// looks the session up among those that BOS has 35 s later and did not have before, and takes the only one that can be
// it: of the same operation and template, begun since, and without a node outside of a limit of xnames. For such a
// limit it waits until the nodes are known, up to 5 min. See Started.Unproven. adopt has no effect on v1.
//
// Its errors: a *ConflictError, or one that matches ErrConflict, where another session has the name; an
// *UnresolvedError where it is not known whether the session was started; otherwise it was not started: a
// *NotStartedError, a *DatabaseError, a *NameHeldError, or an error of CreateSession.
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

// confirmed returns the session once what it lacks is confirmed. If that fails, the session is returned as running, so
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
	adopt   bool        // an existing session with the same inputs is adopted
	history nameHistory // what this process knows of the name
	fresh   bool        // no earlier session had the name, so that a node that knows it proves that this one ran
	doubt   error       // why fresh is false
	posts   int         // made so far
	sent    time.Time   // when the last of them was sent
	refused bool        // the last look-up was refused because of its token
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
			return Started{}, s.refusal(detached, err)
		}
		found, lookUpErr := s.lookUp(detached, err)
		switch {
		case !errors.Is(lookUpErr, errAbsent):
			return found, lookUpErr
		case errors.Is(err, gateway.ErrConflict): // a session had the name and is gone: that does not permit another one
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

// errAbsent reports that BOS has no session of the name, and that the last POST will not create one any more.
var errAbsent = errors.New("BOS has no session of that name")

// post makes one POST, which the request time-out bounds. In flight, it ignores the end of ctx.
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

// unclear reports whether BOS has to be asked what became of the POST. A name that is taken may be taken by our own
// session, where this is not the first POST or the name is random, or by a session to adopt.
func (s *start) needsLookUp(err error) bool {
	if errors.Is(err, gateway.ErrConflict) {
		return s.create.Generated || s.adopt && !s.history.released || s.posts > 1
	}
	var failure *gateway.Error
	if !errors.As(err, &failure) {
		return false
	}
	// A gateway may answer 408 when BOS took too long.
	return errors.Is(failure, gateway.ErrAmbiguous) || failure.Status == http.StatusTooManyRequests || failure.Status == http.StatusRequestTimeout
}

// refusal returns the error of a POST that BOS has refused. While its database is down, BOS answers that the name of
// the session template is invalid, whatever it is (outage_db_session_create.json); its health says why.
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
	return err
}
