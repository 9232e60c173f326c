// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/tls"
	"testing"
	"time"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// authority is a CA and the file of its certificate.
type authority struct {
	*simgateway.CA

	File string
}

func newAuthority(t *testing.T, ca *simgateway.CA) authority {
	t.Helper()
	return authority{ca, file(t, string(ca.PEM()))}
}

// serves starts a server with that certificate, of TLS 1.2 and newer.
func serves(t *testing.T, certificate tls.Certificate, err error) *counted {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return newCounted(t, simgateway.TLSConfig(certificate, tls.NoClientCert, nil))
}

// Given servers with certificates of all kinds, then the provider trusts those that it is told to trust, and says of each
// other what is wrong with it, once, without sending it a request.
func TestTLS_serverCertificate(t *testing.T) {
	ca, other := newAuthority(t, newCA(t)), newAuthority(t, newCA(t))
	below, err := ca.Intermediate()
	if err != nil {
		t.Fatal(err)
	}
	intermediate := newAuthority(t, below)
	later, err := simgateway.NewCA(time.Now().Add(400 * 24 * time.Hour)) // which itself is valid two years before that
	if err != nil {
		t.Fatal(err)
	}
	tomorrow := newAuthority(t, later)
	serve := func(made tls.Certificate, err error) *counted { t.Helper(); return serves(t, made, err) }
	good := func() *counted { t.Helper(); return serve(ca.Server("127.0.0.1")) }
	bare := func() *counted { t.Helper(); return serve(withoutChain(below.Server("127.0.0.1"))) }
	named := func() *counted { t.Helper(); return serve(ca.Server("bos.example.com", "localhost")) }
	trust := func(a authority) string { return quoted("ca_cert_file", a.File) }
	trustText := func(a authority) string { return quoted("ca_cert_pem", string(a.PEM())) }
	const unknown = "Unable to read the version of BOS | x509: certificate signed by unknown authority"

	runWays(t, []way{
		{
			name: "no CA", to: good(), met: refused,
			want: unknown + " | comes from an authority that this machine does not trust. | Set tls.ca_cert_file",
		},
		{
			name: "CA of another system", to: good(), arguments: tlsBlock(trust(other)), met: refused,
			want: unknown + " | does not come from the authority in tls.ca_cert_file or tls.ca_cert_pem",
		},
		{name: "CA by file", to: good(), arguments: tlsBlock(trust(ca)), met: served},
		{name: "CA by PEM", to: good(), arguments: tlsBlock(trustText(ca)), met: served},
		{name: "both, the file's is the right one", to: good(), arguments: tlsBlock(trust(ca), trustText(other)), met: served},
		{name: "both, the PEM's is the right one", to: good(), arguments: tlsBlock(trust(other), trustText(ca)), met: served},

		{name: "intermediate sent by the server", to: serve(below.Server("127.0.0.1")), arguments: tlsBlock(trust(ca)), met: served},
		{name: "intermediate not sent", to: bare(), arguments: tlsBlock(trust(ca)), met: refused, want: unknown + " | intermediate"},
		{name: "intermediate not sent, but trusted", to: bare(), arguments: tlsBlock(trust(intermediate)), met: served},

		{
			name: "expired", to: serve(ca.Expired("127.0.0.1")), arguments: tlsBlock(trust(ca)), met: refused,
			want: "Unable to read the version of BOS | certificate has expired or is not yet valid: current time | is after | renew the certificate",
		},
		{
			name: "not valid yet", to: serve(later.Server("127.0.0.1")), arguments: tlsBlock(trust(tomorrow)), met: refused,
			want: "Unable to read the version of BOS | certificate has expired or is not yet valid: current time | is before | Check the clock of this machine",
		},
		{
			name: "made for names, asked by address", to: named(), arguments: tlsBlock(trust(ca)), met: refused,
			want: "Unable to read the version of BOS | cannot validate certificate for 127.0.0.1 | is for other host names. | Write one of these names in endpoint",
		},
		{
			name: "made for an address, asked by name", to: good(), met: refused,
			at: "https://localhost", arguments: tlsBlock(trust(ca)),
			want: "Unable to read the version of BOS | localhost | is for other host names. | Write one of these names in endpoint",
		},
		{name: "made for the name that is asked", to: named(), at: "https://localhost", arguments: tlsBlock(trust(ca)), met: served},
		{
			name: "made for a client", to: serve(ca.Client("127.0.0.1")), arguments: tlsBlock(trust(ca)), met: refused,
			want: "Unable to read the version of BOS | x509: ",
		},
		{
			name: "not verified", to: good(), arguments: tlsBlock("insecure_skip_verify = true"), met: served,
			want: "Certificates are not verified | another machine in the network can read the token | Set tls.ca_cert_file to the system's CA certificate instead",
		},
	})
}

// withoutChain leaves out the intermediate certificates, as many a server does.
func withoutChain(certificate tls.Certificate, err error) (tls.Certificate, error) {
	if err == nil {
		certificate.Certificate = certificate.Certificate[:1]
	}
	return certificate, err
}

// Given a server that speaks another protocol than the provider, then one error says so, and no request was made.
func TestTLS_otherProtocol(t *testing.T) {
	ca := newAuthority(t, newCA(t))
	certificate, err := ca.Server("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	speaks := func(oldest, newest uint16) *counted {
		t.Helper()
		return newCounted(t, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: oldest, MaxVersion: newest})
	}
	trust := tlsBlock(quoted("ca_cert_file", ca.File))

	runWays(t, []way{
		{name: "TLS 1.3", to: speaks(tls.VersionTLS13, tls.VersionTLS13), arguments: trust, met: served},
		{name: "TLS 1.2", to: speaks(tls.VersionTLS12, tls.VersionTLS12), arguments: trust, met: served},
		{
			name: "TLS 1.1", to: speaks(tls.VersionTLS10, tls.VersionTLS11), arguments: trust, met: refused,
			want: "Unable to read the version of BOS | tls: protocol version not supported | TLS 1.2",
		},
		{
			name: "https:// to a server without TLS", to: newCounted(t, nil), at: "https://127.0.0.1", arguments: trust, met: refused,
			want: "Unable to read the version of BOS | does not speak TLS. | Check the port in endpoint",
		},
		{
			name: "http:// to a server with TLS", to: speaks(tls.VersionTLS12, tls.VersionTLS13), at: "http://127.0.0.1", met: refused,
			want: "Unable to read the version of BOS | The server speaks TLS, and the request came without. | Write https:// in endpoint",
		},
		{name: "http:// to a server without TLS", to: newCounted(t, nil), met: served},
	})
}
