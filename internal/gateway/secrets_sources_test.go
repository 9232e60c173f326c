// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// forms are the encodings in which a text may hold a secret; as a password it belongs to one of these users.
func forms(secret string) []string {
	user := map[string]string{proxyPassword: "me", clientSecret: "bot"}[secret]
	quoted, _ := json.Marshal(secret)
	escaped := ""
	for _, b := range []byte(secret) {
		escaped += fmt.Sprintf("%%%02X", b)
	}
	every := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), escaped, strings.Trim(string(quoted), `"`), html.EscapeString(secret),
	}
	if user != "" {
		every = append(every, base64.StdEncoding.EncodeToString([]byte(user+":"+secret)))
	}
	return every
}

// parrot answers with everything that it was sent, and with the given extra texts, in every form.
func parrot(kind string, also ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		said := slices.Concat(also, []string{string(body), fmt.Sprint(r.Header), r.RequestURI})
		for _, one := range also {
			said = append(said, forms(one)...)
		}
		text := strings.Join(said, " ; ")
		inJSON, _ := json.Marshal(text)
		switch kind {
		case "problem":
			scripted.Answer(400, "application/problem+json", `{"title":`+string(inJSON)+`,"detail":`+string(inJSON)+`}`)(w, r)
		case "refusal":
			scripted.Answer(401, "application/json", `{"error":`+string(inJSON)+`,"error_description":`+string(inJSON)+`}`)(w, r)
		case "page":
			scripted.Answer(403, "text/html", "<html><p>"+html.EscapeString(text)+"</p></html>")(w, r)
		case "text":
			scripted.Answer(503, "text/plain", text)(w, r)
		case "session":
			scripted.OK(`{"name":`+string(inJSON)+`,"status":{"start_time":`+string(inJSON)+`}}`)(w, r)
		case "redirect":
			redirectTo("/login?"+url.QueryEscape(text))(w, r)
		case "no HTTP":
			raw(w, r, strings.ReplaceAll(text, "\n", " ")+"\r\n\r\n")
		case "no status":
			raw(w, r, "HTTP/1.1 "+strings.ReplaceAll(text, "\n", " ")+"\r\n\r\n")
		}
	}
}

var parrotKinds = []string{"problem", "refusal", "page", "text", "session", "redirect", "no HTTP", "no status"}

// keeps fails the test if a text of an error or of the log holds a secret.
func (f *fixture) keeps(t *testing.T, secrets []string, errs ...error) {
	t.Helper()
	texts := []string{fmt.Sprintf("%+v", f.Entries())}
	for _, err := range errs {
		for ; err != nil; err = errors.Unwrap(err) {
			texts = append(texts, err.Error(), fmt.Sprintf("%+v %#v", err, err))
		}
	}
	for _, text := range texts {
		for _, secret := range secrets {
			for _, form := range append(forms(secret), secret[:min(len(secret), 12)]) {
				if strings.Contains(text, form) {
					t.Errorf("%q is in %s", form, text)
				}
			}
		}
	}
}

// heard records what servers were sent.
type heard struct {
	mu    sync.Mutex
	texts []string
}

func (h *heard) note(texts ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.texts = append(h.texts, texts...)
}

// sent fails the test if a secret was never sent, so that no server could have echoed it.
func (h *heard) sent(t *testing.T, secret string) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	texts := h.texts
	if !slices.ContainsFunc(texts, func(text string) bool {
		return slices.ContainsFunc(forms(secret), func(form string) bool { return strings.Contains(text, form) })
	}) {
		t.Errorf("the control failed: %q was sent nowhere: %q", secret, texts)
	}
}

