// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"sync"
	"time"
)

// identity identifies a session in a system.
type identity struct{ tenant, name string }

// ledger is what a client remembers of sessions, by name, while the process runs.
type ledger struct {
	mu    sync.Mutex
	names map[identity]nameRecord
}

// nameRecord is what is known of one name.
type nameRecord struct {
	released bool      // deleted, failed to be deleted, or forgotten
	held     bool      // a start uses the name, or has used it
	adopted  bool      // that start adopted a session that existed before
	start    time.Time // of the session that BOS showed last; zero = none, or BOS did not say

	exists  bool // a resource's refresh has shown a session of this name
	missing bool // a resource's refresh has not found its session
	planned bool // a plan starts or adopts a session of this name
}

// nameHistory is what a start has to know of the name's history.
type nameHistory struct {
	released bool
	start    time.Time // as in nameRecord
}

// remember changes what is known of a name of this client's tenant. Clients made by InTenant share what they remember.
func (c *Client) remember(name string, change func(*nameRecord)) {
	c.ledger.mu.Lock()
	defer c.ledger.mu.Unlock()
	id := identity{c.tenant, name}
	known := c.ledger.names[id]
	change(&known)
	c.ledger.names[id] = known
}

// Release remembers a name of this client's tenant as given up for as long as the process runs: deleted, failed to be
// deleted, or forgotten. StartSession does not adopt a session of that name: it would be the one that was to be
// replaced. DeleteSession releases by itself.
func (c *Client) Release(name string) {
	c.remember(name, func(r *nameRecord) { r.released, r.held, r.adopted = true, false, false })
}

// noteShown remembers the start of a session that BOS has shown.
func (c *Client) noteShown(session Session) {
	c.remember(session.Name, func(r *nameRecord) { r.start = session.StartTime })
}

func (c *Client) nameHistory(name string) (known nameHistory) {
	c.remember(name, func(r *nameRecord) { known = nameHistory{released: r.released, start: r.start} })
	return known
}

// hold takes a name for a start, until it is released or release is called.
func (c *Client) hold(name string) (release func(), err error) {
	c.remember(name, func(r *nameRecord) {
		if r.held {
			err = &NameHeldError{Name: name}
		}
		r.held = true
	})
	return func() { c.remember(name, func(r *nameRecord) { r.held = false }) }, err
}

// Adopted reports whether this client has adopted the session of that name, which was there before, and not released it
// since.
func (c *Client) Adopted(name string) (adopted bool) {
	c.remember(name, func(r *nameRecord) { adopted = r.adopted })
	return adopted
}

// NoteExisting remembers that a session of the name exists, as the refresh of a resource has shown. planned reports
// whether a plan of this client was noted before that is to start or adopt a session of the name, and has not done so
// yet.
func (c *Client) NoteExisting(name string) (planned bool) {
	c.remember(name, func(r *nameRecord) { r.exists, planned = true, r.planned && !r.held })
	return planned
}

// NoteMissing remembers that BOS answered 404 for a session of the name, which is in the state.
func (c *Client) NoteMissing(name string) {
	c.remember(name, func(r *nameRecord) { r.missing = true })
}

// Missing reports whether NoteMissing was called for the name.
func (c *Client) Missing(name string) (missing bool) {
	c.remember(name, func(r *nameRecord) { missing = r.missing })
	return missing
}

// NotePlanned remembers that a session of the name is planned to be started or adopted. exists reports whether a
// refresh has shown one before.
func (c *Client) NotePlanned(name string) (exists bool) {
	c.remember(name, func(r *nameRecord) { r.planned, exists = true, r.exists })
	return exists
}
