// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/tls"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// program is the path of a real program that a test needs. Without it the test is skipped, but not by CI.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed, and CI must not skip what it proves", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// openssl makes certificates and keys as administrators make them. Files are named without their folder.
type openssl struct {
	t       *testing.T
	command string
	dir     string
}

func newOpenSSL(t *testing.T) *openssl {
	t.Helper()
	o := &openssl{t: t, command: program(t, "openssl"), dir: t.TempDir()}
	o.write("ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n")
	o.write("server.ext", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
	o.write("client.ext", "extendedKeyUsage=clientAuth\n")
	return o
}

// run is a command, its arguments separated by spaces.
func (o *openssl) run(command string) string {
	o.t.Helper()
	cmd := exec.CommandContext(o.t.Context(), o.command, strings.Fields(command)...) //nolint:gosec // of a test's own
	cmd.Dir = o.dir
	output, err := cmd.Output()
	if err != nil {
		o.t.Fatalf("openssl %s: %v", command, err)
	}
	return string(output)
}

func (o *openssl) write(name, content string) {
	o.t.Helper()
	if err := os.WriteFile(o.path(name), []byte(content), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

func (o *openssl) read(name string) string {
	o.t.Helper()
	content, err := os.ReadFile(o.path(name))
	if err != nil {
		o.t.Fatal(err)
	}
	return string(content)
}

func (o *openssl) path(name string) string { return filepath.Join(o.dir, name) }

// key makes NAME.key, of an elliptic curve in PKCS#8.
func (o *openssl) key(name string) {
	o.t.Helper()
	o.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + name + ".key")
}

// root makes NAME.key and NAME.pem.
func (o *openssl) root(name string) {
	o.t.Helper()
	o.key(name)
	o.run("req -x509 -new -key " + name + ".key -subj /O=odd/CN=" + name + " -days 30 -out " + name + ".pem")
}

// certify makes CERT.pem for the key and the name of SUBJECT.key, signed by ISSUER.
func (o *openssl) certify(certificate, subject, issuer, extensions string) {
	o.t.Helper()
	o.run("req -new -key " + subject + ".key -subj /O=odd/CN=" + subject + " -out " + subject + ".csr")
	o.run("x509 -req -in " + subject + ".csr -CA " + issuer + ".pem -CAkey " + issuer + ".key -CAcreateserial -days 30 -extfile " + extensions + " -out " + certificate + ".pem")
}

// sends starts a server that sends these certificates in this order, the first with its key.
func (o *openssl) sends(certificates ...string) *counted {
	o.t.Helper()
	var chain strings.Builder
	for _, name := range certificates {
		chain.WriteString(o.read(name + ".pem"))
	}
	pair, err := tls.X509KeyPair([]byte(chain.String()), []byte(o.read(certificates[0]+".key")))
	if err != nil {
		o.t.Fatal(err)
	}
	return newCounted(o.t, simgateway.TLSConfig(pair, tls.NoClientCert, nil))
}

// trusts is the argument for the authorities in a file.
func (o *openssl) trusts(name string) string { return tlsBlock(quoted("ca_cert_file", o.path(name))) }

// Given a chain as real systems send it: the site's old and new root have both signed the platform's authority, the order is
// wrong, and something unrelated is among it; then it leads to whichever root the provider trusts.
func TestTLS_oddChain(t *testing.T) {
	o := newOpenSSL(t)
	for _, root := range []string{"new-root", "old-root", "unrelated"} {
		o.root(root)
	}
	o.key("platform")
	o.certify("platform", "platform", "new-root", "ca.ext")
	o.certify("platform-cross", "platform", "old-root", "ca.ext") // the same name and key
	o.key("gateway")
	o.certify("gateway", "gateway", "platform", "ca.ext")
	o.key("leaf")
	o.certify("leaf", "leaf", "gateway", "server.ext")
	odd := func() *counted {
		t.Helper()
		return o.sends("leaf", "unrelated", "platform-cross", "platform", "old-root", "gateway")
	}

	runWays(t, []way{
		{name: "new root", to: odd(), arguments: o.trusts("new-root.pem"), met: served},
		{name: "old root", to: odd(), arguments: o.trusts("old-root.pem"), met: served},
		{name: "the authority between", to: odd(), arguments: o.trusts("platform.pem"), met: served},
		{
			name: "what is sent besides", to: odd(), arguments: o.trusts("unrelated.pem"), met: refused,
			want: "Unable to read the version of BOS | signed by unknown authority | does not come from the authority",
		},
		{
			name: "crossed only, new root", to: o.sends("leaf", "platform-cross", "gateway"), arguments: o.trusts("new-root.pem"), met: refused,
			want: "Unable to read the version of BOS | signed by unknown authority | which is \"new-root\" | It is signed by \"platform\" | If that is an intermediate authority",
		},
	}, o.secret("leaf.key"))
}

// secret is a line of a key.
func (o *openssl) secret(name string) string { return strings.Split(o.read(name), "\n")[1] }

// Given authorities in files as people come by them, then all that are in one are trusted.
func TestTLS_oddFiles(t *testing.T) {
	o := newOpenSSL(t)
	for _, root := range []string{"first", "second", "third"} {
		o.root(root)
		o.key(root + "-leaf")
		o.certify(root+"-leaf", root+"-leaf", root, "server.ext")
	}
	o.write("text.pem", o.run("x509 -in first.pem -text")) // what it says in words, then the PEM
	o.write("crlf.pem", strings.ReplaceAll(o.read("first.pem"), "\n", "\r\n"))
	o.write("bundle.pem", "# the authorities of this site\n"+o.read("first.pem")+"\nthe second:\n"+o.run("x509 -in second.pem -text")+
		strings.ReplaceAll(o.read("third.pem"), "\n", "\r\n"))
	o.write("bom.pem", "\xef\xbb\xbf\n\n"+strings.TrimRight(o.read("first.pem"), "\n"))
	o.run("x509 -in first.pem -outform der -out first.der")
	o.run("crl2pkcs7 -nocrl -certfile first.pem -out first.p7b")
	first := func() *counted { t.Helper(); return o.sends("first-leaf") }
	o.key("nameless") // with a common name alone, as certificates were made until 2000
	o.write("none.ext", "extendedKeyUsage=serverAuth\n")
	o.certify("nameless", "nameless", "first", "none.ext")

	runWays(t, []way{
		{name: "words before it", to: first(), arguments: o.trusts("text.pem"), met: served},
		{name: "line ends of Windows", to: first(), arguments: o.trusts("crlf.pem"), met: served},
		{name: "byte order mark, no last line end", to: first(), arguments: o.trusts("bom.pem"), met: served},
		{name: "first of several", to: first(), arguments: o.trusts("bundle.pem"), met: served},
		{name: "second of several", to: o.sends("second-leaf"), arguments: o.trusts("bundle.pem"), met: served},
		{name: "last of several", to: o.sends("third-leaf"), arguments: o.trusts("bundle.pem"), met: served},
		{name: "several as text", to: o.sends("third-leaf"), arguments: tlsBlock(quoted("ca_cert_pem", o.read("bundle.pem"))), met: served},
		{
			name: "DER", to: first(), arguments: o.trusts("first.der"), met: unasked,
			want: "Invalid CA certificate | first.der holds no certificate in PEM | `openssl x509 -inform der -in FILE`",
		},
		{
			name: "PKCS#7", to: first(), arguments: o.trusts("first.p7b"), met: unasked,
			want: "Invalid CA certificate | first.p7b holds no certificate, but a pkcs7",
		},
		{
			name: "no name in the server's", to: o.sends("nameless"), arguments: o.trusts("first.pem"), met: refused,
			want: "Unable to read the version of BOS | x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs",
		},
	})
}

// Given a client's key in each form that openssl writes, then the provider takes it, or says how to make one that it takes.
func TestTLS_oddKeys(t *testing.T) {
	o := newOpenSSL(t)
	o.root("root")
	o.key("server")
	o.certify("server", "server", "root", "server.ext")
	o.key("ec")
	o.certify("ec", "ec", "root", "client.ext")
	o.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key")
	o.certify("rsa", "rsa", "root", "client.ext")
	o.run("rsa -in rsa.key -traditional -out rsa-pkcs1.key")
	o.write("ec-sec1.key", o.run("ecparam -name prime256v1")+o.run("ec -in ec.key")) // its parameters before it, as ecparam -genkey writes them
	o.run("pkcs8 -topk8 -in ec.key -passout pass:" + marker + " -out ec-encrypted.key")
	o.run("rsa -in rsa.key -traditional -aes256 -passout pass:" + marker + " -out rsa-encrypted.key")
	o.run("pkey -in ec.key -outform der -out ec.der")
	o.write("both.pem", o.read("ec.pem")+o.read("ec.key"))
	for name, beginning := range map[string]string{"ec.key": "", "ec-sec1.key": "EC ", "rsa-pkcs1.key": "RSA ", "ec-encrypted.key": "ENCRYPTED ", "rsa-encrypted.key": "RSA "} {
		if text := o.read(name); !strings.Contains(text, "-----BEGIN "+beginning+"PRIVATE KEY-----") {
			t.Fatalf("openssl wrote another %s:\n%s", name, text)
		}
	}
	pair, err := tls.LoadX509KeyPair(o.path("server.pem"), o.path("server.key"))
	if err != nil {
		t.Fatal(err)
	}
	server := func() *counted {
		t.Helper()
		config := simgateway.TLSConfig(pair, tls.RequireAndVerifyClientCert, nil)
		config.ClientCAs = poolOf(t, o.read("root.pem"))
		return newCounted(t, config)
	}
	with := func(cert, key string) string {
		return tlsBlock(quoted("ca_cert_file", o.path("root.pem")), quoted("client_cert_file", o.path(cert)), quoted("client_key_file", o.path(key)))
	}

	runWays(t, []way{
		{name: "EC, PKCS#8", to: server(), arguments: with("ec.pem", "ec.key"), met: served},
		{name: "EC, SEC 1 after its parameters", to: server(), arguments: with("ec.pem", "ec-sec1.key"), met: served},
		{name: "RSA, PKCS#8", to: server(), arguments: with("rsa.pem", "rsa.key"), met: served},
		{name: "RSA, PKCS#1", to: server(), arguments: with("rsa.pem", "rsa-pkcs1.key"), met: served},
		{name: "certificate and key in one file", to: server(), arguments: with("both.pem", "both.pem"), met: served},
		{
			name: "encrypted, PKCS#8", to: server(), arguments: with("ec.pem", "ec-encrypted.key"), met: unasked,
			want: "Invalid client key | holds a private key that is encrypted | `openssl pkey -in " + o.path("ec-encrypted.key") + " -out FILE`",
		},
		{
			name: "encrypted, PKCS#1", to: server(), arguments: with("rsa.pem", "rsa-encrypted.key"), met: unasked,
			want: "Invalid client key | holds a private key that is encrypted | `openssl pkey -in " + o.path("rsa-encrypted.key") + " -out FILE`",
		},
		{
			name: "DER", to: server(), arguments: with("ec.pem", "ec.der"), met: unasked,
			want: "Invalid client key | ec.der holds no private key in PEM | `openssl pkey -inform der -in FILE`",
		},
		{
			name: "of another certificate", to: server(), arguments: with("rsa.pem", "ec.key"), met: unasked,
			want: "Invalid client key | ec.key does not hold the private key of the first certificate in " + o.path("rsa.pem"),
		},
	}, o.secret("ec.key"), o.secret("rsa.key"), o.secret("rsa-pkcs1.key"), o.secret("ec-encrypted.key"))

	// And what the advice says is done, makes a key that is taken
	o.run("pkey -in ec-encrypted.key -passin pass:" + marker + " -out decrypted.key")
	runWays(t, []way{{name: "decrypted", to: server(), arguments: with("ec.pem", "decrypted.key"), met: served}})
}
