// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

func newCA(t *testing.T) *gateway.CA {
	t.Helper()
	ca, err := gateway.NewCA(time.Now())
	if err != nil {
		t.Fatal(err)
	}

	return ca
}

func must(t *testing.T) func(tls.Certificate, error) tls.Certificate {
	t.Helper()

	return func(c tls.Certificate, err error) tls.Certificate {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}

		return c
	}
}

// reach returns the error of a request to a server with that configuration.
func reach(t *testing.T, server, client *tls.Config) error {
	t.Helper()
	url := serveTLS(t, http.NotFoundHandler(), server)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := clientOf(t, client).Do(request)
	if err == nil {
		_ = response.Body.Close()
	}

	return err
}

func TestCA_serverCertificates(t *testing.T) {
	ca, other := newCA(t), newCA(t)
	server := func(c tls.Certificate) *tls.Config { return gateway.TLSConfig(c, tls.NoClientCert, nil) }
	trusting := func(pem []byte) *tls.Config {
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)

		return &tls.Config{RootCAs: pool}
	}

	if err := reach(t, server(must(t)(ca.Server("127.0.0.1"))), trusting(ca.PEM())); err != nil {
		t.Errorf("a good one: %v", err)
	}
	var authority x509.UnknownAuthorityError
	if err := reach(t, server(must(t)(ca.Server("127.0.0.1"))), trusting(other.PEM())); !errors.As(err, &authority) {
		t.Errorf("of another authority: %v", err)
	}
	var hostname x509.HostnameError
	elsewhere := server(must(t)(ca.Server("api.cmn.example", "10.0.0.1")))
	if err := reach(t, elsewhere, trusting(ca.PEM())); !errors.As(err, &hostname) {
		t.Errorf("for other hosts: %v", err)
	}
	var invalid x509.CertificateInvalidError
	if err := reach(t, server(must(t)(ca.Expired("127.0.0.1"))), trusting(ca.PEM())); !errors.As(err, &invalid) ||
		invalid.Reason != x509.Expired {
		t.Errorf("expired: %v", err)
	}
}

func TestCA_intermediates(t *testing.T) {
	root := newCA(t)
	first, err := root.Intermediate()
	if err != nil {
		t.Fatal(err)
	}
	second, err := first.Intermediate()
	if err != nil {
		t.Fatal(err)
	}
	certificate := must(t)(second.Server("127.0.0.1"))
	trusting := &tls.Config{RootCAs: root.Pool()}

	if err := reach(t, gateway.TLSConfig(certificate, tls.NoClientCert, nil), trusting); err != nil {
		t.Errorf("with its chain: %v", err)
	}
	certificate.Certificate = certificate.Certificate[:1]
	var authority x509.UnknownAuthorityError
	if err := reach(t, gateway.TLSConfig(certificate, tls.NoClientCert, nil), trusting); !errors.As(err, &authority) {
		t.Errorf("without it: %v", err)
	}
}

func TestTLSConfig_versions(t *testing.T) {
	ca := newCA(t)
	old := &tls.Config{RootCAs: ca.Pool(), MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}

	if err := reach(t, gateway.TLSConfig(must(t)(ca.Server("127.0.0.1")), tls.NoClientCert, nil), old); err == nil {
		t.Error("TLS 1.1 is enough")
	}
}

func TestTLSConfig_clientCertificates(t *testing.T) {
	ca, other := newCA(t), newCA(t)
	for _, c := range []struct {
		name    string
		clients tls.ClientAuthType
		with    *gateway.CA
		allowed bool
	}{
		{"optional, none", tls.VerifyClientCertIfGiven, nil, true},
		{"optional, ours", tls.VerifyClientCertIfGiven, ca, true},
		{"optional, another's", tls.VerifyClientCertIfGiven, other, false},
		{"required, none", tls.RequireAndVerifyClientCert, nil, false},
		{"required, ours", tls.RequireAndVerifyClientCert, ca, true},
		{"required, another's", tls.RequireAndVerifyClientCert, other, false},
	} {
		client := &tls.Config{RootCAs: ca.Pool()}
		if c.with != nil {
			certificate := must(t)(c.with.Client("somebody"))
			// Go's client does not send a certificate that the server's list of
			// authorities does not cover.
			client.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
				return &certificate, nil
			}
		}
		err := reach(t, gateway.TLSConfig(must(t)(ca.Server("127.0.0.1")), c.clients, ca), client)
		if (err == nil) != c.allowed {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCA_writeFiles(t *testing.T) {
	ca, err := newCA(t).Intermediate()
	if err != nil {
		t.Fatal(err)
	}
	files, err := ca.WriteFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(files.CA)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("%s is no PEM", files.CA)
	}
	client, err := tls.LoadX509KeyPair(files.ClientCert, files.ClientKey)
	if err != nil {
		t.Fatal(err)
	}

	server := gateway.TLSConfig(must(t)(ca.Server("127.0.0.1")), tls.RequireAndVerifyClientCert, ca)
	if err := reach(t, server, &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{client}}); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(files.ClientKey); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's mode: %v %v", info.Mode(), err)
	}
	if _, err := ca.WriteFiles(t.TempDir() + "/absent"); err == nil {
		t.Error("a missing folder is no error")
	}
}
