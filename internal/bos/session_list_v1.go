// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"iter"
	"net/http"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// listIDs returns the ids of all sessions, in no order. They include ghosts: sessions that were deleted while their
// agent kept writing (101_ghost_list.json). A list that hangs is not requested again.
func (v sessionsV1) listIDs(ctx context.Context, once bool) ([]string, error) {
	list := gateway.Request{Method: http.MethodGet, Path: sessionsPathV1, Once: true}
	wire, err := callV1[sessionIDsV1](ctx, v, list)
	if !once && errors.Is(err, gateway.ErrUnavailable) && !unanswered(err) {
		list.Once = false
		wire, err = callV1[sessionIDsV1](ctx, v, list)
	}
	if err != nil {
		return nil, withHint(v.confirmPath(ctx, err), longListHint)
	}
	return wire, nil
}

type sessionIDsV1 []string

func (w *sessionIDsV1) Check() error {
	if *w == nil {
		return errors.New("the answer is not a list of sessions' ids")
	}
	for _, id := range *w {
		if err := checkName("name", id); err != nil {
			return errors.New("the answer is not a list of sessions' ids")
		}
	}
	return nil
}

// each gets each session separately, as BOS lists ids only, and applies the filter itself. It omits ghosts.
func (v sessionsV1) each(ctx context.Context, filter SessionFilter, opts eachOptions) iter.Seq2[Session, error] {
	return func(yield func(Session, error) bool) {
		ids, err := v.listIDs(ctx, false)
		if err != nil {
			yield(Session{}, err)
			return
		}
		v.templates = map[string]templateV2{}
		for _, id := range ids {
			session, err := v.listed(ctx, id, filter, opts.brief)
			if errors.Is(err, errNotListed) {
				continue
			}
			if !yield(session, err) || err != nil {
				return
			}
		}
	}
}

// errNotListed is the error of a session that a list omits.
var errNotListed = errors.New("not listed")

// listed returns a session for a list, or errNotListed. Pending and running sessions differ in their nodes only.
func (v sessionsV1) listed(ctx context.Context, id string, filter SessionFilter, brief bool) (Session, error) {
	found, err := v.record(ctx, id, false)
	var failure *gateway.Error
	switch {
	case errors.As(err, &failure) && saysAbsentV1(failure): // the list has shown that the system has v1
		return Session{}, errNotListed
	case err != nil:
		return Session{}, err
	case !filter.mayMatch(found.Session, v.c.clock.Now()):
		return Session{}, errNotListed
	case brief && (filter.Status == "" || filter.Status == StatusComplete):
		return found.Session, nil
	}
	session, err := v.withNodes(ctx, found, false)
	switch {
	case errors.Is(err, gateway.ErrNotFound): // deleted since it was listed
		return Session{}, errNotListed
	case err == nil && !filter.matches(session, v.c.clock.Now()):
		return Session{}, errNotListed
	default:
		return session, err
	}
}
