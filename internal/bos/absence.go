// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// One 404 proves little: a replica that lags behind or a cache may answer it while the session runs. An absence is
// confirmed by absenceAnswers of them in a row over at least absenceWindow, the time in which BOS's own server ends
// every request.
const (
	absenceAnswers = 3
	absenceWindow  = commitWindow
)

// absence is what the answers in a row so far say about a record that may be gone. The zero value: nothing.
type absence struct {
	answers int
	since   time.Time // of the first of them
}

// isAbsence reports whether err is BOS's 404 about a session. A session of v1 whose template is gone is not absent.
func isAbsence(err error) bool {
	var untold *UntoldError
	return errors.Is(err, gateway.ErrNotFound) && !errors.As(err, &untold)
}

// add counts a 404 to a request that was made at asked, and reports whether the absence is confirmed.
func (a *absence) add(asked time.Time) bool {
	if a.answers == 0 {
		a.since = asked
	}
	a.answers++
	return a.answers >= absenceAnswers && !asked.Before(a.since.Add(absenceWindow))
}

// next returns when to ask again: after pause, but not later than when the answer can confirm the absence.
func (a *absence) next(pause time.Duration, now time.Time) time.Duration {
	left := a.since.Add(absenceWindow).Sub(now)
	if left <= 0 {
		return pause
	}
	return min(pause, left)
}
