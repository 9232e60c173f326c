// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ids lists the sessions of BOS, in no order, ghosts among them: sessions that were deleted, and whose
// agent then wrote on (101_ghost_list.json). A list that hangs is not asked for again.
func (v sessionsV1) ids(ctx context.Context, once bool) ([]string, error) {
	list := request{method: http.MethodGet, path: sessionsPathV1, once: true}
	wire, err := callV1[sessionIDsV1](ctx, v, list)
	if !once && errors.Is(err, ErrUnavailable) && !unanswered(err) {
		list.once = false
		wire, err = callV1[sessionIDsV1](ctx, v, list)
	}
	if err != nil {
		return nil, hinted(v.routed(ctx, err), longList)
	}
	return wire, nil
}

type sessionIDsV1 []string

func (w *sessionIDsV1) check() error {
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

// list asks for each session by itself, as BOS lists only ids, and filters here. Ghosts are left out.
func (v sessionsV1) list(ctx context.Context, filter SessionFilter) ([]Session, error) {
	ids, err := v.ids(ctx, false)
	if err != nil {
		return nil, err
	}
	v.templates = map[string]templateV1{}
	sessions := []Session{}
	for _, id := range ids {
		found, err := v.fetch(ctx, id, false)
		var failure *Error
		if errors.As(err, &failure) && failure.saysAbsent() { // the list has shown that v1 is there
			continue
		}
		if err != nil {
			return nil, err
		}
		if !filter.mayPass(found.Session, v.c.clock.Now()) {
			continue
		}
		session, err := v.withNodes(ctx, found, false)
		switch {
		case errors.Is(err, ErrNotFound): // deleted meanwhile
		case err != nil:
			return nil, err
		case filter.Status == "" || session.Status == filter.Status:
			sessions = append(sessions, session)
		}
	}
	return sessions, nil
}

// mayPass leaves open whether a session that is not complete is pending or running.
func (f SessionFilter) mayPass(session Session, now time.Time) bool {
	switch start := session.StartTime; {
	case f.Status != "" && session.Complete() != (f.Status == StatusComplete):
		return false
	case f.MinAge != "" && (start.IsZero() || start.After(before(now, f.MinAge))):
		return false
	case f.MaxAge != "" && (start.IsZero() || start.Before(before(now, f.MaxAge))):
		return false
	default:
		return true
	}
}

// before is now less an age, as v2 reckons it (session_list_min_age_1h.json of v2): "0" is now.
func before(now time.Time, age string) time.Time {
	minutes := map[string]int64{"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
	number, unit := age[:len(age)-1], minutes[strings.ToLower(age[len(age)-1:])]
	count, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		count = 0
	}
	return time.Unix(now.Unix()-60*unit*count, 0)
}
