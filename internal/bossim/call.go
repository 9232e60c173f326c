// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

const gatewayPrefix = "/apis/bos"

// call is one request and its answer.
type call struct {
	request *http.Request
	at      time.Time // when it was received
	service string    // ServiceBOS …
	prefix  string    // the service's prefix at the gateway, or empty
	path    string    // without the prefix, unescaped
	tenant  string
	inside  bool // BOS's own, not a client's
	body    []byte
	name    string   // the path's first parameter: a session's, template's or component's
	names   []string // all of them
	json    value    // the body, if the route takes one and it is valid
	params  map[string]value

	answer answer
}

func (s *Server) newCall(r *http.Request) *call {
	c := &call{request: r, tenant: r.Header.Get("Cray-Tenant-Name")}
	c.service, c.prefix, c.path = address(r.URL.Path)
	if c.path == "" {
		c.path = "/"
	}
	if c.service == ServiceBOS && s.version.before(release{2, 2, 0}) {
		c.tenant = "" // these releases ignore the header
	}
	// A body that breaks off is handled as far as it was read: BOS's answer would
	// not reach the sender anyway.
	c.body, _ = io.ReadAll(r.Body)

	return c
}

// base returns the root of the API as the client addressed it; behind a proxy, as
// the gateway's clients do (v1/004_version_proxied.json).
func (c *call) base() string {
	prefix := c.prefix
	if c.request.Header.Get("X-Forwarded-For") != "" {
		prefix = gatewayPrefix
	}

	return "http://" + c.request.Host + prefix + "/"
}

// object returns the body of a route that takes an object.
func (c *call) object() *object {
	if o, isObject := c.json.(*object); isObject {
		return o
	}

	return newObject()
}

// param returns the string parameter of that name, or "".
func (c *call) param(name string) string {
	s, _ := c.params[name].(string)

	return s
}

// answer is an HTTP answer of BOS: a status and an encoded body.
type answer struct {
	status      int
	contentType string
	body        []byte
	allow       string
	location    string

	// dropped means that BOS's worker dies while it handles the request, after
	// that time on the clock, and that the connection closes without an answer.
	dropped bool
	after   time.Duration
}

func (a answer) header() http.Header {
	h := http.Header{}
	if a.contentType != "" {
		h.Set("Content-Type", a.contentType)
	}
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.allow != "" {
		h.Set("Allow", a.allow)
	}

	return h
}

func (c *call) write(w http.ResponseWriter) {
	writeAnswer(w, c.request, c.answer)
}

func writeAnswer(w http.ResponseWriter, r *http.Request, a answer) {
	if a.dropped {
		hangUp(w, false)

		return
	}
	for key, values := range a.header() {
		w.Header()[key] = values
	}
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead && a.status != http.StatusNoContent {
		_, _ = w.Write(a.body)
	}
}

// hangUp closes the connection without an answer.
func hangUp(w http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		// This is not HTTP/1.1, or not a real connection: use net/http's own way
		// to abort.
		panic(http.ErrAbortHandler)
	}
	if tcp, isTCP := conn.(*net.TCPConn); isTCP && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

func ok(body any) answer { return jsonAnswer(http.StatusOK, "application/json", body) }

// deleted returns a 204 as BOS sends it: of type problem+json
// (session_delete_complete.json).
func deleted() answer {
	return answer{status: http.StatusNoContent, contentType: "application/problem+json"}
}

func jsonAnswer(status int, contentType string, body any) answer {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return problem(http.StatusInternalServerError, "Internal Server Error", err.Error())
	}

	return answer{status: status, contentType: contentType, body: b.Bytes()}
}

func problem(status int, title, detail string) answer {
	return jsonAnswer(status, "application/problem+json", struct {
		Detail string `json:"detail"`
		Status int    `json:"status"`
		Title  string `json:"title"`
		Type   string `json:"type"`
	}{detail, status, title, "about:blank"})
}

// internalError returns the framework's answer to an exception in BOS.
func internalError() answer {
	return problem(http.StatusInternalServerError, "Internal Server Error",
		"The server encountered an internal error and was unable to complete your request. "+
			"Either the server is overloaded or there is an error in the application.")
}

func badRequest(detail string) answer {
	return problem(http.StatusBadRequest, "Bad Request", detail)
}

func invalidTenant(detail string) answer {
	return problem(http.StatusBadRequest, "Invalid tenant", detail)
}

func unknownTenant(tenant string) answer {
	return invalidTenant("Data not found for tenant " + tenant)
}

// notFound returns the 404 of an object that may belong to a tenant
// (session_status_404.json, tenant_session_get_other_404.json).
func notFound(kind, name, tenant string) answer {
	if tenant != "" {
		kind += " for tenant '" + tenant + "'"
	}

	return problem(http.StatusNotFound, "The resource was not found", kind+" '"+name+"' does not exist")
}

// sentence returns an error of v1 that is a JSON string.
func sentence(status int, text string) answer {
	return jsonAnswer(status, "application/json", text)
}

// noBody returns an answer of v1 that claims to be JSON and is empty
// (v1/079_status_session_404.json).
func noBody(status int) answer { return answer{status: status, contentType: "application/json"} }

// workerDies returns v1's reaction to an exception that it does not catch
// (v1/076_status_phase_unknown.json).
func workerDies() answer { return answer{dropped: true} }
