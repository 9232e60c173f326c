// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// VersionError is that it cannot be told which version of the API BOS speaks. It matches what Err does, but neither
// gateway.ErrNotFound nor gateway.ErrAmbiguous: nothing was asked of any session.
type VersionError struct{ Err error }

func (e *VersionError) Error() string {
	return "which version of its API BOS speaks cannot be told: " + e.Err.Error()
}

// Is hides what would be said of a session.
func (e *VersionError) Is(target error) bool {
	return target != gateway.ErrNotFound && target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *VersionError) As(target any) bool { return errors.As(e.Err, target) }

// NoV1Error is a system that has no v1 of the API, or has it no longer: since CSM 1.6 (BOS 2.30) every path of v1 is
// answered with 404 (v1_404.json of v2), which says nothing about any one session. It matches errors.ErrUnsupported,
// and is not worth another try.
type NoV1Error struct{ Err error } // what BOS answered; not matched

func (e *NoV1Error) Error() string {
	return "this system has no v1 of the BOS API (CSM 1.6 and later have v2 only), and the sessions of v1 are gone with it: set api_version to v2: " + e.Err.Error()
}

// Is matches errors.ErrUnsupported.
func (e *NoV1Error) Is(target error) bool { return target == errors.ErrUnsupported }

// UntoldError is a session of v1 whose extended status cannot be had: BOS tells it by the boot sets of the session's
// template, and the template is gone, or names none. It matches gateway.ErrNotFound.
type UntoldError struct{ Name, Template string }

func (e *UntoldError) Error() string {
	return "what became of the nodes of session " + e.Name + " cannot be told: BOS v1 tells it by the boot sets of session template " + e.Template + ", which is not there any more or has none"
}

// Is matches gateway.ErrNotFound.
func (e *UntoldError) Is(target error) bool { return target == gateway.ErrNotFound }
