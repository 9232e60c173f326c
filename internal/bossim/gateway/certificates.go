// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
)

// TLSConfig returns a server's configuration, for TLS 1.2 and newer. With
// tls.NoClientCert it requests no client certificate; with
// tls.VerifyClientCertIfGiven or tls.RequireAndVerifyClientCert it accepts those
// of clientCA.
func TLSConfig(server tls.Certificate, clients tls.ClientAuthType, clientCA *CA) *tls.Config {
	config := &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{server},
		ClientAuth:   clients,
	}
	if clientCA != nil {
		config.ClientCAs = clientCA.Pool()
	}

	return config
}

// Files are the paths of the PEM files for a user.
type Files struct {
	CA         string // the authority's certificate
	ClientCert string // a client's certificate, with the chain
	ClientKey  string // its key
}

// WriteFiles writes ca.pem, and a new client's certificate and key as client.pem
// and client-key.pem, into dir, which must exist.
func (ca *CA) WriteFiles(dir string) (Files, error) {
	files := Files{
		CA:         filepath.Join(dir, "ca.pem"),
		ClientCert: filepath.Join(dir, "client.pem"),
		ClientKey:  filepath.Join(dir, "client-key.pem"),
	}
	client, err := ca.Client("bossim-client")
	if err != nil {
		return Files{}, err
	}
	if err := os.WriteFile(files.CA, ca.PEM(), 0o644); err != nil {
		return Files{}, err
	}

	return files, WriteCertificate(client, files.ClientCert, files.ClientKey)
}

// WriteCertificate writes a certificate with its chain, and its key, as PEM. Only
// the owner can read the key.
func WriteCertificate(c tls.Certificate, certFile, keyFile string) error {
	var chain []byte
	for _, der := range c.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		return err
	}
	if err := os.WriteFile(certFile, chain, 0o644); err != nil {
		return err
	}

	return os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600)
}
