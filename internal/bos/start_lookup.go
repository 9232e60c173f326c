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

// lookUp finds what became of the last POST, which failed: the session, or errAbsent, or any other error, with which
// the start ends.
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
		if ctx.Err() != nil && last != nil { // its time was up in the middle of a request: the failure before tells more
			return Started{}, s.unresolved(failed, last)
		}
		var passes bool
		if next, passes = s.pause(n, err, early); !passes {
			return Started{}, s.unresolved(failed, err)
		}
		last = err
	}
}

// absent decides what it means that BOS has no record of the session, when the POST can no longer be carried out. It is
// not known while the nodes cannot be asked.
func (s *start) absent(ctx context.Context, failed error) (found Started, known bool, err error) {
	switch {
	case s.refusedAsTaken(failed): // the nodes would know the session that had the name
		return Started{}, true, errAbsent
	case !s.fresh:
		return Started{}, true, s.unresolved(failed, fmt.Errorf("BOS has no record of it, but it may have run, and the record may have been deleted: %w", s.doubt))
	}
	found, err = s.fromNodes(ctx)
	return found, err == nil || errors.Is(err, errAbsent), err
}

// refusedAsTaken reports whether BOS has refused the first POST for another session that has the name.
func (s *start) refusedAsTaken(failed error) bool {
	return s.posts == 1 && !s.create.Generated && errors.Is(failed, gateway.ErrConflict)
}

// pause is how long to wait after a look that found nothing, if it makes sense to look again. Early, while the POST may
// still be carried out, it does after every answer: whoever was told by then that nothing can be found out could start
// a second session before BOS has the first.
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

// compare reports whether the session that was found is the one that was to be started. The name was free before the
// first POST, so that only one of other inputs is somebody else's; but BOS may show the record again that was deleted
// just before, when one of its operators wrote to it at that moment.
func (s *start) compare(found Session, failed error) (Started, error) {
	if field, same := found.Matches(s.create); !same {
		return Started{}, &ConflictError{Name: s.create.Name, Field: field, Found: found}
	}
	if s.history.released && !found.StartTime.IsZero() && found.StartTime.Equal(s.history.start) {
		return Started{}, s.unresolved(failed, errReleased)
	}
	if s.refusedAsTaken(failed) { // somebody was faster
		return Started{Session: found, Adopted: true}, nil
	}
	return s.started(found), nil
}

// unresolved is the error of a start of which nothing more can be found out. A first POST that was refused as the name
// is taken started nothing.
func (s *start) unresolved(failed, lookUp error) error {
	err := fmt.Errorf("%w; looking for it: %w", failed, lookUp)
	if s.refusedAsTaken(failed) {
		return err
	}
	return &UnresolvedError{Name: s.create.Name, Err: err}
}

// retryAfter is how long the server asked to be left alone.
func retryAfter(err error) time.Duration {
	var failure *gateway.Error
	if !errors.As(err, &failure) {
		return 0
	}
	return failure.RetryAfter()
}
