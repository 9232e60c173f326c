// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// shown is a client certificate with its key, in files.
type shown struct{ cert, key string }

func newShown(t *testing.T, certificate tls.Certificate, err error) shown {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := shown{filepath.Join(dir, "client.pem"), filepath.Join(dir, "client-key.pem")}
	if err := simgateway.WriteCertificate(certificate, s.cert, s.key); err != nil {
		t.Fatal(err)
	}
	return s
}

// arguments are those within tls, for a server of ca.
func (s shown) arguments(ca authority) string {
	return tlsBlock(quoted("ca_cert_file", ca.File), quoted("client_cert_file", s.cert), quoted("client_key_file", s.key))
}

// secret is a part of what is in the key's file.
func (s shown) secret(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(s.key)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")[1]
}

var tlsVersions = map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13}

// insists starts a server that lets in only who shows a certificate of ca. Before TLS 1.3 it says so within the client's
// handshake, since then after it.
func insists(t *testing.T, ca authority, newest uint16) *counted {
	t.Helper()
	certificate, err := ca.Server("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	config := simgateway.TLSConfig(certificate, tls.RequireAndVerifyClientCert, ca.CA)
	config.MaxVersion = newest
	return newCounted(t, config)
}

// Given a server that insists on a client certificate, then it serves who has a good one, and one error tells all others what
// they lack: in one connection, as the next would bring the same.
func TestTLS_clientCertificate(t *testing.T) {
	ca, other := newAuthority(t, newCA(t)), newAuthority(t, newCA(t))
	below, err := ca.Intermediate()
	if err != nil {
		t.Fatal(err)
	}
	show := func(made tls.Certificate, err error) shown { t.Helper(); return newShown(t, made, err) }
	good, foreign, chained := show(ca.Client("admin")), show(other.Client("admin")), show(below.Client("admin"))
	torn, serverOnly := show(withoutChain(below.Client("admin"))), show(ca.Server("127.0.0.1"))
	expired := show(ca.Expired("admin"))
	const unable = "Unable to read the version of BOS | remote error: tls: "

	for name, newest := range tlsVersions {
		t.Run(name, func(t *testing.T) {
			server := func() *counted { t.Helper(); return insists(t, ca, newest) }
			const notGood = "does not accept the certificate in tls.client_cert_file"
			runWays(t, []way{
				{
					name: "none", to: server(), arguments: tlsBlock(quoted("ca_cert_file", ca.File)), met: refused,
					want: unable + " | requires a client certificate | Set tls.client_cert_file and tls.client_key_file",
				},
				{name: "good", to: server(), arguments: good.arguments(ca), met: served},
				{name: "good, with its intermediate", to: server(), arguments: chained.arguments(ca), met: served},
				{name: "without its intermediate", to: server(), arguments: torn.arguments(ca), met: refused, want: unable + " | " + notGood},
				{name: "of another authority", to: server(), arguments: foreign.arguments(ca), met: refused, want: unable + " | " + notGood},
				{name: "a server's", to: server(), arguments: serverOnly.arguments(ca), met: refused, want: unable + " | " + notGood},
				{
					name: "expired", to: server(), arguments: expired.arguments(ca), met: unasked,
					want: "Invalid client certificate | expired at | have a new one made",
				},
				{
					name: "key of another", to: server(), arguments: shown{good.cert, foreign.key}.arguments(ca), met: unasked,
					want: "Invalid client key | " + foreign.key + " does not hold the private key of the first certificate in " + good.cert,
				},
			}, good.secret(t), foreign.secret(t), chained.secret(t), torn.secret(t))
		})
	}
}

// Given a server that insists on a client certificate, when a session is to be started without one, then none was started and
// that is certain: the error does not ask to look for it, and nothing is in the state.
func TestTLS_noSessionWithoutClientCertificate(t *testing.T) {
	ca := newAuthority(t, newCA(t))
	for name, newest := range tlsVersions {
		t.Run(name, func(t *testing.T) {
			server := insists(t, ca, newest)
			tf := newEngine(t, newSim(t))
			tf.write("provider \"bos\" {\n" + quoted("endpoint", server.URL) + "\n" + tlsBlock(quoted("ca_cert_file", ca.File)) + "}\n" +
				sessionBlock(quoted("name", "boot-1")))

			output := tf.exits(1, "apply", "-auto-approve")

			says(t, output, "Unable to start the session", `BOS did not start session "boot-1"`, "Set tls.client_cert_file and tls.client_key_file")
			if strings.Count(output, "Error: ") != 1 || strings.Contains(output, "may or may not") {
				t.Errorf("more than the one error:\n%s", output)
			}
			if got := server.met(); got.requests > 0 || got.connections != 1 {
				t.Errorf("connections and requests %v, want %v", got, refused)
			}
			var state struct{ Values *struct{} }
			if err := json.Unmarshal([]byte(tf.must("show", "-json")), &state); err != nil || state.Values != nil {
				t.Errorf("something is in the state (%v)\n%s", err, tf.must("show", "-json"))
			}
		})
	}
}

func poolOf(t *testing.T, certificates string) *x509.CertPool {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(certificates)) {
		t.Fatal("no certificates")
	}
	return pool
}
