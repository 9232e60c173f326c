// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"sync"
	"testing"
)

// scripted is a source of the given tokens, one after the other. Each fetch signals its begin and waits to continue.
type scripted struct {
	tokens       []string
	begun, going chan struct{}
	refused      []string
}

func (*scripted) fresh(bearer) bool { return true }

func (s *scripted) fetch(_ context.Context, refused string) (bearer, error) {
	s.refused = append(s.refused, refused)
	s.begun <- struct{}{}
	<-s.going
	token := s.tokens[0]
	s.tokens = s.tokens[1:]
	return bearer{value: token}, nil
}

// waits is a context that reports when a caller begins to wait for its end.
type waits struct {
	context.Context
	once sync.Once
	seen chan struct{}
}

func (c *waits) Done() <-chan struct{} {
	c.once.Do(func() { close(c.seen) })
	return c.Context.Done()
}

// A shared fetch may return the very token that was refused here: then another fetch is made.
func TestAuth_fetchesAgainIfASharedFetchReturnsTheRefusedToken(t *testing.T) {
	t.Parallel()
	source := &scripted{tokens: []string{"old", "new"}, begun: make(chan struct{}, 2), going: make(chan struct{}, 2)}
	a := &auth{source: source, clock: SystemClock()}
	var both sync.WaitGroup
	var first, second bearer
	both.Go(func() { first, _ = a.token(t.Context(), "") })
	<-source.begun
	ctx := &waits{Context: t.Context(), seen: make(chan struct{})}
	both.Go(func() { second, _ = a.token(ctx, "old") })
	<-ctx.seen
	source.going <- struct{}{}
	source.going <- struct{}{}
	both.Wait()

	if first.value != "old" || second.value != "new" || len(source.refused) != 2 || source.refused[1] != "old" {
		t.Errorf("first %q, second %q, refused %q", first.value, second.value, source.refused)
	}
}
