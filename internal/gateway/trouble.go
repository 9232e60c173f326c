// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

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

// Trouble is the cause that kept a request from being served, as far as it matters to what a user can do about it.
type Trouble int

// The kinds of trouble. The network's may also have kept a token request from being served: see TokenError.
const (
	NoTrouble          Trouble = iota // no error, or the service's own answer to this request
	NoSuchHost                        // the host's name does not resolve
	ConnectionRefused                 // nothing listens at the host's port
	Unreachable                       // there is no route to the host
	ConnectionLost                    // the connection ended before the answer did
	TimedOut                          // no connection, or no complete answer, in time
	CertificateUnknown                // no trusted authority issued the server's certificate
	CertificateExpired                // it has expired, or is not valid yet, by this machine's clock
	CertificateHost                   // it is that of another host
	ClientCertificate                 // the server requires a client certificate, or refused ours
	HandshakeRefused                  // the server ended the TLS handshake for another reason
	NotTLS                            // one side uses TLS and the other does not
	ProxyFailed                       // the proxy cannot be reached
	ProxyRefused                      // the proxy refused to connect, or requires authentication; with SOCKS also ProxyNoWay
	ProxyNoWay                        // the proxy cannot reach the host
	TokenMissing                      // 401 or 403: no token was sent
	TokenExpired                      // 401 or 403: the token had expired
	TokenRefused                      // 401 or 403: the token is not accepted, or does not allow this
	TokenSource                       // no token could be had, and a retry would not help
	WrongPath                         // something other than the service answers at this URL
	NoSuchPath                        // the service, or one of its kind, answers, and has no such path: NotFoundNoPath
	Redirected                        // the server redirects, possibly to a login
	Overloaded                        // 429
	Unavailable                       // 502, 503 or 504
	ServerFailed                      // another 5xx
)

var troubleNames = [...]string{
	"NoTrouble", "NoSuchHost", "ConnectionRefused", "Unreachable", "ConnectionLost", "TimedOut",
	"CertificateUnknown", "CertificateExpired", "CertificateHost", "ClientCertificate", "HandshakeRefused", "NotTLS",
	"ProxyFailed", "ProxyRefused", "ProxyNoWay", "TokenMissing", "TokenExpired", "TokenRefused", "TokenSource",
	"WrongPath", "NoSuchPath", "Redirected", "Overloaded", "Unavailable", "ServerFailed",
}

// String returns the constant's name.
func (t Trouble) String() string {
	if t < 0 || int(t) >= len(troubleNames) {
		return "Trouble(" + strconv.Itoa(int(t)) + ")"
	}
	return troubleNames[t]
}

// TroubleOf returns what kept the request whose error err is, or wraps, from being served.
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
		return NotTLS // whichever server it is
	case !e.unavailable():
		return TokenSource
	case e.Status == 0:
		return networkTrouble(e.Err)
	default:
		return statusTrouble(e.Status)
	}
}

// answerTrouble returns the trouble that an answer reports, whoever sent it.
func (e *Error) answerTrouble() Trouble {
	foreign := e.Title+e.Detail == ""
	page := isHTML(e.ContentType, e.Body)
	switch status := e.Status; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return e.refusalTrouble()
	case status == http.StatusNotFound && e.notFound == NotFoundNoPath:
		return NoSuchPath
	case status/100 == 2 && page, status == http.StatusNotFound && e.notFound == NotFoundForeign:
		return WrongPath
	case status/100 == 3:
		return Redirected
	case status == http.StatusBadRequest && foreign && e.plain:
		return NotTLS // whichever server it is
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

// networkTrouble returns the trouble of a request without an answer. A proxy's is looked for first: a name that does
// not resolve may be the proxy's.
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
