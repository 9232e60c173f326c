// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// clientAt returns a client's certificate of an authority whose clock shows that time.
func clientAt(t *testing.T, then time.Time) (cert, key string) {
	t.Helper()
	ca, err := simgateway.NewCA(then)
	if err != nil {
		t.Fatal(err)
	}
	files := writeFiles(t, ca)
	return files.ClientCert, files.ClientKey
}

// secretKey may occur in a key file, but in no error.
const secretKey = "c2VjcmV0IGtleSBtYXRlcmlhbA=="

func TestNew_refusesUnusableTLSFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		write(t, path, content)
		return path
	}
	files, others := writeFiles(t, newCA(t)), writeFiles(t, newCA(t))
	block, _ := pem.Decode([]byte(read(t, files.CA)))
	der := file("ca.der", string(block.Bytes))
	key := read(t, files.ClientKey)
	expiredCert, expiredKey := clientAt(t, time.Now().Add(-2*365*24*time.Hour))
	futureCert, futureKey := clientAt(t, time.Now().Add(48*time.Hour))
	encrypted := file("enc.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"+secretKey+"\n-----END ENCRYPTED PRIVATE KEY-----\n")
	oldEncrypted := file(
		"old-enc.pem",
		"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n\n"+secretKey+"\n-----END RSA PRIVATE KEY-----\n",
	)
	brokenKey := file("broken-key.pem", "-----BEGIN PRIVATE KEY-----\n"+secretKey+"\n-----END PRIVATE KEY-----\n")
	broken := file("broken.pem", "-----BEGIN CERTIFICATE-----\n"+secretKey+"\n-----END CERTIFICATE-----\n")
	second := file("second.pem", read(t, files.CA)+read(t, broken))
	request := file("request.pem", "-----BEGIN CERTIFICATE REQUEST-----\n"+secretKey+"\n-----END CERTIFICATE REQUEST-----\n")
	for name, test := range map[string]struct {
		given gateway.TLS
		field string
		want  string
	}{
		"CA: none":      {gateway.TLS{CACertFile: dir + "/none"}, "ca_cert_file", dir + "/none cannot be read: no such file or directory"},
		"CA: directory": {gateway.TLS{CACertFile: dir}, "ca_cert_file", dir + " cannot be read: it is a directory"},
		"CA: empty":     {gateway.TLS{CACertFile: file("empty.pem", "")}, "ca_cert_file", "/empty.pem is empty, where a certificate in PEM belongs"},
		"CA: garbage":   {gateway.TLS{CACertFile: file("garbage.pem", secretKey)}, "ca_cert_file", "/garbage.pem holds no certificate in PEM"},
		"CA: DER":       {gateway.TLS{CACertFile: der}, "ca_cert_file", "openssl x509 -inform der"},
		"CA: half": {
			gateway.TLS{CACertFile: file("half.pem", "-----BEGIN CERTIFICATE-----\n"+secretKey)},
			"ca_cert_file",
			"holds PEM that cannot be read",
		},
		"CA: broken":       {gateway.TLS{CACertFile: broken}, "ca_cert_file", "/broken.pem holds a certificate that cannot be read, the 1. of it"},
		"CA: 2nd broken":   {gateway.TLS{CACertFile: second}, "ca_cert_file", "the 2. of it"},
		"CA: key":          {gateway.TLS{CACertFile: files.ClientKey}, "ca_cert_file", "/client-key.pem holds a private key where a certificate belongs"},
		"CA: request":      {gateway.TLS{CACertFile: request}, "ca_cert_file", "/request.pem holds no certificate, but a certificate request"},
		"CA text: path":    {gateway.TLS{CACertPEM: files.CA}, "ca_cert_pem", "the text holds no certificate in PEM"},
		"CA text: key":     {gateway.TLS{CACertPEM: key}, "ca_cert_pem", "the text holds a private key where a certificate belongs"},
		"key only":         {gateway.TLS{ClientKeyFile: files.ClientKey}, "client_cert_file", "the private key has no certificate"},
		"certificate only": {gateway.TLS{ClientCertFile: files.ClientCert}, "client_key_file", "the client certificate has no private key"},
		"cert: none":       {gateway.TLS{ClientCertFile: dir + "/none", ClientKeyFile: files.ClientKey}, "client_cert_file", "/none cannot be read"},
		"key: none":        {gateway.TLS{ClientCertFile: files.ClientCert, ClientKeyFile: dir + "/none"}, "client_key_file", "/none cannot be read"},
		"exchanged": {
			gateway.TLS{ClientCertFile: files.ClientKey, ClientKeyFile: files.ClientCert},
			"client_cert_file",
			"holds a private key where a certificate belongs",
		},
		"key: certificate": {
			gateway.TLS{ClientCertFile: files.ClientCert, ClientKeyFile: files.ClientCert},
			"client_key_file",
			"/client.pem holds no private key, but something else in PEM",
		},
		"key: garbage": {gateway.TLS{ClientCertFile: files.ClientCert, ClientKeyFile: der}, "client_key_file", "/ca.der holds no private key in PEM"},
		"key: another's": {
			gateway.TLS{ClientCertFile: files.ClientCert, ClientKeyFile: others.ClientKey},
			"client_key_file",
			"does not hold the private key of the first certificate in " + files.ClientCert,
		},
		"key: broken": {
			gateway.TLS{ClientCertFile: files.ClientCert, ClientKeyFile: brokenKey},
			"client_key_file",
			"/broken-key.pem does not hold the private key",
		},
		"key: encrypted": {
			gateway.TLS{ClientCertFile: files.ClientCert, ClientKeyFile: encrypted},
			"client_key_file",
			"decrypt it with `openssl pkey -in " + encrypted + " -out FILE`",
		},
		"key: the old way": {
			gateway.TLS{ClientCertFile: files.ClientCert, ClientKeyFile: oldEncrypted},
			"client_key_file",
			"holds a private key that is encrypted",
		},
		"cert: expired": {
			gateway.TLS{ClientCertFile: expiredCert, ClientKeyFile: expiredKey},
			"client_cert_file",
			"expired at " + notAfter(t, expiredCert),
		},
		"cert: not yet": {gateway.TLS{ClientCertFile: futureCert, ClientKeyFile: futureKey}, "client_cert_file", "is not valid before 20"},
		"cert: not the 1st": {
			gateway.TLS{ClientCertFile: file("order.pem", read(t, files.CA)+read(t, files.ClientCert)), ClientKeyFile: files.ClientKey},
			"client_key_file", "of the first certificate",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(gateway.Config{Endpoint: "https://e.com", TLS: test.given})

			var input *gateway.InputError
			if !errors.As(err, &input) || input.Field != "tls."+test.field || !strings.Contains(input.Reason, test.want) {
				t.Fatalf("got  %v\nwant %s", err, test.want)
			}
			for _, content := range []string{secretKey, strings.Split(key, "\n")[1], "BEGIN PRIVATE"} {
				if strings.Contains(err.Error(), content) && test.want != "/ca.der holds no private key in PEM" {
					t.Errorf("what is in the file is in %v", err)
				}
			}
		})
	}
}

func notAfter(t *testing.T, path string) string {
	t.Helper()
	pair, err := x509.ParseCertificate(firstBlock(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return pair.NotAfter.UTC().Format(time.RFC3339)
}

func firstBlock(t *testing.T, path string) []byte {
	t.Helper()
	block, _ := pem.Decode([]byte(read(t, path)))
	if block == nil {
		t.Fatal("no PEM")
	}
	return block.Bytes
}

// The chain in the certificate's file is sent with it.
func TestTLS_sendsTheClientsChain(t *testing.T) {
	t.Parallel()
	ca := newCA(t)
	intermediate, err := ca.Intermediate()
	if err != nil {
		t.Fatal(err)
	}
	url := serveTLS(t, simgateway.TLSConfig(certificate(t)(ca.Server("127.0.0.1")), tls.RequireAndVerifyClientCert, ca))
	files := writeFiles(t, intermediate)

	err = reach(t, url, func(c *gateway.Config) {
		c.TLS = gateway.TLS{CACertPEM: string(ca.PEM()), ClientCertFile: files.ClientCert, ClientKeyFile: files.ClientKey}
	})
	if err != nil {
		t.Error(err)
	}
}
