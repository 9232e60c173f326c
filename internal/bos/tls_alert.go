// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"reflect"
	"sync/atomic"
)

// handshakes tells, by its presence in the context of an attempt, whether a server asked for a client
// certificate that there is none of.
type handshakes struct{ wanted atomic.Bool }

type handshakesKey struct{}

func withHandshakes(ctx context.Context) context.Context {
	return context.WithValue(ctx, handshakesKey{}, &handshakes{})
}

// choose gives the server the client's certificate (nil = there is none) if it is one of an authority that the server
// named, as crypto/tls does by itself.
func choose(certificate *tls.Certificate) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	return func(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		if certificate != nil && request.SupportsCertificate(certificate) == nil {
			return certificate, nil
		}
		if noted, ok := request.Context().Value(handshakesKey{}).(*handshakes); ok {
			noted.wanted.Store(true)
		}
		return &tls.Certificate{}, nil
	}
}

// certificateWanted is a handshake that failed after the server asked for a certificate and got none. By TLS 1.2, servers
// end it with the alert handshake_failure, which by itself may have other reasons.
type certificateWanted struct{ err error }

func (e *certificateWanted) Error() string {
	return e.err.Error() + ", after the server asked for a client certificate"
}

func (e *certificateWanted) Unwrap() error { return e.err }

// explained tells what the handshakes of an attempt add to its failure.
func explained(attempt context.Context, err error) error {
	noted, ok := attempt.Value(handshakesKey{}).(*handshakes)
	if code, found := alert(err); ok && noted.wanted.Load() && found && code == handshakeFailure {
		return &certificateWanted{err: err}
	}
	return err
}

// handshakeFailure is an alert of RFC 8446, 6.2.
const handshakeFailure = 40

// alert is the TLS alert with which the server ended the connection. crypto/tls has a type for it only with
// QUIC (tls.AlertError); elsewhere it is a byte of a type that it keeps to itself, in a net.OpError.
func alert(err error) (code uint64, found bool) {
	var operation *net.OpError
	if !errors.As(err, &operation) || operation.Op != "remote error" {
		return 0, false
	}
	value := reflect.ValueOf(operation.Err)
	if value.Kind() != reflect.Uint8 {
		return 0, false
	}
	return value.Uint(), true
}

// clientRefused: the server's side of the handshake, which ends after the client's (TLS 1.3), was
// not completed, so it has not looked at the request.
func clientRefused(err error) bool {
	var wanted *certificateWanted
	code, found := alert(err)
	return found && aboutCertificate(code) || errors.As(err, &wanted)
}

// nothingInCommon: the server and this client have no version of TLS, or no cipher, in common (RFC 8446, 6.2), and
// will not have one in a minute either.
func nothingInCommon(err error) bool {
	code, found := alert(err)
	return found && (code == handshakeFailure || code == 70 || code == 71) // protocol_version, insufficient_security
}

// aboutCertificate: the alerts of RFC 8446, 6.2, on the certificate of who gets them.
func aboutCertificate(code uint64) bool {
	switch code {
	case 42, 43, 44, 45, 46, 48, 49, 116:
		return true // bad, unsupported, revoked, expired, unknown, unknown authority, access denied, required
	default:
		return false
	}
}
