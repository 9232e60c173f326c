// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// refusedToken is a refusal of Keycloak's.
func refusedToken(status int, code, description string) http.HandlerFunc {
	return scripted.Answer(status, "application/json", `{"error":"`+code+`","error_description":"`+description+`"}`)
}

func TestTokenError_isPermanentOrNot(t *testing.T) {
	t.Parallel()
	const wrong = "Invalid client or Invalid client credentials"
	for name, test := range map[string]struct {
		answer  http.HandlerFunc
		kind    error // ErrUnauthorized, ErrUnavailable or nil = neither
		trouble gateway.Trouble
		want    string // after the source and the URL
	}{
		"401": {
			refusedToken(401, "unauthorized_client", wrong), gateway.ErrUnauthorized, gateway.TokenSource,
			"401 Unauthorized: unauthorized_client: " + wrong,
		},
		"400": {
			refusedToken(400, "invalid_grant", "Token is not active"), gateway.ErrUnauthorized, gateway.TokenSource,
			"400 Bad Request: invalid_grant: Token is not active",
		},
		"403, text": {
			scripted.Answer(403, "text/plain", "RBAC: access\ndenied"), gateway.ErrUnauthorized, gateway.TokenSource,
			"403 Forbidden: RBAC: access denied",
		},
		"200, refusal": {refusedToken(200, "invalid_client", "no"), nil, gateway.TokenSource, "200 OK: invalid_client: no"},
		"404": {
			scripted.Answer(404, "application/json", `{"error":"Realm does not exist"}`), nil, gateway.TokenSource,
			"404 Not Found: Realm does not exist",
		},
		"404, page":    {scripted.Answer(404, "text/html", "<html><title>Nothing</title></html>"), nil, gateway.TokenSource, "404 Not Found: Nothing"},
		"405":          {scripted.Status(405), nil, gateway.TokenSource, "405 Method Not Allowed"},
		"redirect":     {redirectTo("/login"), nil, gateway.TokenSource, "302 Found"},
		"200, page":    {scripted.Answer(200, "text/html", "<html>Log in</html>"), nil, gateway.TokenSource, "200 OK: the answer is not a token"},
		"200, text":    {scripted.Answer(200, "text/plain", "hello"), nil, gateway.TokenSource, "200 OK: the answer is not a token"},
		"200, empty":   {scripted.OK(""), nil, gateway.TokenSource, "200 OK: the answer is not a token"},
		"200, other":   {scripted.OK(`{"id_token":"x"}`), nil, gateway.TokenSource, "200 OK: the answer is not a token"},
		"200, no text": {scripted.OK(`{"access_token":"a\nb"}`), nil, gateway.TokenSource, "200 OK: the answer is not a token"},
		"200, long":    {scripted.OK(`{"access_token":"` + strings.Repeat("x", 1<<20) + `"}`), nil, gateway.TokenSource, "200 OK: the answer is not a token"},
		"429":          {scripted.Status(429), gateway.ErrUnavailable, gateway.Overloaded, "429 Too Many Requests"},
		"500": {
			scripted.Answer(500, "application/json", `{"error":"unknown_error"}`), gateway.ErrUnavailable,
			gateway.ServerFailed, "500 Internal Server Error: unknown_error",
		},
		"503": {
			scripted.Answer(503, "text/plain", "no healthy upstream"), gateway.ErrUnavailable, gateway.Unavailable,
			"503 Service Unavailable: no healthy upstream",
		},
		"dropped":   {scripted.Drop, gateway.ErrUnavailable, gateway.ConnectionLost, "EOF"},
		"truncated": {scripted.Truncated(200, `{"access_token":"abcdef"}`), gateway.ErrUnavailable, gateway.ConnectionLost, "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			retries := 2
			f := newTokenServer(t, nil, func(c *gateway.Config) { c.MaxRetries = &retries }, slices.Repeat([]http.HandlerFunc{test.answer}, 3)...)

			_, err := f.Version(t.Context())

			var failure *gateway.Error
			var failed *gateway.TokenError
			if !errors.As(err, &failure) || !errors.As(err, &failed) || failure.Status != 0 || errors.Is(err, gateway.ErrAmbiguous) {
				t.Fatalf("got %v", err)
			}
			if want := "GET /v2/version: no token from client_credentials (" + failed.URL + "): " + test.want; err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
			for _, kind := range []error{gateway.ErrUnauthorized, gateway.ErrUnavailable} {
				if errors.Is(err, kind) != errors.Is(test.kind, kind) {
					t.Errorf("matches %v: %v", kind, errors.Is(err, kind))
				}
			}
			if got := gateway.TroubleOf(err); got != test.trouble {
				t.Errorf("trouble %v, want %v", got, test.trouble)
			}
			if want := map[bool]int{true: 3, false: 1}[errors.Is(test.kind, gateway.ErrUnavailable)]; len(f.Logged("Token request")) != want {
				t.Errorf("asked %d times, want %d", len(f.Logged("Token request")), want)
			}
			if len(f.Seen("")) != 0 {
				t.Error("a request was made without a token")
			}
		})
	}
}

