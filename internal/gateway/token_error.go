// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// TokenError reports that no token could be had for a request, which therefore was not made. It matches ErrUnauthorized
// where the token server refused (400, 401, 403), and ErrUnavailable where it may issue a token later (no answer, 429,
// 5xx).
type TokenError struct {
	Source      string // token_file, client_credentials or cray_cli
	URL         string // of the token server, without user and query; "" = there was no request
	Status      int    // of its answer; 0 = there was none
	Code        string // OAuth 2.0's: invalid_client, invalid_grant …; "" = the answer has none
	Description string // the token server's text
	Err         error  // of the transport or the file, or why the answer is no token

	retryAfter time.Duration
}

// Error returns one line: the source, the token server, and the fault.
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
	return OneLine(text)
}

// Unwrap returns Err.
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

// unavailable reports whether a later request may succeed. A faulty file does not correct itself while a request waits.
func (e *TokenError) unavailable() bool {
	if e.URL == "" {
		return false
	}
	return e.Status == 0 || e.Status == http.StatusTooManyRequests || e.Status >= http.StatusInternalServerError
}

// refusedTokenEnds returns the expiry claim of a token that was refused; zero = it was not refused, or has no claim.
func refusedTokenEnds(failure *Error, token string) time.Time {
	if !failure.Refused() {
		return time.Time{}
	}
	return tokenEnds(token)
}

// tokenEnds returns the expiry claim of a token that is a JWT (RFC 7519); zero = it has none. The claim is not
// verified: it only explains why a server refused the token.
func tokenEnds(token string) time.Time {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}
	}
	var claims struct {
		Exp float64 `json:"exp"` // seconds, possibly with a fraction
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Exp <= 0 || claims.Exp >= 1<<40 {
		return time.Time{}
	}
	return time.UnixMilli(int64(claims.Exp * 1000)).UTC()
}

// isWebToken reports whether a token has the form of a signed JWT (RFC 7515): a header and a payload of JSON, and a signature.
func isWebToken(token string) bool {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false
	}
	for _, part := range parts[:2] {
		decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "="))
		if err != nil || !json.Valid(decoded) {
			return false
		}
	}
	return true
}
