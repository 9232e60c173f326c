// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

const gatewayPage = `<!DOCTYPE html>
<html><head><title>403 Forbidden</title><style>body { color: red }</style><script>var a = "<p>x";</script></head>
<body>
<h1>403 Forbidden</h1>&nbsp;<p>RBAC: access&nbsp;denied &amp; logged</p><!-- hidden --></body></html>`

func TestError_showsAnAnswerInOneLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"problem":       {scripted.NoSession, "404 Not Found: The resource was not found: Session 's1' does not exist"},
		"plain problem": {scripted.Problem(400, "Bad Request", "Invalid tenant"), "400 Bad Request: Invalid tenant"},
		"long detail": {
			scripted.Problem(400, "Bad Request", `'x' is not one of ['a']\n\nFailed validating:\n\t{}`),
			"400 Bad Request: 'x' is not one of ['a'] Failed validating: {}",
		},
		"mislabelled": {scripted.Answer(400, "text/html; charset=utf-8", `{"title":"Bad Request","detail":"no"}`), "400 Bad Request: no"},
		"JSON string": {
			scripted.Answer(400, "application/json", `"Session Template Name invalid: x"`),
			"400 Bad Request: Session Template Name invalid: x",
		},
		"empty object":     {scripted.Answer(404, "application/json", `{}`), "404 Not Found: {}"},
		"other object":     {scripted.Answer(500, "application/json", `{"error": "x"}`), `500 Internal Server Error: {"error": "x"}`},
		"problem of other": {scripted.Answer(400, "application/json", `{"title": 1, "detail": null}`), `400 Bad Request: {"title": 1, "detail": null}`},
		"page":             {scripted.Answer(403, "text/html", gatewayPage), "403 Forbidden: 403 Forbidden RBAC: access denied & logged"},
		"unlabelled page":  {scripted.Answer(500, "", " <html><body>Oops</body></html>"), "500 Internal Server Error: Oops"},
		"text":             {scripted.Answer(403, "text/plain", "RBAC: access denied\n"), "403 Forbidden: RBAC: access denied"},
		"empty":            {scripted.Status(403), "403 Forbidden: (empty answer)"},
		"unknown status":   {scripted.Status(418 + 200), "618: (empty answer)"},
		"controls":         {scripted.Answer(500, "text/plain", "a\x1b[31m\r\nb\x00\u202ec\x80"), "500 Internal Server Error: a[31m bc\uFFFD"},
		"200, empty":       {scripted.OK(""), "200 OK: the answer is empty: (empty answer)"},
		"200, space":       {scripted.OK(" \n"), "200 OK: the answer is empty: (empty answer)"},
		"200, page": {
			scripted.Answer(200, "text/html", "<html><p>Log in</p>"),
			"200 OK: the answer cannot be read: invalid character '<' looking for beginning of value: Log in",
		},
		"200, text": {
			scripted.Answer(200, "text/plain", "Hello"),
			"200 OK: the answer cannot be read: invalid character 'H' looking for beginning of value: Hello",
		},
		"200, cut JSON": {scripted.OK(`{"name": "s1", "oper`), `200 OK: the answer cannot be read: unexpected end of JSON input: {"name": "s1", "oper`},
		"200, two answers": {
			scripted.OK(`{"name": "s1"} {}`),
			`200 OK: the answer cannot be read: invalid character '{' after top-level value: {"name": "s1"} {}`,
		},
		"200, list":   {scripted.OK(`[]`), "200 OK: the answer cannot be read: a JSON array is not what belongs there: []"},
		"200, null":   {scripted.OK(`null`), "200 OK: the answer is not a session: it has no name: null"},
		"200, object": {scripted.OK(`{}`), "200 OK: the answer is not a session: it has no name: {}"},
		"200, wrong type": {
			scripted.OK(`{"name": "s1", "stage": "no"}`),
			`200 OK: the answer cannot be read: stage is a JSON string: {"name": "s1", "stage": "no"}`,
		},
		"200, wrong time": {
			scripted.OK(`{"name":"s1","status":{"start_time":"noon"}}`),
			`200 OK: the answer cannot be read: "noon" is not a time: {"name":"s1","status":{"start_time":"noon"}}`,
		},
		"204": {scripted.Status(204), "204 No Content: the answer is empty: (empty answer)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, scripted.Steps(t, test.answer))

			got, err := f.Session(t.Context(), "s1")

			var failure *gateway.Error
			if !errors.As(err, &failure) || got.Name != "" {
				t.Fatalf("got %+v, %v", got, err)
			}
			if want := "GET /v2/sessions/s1: " + test.want; scripted.WithoutID(err) != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		})
	}
}

