// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"reflect"
	"sync/atomic"
)

// handshakes records, as a value of an attempt's context, whether a server requested a client certificate and there was
// none to send.
type handshakes struct{ wanted atomic.Bool }

type handshakesKey struct{}

func withHandshakes(ctx context.Context) context.Context {
	return context.WithValue(ctx, handshakesKey{}, &handshakes{})
}

// choose returns a function that sends the client's certificate (nil = there is none) if an authority that the server
// names has issued it, as crypto/tls does by itself.
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

// certificateWanted reports a handshake that failed after the server requested a certificate and got none. With TLS
// 1.2, servers then send the alert handshake_failure, which may have other reasons too.
type certificateWanted struct{ err error }

func (e *certificateWanted) Error() string {
	return e.err.Error() + ", after the server asked for a client certificate"
}

func (e *certificateWanted) Unwrap() error { return e.err }

// explained adds to an attempt's error what its handshakes have recorded.
func explained(attempt context.Context, err error) error {
	noted, ok := attempt.Value(handshakesKey{}).(*handshakes)
	if code, found := alert(err); ok && noted.wanted.Load() && found && code == handshakeFailure {
		return &certificateWanted{err: err}
	}
	return err
}

// handshakeFailure is an alert of RFC 8446, 6.2.
const handshakeFailure = 40

// alert returns the TLS alert with which the server ended the connection. crypto/tls exports a type for it only with
// QUIC (tls.AlertError); elsewhere it is a byte of an unexported type in a net.OpError.
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

// clientRefused reports whether the server refused the client's certificate, or its absence. Its side of the handshake,
// which ends after the client's (TLS 1.3), was then not completed, so that it has not read the request.
func clientRefused(err error) bool {
	var wanted *certificateWanted
	code, found := alert(err)
	return found && aboutCertificate(code) || errors.As(err, &wanted)
}

// nothingInCommon reports whether the server and this client share no version of TLS or no cipher (RFC 8446, 6.2). A
// retry does not change that.
func nothingInCommon(err error) bool {
	code, found := alert(err)
	return found && (code == handshakeFailure || code == 70 || code == 71) // protocol_version, insufficient_security
}

// aboutCertificate reports whether an alert is one of those of RFC 8446, 6.2, on the certificate of its receiver.
func aboutCertificate(code uint64) bool {
	switch code {
	case 42, 43, 44, 45, 46, 48, 49, 116:
		return true // bad, unsupported, revoked, expired, unknown, unknown authority, access denied, required
	default:
		return false
	}
}
