// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"sync"
)

// exclusiveKey names what one caller at a time may do: start a session of an operation and a template on v1, or create,
// replace or delete a session template.
type exclusiveKey struct {
	operation        Operation // "" = the template is written or deleted
	tenant, template string    // tenant "" = none, as always on v1
}

// exclusive is a mutex for each key. The copies of a client share it.
type exclusive struct {
	mu   sync.Mutex
	held map[exclusiveKey]chan struct{} // closed on release
}

// acquire waits until no other caller holds the key. Its error is why ctx ended.
func (e *exclusive) acquire(ctx context.Context, key exclusiveKey) (release func(), err error) {
	for {
		e.mu.Lock()
		holder, held := e.held[key]
		if !held {
			e.held[key] = make(chan struct{})
		}
		e.mu.Unlock()
		if !held {
			return func() { e.release(key) }, nil
		}
		select {
		case <-holder:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (e *exclusive) release(key exclusiveKey) {
	e.mu.Lock()
	defer e.mu.Unlock()
	close(e.held[key])
	delete(e.held, key)
}