func redirectTo(where string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", where)
		w.WriteHeader(http.StatusFound)
	}
}

func TestTokenError_delaysTheNextAttempt(t *testing.T) {
	t.Parallel()
	f := newTokenServer(t, nil, nil, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(http.StatusTooManyRequests)
	}, someToken())

	if _, err := f.Version(t.Context()); err != nil || f.elapsed() != 90*time.Second {
		t.Errorf("after %v: %v", f.elapsed(), err)
	}
}

func TestClient_requestsATokenInKeycloaksForm(t *testing.T) {
	t.Parallel()
	var got tokenRequest
	f := newTokenServer(t, func(r tokenRequest) { got = r }, func(c *gateway.Config) { c.UserAgent = "made-up/1.0" })

	if _, err := f.Version(t.Context()); err != nil {
		t.Fatal(err)
	}

	form := map[string][]string{"grant_type": {"client_credentials"}, "client_id": {"bot"}, "client_secret": {clientSecret}}
	if fmt.Sprint(got.form) != fmt.Sprint(form) || got.method != "POST" || got.uri != tokenPath || got.header.Get("Authorization") != "" {
		t.Errorf("asked %+v", got)
	}
	if got.header.Get("User-Agent") != "made-up/1.0" || got.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("headers %v", got.header)
	}
	if sent := f.Seen("")[0].Header.Get("Authorization"); sent != "Bearer "+newToken {
		t.Errorf("sent %q", sent)
	}
}

// Some servers write the seconds as a string, or omit them.
func TestClient_readsHowLongATokenLives(t *testing.T) {
	t.Parallel()
	for expires, want := range map[string]int{
		`"expires_in":300`: 2, `"expires_in":"300"`: 2, `"expires_in":3000`: 1, `"expires_in":0`: 1, `"x":0`: 1, `"expires_in":99999999999`: 1,
	} {
		asked := 0
		token := scripted.OK(`{"access_token":"` + newToken + `",` + expires + `}`)
		f := newTokenServer(t, func(tokenRequest) { asked++ }, nil, slices.Repeat([]http.HandlerFunc{token}, want)...)

		_, first := f.Version(t.Context())
		f.clock.Advance(280 * time.Second)
		_, second := f.Version(t.Context())

		if err := errors.Join(first, second); err != nil || asked != want {
			t.Errorf("%s: asked %d times: %v", expires, asked, err)
		}
	}
}

// An error shows only a part of a token server's answer, in one line.
func TestTokenError_isShort(t *testing.T) {
	t.Parallel()
	f := newTokenServer(t, nil, nil, refusedToken(400, strings.Repeat("x", 5000), strings.Repeat(`\u001b y `, 900)))

	_, err := f.Version(t.Context())

	if err == nil || len([]rune(err.Error())) > 512 || strings.Contains(err.Error(), "\x1b") || !strings.Contains(err.Error(), "xx…: y y ") {
		t.Errorf("got %v", err)
	}
}
