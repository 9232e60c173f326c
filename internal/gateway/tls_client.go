// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"crypto/tls"
	"encoding/pem"
	"strings"
	"time"
)

const (
	clientCertField = "tls.client_cert_file"
	clientKeyField  = "tls.client_key_file"
)

// clientCertificate returns the configured client certificate, nil for none.
func (given TLS) clientCertificate() (*tls.Certificate, error) {
	wrong := func(field, reason string) (*tls.Certificate, error) {
		return nil, &InputError{Field: field, Reason: reason}
	}
	switch {
	case given.ClientCertFile == "" && given.ClientKeyFile == "":
		return nil, nil
	case given.ClientCertFile == "":
		return wrong(clientCertField, "the private key has no certificate: give both, or none")
	case given.ClientKeyFile == "":
		return wrong(clientKeyField, "the client certificate has no private key: give both, or none (they may be one file)")
	}
	chain, err := readPEM(clientCertField, given.ClientCertFile)
	if err != nil {
		return nil, err
	}
	if err := checkClientCertificate(given.ClientCertFile, chain); err != nil {
		return nil, err
	}
	key, err := readPEM(clientKeyField, given.ClientKeyFile)
	if err != nil {
		return nil, err
	}
	if err := checkKey(given.ClientKeyFile, key); err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair([]byte(chain), []byte(key))
	if err != nil { // all other faults were found above
		return wrong(clientKeyField, given.ClientKeyFile+" does not hold the private key of the first certificate in "+
			given.ClientCertFile+", or one of a kind that cannot be used")
	}
	return &pair, nil
}

// checkClientCertificate uses the machine's time, as the TLS handshake does, whatever the client's clock.
func checkClientCertificate(path, text string) error {
	wrong := func(reason string) error {
		return &InputError{Field: clientCertField, Reason: "the client certificate in " + path + " " + reason}
	}
	now := time.Now()
	chain, err := certificates(clientCertField, path, text)
	if err != nil {
		return err
	}
	switch first := chain[0]; {
	case now.After(first.NotAfter):
		return wrong("expired at " + first.NotAfter.UTC().Format(time.RFC3339) + ": have a new one made")
	case now.Before(first.NotBefore):
		return wrong("is not valid before " + first.NotBefore.UTC().Format(time.RFC3339) + ": compare this machine's clock")
	default:
		return nil
	}
}

func checkKey(path, text string) error {
	wrong := func(reason string) error { return &InputError{Field: clientKeyField, Reason: path + " " + reason} }
	others := false
	rest := []byte(text)
	for block, next := pem.Decode(rest); block != nil; block, next = pem.Decode(rest) {
		rest = next
		switch {
		case block.Type == "ENCRYPTED PRIVATE KEY",
			strings.HasSuffix(block.Type, "PRIVATE KEY") && block.Headers["DEK-Info"] != "":
			return wrong("holds a private key that is encrypted, which is not supported: " +
				"decrypt it with `openssl pkey -in " + path + " -out FILE`")
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			return nil
		}
		others = true
	}
	switch {
	case others:
		return wrong("holds no private key, but something else in PEM")
	case text == "":
		return wrong("is empty, where a private key in PEM belongs")
	default:
		return wrong("holds no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----: " +
			"convert one in DER with `openssl pkey -inform der -in FILE`")
	}
}
