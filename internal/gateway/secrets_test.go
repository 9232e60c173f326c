// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// Servers and gateways echo requests; that must not reveal the token in a log or the state.
func TestClient_neverRevealsTheToken(t *testing.T) {
	t.Parallel()
	for name, echo := range map[string]http.HandlerFunc{
		"text":         scripted.Answer(403, "text/plain", "token "+secret+" is not valid"),
		"page":         scripted.Answer(403, "text/html", "<html><p>Bearer "+secret+"</p>"),
		"problem":      scripted.Problem(400, "no "+secret, "also "+secret),
		"JSON string":  scripted.Answer(400, "application/json", `"`+secret+`"`),
		"not BOS's":    scripted.Answer(200, "text/plain", secret),
		"content type": scripted.Answer(200, "text/"+secret, "x"),
		"in a time":    scripted.OK(`{"name":"s1","status":{"start_time":"` + secret + `"}}`),
		"across a cut": scripted.Answer(500, "text/plain", strings.Repeat("x", 500)+secret),
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/"+secret+"?t="+secret, http.StatusFound)
		},
		"not HTTP at all": func(w http.ResponseWriter, r *http.Request) { raw(w, r, secret+"\r\n\r\n") },
		"bad header":      func(w http.ResponseWriter, r *http.Request) { raw(w, r, "HTTP/1.1 200 OK\r\n"+secret+"\r\n\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, echo)

			_, errGet := f.Session(t.Context(), "s1")
			_, errPost := f.CreateSession(t.Context(), boot)
			errDelete := f.DeleteSession(t.Context(), "s1")

			for _, err := range []error{errGet, errPost, errDelete} {
				var failure *gateway.Error
				if !errors.As(err, &failure) {
					t.Fatalf("got %v", err)
				}
				shown := fmt.Sprintf("%v %+v %#v %v", err, failure, failure, errors.Unwrap(failure))
				if strings.Contains(shown, secret) || strings.Contains(shown, secret[:10]) {
					t.Errorf("the token is in %s", shown)
				}
			}
			if shown := fmt.Sprint(f.Logged("BOS request")); strings.Contains(shown, secret[:10]) {
				t.Errorf("the token is in the log: %s", shown)
			}
			for _, r := range f.Seen("") {
				if strings.Contains(r.URI, secret) {
					t.Errorf("the token is in %s", r.URI)
				}
				if r.Header.Get("Authorization") != "Bearer "+secret { // the control
					t.Errorf("the token was not sent: %v", r.Header)
				}
			}
		})
	}
}

// A token may hold characters that JSON, HTML and URLs encode in several ways.
func TestClient_neverRevealsAnEscapedToken(t *testing.T) {
	t.Parallel()
	const token = `QmVhcmVy/c2VjcmV0+dG9rZW4"eA&Zm9v==`
	pieces := []string{"QmVhcmVy", "c2VjcmV0", "dG9rZW4", "Zm9v"}
	long := strings.Repeat("x", 490) + " "
	inJSON := strings.NewReplacer("/", `\/`, "+", `\u002b`, "=", `\u003D`, `"`, `\"`, "&", `\u0026`).Replace(token)
	inHTML := strings.NewReplacer("/", "&sol;", "+", "&#43;", "=", "&#x3d;", `"`, "&quot;", "&", "&amp;").Replace(token)
	var every strings.Builder
	for _, r := range token {
		fmt.Fprintf(&every, `\u%04x`, r)
	}
	for name, test := range map[string]struct {
		echo http.HandlerFunc
		want string
	}{
		"problem":        {scripted.Problem(400, "no "+inJSON, "also "+inJSON), "400 Bad Request: no [token]: also [token]"},
		"every letter":   {scripted.Problem(400, "no "+every.String(), "also"), "400 Bad Request: no [token]: also"},
		"as it is":       {scripted.Problem(400, "no", strings.ReplaceAll(token, `"`, `\"`)), "400 Bad Request: no: [token]"},
		"JSON string":    {scripted.Answer(400, "application/json", `"`+inJSON+`"`), "400 Bad Request: [token]"},
		"other JSON":     {scripted.Answer(400, "application/json", `{"error":"`+inJSON+`"}`), `400 Bad Request: {"error":"[token]"}`},
		"across a cut":   {scripted.Problem(400, "Bad Request", long+inJSON), "400 Bad Request: xxxx"},
		"page":           {scripted.Answer(403, "text/html", "<html><p>Bearer "+inHTML+"</p>"), "403 Forbidden: Bearer [token]"},
		"page, cut":      {scripted.Answer(403, "text/html", "<html><p>"+long+inHTML+"</p>"), "403 Forbidden: xxxx"},
		"page's comment": {scripted.Answer(403, "text/html", "<html><!-- "+inHTML+" --></html>"), "403 Forbidden: <html><!-- [token] --></html>"},
		"URL":            {scripted.Answer(403, "text/plain", "see /login?t="+url.QueryEscape(token)), "403 Forbidden: see /login?t=[token]"},
		"redirect": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/"+url.PathEscape(token)+"/x")
			w.WriteHeader(http.StatusFound)
		}, "302 Found: a redirect to /[token]/x, "},
		"not BOS's":  {scripted.Answer(200, "text/plain", inJSON), "200 OK: the answer cannot be read: "},
		"in a time":  {scripted.OK(`{"name":"s1","status":{"start_time":"` + inJSON + `"}}`), `200 OK: the answer cannot be read: "[token]" is not a time: `},
		"other text": {scripted.Answer(400, "text/plain", `100% \u002 &x; \d \u002b`), `400 Bad Request: 100% \u002 &x; \d \u002b`}, // the control
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, test.echo, func(c *gateway.Config) { c.Token = token })

			_, err := f.Session(t.Context(), "s1")

			var failure *gateway.Error
			if want := "GET /v2/sessions/s1: " + test.want; !errors.As(err, &failure) || !strings.HasPrefix(err.Error(), want) {
				t.Fatalf("got  %v\nwant %s", err, want)
			}
			shown := fmt.Sprintf("%v %+v %#v %v %v", err, failure, failure, errors.Unwrap(failure), f.Logged("BOS request"))
			for _, piece := range pieces {
				if strings.Contains(shown, piece) {
					t.Errorf("%s of the token is in %s", piece, shown)
				}
			}
		})
	}
}

// raw answers with bytes that are not HTTP.
func raw(w http.ResponseWriter, _ *http.Request, bytes string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = conn.Write([]byte(bytes))
	_ = conn.Close()
}

// A client of a service hands over answers that it could decode, but not use.
func TestClient_unusableAnswerIsShortAndWithoutSecrets(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)

	err := f.Unusable("GET", "/v2/x", 200, "token "+secret+strings.Repeat("ä", 1000), errors.New("no use"))

	if n := utf8.RuneCountInString(err.Body); n != 512 || !strings.HasPrefix(err.Body, "token [token]ä") {
		t.Errorf("%d runes: %.40q", n, err.Body)
	}
	if !strings.HasPrefix(err.Error(), "GET /v2/x: 200 OK: no use: token [token]ä") || !errors.Is(err, gateway.ErrAmbiguous) {
		t.Errorf("got %.80v", err)
	}
}

// The log has the path as it was sent.
func TestClient_logsNoSecretOfAPath(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Complete)

	_, _ = f.Session(t.Context(), secret)

	if got := f.Logged("BOS request"); len(got) != 1 || got[0]["path"] != "/v2/sessions/[token]" {
		t.Errorf("logged %v", got)
	}
}
