// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Started is a session as StartSession found or made it, and what is known of its origin.
type Started struct {
	Session

	// NodesProve reports that no earlier session had the name: a node that BOS assigns to this name was assigned by
	// this session. It is the condition for judging a session by its nodes after its record is gone. Always false on v1
	// of the API.
	NodesProve bool

	// Unproven reports, on v1 of the API only, that the answer to the POST was lost and that this is the only
	// session that may be the one, but that its nodes do not prove it.
	Unproven bool

	// RecordGone reports that the nodes prove that the session was started, and that BOS had its record no longer when
	// it was looked for. Session holds what was asked for, and its nodes.
	RecordGone bool

	// Adopted reports that the session existed before.
	Adopted bool
}

// ConflictError reports a session that exists under the wanted name. It matches gateway.ErrConflict.
type ConflictError struct {
	Name  string
	Field string  // Terraform's name of the first input that differs; "" = none does
	Found Session // as BOS has it
}

func (e *ConflictError) Error() string {
	if e.Field == "" {
		return "session " + e.Name + " exists already"
	}
	return "session " + e.Name + " exists with another " + e.Field
}

// Is matches gateway.ErrConflict.
func (e *ConflictError) Is(target error) bool { return target == gateway.ErrConflict }

// UnresolvedError is a session of which it is not known whether it was started.
type UnresolvedError struct {
	Name       string    // "" on v1 of the API, where BOS chooses it
	Candidates []Session // on v1: the sessions that it may be, sorted by name. One that BOS lists but does not describe has only that
	Err        error     // why its start and the look-up after it gave no answer
}

func (e *UnresolvedError) Error() string {
	if e.Name == "" {
		return "a session may or may not have been started: " + e.Err.Error()
	}
	return "session " + e.Name + " may or may not have been started: " + e.Err.Error()
}

// Unwrap gives the error of the start, and that of the look-up if there was one.
func (e *UnresolvedError) Unwrap() error { return e.Err }

// NotStartedError is a session of which BOS has shown that it was not started, though what it answered to the attempts
// did not tell. It matches what Err does, but not gateway.ErrAmbiguous.
type NotStartedError struct {
	Name     string
	Attempts int   // POSTs that were made, none of which was carried out
	Err      error // why there was no other one
}

func (e *NotStartedError) Error() string {
	switch {
	case e.Name == "": // on v1 of the API, where there is one attempt at most
		return "no session was started: " + e.Err.Error()
	case e.Attempts == 0:
		return "session " + e.Name + " was not started: " + e.Err.Error()
	case e.Attempts == 1:
		return "session " + e.Name + " was not started, as BOS did not carry out the request: " + e.Err.Error()
	default:
		return fmt.Sprintf("session %s was not started, as BOS carried out none of %d requests: %s", e.Name, e.Attempts, e.Err)
	}
}

// Is hides that each attempt by itself was ambiguous.
func (e *NotStartedError) Is(target error) bool {
	return target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *NotStartedError) As(target any) bool { return errors.As(e.Err, target) }

// DatabaseError reports a session that BOS refused to start while its database was not available. What BOS says of the
// session template then is not true.
type DatabaseError struct {
	DBStatus string // as BOS's health reports it
	Err      error
}

func (e *DatabaseError) Error() string {
	return fmt.Sprintf("the database of BOS is not available (GET %s/healthz: dbStatus %s), so that BOS finds no session template: %s", apiPath, e.DBStatus, e.Err)
}

// Unwrap returns the refusal.
func (e *DatabaseError) Unwrap() error { return e.Err }

// NameHeldError reports a second start under the name of a session that this client has started, or adopted.
type NameHeldError struct{ Name string }

func (e *NameHeldError) Error() string {
	return "session " + e.Name + " was started or adopted in this run already"
}
