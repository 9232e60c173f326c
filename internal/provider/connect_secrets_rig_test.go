// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// Secrets with characters that look different in a URL, in JSON and in HCL.
const (
	oddSecret    = `s3cr3t/+&<%>"client`
	wrongSecret  = `wr0ng/+&<%>"client`
	wrongToken   = "wr0ng-t0ken.~+/="
	oddPassword  = "p/ss w+rd&%"
	wrongProxy   = "wr0ng/ w+rd&%"
	secretClient = "batch-account"
)

// secretRun is an engine in whose working directory everything is written down,
// and what must not be in there.
type secretRun struct {
	*engine
	gate    *gated
	proxy   *tunnel
	log     string // of engine and provider, at TRACE
	printed bytes.Buffer
	secrets []string
}

func newSecretRun(t *testing.T, i installed) *secretRun {
	t.Helper()
	g := newGateway(t, func(p *gatewayPlan) {
		p.Accounts = simgateway.DefaultAccounts()
		p.Accounts.Services = append(p.Accounts.Services, simgateway.ServiceAccount{ID: secretClient, Secret: oddSecret, Roles: []string{simgateway.RoleAdmin}})
	})
	g.OnRequest(func(r bossim.Request) { // the simulation goes on with each look
		if strings.HasPrefix(r.Path, "/v2/sessions/") {
			g.Clock.Advance(10 * time.Minute)
		}
	})
	run := &secretRun{engine: i.engine(t, g.sim), gate: g, proxy: newTunnel(t, oddPassword)}
	run.log = filepath.Join(run.dir, "trace.log")
	run.env = append(run.env, "TF_LOG=TRACE", "TF_LOG_PATH="+run.log, "TF_LOG_CORE=TRACE", "TF_LOG_PROVIDER=TRACE", "TF_LOG_PROVIDER_BOS=TRACE",
		"TF_LOG_SDK=TRACE", "TF_LOG_SDK_PROTO=TRACE", "TF_LOG_SDK_FRAMEWORK=TRACE", "BOS_TLS_CA_CERT_FILE="+g.CAFile, "BOS_ENDPOINT="+g.Endpoint)
	run.secrets = []string{oddSecret, wrongSecret, wrongToken, oddPassword, wrongProxy}
	return run
}

// does runs a command that has to end with code, and keeps what it prints.
func (r *secretRun) does(code int, args ...string) string {
	r.t.Helper()
	output := r.exits(code, args...)
	r.printed.WriteString(output)
	return output
}

// places are all texts that the run has left, by where they are: what was printed,
// and every file with those inside of saved plans. Only the programs of the
// providers are left out.
func (r *secretRun) places() map[string][]byte {
	r.t.Helper()
	all := map[string][]byte{"printed": r.printed.Bytes()}
	for _, root := range []string{r.dir, temporary(r.env)} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() && entry.Name() == "providers" {
				if err == nil {
					err = fs.SkipDir
				}
				return err
			}
			if !entry.Type().IsRegular() {
				return nil
			}
			content, err := os.ReadFile(path)
			all[path] = content
			return err
		})
		if err != nil {
			r.t.Fatal(err)
		}
	}
	for path, content := range all {
		if bytes.HasPrefix(content, []byte("PK")) {
			for part, text := range unzipped(r.t, content) {
				all[path+":"+part] = text
			}
		}
	}
	return all
}

func temporary(env []string) string {
	dir := ""
	for _, variable := range env {
		if value, found := strings.CutPrefix(variable, "TMPDIR="); found {
			dir = value
		}
	}
	return dir
}

// unzipped are the parts of a saved plan, which is an archive.
func unzipped(t *testing.T, content []byte) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, part := range archive.File {
		file, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		all[part.Name], err = io.ReadAll(file)
		_ = file.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// forms are a secret as it may be written, and as part of what is sent.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret)
	all := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted[1 : len(quoted)-1]),
		strings.Trim(fmt.Sprintf("%q", secret), `"`), strings.TrimPrefix(url.UserPassword("", secret).String(), ":"),
	}
	for _, user := range []string{"", tunnelUser + ":", secretClient + ":"} {
		for _, each := range []string{secret, url.QueryEscape(secret)} {
			all = append(all, base64.StdEncoding.EncodeToString([]byte(user+each)), base64.URLEncoding.EncodeToString([]byte(user+each)))
		}
	}
	if parts := strings.Split(secret, "."); len(parts) == 3 {
		all = append(all, parts[2]) // a token's signature, without which the rest is of no use
	}
	return all
}

// sought are all forms of all secrets: those that were given, and all that came to
// the gateway or from it.
func (r *secretRun) sought() map[string]string {
	secrets := slices.Clone(r.secrets)
	for _, p := range r.gate.came() {
		if _, value, found := strings.Cut(p.Header.Get("Authorization"), " "); found {
			secrets = append(secrets, value)
		}
	}
	for _, token := range r.gate.issued() {
		secrets = append(secrets, token.AccessToken)
		if token.RefreshToken != "" {
			secrets = append(secrets, token.RefreshToken)
		}
	}
	all := map[string]string{}
	for _, secret := range secrets {
		for _, form := range forms(secret) {
			all[form] = secret
		}
	}
	return all
}

// wantNoSecret searches all places for all secrets, and has a control that it
// finds what is there: texts by the place that holds them.
func (r *secretRun) wantNoSecret(control map[string]string) {
	r.t.Helper()
	sought := r.sought()
	for where, content := range r.places() {
		for form, secret := range sought {
			if at := bytes.Index(content, []byte(form)); at >= 0 {
				r.t.Errorf("%s holds %q as %q: …%q", where, secret, form, content[max(0, at-80):min(len(content), at+20)])
			}
		}
		for part, text := range control {
			if strings.HasSuffix(where, part) && bytes.Contains(content, []byte(text)) {
				delete(control, part)
			}
		}
	}
	for where, text := range control {
		r.t.Errorf("%s does not hold %q", where, text)
	}
}
