// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// ListSessions returns the sessions that match filter, in BOS's order. A client without a tenant gets the sessions of all
// tenants.
func (c *Client) ListSessions(ctx context.Context, filter SessionFilter) ([]Session, error) {
	v, err := c.version(ctx)
	if err != nil {
		return nil, err
	}
	sessions := []Session{}
	for session, err := range v.each(ctx, filter, eachOptions{}) {
		if err != nil {
			return nil, err
		}
		sessions = append(sessions, session)
	}
	return sessions, nil
}

// EachSession yields the sessions that match filter. An error is the last value. A client without a tenant gets the
// sessions of all tenants.
//
// On v2 of the API, one request gets all sessions, and the newest comes first. On v1, BOS lists ids only, in no order,
// and each session takes requests, which are made when its turn comes. brief is for a caller that needs only the
// sessions' names: on v1 a session then takes one request where the filter permits it, and has no nodes.
func (c *Client) EachSession(ctx context.Context, filter SessionFilter, brief bool) iter.Seq2[Session, error] {
	return func(yield func(Session, error) bool) {
		v, err := c.version(ctx)
		if err != nil {
			yield(Session{}, err)
			return
		}
		v.each(ctx, filter, eachOptions{brief: brief, newestFirst: true})(yield)
	}
}

// eachOptions are those of a list. On v1 there is no order.
type eachOptions struct{ brief, newestFirst bool }

// each lets BOS filter, except for a tenant: the gateway's policy compares the path of a tenant's administrator,
// including the query, with that of the whole list, and rejects a query (Cray-HPE/cray-opa). A tenant's list is short.
func (v sessionsV2) each(ctx context.Context, filter SessionFilter, opts eachOptions) iter.Seq2[Session, error] {
	query, rest := filter, SessionFilter{TemplateName: filter.TemplateName}
	if v.c.tenant != "" {
		query, rest = SessionFilter{}, filter
	}
	return func(yield func(Session, error) bool) {
		wires, err := call[sessionListV2](ctx, v.c, gateway.Request{
			Method: http.MethodGet,
			Path:   sessionsPath,
			Query:  map[string]string{"status": query.Status, "min_age": query.MinAge, "max_age": query.MaxAge},
		})
		if err != nil {
			yield(Session{}, err)
			return
		}
		if opts.newestFirst {
			wires.newestFirst()
		}
		for i := range wires {
			session := wires[i].noun()
			wires[i] = sessionV2{} // the caller has it now
			if rest.matches(session, v.c.clock.Now()) && !yield(session, nil) {
				return
			}
		}
	}
}

type sessionListV2 []sessionV2

func (w *sessionListV2) Check() error {
	if *w == nil {
		return errors.New("the answer is not a list of sessions")
	}
	for i := range *w {
		if (*w)[i].Name == "" {
			return fmt.Errorf("element %d of the list is not a session: it has no name", i)
		}
	}
	return nil
}

func (w sessionListV2) newestFirst() {
	slices.SortFunc(w, func(a, b sessionV2) int {
		return cmp.Or(b.Status.StartTime.Compare(a.Status.StartTime.Time),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.Tenant, b.Tenant))
	})
}
