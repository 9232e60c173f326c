// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// TLS configures how servers, and an https proxy, are authenticated, and how the client is.
type TLS struct {
	CACertFile         string // in PEM; its certificates are trusted in addition to the system's
	CACertPEM          string // the same, as text
	ClientCertFile     string // in PEM, with its chain; requires ClientKeyFile
	ClientKeyFile      string // in PEM, not encrypted
	InsecureSkipVerify bool   // accepts any certificate: whoever is on the path can read the token
}

// config reads the files. Its error is an *InputError that names the file and its fault, and never shows its content.
func (given TLS) config() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: given.InsecureSkipVerify}
	if given.CACertFile != "" || given.CACertPEM != "" {
		pool, err := x509.SystemCertPool()
		if err != nil { // a system without one
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

// addCertificates refuses a text without certificates: a silent omission would be found late.
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

// certificates parses all certificates of a PEM text, at least one.
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
		return wrong("holds PEM that cannot be read: a line is missing or was changed") // pem.Decode skips it
	case len(found) == 0:
		return wrong(noCertificate(text, others))
	default:
		return found, nil
	}
}

// noCertificate returns what the text holds instead of a certificate: PEM of the type others, no PEM, or nothing.
func noCertificate(text, others string) string {
	switch {
	case text == "":
		return "is empty, where a certificate in PEM belongs"
	case strings.HasSuffix(others, "PRIVATE KEY"):
		return "holds a private key where a certificate belongs"
	case others == "TRUSTED CERTIFICATE":
		return "holds a certificate in the form that only OpenSSL knows: convert it with `openssl x509 -in FILE`"
	case others != "":
		return "holds no certificate, but a " + strings.ToLower(Shorten(OneLine(others), 40))
	case strings.Contains(text, "-----BEGIN"):
		return "holds PEM that cannot be read: a line is missing or was changed"
	default:
		return "holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----: " +
			"convert one in DER with `openssl x509 -inform der -in FILE`"
	}
}

// maxPEM is the longest file, in bytes; the authorities that a system trusts have 0.2 MB.
const maxPEM = 16 << 20

func readPEM(field, path string) (string, error) {
	text, _, err := readText(path, maxPEM)
	if err != nil {
		return "", &InputError{Field: field, Reason: err.Error(), Err: err}
	}
	return text, nil
}
