// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Paths served behind the gateway.
const (
	TokenPath    = "/keycloak/realms/shasta/protocol/openid-connect/token"
	keycloakPath = "/keycloak/"
	bosPath      = "/apis/bos"
	hsmPath      = "/apis/smd"
	tapmsPath    = "/apis/tapms"
)

// NginxNotFound is the page with which nginx answers 404.
const NginxNotFound = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n" +
	"<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

// Envoy's own texts. Known: "no healthy upstream", the beginning of the connect
// error, and "upstream request timeout", all from Envoy's router; the policy's
// text from cray-opa, templates/policies/base.yaml.
const (
	refusedText = "Unauthorized Request"
	noUpstream  = "no healthy upstream"
	noConnect   = "upstream connect error or disconnect/reset before headers. reset reason: connection failure"
	noAnswer    = "upstream request timeout"
)

// ServeHTTP applies the policy first and then finds a route, in the order of
// Envoy's filters: an unknown path is a 403 for those whom the policy does not
// allow it.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	outage := g.currentOutage()
	if outage == PolicyDown {
		// cray-opa, templates/envoyfilter.yaml: status_on_error ServiceUnavailable.
		// Envoy's filter sends that status without a body.
		reply(w, r, http.StatusServiceUnavailable, "")

		return
	}
	if refusal := g.decide(r); refusal.Reason != "" {
		g.recordRefusal(refusal)
		w.Header().Set("X-Ext-Auth-Allow", "no") // base.yaml
		reply(w, r, http.StatusForbidden, refusedText)

		return
	}
	switch path := r.URL.Path; {
	case path == TokenPath:
		g.serveToken(w, r)
	case strings.HasPrefix(path, keycloakPath):
		serveKeycloak(w, r)
	case path == bosPath || strings.HasPrefix(path, bosPath+"/"):
		g.serveBOS(w, r, outage)
	case strings.HasPrefix(path, hsmPath+"/") || strings.HasPrefix(path, tapmsPath+"/"):
		g.bos.ServeHTTP(w, r) // an outage is BOS's
	case g.notFoundPage != "":
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Server", "nginx")
		send(w, r, http.StatusNotFound, g.notFoundPage)
	default:
		// Without a route Envoy answers 404 and no body at all (istio issue 26562).
		reply(w, r, http.StatusNotFound, "")
	}
}

func (g *Gateway) serveBOS(w http.ResponseWriter, r *http.Request, outage Outage) {
	switch outage {
	case NoHealthyUpstream:
		reply(w, r, http.StatusServiceUnavailable, noUpstream)
	case ConnectionFailure:
		reply(w, r, http.StatusServiceUnavailable, noConnect)
	case UpstreamTimeout:
		reply(w, r, http.StatusGatewayTimeout, noAnswer)
	case NoOutage, PolicyDown:
		g.bos.ServeHTTP(w, r)
	}
}

// reply sends Envoy's own answer: text/plain if there is a text.
func reply(w http.ResponseWriter, r *http.Request, status int, text string) {
	w.Header().Set("Server", "istio-envoy")
	if text != "" {
		w.Header().Set("Content-Type", "text/plain")
	}
	send(w, r, status, text)
}

func send(w http.ResponseWriter, r *http.Request, status int, body string) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = io.WriteString(w, body)
	}
}
