// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"sync"
)

// turn is what only one start at a time may be of, or one that creates, replaces or deletes a session template.
type turn struct {
	operation        Operation // "" = none: the template is to be written or deleted
	tenant, template string    // tenant "" = none, as always on v1
}

// turns are shared by the copies of a client.
type turns struct {
	mu    sync.Mutex
	taken map[turn]chan struct{} // closed when the turn is over
}

// take waits for the turn. done ends it. The error is why ctx ended.
func (t *turns) take(ctx context.Context, wanted turn) (done func(), err error) {
	for {
		t.mu.Lock()
		busy, taken := t.taken[wanted]
		if !taken {
			t.taken[wanted] = make(chan struct{})
		}
		t.mu.Unlock()
		if !taken {
			return func() { t.end(wanted) }, nil
		}
		select {
		case <-busy:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (t *turns) end(wanted turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.taken[wanted])
	delete(t.taken, wanted)
}
