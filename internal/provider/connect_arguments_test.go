// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/x509"
	"path/filepath"
	"strings"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

var account = fields{"client_id": text("someone"), "client_secret": text("s3cr3t-of-someone")}

// tokenForm is a field of the request for a token, and what BOS gets for it.
func tokenForm(name string) func(*world, *server) string {
	return func(w *world, p *server) string {
		p.fine(p.ask())
		return w.doors[1].form(name) + ", " + w.doors[0].header("Authorization")
	}
}

// fromDoor has the second door give tokens.
func fromDoor(values ...string) func(w *world) [2]string {
	return func(w *world) [2]string {
		w.doors[1].behind = tokenService("fetched-token")
		w.t.Setenv("BOS_TOKEN_URL", w.doors[1].URL+"/token")
		return [2]string(values)
	}
}

// tokenArguments are those of client_credentials. What they leave out is in variables.
var tokenArguments = []argument{
	{
		name: "token_url", variable: "BOS_TOKEN_URL", config: inObject("client_credentials", "token_url", account),
		values: func(w *world) [2]string {
			w.doors[1].behind = tokenService("fetched-token")
			return [2]string{w.doors[1].URL + "/one", w.doors[1].URL + "/two"}
		},
		more: map[string]string{"BOS_CLIENT_ID": "other", "BOS_CLIENT_SECRET": "s3cr3t-of-other"},
		seen: func(w *world, p *server) string {
			p.fine(p.ask())
			return w.doors[1].requests()[0].URL.Path + ", " + w.doors[0].header("Authorization")
		},
		want: [2]string{"/one, Bearer fetched-token", "/two, Bearer fetched-token"},
	},
	{
		name: "client_id", variable: "BOS_CLIENT_ID", config: inObject("client_credentials", "client_id", nil),
		values: fromDoor("first-client", "second-client"), more: map[string]string{"BOS_CLIENT_SECRET": "s3cr3t-of-other"},
		seen: tokenForm("client_id"), want: [2]string{"first-client, Bearer fetched-token", "second-client, Bearer fetched-token"},
	},
	{
		name: "client_secret", variable: "BOS_CLIENT_SECRET", config: inObject("client_credentials", "client_secret", nil),
		values: fromDoor("first-secret", "second-secret"), more: map[string]string{"BOS_CLIENT_ID": "other"},
		seen: tokenForm("client_secret"), want: [2]string{"first-secret, Bearer fetched-token", "second-secret, Bearer fetched-token"},
	},
	{
		name: "scopes", variable: "BOS_SCOPES",
		config: func(w *world, v string) fields {
			return fields{"client_credentials": nested(w.t, w.sim, "client_credentials", with(account, fields{"scopes": words(strings.Fields(v)...)}))}
		},
		values: fromDoor("openid profile", "email"), more: map[string]string{"BOS_CLIENT_ID": "other", "BOS_CLIENT_SECRET": "s3cr3t-of-other"},
		seen: tokenForm("scope"), want: [2]string{"openid profile, Bearer fetched-token", "email, Bearer fetched-token"},
	},
}

// behindTLS has the first door speak TLS, with a certificate of ca.
func behindTLS(w *world, ca *simgateway.CA) {
	w.doors[0] = secureDoor(w, ca)
	w.t.Setenv("BOS_MAX_RETRIES", "0")
}

// verified tells whether the provider speaks to the first door.
func verified(w *world, p *server) string {
	if diagnostics := p.ask(); len(diagnostics) > 0 {
		return diagnostics[0].Summary
	}
	return "verified"
}

const notVerified = "Unable to read the version of BOS"

var tlsArguments = []argument{
	{
		name: "tls.ca_cert_file", variable: "BOS_TLS_CA_CERT_FILE", config: inObject("tls", "ca_cert_file", nil),
		values: func(w *world) [2]string {
			right, wrong := newCA(w.t), newCA(w.t)
			behindTLS(w, right)
			return [2]string{file(w.t, string(right.PEM())), file(w.t, string(wrong.PEM()))}
		},
		seen: verified, want: [2]string{"verified", notVerified},
	},
	{
		name: "tls.ca_cert_pem", variable: "BOS_TLS_CA_CERT_PEM", config: inObject("tls", "ca_cert_pem", nil),
		values: func(w *world) [2]string {
			right, wrong := newCA(w.t), newCA(w.t)
			behindTLS(w, right)
			return [2]string{string(right.PEM()), string(wrong.PEM())}
		},
		seen: verified, want: [2]string{"verified", notVerified},
	},
	{
		name: "tls.insecure_skip_verify", variable: "BOS_TLS_INSECURE_SKIP_VERIFY",
		config: func(w *world, v string) fields {
			return fields{"tls": nested(w.t, w.sim, "tls", fields{"insecure_skip_verify": truth(v == "true")})}
		},
		values: func(w *world) [2]string {
			behindTLS(w, newCA(w.t))
			return [2]string{"true", "false"}
		},
		seen: verified, want: [2]string{"verified", notVerified},
	},
	{
		name: "tls.client_cert_file and client_key_file", variable: "BOS_TLS_CLIENT_CERT_FILE BOS_TLS_CLIENT_KEY_FILE",
		config: func(w *world, v string) fields {
			certificate, key, _ := strings.Cut(v, " ")
			return fields{"tls": nested(w.t, w.sim, "tls", fields{"client_cert_file": text(certificate), "client_key_file": text(key)})}
		},
		values: func(w *world) [2]string {
			ca := newCA(w.t)
			behindTLS(w, ca)
			w.t.Setenv("BOS_TLS_CA_CERT_PEM", string(ca.PEM()))
			return [2]string{clientFiles(w, "first-client"), clientFiles(w, "second-client")}
		},
		seen: func(w *world, p *server) string {
			p.fine(p.ask())
			shown := w.doors[0].requests()[0].TLS.PeerCertificates
			return strings.Join(commonNames(shown), ", ")
		},
		want: [2]string{"first-client", "second-client"},
	},
}

// clientFiles are the paths of a client's certificate, which is valid in the simulation's time, and its key.
func clientFiles(w *world, name string) string {
	w.t.Helper()
	ca, err := simgateway.NewCA(w.Clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	certificate, err := ca.Client(name)
	if err != nil {
		w.t.Fatal(err)
	}
	dir := w.t.TempDir()
	paths := []string{filepath.Join(dir, "client.pem"), filepath.Join(dir, "client-key.pem")}
	if err := simgateway.WriteCertificate(certificate, paths[0], paths[1]); err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(paths, " ")
}

func commonNames(certificates []*x509.Certificate) []string {
	var names []string
	for _, c := range certificates {
		names = append(names, c.Subject.CommonName)
	}
	return names
}
