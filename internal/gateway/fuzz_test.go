// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/recorded"
)

// kept is a secret that no error may show.
const kept = "s3cr3t-t0ken-0f-the-system"

// FuzzAnswer holds the bounded decoder to that of encoding/json, for an object and for a list.
func FuzzAnswer(f *testing.F) {
	for _, seed := range append(recorded.Bodies(f, "/"), "[1, {}]", "[] []", "[1", "null", " [ ] ", "[1,]", `[{"a":[]},null]`) {
		if len(seed) < 16<<10 {
			f.Add([]byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(strings.TrimSpace(string(body))) == 0 { // unmarshal has refused it before
			return
		}
		checkDecoder[map[string]any](t, body)
		checkDecoder[[]any](t, body)
		checkDecoder[[]map[string]string](t, body)
	})
}

func checkDecoder[T any](t *testing.T, body []byte) {
	t.Helper()
	var got, want T
	err, wantErr := unmarshalBounded(body, &got), json.Unmarshal(body, &want)
	if (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
		t.Errorf("%q: got %v, %v, want %v, %v", body, got, err, want, wantErr)
	}
}

// FuzzErrorAnswer checks that an error has one short line without control characters, and no secret, whatever the answer.
func FuzzErrorAnswer(f *testing.F) {
	for _, seed := range append(recorded.Bodies(f, "/"), `{"title":"a","detail":{}}`, `"no"`, "<html><title>a</title>", "\x1b[31m\u202e") {
		if len(seed) < 16<<10 {
			f.Add(404, "application/problem+json", seed, "")
		}
	}
	f.Add(302, "text/html", "<p>", "https://a:"+kept+"@b?c="+kept)
	f.Add(200, "text/html", "<", kept)
	c, err := New(Config{Service: Service{Name: "BOS"}, Endpoint: "https://bos.example.com", Token: kept})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, contentType, body, location string) {
		for _, body := range []string{body, body + kept + body, `{"detail":"` + kept + `","title":"` + kept + `"}`} {
			resp := &http.Response{StatusCode: status, Header: http.Header{
				"Content-Type": {contentType + kept}, "Location": {location}, "Retry-After": {body},
			}}
			failure := &Error{Method: http.MethodGet, Path: "/"}
			c.describe(failure, Request{}, resp, []byte(body))
			line := failure.Error()
			if strings.Contains(line+failure.Body+failure.Detail+failure.Title+failure.ContentType, kept) {
				t.Errorf("%q shows a secret: %+v", body, failure)
			}
			if utf8.RuneCountInString(line) > excerptRunes || strings.ContainsFunc(line, unicode.IsControl) {
				t.Errorf("%q: %q", body, line)
			}
			_ = failure.answerTrouble().String()
		}
	})
}

// FuzzTokenFile checks that a token is one that a header can carry, and that no error shows the content of the file.
func FuzzTokenFile(f *testing.F) {
	for _, seed := range []string{"", "\xef\xbb\xbf", `{"access_token":"`, `{"expires_at":1e99,"access_token":"a`, "Bearer ", "{", `{"access_token":1,"x":"`} {
		f.Add(seed, "")
		f.Add(seed, `","refresh_token":"r"}`)
	}
	path := filepath.Join(f.TempDir(), "token")
	f.Fuzz(func(t *testing.T, before, after string) {
		if err := os.WriteFile(path, []byte(before+kept+after), 0o600); err != nil {
			t.Fatal(err)
		}
		stored, err := readToken(path, newSecrets())
		switch {
		case err != nil && strings.Contains(err.Error(), kept):
			t.Errorf("the error shows the file: %v", err)
		case err == nil && (stored.access == "" || tokenFault(stored.access) != "" || stored.life < 0):
			t.Errorf("%q was read as %+v", before+kept+after, stored)
		}
	})
}

// FuzzCrayConfiguration checks that a host of the Cray CLI's configuration is one, and that no error shows the file.
func FuzzCrayConfiguration(f *testing.F) {
	for _, seed := range []string{"", "[core]\nhostname = \"api.example.com\"\n[auth.login]\nusername = \"", "[core]\nhostname = \"https://a:", "a = ", "[[core]]\n", "[core]\nhostname = 1\nx=\"", "x.y.z = [{a=\""} {
		f.Add(seed, "\"\n")
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, before, after string) {
		path := filepath.Join(dir, "default")
		if err := os.WriteFile(path, []byte(before+kept+after), 0o600); err != nil {
			t.Fatal(err)
		}
		login, err := readConfiguration("default", path)
		if err != nil {
			if strings.Contains(err.Error(), kept) {
				t.Errorf("the error shows the file: %v", err)
			}
			return
		}
		if again, err := crayHostname(login.Hostname); err != nil || again != login.Hostname {
			t.Errorf("the host %q is read again as %q, %v", login.Hostname, again, err)
		}
		file, err := login.tokenFile(dir)
		if err == nil && filepath.Dir(file) != filepath.Join(dir, "tokens") {
			t.Errorf("the token file of %+v is %q", login, file)
		}
	})
}

// FuzzSecrets checks that a secret is in no text that was redacted, in whatever form it was escaped.
func FuzzSecrets(f *testing.F) {
	f.Add("a", `\"`, "%41&lt;")
	f.Add("pass word+&%", "", `\u0041`)
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		if len(secret) < 8 || strings.Contains(before+tokenLabel+after, secret) {
			return
		}
		s := newSecrets()
		s.add(tokenLabel, secret)
		if text := s.redact(before + " " + secret + " " + after); strings.Contains(text, secret) {
			t.Errorf("%q + %q + %q: %q", before, secret, after, text)
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"1", "-1", "9223372036854775807", "Sun, 22 Nov 2026 11:00:00 GMT", "x"} {
		f.Add(seed)
	}
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		failure := Error{retryAfter: retryAfter(header, now)}
		if failure.retryAfter < 0 || failure.RetryAfter() > maxRetryAfter {
			t.Errorf("%q: %v", header, failure.retryAfter)
		}
	})
}

// FuzzEndpoint checks that a base URL is normalized to one that is normal.
func FuzzEndpoint(f *testing.F) {
	for _, seed := range []string{"https://api.example.com/apis/bos/", "HTTP://A:80", "https://[::1]:443/%2F", "https://a/v2", "https://u:" + kept + "@a", "https://a?b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, endpoint string) {
		base, err := Service{Name: "BOS"}.checkEndpoint(endpoint)
		if err != nil {
			return
		}
		normal := normalizeEndpoint(base)
		if again := normalizeEndpoint(normal); again != normal {
			t.Errorf("%q is normalized to %q, and that to %q", endpoint, normal, again)
		}
	})
}
