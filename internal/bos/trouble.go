// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
)

// Trouble is what keeps a request from being served, as far as it matters to what to do about it.
type Trouble int

// The kinds of trouble. What comes from the network may be met by a request for a token, too: see TokenError.
const (
	NoTrouble          Trouble = iota // no error, or BOS's own answer to this request
	NoSuchHost                        // the host's name does not resolve
	ConnectionRefused                 // nothing listens at the host's port
	Unreachable                       // there is no way to the host
	ConnectionLost                    // the connection ended before the answer did
	TimedOut                          // no connection, or no whole answer, in time
	CertificateUnknown                // the server's certificate is of no authority that is trusted
	CertificateExpired                // it has expired, or is not valid yet, by this machine's clock
	CertificateHost                   // it is one for another host
	ClientCertificate                 // the server wants a client certificate, or refused ours
	HandshakeRefused                  // the server ended the TLS handshake for another reason
	NotTLS                            // one side speaks TLS and the other does not
	ProxyFailed                       // the proxy cannot be reached
	ProxyRefused                      // the proxy refused to connect, or wants to know who asks; with SOCKS also ProxyNoWay
	ProxyNoWay                        // the proxy itself does not reach the host
	TokenMissing                      // refused with 401 or 403: no token was sent
	TokenExpired                      // the same: the token had expired
	TokenRefused                      // the same: the token does not do, or does not allow this
	TokenSource                       // no token could be had, and that will not pass
	WrongPath                         // something else than BOS answers at this URL
	NoV2                              // BOS, or a service of its kind, answers, and has no v2 of the API
	Redirected                        // the server sends elsewhere, possibly to a login
	Overloaded                        // 429
	Unavailable                       // 502, 503 or 504
	ServerFailed                      // another 5xx
)

var troubleNames = [...]string{
	"NoTrouble", "NoSuchHost", "ConnectionRefused", "Unreachable", "ConnectionLost", "TimedOut",
	"CertificateUnknown", "CertificateExpired", "CertificateHost", "ClientCertificate", "HandshakeRefused", "NotTLS",
	"ProxyFailed", "ProxyRefused", "ProxyNoWay", "TokenMissing", "TokenExpired", "TokenRefused", "TokenSource",
	"WrongPath", "NoV2", "Redirected", "Overloaded", "Unavailable", "ServerFailed",
}

// String is the constant's name.
func (t Trouble) String() string {
	if t < 0 || int(t) >= len(troubleNames) {
		return "Trouble(" + strconv.Itoa(int(t)) + ")"
	}
	return troubleNames[t]
}

// TroubleOf tells what kept the request from being served whose error err is, or holds.
func TroubleOf(err error) Trouble {
	var failure *Error
	if !errors.As(err, &failure) || failure.interrupted {
		return NoTrouble
	}
	if token := failure.tokenError(); token != nil {
		return token.trouble()
	}
	if failure.Status == 0 || failure.truncated {
		return networkTrouble(failure.Err)
	}
	return failure.answerTrouble()
}

func (e *TokenError) trouble() Trouble {
	switch {
	case e.Status == http.StatusBadRequest && e.Code == "" && strings.HasPrefix(e.URL, "http://"):
		return NotTLS // in the words of whichever server it is
	case !e.unavailable():
		return TokenSource
	case e.Status == 0:
		return networkTrouble(e.Err)
	default:
		return statusTrouble(e.Status)
	}
}

// answerTrouble is that of an answer, whosever it is.
func (e *Error) answerTrouble() Trouble {
	own := e.Title+e.Detail != "" || e.v1 && e.saysAbsent() // BOS's words: see notFound
	page := isHTML(e.ContentType, e.Body)
	switch status := e.Status; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return e.refusalTrouble()
	case e.unrouted() && !e.v1:
		return NoV2
	case status/100 == 2 && page, status == http.StatusNotFound && !own:
		return WrongPath
	case status/100 == 3:
		return Redirected
	case status == http.StatusBadRequest && !own && e.plain:
		return NotTLS // in the words of whichever server it is
	default:
		return statusTrouble(status)
	}
}

func (e *Error) refusalTrouble() Trouble {
	switch {
	case !e.hadToken:
		return TokenMissing
	case !e.TokenEnds.IsZero() && !e.answered.Before(e.TokenEnds):
		return TokenExpired
	default:
		return TokenRefused
	}
}

func statusTrouble(status int) Trouble {
	switch {
	case status == http.StatusTooManyRequests:
		return Overloaded
	case status == http.StatusProxyAuthRequired:
		return ProxyRefused
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		return Unavailable
	case status >= http.StatusInternalServerError:
		return ServerFailed
	default:
		return NoTrouble
	}
}

// networkTrouble is that of a request without an answer. A proxy's comes first: a name that does not
// resolve may be the proxy's.
func networkTrouble(err error) Trouble {
	var refusal *proxyRefusal
	var operation *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(err, &refusal) && refusal.status >= http.StatusInternalServerError:
		return ProxyNoWay
	case refusal != nil:
		return ProxyRefused
	case errors.As(err, &operation) && operation.Op == "proxyconnect": // http.Transport.dialConn
		return ProxyFailed
	case operation != nil && operation.Op == "socks connect": // its socksDialer
		return ProxyRefused
	case errors.As(err, &name):
		return NoSuchHost
	case errors.Is(err, syscall.ECONNREFUSED):
		return ConnectionRefused
	case timedOut(err):
		return TimedOut
	}
	if trouble := tlsTrouble(err); trouble != NoTrouble {
		return trouble
	}
	if operation != nil && operation.Op == "dial" {
		return Unreachable
	}
	return ConnectionLost
}

func timedOut(err error) bool {
	var out interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &out) && out.Timeout()
}

func tlsTrouble(err error) Trouble {
	var record tls.RecordHeaderError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		return NotTLS
	case errors.As(err, &host):
		return CertificateHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return CertificateExpired
	case errors.As(err, &certificate):
		return CertificateUnknown
	}
	switch _, found := alert(err); {
	case clientRefused(err):
		return ClientCertificate
	case found:
		return HandshakeRefused
	default:
		return NoTrouble
	}
}
