// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// lookUp determines the result of the last POST, which failed: the session; errAbsent, which allows another POST; or
// another error, which ends the start.
func (s *start) lookUp(ctx context.Context, failed error) (Started, error) {
	ctx, cancel := s.c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	var last error
	s.refused = false
	next := retryAfter(failed)
	for n := 1; ; n++ {
		if cause := s.c.clock.Sleep(ctx, next); cause != nil {
			return Started{}, s.unresolved(failed, cmp.Or(last, cause))
		}
		sentAt := s.c.clock.Now()
		session, err := s.c.get(ctx, s.create.Name, getOptions{once: true})
		if err == nil {
			return s.compare(session, failed)
		}
		early := sentAt.Before(s.sent.Add(commitWindow))
		if errors.Is(err, gateway.ErrNotFound) && !early {
			found, known, absentErr := s.absent(ctx, failed)
			if known {
				return found, absentErr
			}
			err = absentErr
		}
		if ctx.Err() != nil && last != nil { // the timeout interrupted a request: the previous failure says more
			return Started{}, s.unresolved(failed, last)
		}
		var passes bool
		if next, passes = s.pause(n, err, early); !passes {
			return Started{}, s.unresolved(failed, err)
		}
		last = err
	}
}

// absent determines what it means that BOS has no record of the session, after the POST can no longer be carried out.
// known is false if the nodes cannot be read.
func (s *start) absent(ctx context.Context, failed error) (found Started, known bool, err error) {
	switch {
	case s.refusedAsTaken(failed): // nodes would name the other session that had the name
		return Started{}, true, errAbsent
	case !s.fresh:
		const text = "BOS has no record of it, but it may have run, and the record may have been deleted: %w"
		return Started{}, true, s.unresolved(failed, fmt.Errorf(text, s.doubt))
	}
	found, err = s.fromNodes(ctx)
	return found, err == nil || errors.Is(err, errAbsent), err
}

// refusedAsTaken reports whether BOS rejected the first POST because another session has the name.
func (s *start) refusedAsTaken(failed error) bool {
	return s.posts == 1 && !s.create.Generated && errors.Is(failed, gateway.ErrConflict)
}

// pause returns the pause before the next look-up; passes reports whether there is one. While the POST may still be
// carried out (early), every failure is followed by another look-up: a caller that gave up by then could start a second
// session before BOS shows the first.
func (s *start) pause(n int, err error, early bool) (next time.Duration, passes bool) {
	var failure *gateway.Error
	if !errors.As(err, &failure) {
		return 0, false
	}
	next = s.c.gateway.Backoff(n, failure)
	refusedBefore := s.refused
	s.refused = failure.Refused()
	switch {
	case failure.MayPass():
		return next, true
	case early:
		left := s.sent.Add(commitWindow).Sub(s.c.clock.Now())
		return max(0, min(next, left)), true
	default:
		return next, s.refused && !refusedBefore
	}
}

// compare decides whether the session that was found is the result of the POST. The name was free before the first
// POST, so a session with other inputs is a conflict. A record that was deleted just before may reappear if one of
// BOS's operators wrote to it at that moment.
func (s *start) compare(found Session, failed error) (Started, error) {
	if field, same := found.Matches(s.create); !same {
		return Started{}, &ConflictError{Name: s.create.Name, Field: field, Found: found}
	}
	if s.history.released && !found.StartTime.IsZero() && found.StartTime.Equal(s.history.start) {
		return Started{}, s.unresolved(failed, errReleased)
	}
	if s.refusedAsTaken(failed) { // another client was faster
		return Started{Session: found, Adopted: true}, nil
	}
	return s.started(found), nil
}

// unresolved returns the error for a start whose result cannot be determined. A first POST that was rejected because
// the name is taken started nothing.
func (s *start) unresolved(failed, lookUp error) error {
	err := fmt.Errorf("%w; looking for it: %w", failed, lookUp)
	if s.refusedAsTaken(failed) {
		return err
	}
	return &UnresolvedError{Name: s.create.Name, Err: err}
}

// retryAfter returns the pause that the server requested, or 0.
func retryAfter(err error) time.Duration {
	var failure *gateway.Error
	if !errors.As(err, &failure) {
		return 0
	}
	return failure.RetryAfter()
}
