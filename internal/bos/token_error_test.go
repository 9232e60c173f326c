// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// refusedToken is a refusal of Keycloak's.
func refusedToken(status int, code, description string) http.HandlerFunc {
	return answer(status, "application/json", `{"error":"`+code+`","error_description":"`+description+`"}`)
}

func TestTokenError_isLastingOrNot(t *testing.T) {
	t.Parallel()
	const wrong = "Invalid client or Invalid client credentials"
	for name, test := range map[string]struct {
		answer  http.HandlerFunc
		kind    error // ErrUnauthorized, ErrUnavailable or nil = neither
		trouble bos.Trouble
		want    string // after the source and the URL
	}{
		"401":          {refusedToken(401, "unauthorized_client", wrong), bos.ErrUnauthorized, bos.TokenSource, "401 Unauthorized: unauthorized_client: " + wrong},
		"400":          {refusedToken(400, "invalid_grant", "Token is not active"), bos.ErrUnauthorized, bos.TokenSource, "400 Bad Request: invalid_grant: Token is not active"},
		"403, text":    {answer(403, "text/plain", "RBAC: access\ndenied"), bos.ErrUnauthorized, bos.TokenSource, "403 Forbidden: RBAC: access denied"},
		"200, refusal": {refusedToken(200, "invalid_client", "no"), nil, bos.TokenSource, "200 OK: invalid_client: no"},
		"404":          {answer(404, "application/json", `{"error":"Realm does not exist"}`), nil, bos.TokenSource, "404 Not Found: Realm does not exist"},
		"404, page":    {answer(404, "text/html", "<html><title>Nothing</title></html>"), nil, bos.TokenSource, "404 Not Found: Nothing"},
		"405":          {status(405), nil, bos.TokenSource, "405 Method Not Allowed"},
		"redirect":     {redirectTo("/login"), nil, bos.TokenSource, "302 Found"},
		"200, page":    {answer(200, "text/html", "<html>Log in</html>"), nil, bos.TokenSource, "200 OK: the answer is not a token"},
		"200, text":    {answer(200, "text/plain", "hello"), nil, bos.TokenSource, "200 OK: the answer is not a token"},
		"200, empty":   {ok(""), nil, bos.TokenSource, "200 OK: the answer is not a token"},
		"200, other":   {ok(`{"id_token":"x"}`), nil, bos.TokenSource, "200 OK: the answer is not a token"},
		"200, no text": {ok(`{"access_token":"a\nb"}`), nil, bos.TokenSource, "200 OK: the answer is not a token"},
		"200, long":    {ok(`{"access_token":"` + strings.Repeat("x", 1<<20) + `"}`), nil, bos.TokenSource, "200 OK: the answer is not a token"},
		"429":          {status(429), bos.ErrUnavailable, bos.Overloaded, "429 Too Many Requests"},
		"500":          {answer(500, "application/json", `{"error":"unknown_error"}`), bos.ErrUnavailable, bos.ServerFailed, "500 Internal Server Error: unknown_error"},
		"503":          {answer(503, "text/plain", "no healthy upstream"), bos.ErrUnavailable, bos.Unavailable, "503 Service Unavailable: no healthy upstream"},
		"dropped":      {drop, bos.ErrUnavailable, bos.ConnectionLost, "EOF"},
		"truncated":    {truncated(200, `{"access_token":"abcdef"}`), bos.ErrUnavailable, bos.ConnectionLost, "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			retries := 2
			f := newTokenServer(t, nil, func(c *bos.Config) { c.MaxRetries = &retries }, steps(3, test.answer)...)

			_, err := f.Version(t.Context())

			var failure *bos.Error
			var failed *bos.TokenError
			if !errors.As(err, &failure) || !errors.As(err, &failed) || failure.Status != 0 || errors.Is(err, bos.ErrAmbiguous) {
				t.Fatalf("got %v", err)
			}
			if want := "GET /v2/version: no token from client_credentials (" + failed.URL + "): " + test.want; err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
			for _, kind := range []error{bos.ErrUnauthorized, bos.ErrUnavailable} {
				if errors.Is(err, kind) != errors.Is(test.kind, kind) {
					t.Errorf("matches %v: %v", kind, errors.Is(err, kind))
				}
			}
			if got := bos.TroubleOf(err); got != test.trouble {
				t.Errorf("trouble %v, want %v", got, test.trouble)
			}
			if want := map[bool]int{true: 3, false: 1}[errors.Is(test.kind, bos.ErrUnavailable)]; len(f.logged("Token request")) != want {
				t.Errorf("asked %d times, want %d", len(f.logged("Token request")), want)
			}
			if len(f.seen("")) != 0 {
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

func TestTokenError_makesTheNextAttemptLate(t *testing.T) {
	t.Parallel()
	f := newTokenServer(t, nil, nil, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(http.StatusTooManyRequests)
	}, someToken())

	if _, err := f.Version(t.Context()); err != nil || f.elapsed() != 90*time.Second {
		t.Errorf("after %v: %v", f.elapsed(), err)
	}
}

func TestClient_asksForATokenAsKeycloakWantsIt(t *testing.T) {
	t.Parallel()
	var got tokenRequest
	f := newTokenServer(t, func(r tokenRequest) { got = r }, func(c *bos.Config) { c.UserAgent = "made-up/1.0" })

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
	if sent := f.seen("")[0].Header.Get("Authorization"); sent != "Bearer "+newToken {
		t.Errorf("sent %q", sent)
	}
}

// Some servers write the seconds as a string, or not at all.
func TestClient_readsHowLongATokenLives(t *testing.T) {
	t.Parallel()
	for expires, want := range map[string]int{
		`"expires_in":300`: 2, `"expires_in":"300"`: 2, `"expires_in":3000`: 1, `"expires_in":0`: 1, `"x":0`: 1, `"expires_in":99999999999`: 1,
	} {
		asked := 0
		token := ok(`{"access_token":"` + newToken + `",` + expires + `}`)
		f := newTokenServer(t, func(tokenRequest) { asked++ }, nil, slices.Repeat([]http.HandlerFunc{token}, want)...)

		_, first := f.Version(t.Context())
		f.clock.Advance(280 * time.Second)
		_, second := f.Version(t.Context())

		if err := errors.Join(first, second); err != nil || asked != want {
			t.Errorf("%s: asked %d times: %v", expires, asked, err)
		}
	}
}

// What a token server says of itself is shown in part only, and in one line.
func TestTokenError_isShort(t *testing.T) {
	t.Parallel()
	f := newTokenServer(t, nil, nil, refusedToken(400, strings.Repeat("x", 5000), strings.Repeat(`\u001b y `, 900)))

	_, err := f.Version(t.Context())

	if err == nil || len([]rune(err.Error())) > 512 || strings.Contains(err.Error(), "\x1b") || !strings.Contains(err.Error(), "xx…: y y ") {
		t.Errorf("got %v", err)
	}
}
