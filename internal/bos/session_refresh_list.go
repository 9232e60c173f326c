// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	// longestList is the time after which the refreshes no longer wait for a LIST: one of 5000 sessions takes 0.4 s.
	longestList = 10 * time.Second
	// largestList is the size in bytes of the largest LIST that is read: 12 000 sessions of 64 nodes have 16 MB.
	largestList = 16 << 20
)

// sharedList is a LIST that answers several refreshes.
type sharedList struct {
	readers  int // refreshes that wait for it; the group's mutex guards it, and cancel
	cancel   context.CancelFunc
	batch    []*refresh         // the refreshes that it was sent for
	done     chan struct{}      // closed once sessions is set
	sessions map[string]Session // empty if the LIST failed
}

// begin sends the LIST. ctx is that of one of its readers; the LIST ends when the last of them has gone.
func (g *refreshGroup) begin(ctx context.Context, c *Client, list *sharedList) {
	listing, cancel := context.WithCancel(context.WithoutCancel(ctx))
	g.mu.Lock()
	list.cancel = cancel
	g.mu.Unlock()
	go func() {
		defer cancel()
		timed, stop := c.clock.WithTimeout(listing, longestList)
		defer stop()
		sessions, length, err := sessionsV2{c}.listOwn(timed)
		list.sessions = sessions
		close(list.done)
		g.listed(listing.Err() != nil, length, list.answers(), err)
	}()
}

// answers reports whether the LIST answers any refresh.
func (l *sharedList) answers() bool {
	return slices.ContainsFunc(l.batch, func(r *refresh) bool {
		_, found := l.sessions[r.name]
		return found
	})
}

// listed notes the end of a LIST. abandoned means that no refresh waited for it any more.
func (g *refreshGroup) listed(abandoned bool, length int, answers bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case err == nil:
		g.lists, g.length = g.lists+1, length
		g.unusable = !answers
	case !abandoned:
		g.unusable = true
	}
	g.ended()
}

// abandon notes that a refresh no longer waits for the LIST.
func (g *refreshGroup) abandon(list *sharedList) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if list.readers--; list.readers == 0 {
		list.cancel()
	}
}

// listOwn returns the sessions of the client's tenant, by name, and how many the LIST has in all: without a tenant it
// has those of all tenants (tenant_session_list.json has one tenant's). A record of a LIST is that of a GET, in every
// field. One that cannot be read, or that stands there twice, is left out. The request is made once.
func (v sessionsV2) listOwn(ctx context.Context) (own map[string]Session, length int, err error) {
	records, err := call[sessionRecordsV2](ctx, v.c, gateway.Request{
		Method: http.MethodGet, Path: sessionsPath, Once: true, MaxAnswer: largestList,
	})
	own = make(map[string]Session, len(records))
	twice := map[string]bool{}
	for _, record := range records {
		wire := record.value
		if wire.Check() != nil || wire.Tenant != v.c.tenant {
			continue
		}
		if _, known := own[wire.Name]; known {
			twice[wire.Name] = true
		}
		own[wire.Name] = wire.noun()
	}
	for name := range twice {
		delete(own, name)
	}
	return own, len(records), err
}

// sessionRecordsV2 is a list of sessions of which each may be unreadable.
type sessionRecordsV2 []lenient[sessionV2]

func (w *sessionRecordsV2) Check() error {
	if *w == nil {
		return errors.New("the answer is not a list of sessions")
	}
	return nil
}
