// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
)

// sessions are the requests on sessions in one version of the API.
type sessions interface {
	check(create SessionCreate) error
	// required finds what a session cannot be created without, when nothing is left open any more.
	required(create SessionCreate) error
	create(ctx context.Context, create SessionCreate) (Session, error)
	start(ctx context.Context, create SessionCreate, adopt bool) (Started, error)
	get(ctx context.Context, name string) (Session, error)
	// look is one cheap get without repeats, in a row of them; seen is what the last one gave.
	look(ctx context.Context, name string, seen Session) (Session, error)
	list(ctx context.Context, filter SessionFilter) ([]Session, error)
	delete(ctx context.Context, name string) error
	status(ctx context.Context, name string) (SessionStatus, error)
}

// sessions are those of the version of the API that is spoken.
func (c *Client) sessions() sessions { return c.sessionsOf(c.api.configured) }

func (c *Client) sessionsOf(version APIVersion) sessions {
	switch version {
	case APIv1:
		return sessionsV1{c: c}
	case APIAuto:
		return sessionsAuto{c}
	default:
		return sessionsV2{c}
	}
}

// Check finds what BOS, or this version of its API, could never accept in create, as an *gateway.InputError; where it
// is the version, it matches errors.ErrUnsupported. An empty Name, TemplateName or Operation counts as not known yet.
// It makes no request.
func (c *Client) Check(create SessionCreate) error { return c.sessions().check(create) }

// CreateSession starts a session with one POST, which is repeated only where no connection came about. After an error
// that matches gateway.ErrAmbiguous the session may exist: see StartSession. gateway.ErrConflict: the name is taken, be
// it by a session that is complete.
func (c *Client) CreateSession(ctx context.Context, create SessionCreate) (Session, error) {
	spoken := c.sessions()
	if err := checkAll(spoken, create); err != nil {
		return Session{}, err
	}
	return spoken.create(ctx, create)
}

func checkAll(spoken sessions, create SessionCreate) error {
	return errors.Join(spoken.check(create), spoken.required(create))
}

// Session gets a session by its name. gateway.ErrNotFound: there is none, or BOS has deleted it.
func (c *Client) Session(ctx context.Context, name string) (Session, error) {
	if err := checkName("name", name); err != nil {
		return Session{}, err
	}
	session, err := c.sessions().get(ctx, name)
	if err == nil {
		c.shown(session)
	}
	return session, err
}

// ConfirmedSession is Session for a caller who acts on an absence: its gateway.ErrNotFound, and what a session lacks
// that is Unconfirmed, is confirmed by several 404s over at least 35 s without another answer. Failures that may pass
// are waited through, for at most 5 min.
func (c *Client) ConfirmedSession(ctx context.Context, name string) (Session, error) {
	ctx, cancel := c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	w := wait{c: c}
	for {
		asked := c.clock.Now()
		session, err := c.look(ctx, name, Session{})
		final := err == nil && w.confirms(session.unconfirmed, asked) || err != nil && !w.bear(err, asked)
		if final || c.clock.Sleep(ctx, w.next) != nil {
			return session, err
		}
	}
}

// look gets a session for a caller with a patience of its own.
func (c *Client) look(ctx context.Context, name string, seen Session) (Session, error) {
	if err := checkName("name", name); err != nil {
		return Session{}, err
	}
	session, err := c.sessions().look(ctx, name, seen)
	if err == nil {
		c.shown(session)
	}
	return session, err
}

// ListSessions gets the sessions that pass the filter, in BOS's order. Without a tenant it gets those of every tenant.
func (c *Client) ListSessions(ctx context.Context, filter SessionFilter) ([]Session, error) {
	return c.sessions().list(ctx, filter)
}

// DeleteSession deletes the record of a session; nodes of a running one go on. gateway.ErrNotFound: there was none. A
// DELETE that had to be repeated and then finds none is done. Whatever comes of it, the name is released.
func (c *Client) DeleteSession(ctx context.Context, name string) error {
	if err := checkName("name", name); err != nil {
		return err
	}
	c.Release(name)
	return c.sessions().delete(ctx, name)
}

// SessionStatus gets the extended status of a session. While the session runs, BOS looks through all components for it:
// ask rarely.
func (c *Client) SessionStatus(ctx context.Context, name string) (SessionStatus, error) {
	if err := checkName("name", name); err != nil {
		return SessionStatus{}, err
	}
	return c.sessions().status(ctx, name)
}
