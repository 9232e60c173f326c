// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// hsmRetries is how often BOS repeats a request to HSM that failed with a 5xx
// status or without an answer. It waits between them, up to minutes; here no time
// passes.
const hsmRetries = 10

// askHSM sends HSM a request of BOS's own, as inside the cluster: without the
// gateway, and without an entry in the log. It returns the exception that ends the
// session. into, if given, receives the answer.
func (s *Server) askHSM(method, path, query string, body any, into ...any) error {
	a := s.answerOfHSM(method, path, query, body)
	for range hsmRetries {
		if a.status != 0 && a.status < http.StatusInternalServerError {
			break
		}
		a = s.answerOfHSM(method, path, query, body)
	}
	const kind = "bos.common.clients.hsm.exceptions.HWStateManagerException"
	switch {
	case a.status == 0:
		return s.exception(kind, "('Connection aborted.', "+
			"RemoteDisconnected('Remote end closed connection without response'))")
	case a.status >= http.StatusInternalServerError:
		return s.exception(kind, fmt.Sprintf("HTTPConnectionPool(host='cray-smd', port=80): "+
			"Max retries exceeded with url: %s (Caused by ResponseError('too many %d error responses'))",
			strings.TrimSuffix(path+"?"+query, "?"), a.status))
	case a.status >= http.StatusBadRequest:
		return s.exception(kind, s.refusal(a, method, path))
	}
	for _, value := range into {
		if err := json.Unmarshal(a.body, value); err != nil {
			return s.exception(kind, "Non-JSON response: "+err.Error())
		}
	}

	return nil
}

// refusal returns BOS's words about an answer of HSM. Those of the releases before
// 2.31 are the HTTP library's.
func (s *Server) refusal(a answer, method, path string) string {
	where := "http://cray-smd" + path
	if s.version.before(release{2, 31, 0}) {
		return fmt.Sprintf("%d Client Error: %s for url: %s", a.status, http.StatusText(a.status), where)
	}

	return fmt.Sprintf("Non-2XX response (%d) to %s %s; %s %s",
		a.status, method, where, http.StatusText(a.status), strings.TrimSuffix(string(a.body), "\n"))
}

// answerOfHSM answers one attempt, or lets the fault answer that is armed for the
// request; status 0 means that there is no answer.
func (s *Server) answerOfHSM(method, path, query string, body any) answer {
	text := []byte(nil)
	if body != nil {
		text, _ = json.Marshal(body)
	}
	c := &call{
		request: &http.Request{Method: method, URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{}},
		service: ServiceHSM, path: path, body: text, at: s.now(), inside: true,
	}
	fault := s.firingFault(c)
	switch {
	case fault == nil:
		return s.dispatchHSM(c)
	case fault.Drop || fault.Reset || fault.CommitAfter > 0:
		return answer{}
	case fault.Status != 0:
		return answer{status: fault.Status, contentType: "text/plain", body: []byte(fault.Body)}
	}
	a := s.dispatchHSM(c)
	if fault.Truncate > 0 {
		a.body = a.body[:min(fault.Truncate, len(a.body))]
	}
	if fault.Rewrite != nil {
		a.status, a.body = fault.Rewrite(a.status, a.header(), a.body)
	}

	return a
}
