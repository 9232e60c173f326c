// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// write creates a file or replaces its content.
func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// filed returns a gated client whose token is in a file, and the file's path.
func filed(t *testing.T, content func(*gated) string) (*gated, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "token")
	g := newGated(t, time.Hour, func(g *gated, c *gateway.Config) {
		write(t, path, content(g))
		c.ClientCredentials, c.TokenFile = nil, path
	})
	return g, path
}

func TestClient_readsATokenFile(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]func(token string) string{
		"bare":           func(token string) string { return token },
		"line break":     func(token string) string { return token + "\r\n" },
		"spaces":         func(token string) string { return "\n\t " + token + "\n\n" },
		"mark":           func(token string) string { return "\ufeff" + token + "\n" },
		"JSON":           func(token string) string { return `{"access_token": "` + token + `"}` },
		"JSON and mark":  func(token string) string { return "\ufeff\n{\n\"access_token\":\"" + token + "\"}\n" },
		"of the CLI":     func(token string) string { return crayJSON(token, "r3fresh-t0ken", start.Add(time.Hour)) },
		"ended by clock": func(token string) string { return crayJSON(token, "r3fresh-t0ken", start.Add(-time.Hour)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, _ := filed(t, func(g *gated) string { return content(g.issue(t, "alice").AccessToken) })

			if err := g.ask(t); err != nil {
				t.Error(err)
			}
			g.wants(t, counts{passed: 1})
		})
	}
}

// crayJSON is the content of a token file of the Cray CLI.
func crayJSON(access, refresh string, ends time.Time) string {
	return `{"access_token": "` + access + `", "expires_in": 300, "refresh_expires_in": 1800, "refresh_token": "` + refresh +
		`", "token_type": "bearer", "scope": ["profile", "email"], "expires_at": ` + strconv.FormatInt(ends.Unix(), 10) + `.232857, "client_id": "shasta"}`
}

// A program that renews the token writes it in place, or replaces the file.
func TestClient_rereadsAChangedTokenFile(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(path, content string){
		"in place": func(path, content string) { write(t, path, content) },
		"replaced": func(path, content string) {
			write(t, path+".new", content)
			if err := os.Rename(path+".new", path); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, path := filed(t, func(g *gated) string { return g.issue(t, "alice").AccessToken })
			first := g.ask(t)

			change(path, g.issue(t, "tina").AccessToken+"\n")
			_, second := g.Version(t.Context())

			if first != nil || !errors.Is(second, gateway.ErrUnauthorized) { // tina needs a tenant
				t.Errorf("got %v and %v", first, second)
			}
			if refusals := g.gate.Refusals(); len(refusals) != 1 || refusals[0].Account != "tina" {
				t.Errorf("refused %+v", refusals)
			}
		})
	}
}

// If the change cannot be seen (same size, within the clock's resolution), the refusal reveals it.
func TestClient_rereadsATokenFileAfterARefusal(t *testing.T) {
	t.Parallel()
	g, path := filed(t, func(g *gated) string { return g.issue(t, "alice").AccessToken })
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	g.gate.RevokeAll()
	write(t, path, g.issue(t, "alice").AccessToken)
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}

	if err := g.ask(t); err != nil {
		t.Error(err)
	}
	if logs := g.Logged("BOS request"); len(logs) < 1 || len(logs) > 2 {
		t.Errorf("logged %v", logs)
	}
}

func TestClient_makesNoSecondAttemptWithAnUnchangedFile(t *testing.T) {
	t.Parallel()
	g, _ := filed(t, func(*gated) string { return secret })

	if err := g.ask(t); !errors.Is(err, gateway.ErrUnauthorized) {
		t.Errorf("got %v", err)
	}
	g.wants(t, counts{refused: 1})
}