func TestError_keepsTheAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.NoSession)

	_, err := f.Session(t.Context(), "s1")

	var failure *gateway.Error
	if !errors.As(err, &failure) {
		t.Fatal(err)
	}
	if failure.Method != "GET" || failure.Path != "/v2/sessions/s1" || failure.Status != 404 ||
		failure.Title != "The resource was not found" || failure.Detail != "Session 's1' does not exist" ||
		failure.ContentType != "application/problem+json" || !strings.HasPrefix(failure.Body, `{"title":`) || failure.Err != nil ||
		failure.RequestID != f.Seen("")[0].Header.Get("X-Request-Id") {
		t.Errorf("got %+v", failure)
	}
}

func TestError_isShort(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"text": strings.Repeat("ä ", 100_000),
		"page": "<html><p>" + strings.Repeat("ä ", 100_000) + "</p></html>",
		"JSON": `{"title": "` + strings.Repeat("ä", 100_000) + `", "detail": "` + strings.Repeat("ö", 100_000) + `"}`,
		"word": `"` + strings.Repeat("ä", 100_000) + `"`,
		"sick": strings.Repeat("\xff\x1b\n", 100_000),
	} {
		f := newFixture(t, scripted.Answer(500, "", body))

		_, err := f.Session(t.Context(), "s1")

		text := err.Error()
		if n := utf8.RuneCountInString(text); n > 512 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Errorf("%s: %d runes: %.80q", name, n, text)
		}
		var failure *gateway.Error
		if !errors.As(err, &failure) || utf8.RuneCountInString(failure.Body) > 512 || failure.Body == "" {
			t.Errorf("%s: body %.80q", name, failure.Body)
		}
	}
}

func TestClient_acceptsAnyContentType(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"", "text/plain", "text/html", "application/problem+json"} {
		f := newFixture(t, scripted.Answer(200, contentType, scripted.Session("running", "", "null")))

		if got, err := f.Session(t.Context(), "s1"); err != nil || got.Status.Status != "running" {
			t.Errorf("%s: %+v, %v", contentType, got, err)
		}
	}
}

func TestClient_retriesAGetAfterATruncatedAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t, scripted.Truncated(200, scripted.Session("running", "", "null")), scripted.Complete))
	if got, err := f.Session(t.Context(), "s1"); err != nil || !got.complete() {
		t.Errorf("got %+v, %v", got, err)
	}

	none := 0
	f = newFixture(t, scripted.Truncated(200, scripted.Session("running", "", "null")), func(c *gateway.Config) { c.MaxRetries = &none })
	_, err := f.Session(t.Context(), "s1")
	if err == nil || !strings.HasPrefix(err.Error(), `GET /v2/sessions/s1: 200 OK: unexpected EOF: {"components":""`) {
		t.Errorf("got %v", err)
	}
}

func TestClient_refusesATooLongAnswer(t *testing.T) {
	t.Parallel()
	body := scripted.Session("running", "", "null")
	longest := func(n int) func(*gateway.Config) { return func(c *gateway.Config) { c.MaxAnswer = int64(n) } }
	if _, err := newFixture(t, scripted.OK(body), longest(len(body))).Session(t.Context(), "s1"); err != nil { // the control
		t.Errorf("just fits: %v", err)
	}

	f := newFixture(t, scripted.OK(body), longest(len(body)-1))
	_, err := f.Session(t.Context(), "s1")

	if err == nil || !strings.Contains(err.Error(), "200 OK: the answer is longer than "+strconv.Itoa(len(body)-1)+" bytes: {") {
		t.Errorf("got %v", err)
	}
	if len(f.Seen("")) != 1 {
		t.Errorf("asked again for what will be as long: %d requests", len(f.Seen("")))
	}
}

func TestDeleteSession_needsNoBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t, scripted.Status(204), scripted.OK(""), scripted.Answer(200, "text/html", "<html>Log in</html>")))

	for range 2 {
		if err := f.DeleteSession(t.Context(), "s1"); err != nil {
			t.Error(err)
		}
	}
	if err := f.DeleteSession(t.Context(), "s1"); !errors.Is(err, gateway.ErrAmbiguous) {
		t.Errorf("a page to log in counted as deleted: %v", err)
	}
}
