// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// sessions are the requests on sessions in one version of the API. Every public method resolves the version and calls
// one of them.
type sessions interface {
	// check returns an *InputError for what BOS could never accept. An empty field counts as not known yet.
	check(create SessionCreate) error
	// checkRequired returns an *InputError for what is missing once every field is known.
	checkRequired(create SessionCreate) error
	// create makes the POST.
	create(ctx context.Context, create SessionCreate) (Session, error)
	// start starts a session once. See Client.StartSession.
	start(ctx context.Context, create SessionCreate, adopt bool) (Started, error)
	get(ctx context.Context, name string, opts getOptions) (Session, error)
	list(ctx context.Context, filter SessionFilter) ([]Session, error)
	delete(ctx context.Context, name string) error
	status(ctx context.Context, name string) (SessionStatus, error)
}

// version resolves the version of the API, which may take a request.
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

// Check returns an *InputError for each input that BOS, or the version of its API in use, could never accept. It
// matches errors.ErrUnsupported where it is the version. An empty Name, TemplateName or Operation counts as not known
// yet. Check makes no request: while the version is not known, only what neither version accepts is an error.
func (c *Client) Check(create SessionCreate) error {
	version := c.api.known()
	if version == APIAuto && c.sessionsOf(APIv1).check(create) == nil {
		return nil
	}
	return c.sessionsOf(version).check(create)
}

// CreateSession starts a session with one POST, which is repeated only where no connection was made. After an error
// that matches ErrAmbiguous the session may exist: see StartSession. ErrConflict: the name is taken, possibly by a
// session that is complete.
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

// Session returns a session by its name. ErrNotFound: there is none, or BOS has deleted it.
func (c *Client) Session(ctx context.Context, name string) (Session, error) {
	return c.get(ctx, name, getOptions{})
}

// get returns a session, and remembers when it started.
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

// ConfirmedSession is Session for a caller that acts on an absence: an ErrNotFound, and what an Unconfirmed session
// lacks, are confirmed by several 404s in a row over at least 35 s. Failures that may pass are waited out, for at most
// 5 min.
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

// ListSessions returns the sessions that pass the filter, in BOS's order. Without a tenant it returns those of every
// tenant.
func (c *Client) ListSessions(ctx context.Context, filter SessionFilter) ([]Session, error) {
	v, err := c.version(ctx)
	if err != nil {
		return nil, err
	}
	return v.list(ctx, filter)
}

// DeleteSession deletes the record of a session; the nodes of a running one are processed to the end. ErrNotFound:
// there was none. A DELETE that had to be repeated and then finds none succeeds. Whatever the result, the name is
// released.
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

// SessionStatus returns the extended status of a session. While the session runs, BOS reads all components for it: call
// it rarely.
func (c *Client) SessionStatus(ctx context.Context, name string) (SessionStatus, error) {
	if err := checkName("name", name); err != nil {
		return SessionStatus{}, err
	}
	v, err := c.version(ctx)
	if err != nil {
		return SessionStatus{}, err
	}
	return v.status(ctx, name)
}

// SessionInOtherVersion looks for a session in the version of the API that this client does not use, and returns that
// version: a BOS with both versions shows each session in one of them only. The session comes without its nodes.
// ErrNotFound: it is not there either, or the system does not have that version.
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
