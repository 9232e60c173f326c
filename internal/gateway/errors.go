// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"
)

// The kinds of failure, matched by errors.Is on an *Error.
var (
	ErrNotFound     = errors.New("not found")            // 404 that means NotFoundAbsent
	ErrConflict     = errors.New("conflict")             // 409
	ErrUnauthorized = errors.New("not authorized")       // 401 or 403, or a token server refused to issue a token
	ErrUnavailable  = errors.New("not available")        // 429, 502, 503, 504, or no complete answer
	ErrAmbiguous    = errors.New("possibly carried out") // it is not known whether the service carried the request out
	ErrTooLong      = errors.New("too long")             // the answer is longer than what is read of one
)

// Error reports a request that failed: an answer other than 2xx, an answer that cannot be read, or no answer.
type Error struct {
	Method, Path  string // Path with its query, without the endpoint
	Status        int    // 0 = there was no answer
	Title, Detail string // of a problem document; a bare JSON string is Detail
	Body          string // raw, cut to 512 runes, without secrets
	ContentType   string
	RequestID     string    // sent as X-Request-Id
	TokenEnds     time.Time // expiry claim of a token that was refused with 401 or 403; zero = unknown
	TokenOdd      bool      // a token that was refused with 401 or 403 is no JSON Web Token
	Err           error     // of the transport or of decoding, or why the caller's context ended

	notFound        NotFound      // what a 404 means
	sent            bool          // the request may have reached the server
	sentBy          time.Time     // when all that was sent had been sent
	interrupted     bool          // the caller's context ended
	truncated       bool          // the connection ended within the answer
	ambiguousBefore bool          // an earlier attempt of the same request was ambiguous; never of a GET
	text            string        // the answer as plain text, where Body is HTML
	retryAfter      time.Duration // as the server asked; 0 = it did not
	hadToken        bool          // a token was sent
	plain           bool          // it was sent without TLS
	answered        time.Time     // when the answer arrived
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the kinds of failure.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return e.Status == http.StatusNotFound && e.notFound == NotFoundAbsent
	case ErrConflict:
		return e.Status == http.StatusConflict
	case ErrUnauthorized: // a token server's refusal is matched by Err
		return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
	case ErrUnavailable:
		return e.unavailable()
	case ErrAmbiguous:
		return e.ambiguous()
	default:
		return false
	}
}

func (e *Error) unavailable() bool {
	if token := e.tokenError(); token != nil {
		return token.unavailable()
	}
	switch e.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return !e.interrupted && (e.Status == 0 || e.truncated)
	}
}

// ambiguous: an error with a status of 2xx is an answer that could not be read. Where no connection was made, nothing
// was carried out, unless by an earlier attempt.
func (e *Error) ambiguous() bool {
	switch {
	case e.ambiguousBefore:
		return true
	case e.Status == 0:
		return e.sent
	default:
		return e.Status/100 == 2 || e.Status >= http.StatusInternalServerError
	}
}

// Confirm records that a 404 that was NotFoundUnconfirmed is an absence. The error then matches ErrNotFound.
func (e *Error) Confirm() { e.notFound = NotFoundAbsent }

// MayPass reports whether the same request may succeed later: there was no answer, one of 5xx or 429, one of 2xx that
// cannot be read, a 404 that is not the service's own, or one that is not confirmed.
func (e *Error) MayPass() bool {
	if token := e.tokenError(); token != nil {
		return token.unavailable()
	}
	if e.Status == http.StatusNotFound {
		return !e.interrupted && (e.notFound == NotFoundForeign || e.notFound == NotFoundUnconfirmed)
	}
	return !e.interrupted && (e.Status < http.StatusMultipleChoices || e.Status >= http.StatusInternalServerError ||
		e.Status == http.StatusTooManyRequests)
}

// Refused reports whether the request failed because of its token: the service or the gateway does not accept it, or
// none could be had.
func (e *Error) Refused() bool {
	if token := e.tokenError(); token != nil {
		return !token.unavailable()
	}
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

// Lasting reports whether a retry within minutes would fail the same way: the host's name does not resolve, the
// server's certificate is invalid, it does not speak TLS, or it or a proxy refuses this client.
func (e *Error) Lasting() bool {
	var name *net.DNSError
	if errors.As(e.Err, &name) && name.IsNotFound {
		return true
	}
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var proxy *proxyRefusal
	return errors.As(e.Err, &certificate) || errors.As(e.Err, &record) || errors.Is(e.Err, http.ErrSchemeMismatch) ||
		errors.As(e.Err, &proxy) && proxy.lasting() || clientRefused(e.Err) || nothingInCommon(e.Err)
}

// Interrupted reports whether the request failed because the caller's context ended.
func (e *Error) Interrupted() bool { return e.interrupted }

// Sent reports whether any of the last attempt may have reached the server.
func (e *Error) Sent() bool { return e.sent }

// Unsent reports whether nothing of the last attempt can have reached the server.
func (e *Error) Unsent() bool { return e.Status == 0 && !e.sent }

// SentBy returns the time by which everything of the last attempt that was sent had been sent; zero = no attempt was
// made.
func (e *Error) SentBy() time.Time { return e.sentBy }

// RetryAfter returns the pause that the server asked for, at most 2 min; 0 = it asked for none.
func (e *Error) RetryAfter() time.Duration { return min(e.retryAfter, maxRetryAfter) }

// tokenError returns the reason of an Error that reports a request for which no token could be had, else nil.
func (e *Error) tokenError() *TokenError {
	var failed *TokenError
	if e.Status == 0 && errors.As(e.Err, &failed) {
		return failed
	}
	return nil
}

// InputError reports an input that could never be accepted. No request was made.
type InputError struct {
	Field  string // Terraform's path of the input
	Reason string
	Err    error // errors.ErrUnsupported where only this version of the service's API cannot do it
}

// Error returns Field and Reason.
func (e *InputError) Error() string { return e.Field + ": " + e.Reason }

// Unwrap returns Err.
func (e *InputError) Unwrap() error { return e.Err }
