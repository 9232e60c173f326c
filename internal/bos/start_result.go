// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Started is a session that StartSession started or found, and what is known about its origin.
type Started struct {
	Session

	// NodesProve reports that no earlier session had the name, so that a node that BOS assigned to the name was
	// assigned by this session. Only then can the session be judged by its nodes after its record is gone. It is always
	// false on v1 of the API.
	NodesProve bool

	// Unproven reports, on v1 of the API only, that the answer to the POST was lost, and that this session is the only
	// candidate but its nodes do not prove that it is the one that was started.
	Unproven bool

	// RecordGone reports that the nodes prove that the session was started, but BOS no longer had its record when it
	// was looked up. Session contains the requested inputs and the nodes.
	RecordGone bool

	// Adopted reports that the session existed before.
	Adopted bool
}

// ConflictError reports that another session has the name. It matches gateway.ErrConflict.
type ConflictError struct {
	Name  string
	Field string  // Terraform's name of the first input that differs; "" if none does
	Found Session // as BOS has it
}

func (e *ConflictError) Error() string {
	if e.Field == "" {
		return "session " + e.Name + " exists already"
	}
	return "session " + e.Name + " exists with another " + e.Field
}

// Is reports whether target is gateway.ErrConflict.
func (e *ConflictError) Is(target error) bool { return target == gateway.ErrConflict }

// UnresolvedError reports that it is not known whether a session was started.
type UnresolvedError struct {
	Name       string    // "" on v1 of the API, where BOS chooses it
	Candidates []Session // v1: the sessions that it may be, sorted by name; a ghost has a Name only
	Err        error     // why neither the POST nor the look-up gave an answer
}

func (e *UnresolvedError) Error() string {
	if e.Name == "" {
		return "a session may or may not have been started: " + e.Err.Error()
	}
	return "session " + e.Name + " may or may not have been started: " + e.Err.Error()
}

// Unwrap returns Err: the error of the POST and, if there was one, that of the look-up.
func (e *UnresolvedError) Unwrap() error { return e.Err }

// NotStartedError reports that a session was not started, which BOS has shown although its answers to the POSTs did
// not. It matches what Err matches, except gateway.ErrAmbiguous.
type NotStartedError struct {
	Name     string
	Attempts int   // number of POSTs, none of which was carried out
	Err      error // why there was no further attempt
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
		const text = "session %s was not started, as BOS carried out none of %d requests: %s"
		return fmt.Sprintf(text, e.Name, e.Attempts, e.Err)
	}
}

// Is reports whether Err matches target. It hides that each attempt on its own was ambiguous.
func (e *NotStartedError) Is(target error) bool {
	return target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds the first error in Err that matches target.
func (e *NotStartedError) As(target any) bool { return errors.As(e.Err, target) }

// DatabaseError reports that BOS rejected a session while its database was not available. What BOS then says about the
// session template is not true.
type DatabaseError struct {
	DBStatus string // from the health of BOS
	Err      error
}

func (e *DatabaseError) Error() string {
	return fmt.Sprintf("the database of BOS is not available (GET %s/healthz: dbStatus %s), "+
		"so that BOS finds no session template: %s", apiPath, e.DBStatus, e.Err)
}

// Unwrap returns the rejection.
func (e *DatabaseError) Unwrap() error { return e.Err }

// NameHeldError reports that this client has already started or adopted a session of the name.
type NameHeldError struct{ Name string }

func (e *NameHeldError) Error() string {
	return "session " + e.Name + " was started or adopted in this run already"
}