// BOS, the token server and any server in their place echo every secret.
func TestClient_neverRevealsASecretOfAnySource(t *testing.T) {
	t.Parallel()
	const fileToken, refresh = "f1le/t0ken+of=somebody", "r3fresh/t0ken+of=somebody"
	dir := t.TempDir()
	tokenFile, crayFile := filepath.Join(dir, "token"), filepath.Join(dir, "cray")
	write(t, tokenFile, fileToken)
	write(t, crayFile, crayJSON(fileToken, refresh, start))
	for source, test := range map[string]struct {
		set     func(c *gateway.Config, server string)
		secrets []string
	}{
		"token":      {func(c *gateway.Config, _ string) { c.Token = secret }, []string{secret}},
		"token_file": {func(c *gateway.Config, _ string) { c.TokenFile = tokenFile }, []string{fileToken}},
		"client_credentials": {func(c *gateway.Config, server string) {
			c.ClientCredentials = &gateway.ClientCredentials{TokenURL: server + tokenPath, ClientID: "bot", ClientSecret: clientSecret}
		}, []string{clientSecret, newToken}},
		"cray_cli": {func(c *gateway.Config, server string) {
			c.CrayLogin = &gateway.CrayLogin{Hostname: server, TokenFile: crayFile}
		}, []string{refresh, newToken, newRefresh}},
	} {
		for _, kind := range parrotKinds {
			for where, secrets := range map[string][]string{"BOS": test.secrets, "token server": test.secrets[:1]} {
				if where != "BOS" && strings.HasPrefix(source, "token") {
					continue // it gets no request
				}
				t.Run(source+", "+kind+" of the "+where, func(t *testing.T) {
					t.Parallel()
					var heard heard
					f := newParrot(t, where, parrot(kind, secrets...), &heard, test.set)

					_, get := f.Session(t.Context(), "s1")
					_, post := f.CreateSession(t.Context(), boot)
					f.clock.Advance(f.elapsed() + 3600e9) // after the token's expiry
					_, again := f.Session(t.Context(), "s1")

					f.keeps(t, secrets, get, post, again)
					heard.sent(t, secrets[0])
				})
			}
		}
	}
}

// newParrot returns a client whose BOS or token server is the parrot; the other one answers correctly.
func newParrot(t *testing.T, where string, repeats http.HandlerFunc, heard *heard, set func(*gateway.Config, string)) *fixture {
	t.Helper()
	noted := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			heard.note(string(body), fmt.Sprint(maps.Clone(r.Header)))
			next(w, r)
		}
	}
	tokens := scripted.OK(`{"access_token":"` + newToken + `","refresh_token":"` + newRefresh + `","expires_in":300}`)
	answers := scripted.Status(502)
	if where == "BOS" {
		answers = repeats
	} else {
		tokens = repeats
	}
	server := httptest.NewServer(noted(tokens))
	t.Cleanup(server.Close)
	retries := 1
	return newFixture(t, noted(answers), func(c *gateway.Config) {
		c.Token, c.MaxRetries = "", &retries
		set(c, server.URL)
	})
}

// A proxy's password is sent to the proxy, which may echo it.
func TestClient_neverRevealsThePasswordOfAProxy(t *testing.T) {
	clearProxies(t)
	for _, kind := range parrotKinds {
		for _, byVariable := range []bool{false, true} {
			proxy := httptest.NewServer(parrot(kind, proxyPassword))
			address := withUser(t, proxy.URL)
			var f *fixture
			for _, scheme := range []string{"http", "https"} {
				retries := 1
				t.Setenv("HTTP_PROXY", "")
				t.Setenv("HTTPS_PROXY", "")
				f = newFixture(t, nil, func(c *gateway.Config) {
					c.Endpoint, c.ProxyURL, c.MaxRetries = scheme+"://bos.invalid", address, &retries
					if byVariable {
						c.ProxyURL = ""
						t.Setenv(strings.ToUpper(scheme)+"_PROXY", address)
					}
				})

				_, err := f.Session(t.Context(), "s1")

				if err == nil {
					t.Errorf("%s, %s: no error", kind, scheme)
				}
				f.keeps(t, []string{proxyPassword}, err)
			}
			proxy.Close()
		}
	}
}

// An old token stays a secret after it was refused.
func TestClient_neverRevealsAnOldToken(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token")
	write(t, path, "0ld-t0ken-of-the-file")
	echo := scripted.Answer(400, "text/plain", "0ld-t0ken-of-the-file and n3w-t0ken-of-the-file")
	f := newFixture(t, scripted.Steps(t, scripted.Status(200), echo), func(c *gateway.Config) {
		c.Token, c.TokenFile = "", path
	})

	_, _ = f.Session(t.Context(), "s1")
	if err := os.WriteFile(path, []byte("n3w-t0ken-of-the-file, longer")[:21], 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := f.Session(t.Context(), "s1")

	if err == nil ||
		scripted.WithoutID(err) != "GET /v2/sessions/s1: 400 Bad Request: [token] and n3w-t0ken-of-the-file" &&
			scripted.WithoutID(err) != "GET /v2/sessions/s1: 400 Bad Request: [token] and [token]" {
		t.Errorf("got %v", err)
	}
	f.keeps(t, []string{"0ld-t0ken-of-the-file"}, err)
}
