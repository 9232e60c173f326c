// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// marker stands in every bad file, and in nothing that is said of it.
const marker = "s3cr3t-c0nt3nt"

// badFile is a file that cannot be what an argument is to name.
type badFile struct {
	name string
	path string
	want string
}

// badFiles are those that are good for nothing at all. longest is how many bytes a good one may have.
func badFiles(t *testing.T, longest int64) []badFile {
	t.Helper()
	long := file(t, marker)
	if err := os.Truncate(long, longest+1); err != nil {
		t.Fatal(err)
	}
	files := []badFile{
		{"missing", filepath.Join(t.TempDir(), "missing"), " cannot be read: no such file or directory."},
		{"a directory", t.TempDir(), " cannot be read: it is a directory."},
		{"below a file", filepath.Join(file(t, marker), "token"), " cannot be read: not a directory."},
		{"a device", os.DevNull, " cannot be read: it is not a file."},
		{"too big", long, fmt.Sprintf(" cannot be read: it is longer than %d bytes.", longest)},
	}
	if os.Geteuid() != 0 { // whom no mode keeps out
		locked := file(t, marker)
		if err := os.Chmod(locked, 0); err != nil {
			t.Fatal(err)
		}
		files = append(files, badFile{"not for everybody", locked, " cannot be read: permission denied."})
	}
	return files
}

// Given a file that cannot be what it should, then one error names the argument, the file and its fault, and shows nothing of
// what is in it; and nothing is asked of any server.
func TestBadFiles(t *testing.T) {
	ca := newAuthority(t, newCA(t))
	certificate, err := ca.Client("admin")
	good := newShown(t, certificate, err)
	der := file(t, string(certificate.Certificate[0])+marker)
	torn := strings.Replace(string(ca.PEM()), "\n", "\n"+marker+"\n", 1)
	notAnyPEM := "-----BEGIN " + marker + "-----\n"
	otherPEM := "-----BEGIN PUBLIC KEY-----\nMAAA\n-----END PUBLIC KEY-----\n"
	spoilt := "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n"
	const (
		broken   = " holds PEM that cannot be read: a line is missing or was changed."
		noPEM    = " holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----: convert one in DER with `openssl x509 -inform der -in FILE`."
		noKeyPEM = " holds no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----: convert one in DER with `openssl pkey -inform der -in FILE`."
	)
	certificates := append(badFiles(t, 16<<20), []badFile{
		{"empty", file(t, " \n"), " is empty, where a certificate in PEM belongs."},
		{"garbage", file(t, marker), noPEM},
		{"in DER", der, noPEM},
		{"a line too many", file(t, torn), broken},
		{"a line too many in the first of two", file(t, torn+string(ca.PEM())), broken},
		{"PEM without an end", file(t, notAnyPEM), broken},
		{"of OpenSSL's own", file(t, strings.ReplaceAll(string(ca.PEM()), " CERT", " TRUSTED CERT")), " holds a certificate in the form that only OpenSSL knows: convert it"},
		{"PEM of something else", file(t, otherPEM), " holds no certificate, but a public key."},
		{"no certificate in the PEM", file(t, spoilt), " holds a certificate that cannot be read"},
		{"the second one is spoilt", file(t, string(ca.PEM())+spoilt), " holds a certificate that cannot be read, the 2. of it."},
		{"the private key", good.key, " holds a private key where a certificate belongs."},
	}...)
	keys := append(badFiles(t, 16<<20), []badFile{
		{"empty", file(t, " \n"), " is empty, where a private key in PEM belongs."},
		{"garbage", file(t, marker), noKeyPEM},
		{"in DER", der, noKeyPEM},
		{"the certificate", good.cert, " holds no private key, but something else in PEM"},
		{"PEM of something else", file(t, otherPEM), " holds no private key, but something else in PEM"},
		{"nothing in the PEM", file(t, "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n"), " does not hold the private key"},
	}...)
	tokens := append(badFiles(t, 1<<20), []badFile{
		{"empty", file(t, " \n"), " is empty, where a token belongs."},
		{"text", file(t, "my token is "+marker), " holds no token: what is in it contains a space, a line break or another character that no token has"},
		{"two lines", file(t, marker+"\n"+marker), " holds no token: what is in it contains a space, a line break or another character that no token has"},
		{"a header", file(t, "Bearer "+marker), ` holds no token: what is in it begins with "Bearer": give the token alone.`},
		{"half of its JSON", file(t, `{"access_token": "`+marker), " holds neither a token nor the JSON of one: it begins as JSON and cannot be read as such."},
		{"JSON of something else", file(t, `{"token": "`+marker+`"}`), " is JSON without access_token."},
		{"JSON with a number for a token", file(t, `{"access_token": 5, "x": "`+marker+`"}`), " holds neither a token nor the JSON of one"},
		{"JSON with a bad token", file(t, `{"access_token": "`+marker+` \n a"}`), " holds no token: what is in it contains a space"},
		{"bytes", file(t, "\xff\xfe\x00"+marker), " holds no token: what is in it contains a space, a line break or another character that no token has"},
	}...)

	var ways []way
	add := func(argument, summary string, files []badFile, arguments func(path string) string) {
		for _, f := range files {
			ways = append(ways, way{
				name: argument + "/" + f.name, to: newCounted(t, nil), arguments: arguments(f.path), met: unasked,
				want: summary + " | " + f.path + f.want,
			})
		}
	}
	add("ca_cert_file", "Invalid CA certificate", certificates, func(path string) string { return tlsBlock(quoted("ca_cert_file", path)) })
	add("client_cert_file", "Invalid client certificate", certificates, func(path string) string { return shown{path, good.key}.alone() })
	add("client_key_file", "Invalid client key", keys, func(path string) string { return shown{good.cert, path}.alone() })
	add("token_file", "Invalid token file", tokens, func(path string) string { return quoted("token_file", path) })
	// And the good ones do.
	ways = append(ways,
		way{name: "good certificate and key", to: newCounted(t, nil), arguments: good.alone(), met: served},
		way{name: "good token", to: newCounted(t, nil), arguments: quoted("token_file", file(t, marker+"\r\n")), met: served},
	)
	runWays(t, ways, marker, good.secret(t))
}

