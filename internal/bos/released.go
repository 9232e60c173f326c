// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "sync"

// identity is what tells one session from all others.
type identity struct{ tenant, name string }

// ledger is the names that were given up while the process ran.
type ledger struct {
	mu    sync.Mutex
	names map[identity]release
}

// release is what is known of a name that was given up.
type release struct {
	given bool
	free  bool // BOS has shown since that no session has the name
}

// Release remembers a name of this client's tenant as given up for as long as the process
// runs: deleted, failed to be deleted, or forgotten. StartSession does not adopt a
// session of that name: it would be the one that was to be replaced. Nor does it take one
// that it finds after a lost answer for its own, unless BOS has shown since that the
// name was free: by a DELETE that was done, or a 404. Clients made by
// InTenant share what they remember. DeleteSession releases by itself.
func (c *Client) Release(name string) {
	c.released.mu.Lock()
	defer c.released.mu.Unlock()
	c.released.names[identity{c.tenant, name}] = release{given: true}
}

// shownFree takes in that BOS has no session of the name (any more).
func (c *Client) shownFree(name string) {
	c.released.mu.Lock()
	defer c.released.mu.Unlock()
	if id := (identity{c.tenant, name}); c.released.names[id].given {
		c.released.names[id] = release{given: true, free: true}
	}
}

func (c *Client) release(name string) release {
	c.released.mu.Lock()
	defer c.released.mu.Unlock()
	return c.released.names[identity{c.tenant, name}]
}
