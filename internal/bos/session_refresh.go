// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"sync"
	"time"
)

// RefreshedSession is like [Client.Session], for the refresh of a resource: refreshes that wait at the same time may
// share one LIST. A refresh goes out at once, by a GET of its own, if no other one is under way. Those that begin
// meanwhile wait for its answer and then go out together: by one LIST if that is cheaper for BOS, otherwise by one GET
// each. So a session comes from a LIST only if that was sent after RefreshedSession was called. A session that the LIST
// does not show, or shows incompletely, is read by a GET: the absence from a LIST proves nothing.
//
// The first ten refreshes of a client never wait. No error of a LIST is returned, and after one that failed or answered
// no refresh, the client makes no other one. There is none on v1 of the API, where a LIST has only ids.
func (c *Client) RefreshedSession(ctx context.Context, name string) (Session, error) {
	if err := checkName("name", name); err != nil {
		return Session{}, err
	}
	if version, err := c.APIVersion(ctx); err != nil {
		return Session{}, err
	} else if version == APIv1 {
		return c.Session(ctx, name)
	}
	group := c.refreshes.of(c.tenant)
	r := group.enter(name)
	defer group.leave(r)
	if found, ok := group.await(ctx, c, r)[name]; ok {
		c.noteShown(found)
		return found, nil
	}
	return c.get(ctx, name, getOptions{paused: func() { group.release(r) }})
}

// What a LIST costs BOS, against a GET of 4 ms: a LIST of 1000 sessions took 61 to 200 ms, so that one session in it
// costs 0.06 to 0.2 ms.
const (
	// listedPerRefresh is how many sessions a LIST may have for each refresh that it saves a GET.
	listedPerRefresh = 30
	// fewestListed is how many refreshes have to wait for a LIST.
	fewestListed = 4
	// refreshesBeforeList is how many refreshes a client makes before its first LIST, whose length is not known: a
	// system may have thousands of sessions, of which a small configuration has a few. An engine has ten under way.
	refreshesBeforeList = 10
)

// longestHold is how long a refresh waits for the requests that are ahead of it, which take milliseconds. After that it
// makes its own GET, so that a request that hangs delays no other for long.
const longestHold = time.Second

// refreshes holds the refreshes under way, by tenant. All copies of a client share it.
type refreshes struct {
	mu     sync.Mutex
	groups map[string]*refreshGroup
}

func (r *refreshes) of(tenant string) *refreshGroup {
	r.mu.Lock()
	defer r.mu.Unlock()
	group, ok := r.groups[tenant]
	if !ok {
		group = &refreshGroup{}
		r.groups[tenant] = group
	}
	return group
}

// refreshGroup is the refreshes of one tenant's sessions that are under way.
type refreshGroup struct {
	mu       sync.Mutex
	begun    int        // refreshes, ever
	underWay int        // refreshes
	ahead    int        // requests that the queue waits for
	queue    []*refresh // refreshes that wait
	lists    int        // LISTs that were answered
	length   int        // of the last LIST
	unusable bool       // a LIST failed, or answered no refresh
}

// refresh is one call of RefreshedSession.
type refresh struct {
	name  string
	ahead bool          // the queue waits for its GET
	turn  chan struct{} // closed once it has left the queue; nil = it was never in it
	list  *sharedList   // that answers it; nil = a GET does
	leads bool          // it begins that LIST
}

// pays reports whether a LIST is cheaper for BOS than so many GETs.
func (g *refreshGroup) pays(gets int) bool {
	if g.lists == 0 && g.begun <= refreshesBeforeList {
		return false
	}
	return !g.unusable && gets >= fewestListed && (g.lists == 0 || g.length <= listedPerRefresh*gets)
}

// enter begins a refresh. It waits if a request is ahead of it, and all that are under way would be enough for a LIST.
func (g *refreshGroup) enter(name string) *refresh {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.begun++
	g.underWay++
	switch {
	case g.ahead == 0:
		g.ahead++
		return &refresh{name: name, ahead: true}
	case !g.pays(g.underWay):
		return &refresh{name: name}
	}
	r := &refresh{name: name, turn: make(chan struct{})}
	g.queue = append(g.queue, r)
	return r
}

// leave ends a refresh.
func (g *refreshGroup) leave(r *refresh) {
	g.release(r)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.underWay--
}

// release lets the queue no longer wait for the GET of a refresh: it has ended, or is to be retried after a pause.
func (g *refreshGroup) release(r *refresh) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if r.ahead {
		r.ahead = false
		g.ended()
	}
}

// ended notes the end of a request that the queue waited for. After the last one, the refreshes of the queue go out.
// The caller holds the lock.
func (g *refreshGroup) ended() {
	g.ahead--
	if g.ahead > 0 || len(g.queue) == 0 {
		return
	}
	batch := g.queue
	g.queue = nil
	var list *sharedList
	if g.pays(len(batch)) {
		list = &sharedList{done: make(chan struct{}), readers: len(batch), batch: batch}
		batch[0].leads = true
		g.ahead++
	}
	for _, r := range batch {
		if r.list = list; list == nil {
			r.ahead = true
			g.ahead++
		}
		close(r.turn)
	}
}

// withdraw takes a refresh out of the queue. It returns false if the refresh has already left it.
func (g *refreshGroup) withdraw(r *refresh) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, queued := range g.queue {
		if queued == r {
			g.queue = append(g.queue[:i], g.queue[i+1:]...)
			return true
		}
	}
	return false
}

// await waits for the turn of a refresh and returns the sessions of the LIST that answers it, if one does. It returns
// none when ctx ends.
func (g *refreshGroup) await(ctx context.Context, c *Client, r *refresh) map[string]Session {
	if r.turn == nil {
		return nil
	}
	held, cancel := c.clock.WithTimeout(ctx, longestHold)
	defer cancel()
	select {
	case <-r.turn:
	case <-held.Done():
		if g.withdraw(r) {
			return nil
		}
		<-r.turn
	}
	if r.list == nil {
		return nil
	}
	if r.leads {
		g.begin(ctx, c, r.list)
	}
	select {
	case <-r.list.done:
		return r.list.sessions
	case <-ctx.Done():
		g.abandon(r.list)
		return nil
	}
}
