// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func newCA(t *testing.T) *simgateway.CA {
	t.Helper()
	ca, err := simgateway.NewCA(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return ca
}

// certificate is what one of the authority's functions returns.
func certificate(t *testing.T) func(tls.Certificate, error) tls.Certificate {
	return func(c tls.Certificate, err error) tls.Certificate {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
}

// writeFiles writes the authority's files to a folder of their own.
func writeFiles(t *testing.T, ca *simgateway.CA) simgateway.Files {
	t.Helper()
	files, err := ca.WriteFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// serveTLS returns the address of a server that answers every request with BOS's version.
func serveTLS(t *testing.T, config *tls.Config) string {
	t.Helper()
	return serveQuietly(t, config, scripted.OK(`{"major":"2","minor":"50","patch":"0"}`)).URL
}

// serveQuietly does not log failed handshakes, which the tests expect.
func serveQuietly(t *testing.T, config *tls.Config, handler http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if config == nil {
		server.Start()
	} else {
		server.TLS = config
		server.StartTLS()
	}
	t.Cleanup(server.Close)
	return server
}

// reach requests a server's version.
func reach(t *testing.T, endpoint string, edit func(*gateway.Config)) error {
	t.Helper()
	none := 0
	cfg := gateway.Config{Endpoint: endpoint, Token: secret, MaxRetries: &none, Clock: bossim.NewSteppedClock(start)}
	if edit != nil {
		edit(&cfg)
	}
	client, err := newClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Version(t.Context())
	return err
}

func TestTLS_trustsTheGivenAuthorities(t *testing.T) {
	t.Parallel()
	ca, other := newCA(t), newCA(t)
	intermediate, err := ca.Intermediate()
	if err != nil {
		t.Fatal(err)
	}
	otherIntermediate, err := other.Intermediate()
	if err != nil {
		t.Fatal(err)
	}
	url := serveTLS(t, simgateway.TLSConfig(certificate(t)(ca.Server("127.0.0.1")), tls.NoClientCert, nil))
	chained := serveTLS(t, simgateway.TLSConfig(certificate(t)(intermediate.Server("127.0.0.1")), tls.NoClientCert, nil))
	file, otherFile := writeFiles(t, ca).CA, writeFiles(t, other).CA
	text, otherText := string(ca.PEM()), string(other.PEM())
	for name, test := range map[string]struct {
		url   string
		given gateway.TLS
		good  bool
	}{
		"none":                   {url, gateway.TLS{}, false},
		"file":                   {url, gateway.TLS{CACertFile: file}, true},
		"text":                   {url, gateway.TLS{CACertPEM: text}, true},
		"other file":             {url, gateway.TLS{CACertFile: otherFile}, false},
		"other text":             {url, gateway.TLS{CACertPEM: otherText}, false},
		"file and other text":    {url, gateway.TLS{CACertFile: file, CACertPEM: otherText}, true},
		"other file and text":    {url, gateway.TLS{CACertFile: otherFile, CACertPEM: text}, true},
		"two in one":             {url, gateway.TLS{CACertPEM: otherText + "# its comment\n" + text}, true},
		"not verified":           {url, gateway.TLS{InsecureSkipVerify: true}, true},
		"chain":                  {chained, gateway.TLS{CACertFile: file}, true},
		"chain, other":           {chained, gateway.TLS{CACertFile: otherFile}, false},
		"chain, by intermediate": {chained, gateway.TLS{CACertPEM: string(intermediate.PEM())}, true},
		"chain, other's":         {chained, gateway.TLS{CACertPEM: string(otherIntermediate.PEM())}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := reach(t, test.url, func(c *gateway.Config) { c.TLS = test.given })

			var unknown *tls.CertificateVerificationError
			if test.good != (err == nil) || !test.good && (!errors.As(err, &unknown) || gateway.TroubleOf(err) != gateway.CertificateUnknown) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTLS_sendsTheClientCertificate(t *testing.T) {
	t.Parallel()
	ca := newCA(t)
	files, others := writeFiles(t, ca), writeFiles(t, newCA(t))
	server := certificate(t)(ca.Server("127.0.0.1"))
	both := filepath.Join(t.TempDir(), "both.pem")
	write(t, both, read(t, files.ClientKey)+read(t, files.ClientCert))
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := simgateway.TLSConfig(server, tls.RequireAndVerifyClientCert, ca)
		config.MaxVersion = version
		url := serveTLS(t, config)
		for name, test := range map[string]struct {
			given gateway.TLS
			good  bool
		}{
			"given":     {gateway.TLS{ClientCertFile: files.ClientCert, ClientKeyFile: files.ClientKey}, true},
			"one file":  {gateway.TLS{ClientCertFile: both, ClientKeyFile: both}, true},
			"not given": {gateway.TLS{}, false},
			"another's": {gateway.TLS{ClientCertFile: others.ClientCert, ClientKeyFile: others.ClientKey}, false},
		} {
			test.given.CACertFile = files.CA

			err := reach(t, url, func(c *gateway.Config) { c.TLS = test.given })

			if test.good != (err == nil) || !test.good && gateway.TroubleOf(err) != gateway.ClientCertificate {
				t.Errorf("%s, %s: %v (%v)", tls.VersionName(version), name, err, gateway.TroubleOf(err))
			}
		}
	}
}

func TestTLS_isAtLeast12(t *testing.T) {
	t.Parallel()
	ca := newCA(t)
	config := simgateway.TLSConfig(certificate(t)(ca.Server("127.0.0.1")), tls.NoClientCert, nil)
	config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	url := serveTLS(t, config)

	err := reach(t, url, func(c *gateway.Config) { c.TLS.CACertPEM = string(ca.PEM()) })

	if gateway.TroubleOf(err) != gateway.HandshakeRefused {
		t.Errorf("got %v (%v)", err, gateway.TroubleOf(err))
	}
}

// Token requests use the same TLS settings.
func TestTLS_appliesToTokenRequests(t *testing.T) {
	t.Parallel()
	ca := newCA(t)
	files := writeFiles(t, ca)
	config := simgateway.TLSConfig(certificate(t)(ca.Server("127.0.0.1")), tls.RequireAndVerifyClientCert, ca)
	server := serveQuietly(t, config, someToken())
	for _, given := range []gateway.TLS{
		{CACertFile: files.CA, ClientCertFile: files.ClientCert, ClientKeyFile: files.ClientKey}, {CACertFile: files.CA}, {},
	} {
		f := newTokenServer(t, nil, func(c *gateway.Config) {
			c.ClientCredentials.TokenURL, c.TLS = server.URL+tokenPath, given
		})

		_, err := f.Version(t.Context())

		want := map[bool]gateway.Trouble{true: gateway.CertificateUnknown, false: gateway.ClientCertificate}[given.CACertFile == ""]
		if given.ClientCertFile != "" {
			want = gateway.NoTrouble
		}
		if gateway.TroubleOf(err) != want || len(f.Logged("Token request")) != 1 {
			t.Errorf("%+v: %v, %d attempts", given, err, len(f.Logged("Token request")))
		}
	}
}
