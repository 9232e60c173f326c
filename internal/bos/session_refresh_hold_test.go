// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestRefreshedSession_interruptIsOnesOwn(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		first := b.refreshAll(3)
		ctx, cancel := context.WithCancelCause(t.Context())
		queued := b.refresh(ctx, "queued")
		cancel(errInterrupt)
		b.waits("s1", "s2", "s3")
		if !queued.done || !errors.Is(queued.err, errInterrupt) {
			t.Fatalf("in the queue: %+v", queued)
		}
		ctx, cancel = context.WithCancelCause(t.Context())
		leader := b.refresh(ctx, "s4")
		others := []*refreshed{b.refresh(t.Context(), "s5"), b.refresh(t.Context(), "s6"), b.refresh(t.Context(), "s7")}
		b.show("s1")
		b.waits("s2", "s3", "sessions")

		cancel(errInterrupt) // the LIST was begun on its behalf

		b.waits("s2", "s3", "sessions")
		if !leader.done || !errors.Is(leader.err, errInterrupt) {
			t.Errorf("%+v", leader)
		}
		b.list(record("s5", "", "running"), record("s6", "", "running"), record("s7", "", "running"))
		b.show("s2", "s3")
		for _, r := range append(others, first...) {
			if !r.done || r.err != nil {
				t.Errorf("%+v", r)
			}
		}
	})
}

func TestRefreshedSession_listEndsWithItsLastReader(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		b.refreshAll(3)
		ctx, cancel := context.WithCancelCause(t.Context())
		var all []*refreshed
		for _, name := range []string{"s4", "s5", "s6", "s7"} {
			all = append(all, b.refresh(ctx, name))
		}
		b.show("s1", "s2", "s3")
		list := b.take("sessions")
		later := b.refresh(t.Context(), "s8")
		b.waits()

		cancel(errInterrupt)

		b.waits("s8")
		if list.Context().Err() == nil {
			t.Error("the LIST goes on")
		}
		for _, r := range all {
			if !r.done || !errors.Is(r.err, errInterrupt) {
				t.Errorf("%+v", r)
			}
		}
		b.show("s8")
		if later.err != nil {
			t.Error(later.err)
		}
		b.refreshAll(7) // an abandoned LIST is no reason against another one
		b.show("s1")
		b.waits("s2", "s3", "sessions")
		b.list(record("s4", "", "running"), record("s5", "", "running"), record("s6", "", "running"), record("s7", "", "running"))
		b.show("s2", "s3")
	})
}

// A request that hangs holds others up for a second, and one that fails not at all.
func TestRefreshedSession_isNotHeldUp(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		all := b.refreshAll(4)
		began := time.Now()

		b.pass(longestHold)

		b.waits("s1", "s2", "s3", "s4")
		b.show("s4", "s3", "s2", "s1")
		wantAll(t, all, "running")

		all = b.refreshAll(6)
		b.answer("s1", scripted.Status(503))
		b.waits("s2", "s3", "s4", "s5", "s6")
		b.show("s6", "s5", "s4", "s3", "s2")
		b.pass(time.Second) // the pause before s1 is tried again
		b.show("s1")
		wantAll(t, all, "running")
		if passed := time.Since(began); passed != longestHold+time.Second {
			t.Errorf("took %v", passed)
		}
	})
}

const longestHold = time.Second

func TestRefreshedSession_listThatHangs(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		all := b.refreshAll(7)
		b.show("s1", "s2", "s3")
		b.waits("sessions")

		b.pass(10 * time.Second)

		list := b.take("sessions")
		b.waits("s4", "s5", "s6", "s7")
		if list.Context().Err() == nil {
			t.Error("the LIST goes on")
		}
		b.show("s4", "s5", "s6", "s7")
		wantAll(t, all, "running")
	})
}

// The LIST of v1 has ids only.
func TestRefreshedSession_v1HasNoList(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		all := b.refreshAll(9)
		b.waits("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9")
		for _, name := range []string{"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"} {
			b.answer(name, scripted.Answer(403, "text/plain", "denied by policy"))
		}
		for _, r := range all {
			if !r.done || r.err == nil {
				t.Errorf("%+v", r)
			}
		}
	}, func(c *config) { c.APIVersion = bos.APIv1 })
}
