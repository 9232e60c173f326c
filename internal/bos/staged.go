// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
)

// StagedApplication is what came of applying staged sessions to nodes. All lists are sorted.
type StagedApplication struct {
	Succeeded []string          // BOS has begun what was staged for them
	Failed    []string          // what was staged could not be begun, such as when its session is gone
	Ignored   []string          // BOS, or the tenant, does not have them, or nothing was staged for them
	Errors    map[string]string // why nodes failed, by BOS's records, as far as they could be read
	// ClearStage is the option of that name: without it nodes keep their stage, and to
	// apply it again reboots them. nil = it could not be read.
	ClearStage *bool
}

// ApplyStaged has BOS begin what was staged for the nodes.
func (c *Client) ApplyStaged(ctx context.Context, ids []string) (StagedApplication, error) {
	return StagedApplication{}, errors.New("not there yet")
}

// NotAppliedError is that nothing that was staged was applied: BOS's records show it, or it
// was not asked. It matches what Err does, but not ErrAmbiguous.
type NotAppliedError struct{ Err error }

func (e *NotAppliedError) Error() string {
	return "nothing that was staged was applied: " + e.Err.Error()
}

// Is hides that the attempt by itself was ambiguous.
func (e *NotAppliedError) Is(target error) bool {
	return target != ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *NotAppliedError) As(target any) bool { return errors.As(e.Err, target) }

// UnresolvedApplicationError is that for some nodes, at least, it is not known whether what was
// staged was applied. What is not in a list has had nothing staged. All lists are sorted.
type UnresolvedApplicationError struct {
	Known      StagedApplication // of the nodes of which it is known that it was
	NotApplied []string          // it was not, and will not be
	Unknown    []string          // it may have been
	Err        error             // why the request and the look-up after it gave no answer
}

func (e *UnresolvedApplicationError) Error() string {
	return "what was staged may or may not have been applied: " + e.Err.Error()
}

// Unwrap gives the error of the request, and that of the look-up if there was one.
func (e *UnresolvedApplicationError) Unwrap() error { return e.Err }
