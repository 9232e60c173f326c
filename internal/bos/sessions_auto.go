// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
)

// sessionsAuto finds out at first use which version of the API is spoken.
type sessionsAuto struct{ c *Client }

func (a sessionsAuto) spoken(ctx context.Context) (sessions, error) {
	version, err := a.c.APIVersion(ctx)
	return a.c.sessionsOf(version), err
}

// check makes no request: while the version is not known, only what neither can do is refused.
func (a sessionsAuto) check(create SessionCreate) error { return a.either(sessions.check, create) }

func (a sessionsAuto) required(create SessionCreate) error {
	return a.either(sessions.required, create)
}

func (a sessionsAuto) either(find func(sessions, SessionCreate) error, create SessionCreate) error {
	if version := a.c.api.known(); version != APIAuto {
		return find(a.c.sessionsOf(version), create)
	}
	if find(a.c.sessionsOf(APIv1), create) == nil {
		return nil
	}
	return find(a.c.sessionsOf(APIv2), create)
}

func (a sessionsAuto) create(ctx context.Context, create SessionCreate) (Session, error) {
	spoken, err := a.spoken(ctx)
	if err != nil {
		return Session{}, err
	}
	if err := checkAll(spoken, create); err != nil {
		return Session{}, err
	}
	return spoken.create(ctx, create)
}

func (a sessionsAuto) start(ctx context.Context, create SessionCreate, adopt bool) (Started, error) {
	spoken, err := a.spoken(ctx)
	if err != nil {
		return Started{}, &NotStartedError{Name: create.Name, Err: err}
	}
	return spoken.start(ctx, create, adopt)
}

func (a sessionsAuto) get(ctx context.Context, name string) (Session, error) {
	spoken, err := a.spoken(ctx)
	if err != nil {
		return Session{}, err
	}
	return spoken.get(ctx, name)
}

func (a sessionsAuto) look(ctx context.Context, name string, seen Session) (Session, error) {
	spoken, err := a.spoken(ctx)
	if err != nil {
		return Session{}, err
	}
	return spoken.look(ctx, name, seen)
}

func (a sessionsAuto) list(ctx context.Context, filter SessionFilter) ([]Session, error) {
	spoken, err := a.spoken(ctx)
	if err != nil {
		return nil, err
	}
	return spoken.list(ctx, filter)
}

func (a sessionsAuto) delete(ctx context.Context, name string) error {
	spoken, err := a.spoken(ctx)
	if err != nil {
		return err
	}
	return spoken.delete(ctx, name)
}

func (a sessionsAuto) status(ctx context.Context, name string) (SessionStatus, error) {
	spoken, err := a.spoken(ctx)
	if err != nil {
		return SessionStatus{}, err
	}
	return spoken.status(ctx, name)
}
