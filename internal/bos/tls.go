// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// TLS is how the servers, and a proxy that is spoken to by https, are told from others.
type TLS struct {
	CACertFile         string // in PEM; its certificates are trusted besides the system's
	CACertPEM          string // the same, as text
	ClientCertFile     string // in PEM, with what chains it to its authority; needs ClientKeyFile
	ClientKeyFile      string // in PEM, not encrypted
	InsecureSkipVerify bool   // any certificate will do: whoever is on the way can read the token
}

// config reads the files. Its error is an *InputError that names the file and its fault, and
// shows nothing of what is in it.
func (given TLS) config() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: given.InsecureSkipVerify}
	if given.CACertFile != "" || given.CACertPEM != "" {
		pool, err := x509.SystemCertPool()
		if err != nil { // a system that has none
			pool = x509.NewCertPool()
		}
		if err := errors.Join(given.addFile(pool), given.addText(pool)); err != nil {
			return nil, err
		}
		config.RootCAs = pool
	}
	certificate, err := given.clientCertificate()
	if err != nil {
		return nil, err
	}
	config.GetClientCertificate = choose(certificate)
	return config, nil
}

func (given TLS) addFile(pool *x509.CertPool) error {
	if given.CACertFile == "" {
		return nil
	}
	const field = "tls.ca_cert_file"
	text, err := readPEM(field, given.CACertFile)
	if err != nil {
		return err
	}
	return addCertificates(pool, field, given.CACertFile, text)
}

func (given TLS) addText(pool *x509.CertPool) error {
	if given.CACertPEM == "" {
		return nil
	}
	return addCertificates(pool, "tls.ca_cert_pem", "the text", given.CACertPEM)
}

// addCertificates refuses what holds none, as one that is silently left out is found out late.
func addCertificates(pool *x509.CertPool, field, where, text string) error {
	found, err := certificates(field, where, text)
	if err != nil {
		return err
	}
	for _, certificate := range found {
		pool.AddCert(certificate)
	}
	return nil
}

// certificates reads all that the PEM text holds, at least one.
func certificates(field, where, text string) ([]*x509.Certificate, error) {
	wrong := func(reason string) ([]*x509.Certificate, error) {
		return nil, &InputError{Field: field, Reason: where + " " + reason}
	}
	var found []*x509.Certificate
	others := ""
	rest := []byte(text)
	for block, next := pem.Decode(rest); block != nil; block, next = pem.Decode(rest) {
		rest = next
		if block.Type != "CERTIFICATE" {
			others = block.Type
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return wrong(fmt.Sprintf("holds a certificate that cannot be read, the %d. of it", len(found)+1))
		}
		found = append(found, certificate)
	}
	switch {
	case strings.Count(text, "-----BEGIN CERTIFICATE-----") > len(found):
		return wrong("holds PEM that cannot be read: a line is missing or was changed") // pem.Decode passes over it
	case len(found) == 0:
		return wrong(noCertificate(text, others))
	default:
		return found, nil
	}
}

// noCertificate says what is there instead: PEM of the type others, something that is no PEM, or nothing.
func noCertificate(text, others string) string {
	switch {
	case text == "":
		return "is empty, where a certificate in PEM belongs"
	case strings.HasSuffix(others, "PRIVATE KEY"):
		return "holds a private key where a certificate belongs"
	case others == "TRUSTED CERTIFICATE":
		return "holds a certificate in the form that only OpenSSL knows: convert it with `openssl x509 -in FILE`"
	case others != "":
		return "holds no certificate, but a " + strings.ToLower(shorten(oneLine(others), 40))
	case strings.Contains(text, "-----BEGIN"):
		return "holds PEM that cannot be read: a line is missing or was changed"
	default:
		return "holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----: convert one in DER with `openssl x509 -inform der -in FILE`"
	}
}

// maxPEM is how long a file may be, in bytes; the authorities that systems trust are 0.2 MB.
const maxPEM = 16 << 20

func readPEM(field, path string) (string, error) {
	text, _, err := readText(path, maxPEM)
	if err != nil {
		return "", &InputError{Field: field, Reason: err.Error(), Err: err}
	}
	return text, nil
}