// If a file is missing or being written, its last token stays in use until it is refused.
func TestClient_keepsTheTokenOfAMissingFile(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(path string) error{
		"gone":       os.Remove,
		"empty":      func(path string) error { return os.Truncate(path, 0) },
		"half of it": func(path string) error { return os.WriteFile(path, []byte(`{"access_token": "abc`), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, path := filed(t, func(g *gated) string { return g.issue(t, "alice").AccessToken })
			first := g.ask(t)
			if err := spoil(path); err != nil {
				t.Fatal(err)
			}

			second := g.ask(t)
			g.gate.RevokeAll()
			third := g.ask(t)
			write(t, path, g.issue(t, "alice").AccessToken)
			fourth := g.ask(t)

			if err := errors.Join(first, second, fourth); err != nil {
				t.Error(err)
			}
			var failed *gateway.TokenError
			if !errors.As(third, &failed) || failed.Source != "token_file" || !strings.Contains(third.Error(), path) ||
				gateway.TroubleOf(third) != gateway.TokenSource || errors.Is(third, gateway.ErrUnavailable) ||
				errors.Is(third, fs.ErrNotExist) != (name == "gone") {
				t.Errorf("got %v", third)
			}
		})
	}
}

func TestNew_refusesATokenFileWithoutAToken(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20+1)
	for name, test := range map[string]struct {
		content string
		want    string // after the path
	}{
		"empty":         {"", " is empty, where a token belongs"},
		"space":         {" \r\n\ufeff", " holds no token: what is in it contains a space, a line break or"},
		"only a mark":   {"\ufeff\n", " is empty, where a token belongs"},
		"Bearer":        {"Bearer " + secret, ` holds no token: what is in it begins with "Bearer"`},
		"two lines":     {secret + "\n" + secret, " holds no token: what is in it contains a space, a line break or"},
		"binary":        {secret + "\x00\xff", " holds no token: what is in it contains a space, a line break or"},
		"broken JSON":   {`{"access_token": "` + secret, " holds neither a token nor the JSON of one"},
		"other JSON":    {`{"token": "` + secret + `"}`, " is JSON without access_token"},
		"JSON, a space": {`{"access_token": "` + secret + ` x"}`, " holds no token: what is in it contains a space"},
		"JSON, number":  {`{"access_token": 12345}`, " holds neither a token nor the JSON of one"},
		"too long":      {long, " cannot be read: it is longer than 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "token")
			write(t, path, test.content)

			_, err := newClient(gateway.Config{Endpoint: "https://e.com", TokenFile: path})

			var input *gateway.InputError
			if !errors.As(err, &input) || input.Field != "token_file" || !strings.HasPrefix(input.Reason, path+test.want) ||
				strings.Contains(err.Error(), secret[:10]) || strings.Contains(err.Error(), "xxxx") {
				t.Errorf("got %.300v", err)
			}
		})
	}
}

func TestNew_refusesAnUnreadableTokenFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	closed := filepath.Join(dir, "closed")
	write(t, closed, secret)
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	paths := map[string]string{
		dir:                          " cannot be read: it is a directory",
		filepath.Join(dir, "none"):   " cannot be read: no such file or directory",
		os.DevNull:                   " cannot be read: it is not a file",
		filepath.Join(closed, "one"): " cannot be read: not a directory",
	}
	if os.Getuid() != 0 { // root may read it
		paths[closed] = " cannot be read: permission denied"
	}
	for path, want := range paths {
		_, err := newClient(gateway.Config{Endpoint: "https://e.com", TokenFile: path})

		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != "token_file" || input.Reason != path+want {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// The error shows a relative path as a path, and explains ~, which only a shell expands.
func TestNew_showsPathsInErrors(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"no-such-token": "./no-such-token cannot be read: no such file or directory",
		"~/no-such-token": "~/no-such-token cannot be read: no such file or directory: nobody expands the ~ here: write the whole " +
			"path, or pathexpand(…) in a configuration",
		"/no/such-token": "/no/such-token cannot be read: no such file or directory",
	} {
		for field, cfg := range map[string]gateway.Config{
			"token_file":       {TokenFile: path},
			"tls.ca_cert_file": {TLS: gateway.TLS{CACertFile: path}},
		} {
			cfg.Endpoint = "https://bos.example.com"

			_, err := newClient(cfg)

			var input *gateway.InputError
			if !errors.As(err, &input) || input.Field != field || input.Reason != want {
				t.Errorf("%s: got %v, want %s", path, err, want)
			}
		}
	}
}
