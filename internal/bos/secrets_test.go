// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// Servers and gateways echo what they were sent; the token must not get into a log or state that way.
func TestClient_neverTellsTheToken(t *testing.T) {
	t.Parallel()
	for name, echo := range map[string]http.HandlerFunc{
		"text":         answer(403, "text/plain", "token "+secret+" is not valid"),
		"page":         answer(403, "text/html", "<html><p>Bearer "+secret+"</p>"),
		"problem":      problem(400, "no "+secret, "also "+secret),
		"JSON string":  answer(400, "application/json", `"`+secret+`"`),
		"not BOS's":    answer(200, "text/plain", secret),
		"content type": answer(200, "text/"+secret, "x"),
		"in a time":    ok(`{"name":"s1","status":{"start_time":"` + secret + `"}}`),
		"across a cut": answer(500, "text/plain", strings.Repeat("x", 500)+secret),
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
			_, errPost := f.StartSession(t.Context(), boot, false)
			errDelete := f.DeleteSession(t.Context(), "s1")

			for _, err := range []error{errGet, errPost, errDelete} {
				var failure *bos.Error
				if !errors.As(err, &failure) {
					t.Fatalf("got %v", err)
				}
				told := fmt.Sprintf("%v %+v %#v %v", err, failure, failure, errors.Unwrap(failure))
				if strings.Contains(told, secret) || strings.Contains(told, secret[:10]) {
					t.Errorf("the token is in %s", told)
				}
			}
			if told := fmt.Sprint(f.logged("BOS request")); strings.Contains(told, secret[:10]) {
				t.Errorf("the token is in the log: %s", told)
			}
			for _, r := range f.seen("") {
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

// raw answers with bytes that are no HTTP.
func raw(w http.ResponseWriter, _ *http.Request, bytes string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = conn.Write([]byte(bytes))
	_ = conn.Close()
}
