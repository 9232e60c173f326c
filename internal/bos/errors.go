// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// The kinds of failure, matched by errors.Is on an *Error.
var (
	ErrNotFound     = errors.New("not found")            // 404, in BOS's words
	ErrConflict     = errors.New("conflict")             // 409
	ErrUnauthorized = errors.New("not authorized")       // 401 or 403, or a token server refused to give a token
	ErrUnavailable  = errors.New("BOS is not available") // 429, 502, 503, 504, or no whole answer came
	ErrAmbiguous    = errors.New("possibly carried out") // no telling whether BOS carried the request out
)

// Error is a request that BOS did not answer as it should: a status of failure, an
// answer that is none of BOS's, or no answer.
type Error struct {
	Method, Path  string // Path with its query, without the endpoint
	Status        int    // 0 = no answer came
	Title, Detail string // of a problem document; a bare JSON string is Detail
	Body          string // raw, cut to 512 runes
	ContentType   string
	RequestID     string    // sent as X-Request-Id
	TokenEnds     time.Time // of a token that was refused with 401 or 403, by its own words; zero = it does not say
	Err           error     // of the transport or of decoding; or why the caller's context ended

	v1          bool          // of v1 of the API, whose 404 is an absence only once that was shown
	absent      bool          // it was
	sent        bool          // the request may have reached the server
	sentBy      time.Time     // when the last of it was on its way, or the attempt over
	interrupted bool          // the caller's context ended
	truncated   bool          // the connection ended within the answer
	unclear     bool          // an earlier attempt of the same request was ambiguous; never of a GET
	text        string        // the answer in plain words, where Body is a page
	retryAfter  time.Duration // as the server asked; 0 = it did not
	hadToken    bool          // a token was sent
	plain       bool          // it was sent without TLS
	answered    time.Time     // when the answer came
}

// Unwrap gives the error of the transport or of decoding, if that is what it was.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the kinds of failure.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return e.notFound()
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

// notFound: BOS says what it does not have, in a problem document or a JSON string. A gateway
// without a way to BOS answers 404 as well, empty or in words of its own, and that says
// nothing about any session. Nor does a BOS that has no such path, as one of CSM 1.2 has no v2.
func (e *Error) notFound() bool {
	if e.v1 {
		return e.absent
	}
	return e.Status == http.StatusNotFound && e.Title+e.Detail != "" && !e.unrouted()
}

// passing tells whether the same request may be served later: no answer, 5xx, 429, or one
// that is not BOS's.
func (e *Error) passing() bool {
	if token := e.tokenError(); token != nil {
		return token.unavailable()
	}
	return !e.interrupted && (e.Status < http.StatusMultipleChoices || e.Status >= http.StatusInternalServerError ||
		e.Status == http.StatusTooManyRequests || e.Status == http.StatusNotFound && !e.notFound() && !e.unrouted())
}

// refusal tells whether it was for its token that the request was not served: BOS or a gateway
// does not take it, or there is none to be had.
func (e *Error) refusal() bool {
	if token := e.tokenError(); token != nil {
		return !token.unavailable()
	}
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

// lasting: a server whose certificate does not hold, or that does not speak TLS, will not in
// a minute either; nor will one, or a proxy, that refuses who asks.
func (e *Error) lasting() bool {
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

// unsent reports whether nothing of the request can have reached the server.
func (e *Error) unsent() bool { return e.Status == 0 && !e.sent }

// ambiguous: an error with a 2xx is an answer that could not be read. Where no
// connection came about, nothing was carried out, unless by an earlier attempt.
func (e *Error) ambiguous() bool {
	switch {
	case e.unclear:
		return true
	case e.Status == 0:
		return e.sent
	default:
		return e.Status/100 == 2 || e.Status >= http.StatusInternalServerError
	}
}

// InputError is an input that no request was made for, as BOS could never accept it.
type InputError struct {
	Field  string // Terraform's name of the input
	Reason string
	Err    error // errors.ErrUnsupported where only this version of the API cannot do it
}

func (e *InputError) Error() string { return e.Field + ": " + e.Reason }

// Unwrap gives errors.ErrUnsupported where it is the version of the API that cannot do it.
func (e *InputError) Unwrap() error { return e.Err }

// ConflictError reports a session that exists under the wanted name. It matches ErrConflict.
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

// Is matches ErrConflict.
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

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

// NotStartedError is a session of which BOS has shown that it was not started, though what
// it answered to the attempts did not tell. It matches what Err does, but not ErrAmbiguous.
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
	return target != ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *NotStartedError) As(target any) bool { return errors.As(e.Err, target) }
