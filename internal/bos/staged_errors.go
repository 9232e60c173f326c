// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// NotAppliedError is that nothing that was staged was applied: BOS's records show it, or it was not asked. It matches
// what Err does, but not gateway.ErrAmbiguous.
type NotAppliedError struct{ Err error }

func (e *NotAppliedError) Error() string {
	return "nothing that was staged was applied: " + e.Err.Error()
}

// Is hides that the attempt by itself was ambiguous.
func (e *NotAppliedError) Is(target error) bool {
	return target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *NotAppliedError) As(target any) bool { return errors.As(e.Err, target) }

// UnresolvedApplicationError is that what was staged was applied to some of the nodes only, or that it is not known to
// which. All lists are sorted.
type UnresolvedApplicationError struct {
	Known      StagedApplication // of the nodes of which it is known that it was, or that they had no stage
	NotApplied []string          // of which it is known that it was not, and will not be
	Unknown    []string          // of which nothing is known
	Err        error             // why the request, and the look-up after it, gave no answer
}

func (e *UnresolvedApplicationError) Error() string {
	done := len(e.Known.Succeeded) + len(e.Known.Failed)
	if done == 0 && len(e.NotApplied) == 0 {
		return "what was staged may or may not have been applied: " + e.Err.Error()
	}
	if len(e.Unknown) == 0 {
		return fmt.Sprintf("what was staged was applied to %d nodes, and not to %d: %s", done, len(e.NotApplied), e.Err)
	}
	return fmt.Sprintf("what was staged was applied to %d nodes, not to %d, and may or may not have been to %d: %s",
		done, len(e.NotApplied), len(e.Unknown), e.Err)
}

// Unwrap gives the error of the request, and that of the look-up if there was one.
func (e *UnresolvedApplicationError) Unwrap() error { return e.Err }
