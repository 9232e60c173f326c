// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"sync"
)

// exclusiveKey identifies work that only one caller at a time may do: start a v1 session of an operation and a
// template, or create, replace or delete a session template.
type exclusiveKey struct {
	operation        Operation // "" means that the template is written or deleted
	tenant, template string    // tenant "" means none, as always on v1
}

// exclusive is a mutex per key. All copies of a client share it.
type exclusive struct {
	mu   sync.Mutex
	held map[exclusiveKey]chan struct{} // closed on release
}

// acquire waits until no other caller holds key. The error is the cause of the end of ctx.
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