// alone is arguments without a CA.
func (s shown) alone() string {
	return tlsBlock(quoted("client_cert_file", s.cert), quoted("client_key_file", s.key))
}

// Given files of the Cray CLI that are not as it writes them, then one error names the file and its fault, and the command that
// mends it; and nothing is asked of any server.
func TestBadFiles_crayCLI(t *testing.T) {
	server := newCounted(t, nil)
	bos := newSim(t)
	dir := t.TempDir()
	t.Setenv("CRAY_CONFIG_DIR", dir)
	folder := filepath.Join(dir, ".config", "cray")
	write := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, path), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	login := func(configuration string) simgateway.CrayFiles {
		t.Helper()
		files := bos.crayLogin(configuration, server.URL, "", marker)
		if err := files.Write(dir); err != nil {
			t.Fatal(err)
		}
		return files
	}
	configured := func(name, toml string) { t.Helper(); write("configurations/"+name, toml) }
	spoil := func(configuration, token string) string {
		t.Helper()
		path := login(configuration).TokenFile(dir)
		if err := os.WriteFile(path, []byte(token), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	login("good")
	configured("garbage", "[core\n"+marker+" = ")
	configured("number", "[core]\nhostname = 5 # "+marker)
	configured("nohost", "[core]\ntenant = \""+marker+"\"\n[auth.login]\nusername = \"alice\"\n")
	configured("badhost", "[core]\nhostname = \"https://al ice:"+marker+"@example.com\"\n")
	configured("nouser", "[core]\nhostname = \""+server.URL+"\"\n")
	configured("path", "[core]\nhostname = \""+server.URL+"\"\n[auth.login]\nusername = \"../../x\"\n")
	half, other, empty := spoil("half", `{"access_token": "`+marker), spoil("other", `{"error": "`+marker+`"}`), spoil("empty", "")
	out := login("out").TokenFile(dir)
	if err := os.Remove(out); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "configurations", "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("active_config", "garbage\n")

	const again = " | log in with `cray auth login`"
	file := func(name string) string { return filepath.Join(folder, "configurations", name) }
	var ways []way
	for _, c := range []struct{ configuration, want string }{
		{"unknown", "The Cray CLI has no configuration \"unknown\" | " + file("unknown") + " cannot be read: no such file or directory | make one with `cray init`"},
		{"folder", file("folder") + " cannot be read: it is a directory"},
		{"garbage", file("garbage") + " is not the TOML of a configuration of the Cray CLI: see line 1, column 6."},
		{"true", file("garbage") + " is not the TOML of a configuration of the Cray CLI: see line 1, column 6."},
		{"number", file("number") + " is not the TOML of a configuration of the Cray CLI: see line 2, column 12."},
		{"nohost", file("nohost") + " has no core.hostname: set it with `cray config set core hostname=https://api.cmn.example.com`."},
		{"badhost", file("badhost") + ": core.hostname is not a host, such as https://api.cmn.example.com."},
		{"nouser", "Nobody is logged in with the Cray CLI's configuration \"nouser\" | " + file("nouser") + again},
		{"path", "Auth.login.username in " + file("path") + " is not a user's name."},
		{"half", half + " holds neither a token nor the JSON of one" + again},
		{"other", other + " is JSON without access_token" + again},
		{"empty", empty + " is empty, where a token belongs" + again},
		{"out", out + " cannot be read: no such file or directory" + again},
	} {
		ways = append(ways, way{
			name: c.configuration, to: newCounted(t, nil), arguments: quoted("cray_cli", c.configuration), met: unasked,
			want: "Unable to use the Cray CLI's login | " + c.want,
		})
	}
	ways = append(ways,
		way{name: "nothing configured", want: "Missing BOS endpoint | The login of the Cray CLI cannot be used instead: " + file("garbage") + " is not the TOML"},
		way{
			name: "good, another host", to: newCounted(t, nil), arguments: quoted("cray_cli", "good"), met: served,
			want: "The Cray CLI's token is sent to another host | configuration good is for " + strings.TrimPrefix(server.URL, "http://"),
		},
		way{name: "good, its own host", arguments: quoted("cray_cli", "good")},
	)
	runWays(t, ways, marker)

	if got := server.met(); got.requests != 2 {
		t.Errorf("the host of the configurations got %v, want the good one's two requests", got)
	}
	content, err := os.ReadFile(half)
	if err != nil || !bytes.Contains(content, []byte(marker)) {
		t.Errorf("the CLI's file was changed: %q, %v", content, err)
	}
}
