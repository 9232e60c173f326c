// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

// TokenError is that no token could be had for a request, which therefore was not made. It
// matches ErrUnauthorized where the token server refused (400, 401, 403), and
// ErrUnavailable where it may give a token later (no answer, 429, 5xx).
type TokenError struct {
	Source      string // token_file, client_credentials or cray_cli
	URL         string // of the token server, without user and query; "" = none was asked
	Status      int    // of its answer; 0 = none came
	Code        string // OAuth 2.0's: invalid_client, invalid_grant …; "" = the answer has none
	Description string // in the token server's words
	Err         error  // of the transport or the file, or why the answer is no token

	retryAfter time.Duration
}

// Error is one line: the source, the token server, and what was wrong.
func (e *TokenError) Error() string {
	parts := []string{"no token from " + e.Source}
	if e.URL != "" {
		parts[0] += " (" + e.URL + ")"
	}
	if e.Status != 0 {
		parts = append(parts, statusLine(e.Status))
	}
	for _, part := range []string{e.Code, e.Description} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	text := strings.Join(parts, ": ")
	if e.Source == sourceCrayCLI && (e.refused() || e.URL == "") {
		text += "; log in again with `cray auth login`"
	}
	return oneLine(text)
}

// Unwrap gives the error of the transport or of the file.
func (e *TokenError) Unwrap() error { return e.Err }

// Is matches ErrUnauthorized and ErrUnavailable.
func (e *TokenError) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.refused()
	case ErrUnavailable:
		return e.unavailable()
	default:
		return false
	}
}

func (e *TokenError) refused() bool {
	return e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

// unavailable: a file that is not as it should be does not mend itself while a request waits.
func (e *TokenError) unavailable() bool {
	if e.URL == "" {
		return false
	}
	return e.Status == 0 || e.Status == http.StatusTooManyRequests || e.Status >= http.StatusInternalServerError
}

// tokenError is the reason of an Error that stands for a request that had no token.
func (e *Error) tokenError() *TokenError {
	var failed *TokenError
	if e.Status == 0 && errors.As(e.Err, &failed) {
		return failed
	}
	return nil
}
