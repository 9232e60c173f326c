// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
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

// list gets each session separately, as BOS lists ids only, and applies the filter itself. It omits ghosts.
func (v sessionsV1) list(ctx context.Context, filter SessionFilter) ([]Session, error) {
	ids, err := v.listIDs(ctx, false)
	if err != nil {
		return nil, err
	}
	v.templates = map[string]templateV2{}
	sessions := []Session{}
	for _, id := range ids {
		found, err := v.record(ctx, id, false)
		var failure *gateway.Error
		if errors.As(err, &failure) && saysAbsentV1(failure) { // the list has shown that the system has v1
			continue
		}
		if err != nil {
			return nil, err
		}
		if !filter.mayMatch(found.Session, v.c.clock.Now()) {
			continue
		}
		session, err := v.withNodes(ctx, found, false)
		switch {
		case errors.Is(err, gateway.ErrNotFound): // deleted since it was listed
		case err != nil:
			return nil, err
		case filter.matches(session, v.c.clock.Now()):
			sessions = append(sessions, session)
		}
	}
	return sessions, nil
}
