// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// keycloakError is an error of the token endpoint or, with Error alone, of the
// framework below it.
type keycloakError struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

// tokenAnswer is the token endpoint's answer: a token or an error.
type tokenAnswer struct {
	status int
	body   any
	code   string // OAuth's, for the log
}

func refuse(status int, code, description string) tokenAnswer {
	return tokenAnswer{status: status, body: keycloakError{code, description}, code: code}
}

// serveKeycloak answers all of Keycloak's paths but the token endpoint. The texts
// are those of Keycloak ≥ 17; they have not been compared with a real system.
func serveKeycloak(w http.ResponseWriter, r *http.Request) {
	realm, inRealm := strings.CutPrefix(r.URL.Path, "/keycloak/realms/")
	realm, _, _ = strings.Cut(realm, "/")
	if inRealm && realm != "shasta" {
		writeJSON(w, http.StatusNotFound, keycloakError{Error: "Realm does not exist"})

		return
	}
	writeJSON(w, http.StatusNotFound, keycloakError{Error: "HTTP 404 Not Found"})
}

// serveToken is the token endpoint, including its faults.
func (g *Gateway) serveToken(w http.ResponseWriter, r *http.Request) {
	entry := TokenRequest{Time: g.clock.Now()}
	fault := g.takeTokenFault()
	var answer tokenAnswer
	if fault == nil {
		answer = g.answerToken(r, &entry)
	} else {
		entry.Fault = true
		answer = g.applyFault(r, &entry, fault)
	}
	entry.Status, entry.Error = answer.status, answer.code
	g.recordToken(entry)
	switch {
	case answer.status == 0:
		panic(http.ErrAbortHandler) // net/http's way to drop the connection
	case fault != nil && fault.Status != 0:
		for name, value := range fault.Header {
			w.Header().Set(name, value)
		}
		send(w, r, fault.Status, fault.Body)
	default:
		// RFC 6749, 5.1; Keycloak's TokenEndpoint sets both, for refusals too.
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Pragma", "no-cache")
		writeJSON(w, answer.status, answer.body)
	}
}

// answerToken makes the checks that Keycloak's framework makes before the
// endpoint.
func (g *Gateway) answerToken(r *http.Request, entry *TokenRequest) tokenAnswer {
	if r.Method != http.MethodPost {
		return tokenAnswer{
			status: http.StatusMethodNotAllowed,
			body:   keycloakError{Error: "HTTP 405 Method Not Allowed"}, code: "method",
		}
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/x-www-form-urlencoded" {
		return tokenAnswer{
			status: http.StatusUnsupportedMediaType,
			body:   keycloakError{Error: "HTTP 415 Unsupported Media Type"}, code: "content type",
		}
	}
	if err := r.ParseForm(); err != nil {
		return refuse(http.StatusBadRequest, "invalid_request", "the form cannot be read") // the text is a guess
	}

	return g.grant(r, entry)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(body) // nothing in it can fail
	text := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
