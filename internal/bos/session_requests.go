// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"iter"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// sessions is the set of requests on sessions in one version of the API. Every public method resolves the version and
// calls one of them.
type sessions interface {
	// check returns a *gateway.InputError for each input that BOS could never accept. An empty field counts as not yet
	// known.
	check(create SessionCreate) error
	// checkRequired returns a *gateway.InputError for a missing field, once every field is known.
	checkRequired(create SessionCreate) error
	// create makes the POST.
	create(ctx context.Context, create SessionCreate) (Session, error)
	// start starts a session once. See Client.StartSession.
	start(ctx context.Context, create SessionCreate, adopt bool) (Started, error)
	get(ctx context.Context, name string, opts getOptions) (Session, error)
	each(ctx context.Context, filter SessionFilter, opts eachOptions) iter.Seq2[Session, error]
	delete(ctx context.Context, name string) error
	status(ctx context.Context, name string, once bool) (SessionStatus, error)
}

// version returns the implementation for the API version in use, which may take a request.
func (c *Client) version(ctx context.Context) (sessions, error) {
	version, err := c.APIVersion(ctx)
	return c.sessionsOf(version), err
}

func (c *Client) sessionsOf(version APIVersion) sessions {
	if version == APIv1 {
		return sessionsV1{c: c}
	}
	return sessionsV2{c}
}

// Check returns the errors of create's inputs, joined: a *gateway.InputError for each input that BOS, or the API
// version in use, could never accept. The error matches errors.ErrUnsupported if the version is the reason. An empty
// Name, TemplateName or Operation counts as not yet known. Check makes no request: while the version is not known, it
// rejects only what neither version accepts.
func (c *Client) Check(create SessionCreate) error {
	version := c.api.known()
	if version == APIAuto && c.sessionsOf(APIv1).check(create) == nil {
		return nil
	}
	return c.sessionsOf(version).check(create)
}

// CreateSession starts a session with one POST, which is retried only if no connection was made. After an error that
// matches gateway.ErrAmbiguous the session may exist: see [Client.StartSession]. An error that matches
// gateway.ErrConflict means that the name is taken, possibly by a complete session.
func (c *Client) CreateSession(ctx context.Context, create SessionCreate) (Session, error) {
	v, err := c.version(ctx)
	if err != nil {
		return Session{}, err
	}
	if err := checkAll(v, create); err != nil {
		return Session{}, err
	}
	return v.create(ctx, create)
}

func checkAll(v sessions, create SessionCreate) error {
	return errors.Join(v.check(create), v.checkRequired(create))
}

// Session returns the session with the given name. The error matches gateway.ErrNotFound if there is none, or BOS has
// deleted it.
func (c *Client) Session(ctx context.Context, name string) (Session, error) {
	return c.get(ctx, name, getOptions{})
}

// get returns a session, and remembers its start time.
func (c *Client) get(ctx context.Context, name string, opts getOptions) (Session, error) {
	if err := checkName("name", name); err != nil {
		return Session{}, err
	}
	v, err := c.version(ctx)
	if err != nil {
		return Session{}, err
	}
	session, err := v.get(ctx, name, opts)
	if err == nil {
		c.noteShown(session)
	}
	return session, err
}

// ConfirmedSession is like [Client.Session], for callers that act on an absence: it returns gateway.ErrNotFound, or a
// session that lacks something, only after several 404s in a row over at least 35 s. It retries after transient
// failures, for at most 5 min.
func (c *Client) ConfirmedSession(ctx context.Context, name string) (Session, error) {
	ctx, cancel := c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	p := polling{c: c}
	for {
		sentAt := c.clock.Now()
		session, err := c.get(ctx, name, getOptions{once: true})
		final := err == nil && p.isFinal(session.unconfirmed, sentAt) || err != nil && !p.tolerateSession(err, sentAt)
		if final || c.clock.Sleep(ctx, p.next) != nil {
			return session, err
		}
	}
}

// DeleteSession deletes the record of a session; BOS goes on with the nodes of a running one. The error matches
// gateway.ErrNotFound if there was no such session; but a DELETE that was retried and then finds none succeeds.
// Whatever the result, the name is released: see [Client.Release].
func (c *Client) DeleteSession(ctx context.Context, name string) error {
	if err := checkName("name", name); err != nil {
		return err
	}
	c.Release(name)
	v, err := c.version(ctx)
	if err != nil {
		return err
	}
	return v.delete(ctx, name)
}

// SessionStatus returns the extended status of a session. While the session runs, BOS reads all components to compute
// it, so callers should use it rarely.
func (c *Client) SessionStatus(ctx context.Context, name string) (SessionStatus, error) {
	if err := checkName("name", name); err != nil {
		return SessionStatus{}, err
	}
	v, err := c.version(ctx)
	if err != nil {
		return SessionStatus{}, err
	}
	return v.status(ctx, name, false)
}

// SessionInOtherVersion gets a session in the API version that this client does not use, and returns that version: a
// BOS with both versions shows each session in one of them only. The session has no nodes. The error matches
// gateway.ErrNotFound if the session is not there either, or the system does not have that version.
func (c *Client) SessionInOtherVersion(ctx context.Context, name string) (APIVersion, Session, error) {
	if err := checkName("name", name); err != nil {
		return "", Session{}, err
	}
	used, err := c.APIVersion(ctx)
	if err != nil {
		return "", Session{}, err
	}
	if used == APIv1 {
		session, err := sessionsV2{c}.get(ctx, name, getOptions{})
		var failure *gateway.Error
		if errors.As(err, &failure) && noSuchPath(failure) {
			err = gateway.ErrNotFound
		}
		return APIv2, session, err
	}
	found, err := sessionsV1{c: c}.confirmedRecord(ctx, name, false)
	var none *NoV1Error
	if errors.As(err, &none) {
		err = gateway.ErrNotFound
	}
	return APIv1, found.Session, err
}
