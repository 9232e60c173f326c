// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "sync"

// identity is what tells one session from all others.
type identity struct{ tenant, name string }

// ledger is the names that were given up while the process ran.
type ledger struct {
	mu    sync.Mutex
	names map[identity]bool
}

// Release remembers a name of this client's tenant as given up for as long as the process
// runs: deleted, failed to be deleted, or forgotten. StartSession does not adopt a
// session of that name: it would be the one that was to be replaced. Clients made by
// InTenant share what they remember. DeleteSession releases by itself.
func (c *Client) Release(name string) {
	c.released.mu.Lock()
	defer c.released.mu.Unlock()
	c.released.names[identity{c.tenant, name}] = true
}

func (c *Client) hasReleased(name string) bool {
	c.released.mu.Lock()
	defer c.released.mu.Unlock()
	return c.released.names[identity{c.tenant, name}]
}
