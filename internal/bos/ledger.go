// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"sync"
	"time"
)

// identity identifies a session in a system.
type identity struct{ tenant, name string }

// ledger is what a client remembers about sessions, by name, as long as the process runs.
type ledger struct {
	mu    sync.Mutex
	names map[identity]nameRecord
}

// nameRecord is what is known about one name.
type nameRecord struct {
	released bool      // its session was deleted (or the deletion failed), or forgotten without one
	held     bool      // a start is using the name or has used it
	adopted  bool      // that start adopted an existing session
	start    time.Time // start time of the session that BOS showed last; zero: none, or not reported

	exists  bool   // a resource's refresh found a session of this name
	missing bool   // a resource's refresh did not find its session
	planned bool   // a plan starts or adopts a session of this name
	asked   string // inputs of a resource of this name that a plan, not applied yet, creates; "" for none
}

// nameHistory is what a start needs to know about the name's past.
type nameHistory struct {
	released bool
	start    time.Time // see nameRecord
}

// remember changes what is known about a name of this client's tenant. Clients made by InTenant share the ledger.
func (c *Client) remember(name string, change func(*nameRecord)) {
	c.ledger.mu.Lock()
	defer c.ledger.mu.Unlock()
	id := identity{c.tenant, name}
	known := c.ledger.names[id]
	change(&known)
	c.ledger.names[id] = known
}

// Release marks a name of this client's tenant as given up for as long as the process runs: its session was deleted (or
// the deletion failed), or forgotten without one. [Client.StartSession] does not adopt a session of a released name, as
// it would be the session that is being replaced. [Client.DeleteSession] releases the name itself.
func (c *Client) Release(name string) {
	c.remember(name, func(r *nameRecord) { r.released, r.held, r.adopted, r.asked = true, false, false, "" })
}

// noteShown remembers the start time of a session that BOS has shown.
func (c *Client) noteShown(session Session) {
	c.remember(session.Name, func(r *nameRecord) { r.start = session.StartTime })
}

func (c *Client) nameHistory(name string) (known nameHistory) {
	c.remember(name, func(r *nameRecord) { known = nameHistory{released: r.released, start: r.start} })
	return known
}

// hold reserves a name for a start, until the name is released or the returned function is called.
func (c *Client) hold(name string) (release func(), err error) {
	c.remember(name, func(r *nameRecord) {
		if r.held {
			err = &NameHeldError{Name: name}
		}
		r.held, r.asked = true, ""
	})
	return func() { c.remember(name, func(r *nameRecord) { r.held = false }) }, err
}

// Adopted reports whether this client has adopted an existing session of the name and has not released it since.
func (c *Client) Adopted(name string) (adopted bool) {
	c.remember(name, func(r *nameRecord) { adopted = r.adopted })
	return adopted
}

// NoteExisting records that the refresh of a resource found a session of the name. planned reports whether a plan of
// this client, noted before, will start or adopt a session of the name and has not done so yet.
func (c *Client) NoteExisting(name string) (planned bool) {
	c.remember(name, func(r *nameRecord) { r.exists, planned = true, r.planned && !r.held })
	return planned
}

// NoteMissing records that BOS answered 404 for a session of the name that is in the state.
func (c *Client) NoteMissing(name string) {
	c.remember(name, func(r *nameRecord) { r.missing = true })
}

// Missing reports whether NoteMissing was called for the name.
func (c *Client) Missing(name string) (missing bool) {
	c.remember(name, func(r *nameRecord) { missing = r.missing })
	return missing
}

// NotePlannedName records that a plan creates a resource whose session is to have the name and these inputs. taken reports
// whether a resource with other inputs has asked for the name before and was not started since. An engine plans a creation
// once, but `terraform test` may plan the same resource again with the same client: the same inputs are not taken for
// another resource, and [Client.StartSession] rejects the second start of a name.
func (c *Client) NotePlannedName(name, inputs string) (taken bool) {
	c.remember(name, func(r *nameRecord) { r.asked, taken = inputs, r.asked != "" && r.asked != inputs })
	return taken
}

// NotePlanned records that a plan starts or adopts a session of the name. exists reports whether a refresh has found
// one before.
func (c *Client) NotePlanned(name string) (exists bool) {
	c.remember(name, func(r *nameRecord) { r.planned, exists = true, r.exists })
	return exists
}
