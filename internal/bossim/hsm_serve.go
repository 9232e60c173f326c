// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"
)

// hsmRoute is a method of a path, in SMD's order: the router takes the first one
// that fits.
type hsmRoute struct {
	method, path string
	handle       func(*call) answer
}

// dispatchHSM answers a request to the hardware state manager.
func (s *Server) dispatchHSM(c *call) answer {
	if clean := cleanPath(c.path); clean != c.path {
		return moved(c, clean)
	}
	trimmed := strings.TrimSuffix(c.path, "/")
	mismatch, allow := false, []string{}
	for _, r := range s.hsmRoutes {
		names, fits := matchNames(r.path, trimmed)
		sameMethod := r.method == c.request.Method
		switch {
		case sameMethod && fits && trimmed != c.path:
			return moved(c, trimmed)
		case sameMethod && fits:
			c.names = names
			if len(names) > 0 {
				c.name = names[0]
			}

			return r.handle(c)
		case fits:
			mismatch, allow = true, append(allow, r.method)
		case sameMethod:
			// The router forgets that only the method did not fit as soon as it
			// meets another path with the method: 404 instead of 405
			// (err_groups_put_404.json).
			mismatch = false
		}
	}
	if !mismatch {
		return noPage()
	}
	a := hsmProblem(http.StatusMethodNotAllowed, "allow "+strings.Join(allow, ","))
	a.allow = strings.Join(allow, ",")

	return a
}

// matchNames reports whether a path fits a pattern, and what stands for each {}.
func matchNames(pattern, name string) ([]string, bool) {
	want, parts := strings.Split(pattern, "/"), strings.Split(name, "/")
	if len(want) != len(parts) {
		return nil, false
	}
	var names []string
	for i := range want {
		switch {
		case want[i] == "{}" && parts[i] != "":
			names = append(names, parts[i])
		case want[i] != parts[i]:
			return nil, false
		}
	}

	return names, true
}

// cleanPath removes what SMD's router redirects away: doubled slashes and dots.
// A slash at the end is left.
func cleanPath(name string) string {
	clean := path.Clean(name)
	if strings.HasSuffix(name, "/") && clean != "/" {
		clean += "/"
	}

	return clean
}

// moved returns SMD's redirection. Its location has no gateway's prefix
// (group_list_slash.json).
func moved(c *call, where string) answer {
	if query := c.request.URL.RawQuery; query != "" {
		where += "?" + query
	}
	body := `<a href="` + strings.ReplaceAll(where, "&", "&amp;") + `">Moved Permanently</a>.` + "\n\n"

	return answer{
		status: http.StatusMovedPermanently, contentType: "text/html; charset=utf-8", location: where, body: []byte(body),
	}
}

func noPage() answer {
	return answer{
		status: http.StatusNotFound, contentType: "text/plain; charset=utf-8", body: []byte("404 page not found\n"),
	}
}

// hsmProblem returns an error as SMD does: BOS's form, with the keys in another
// order.
func hsmProblem(status int, detail string) answer {
	return jsonAnswer(status, "application/problem+json", struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Detail string `json:"detail"`
		Status int    `json:"status"`
	}{"about:blank", http.StatusText(status), detail, status})
}

func hsmBad(detail string) answer      { return hsmProblem(http.StatusBadRequest, detail) }
func hsmUnknown(detail string) answer  { return hsmProblem(http.StatusNotFound, detail) }
func hsmConflict(detail string) answer { return hsmProblem(http.StatusConflict, detail) }

// queryFailed is the answer while the database is down (dbdown_comp_list.json),
// and to what the database does not understand (comp_list_locked_bad.json).
func queryFailed() answer { return hsmProblem(http.StatusInternalServerError, "failed to query DB.") }

// deleteFailed and storeFailed are the answers to a DELETE and a POST while the
// database is down.
func deleteFailed() answer { return hsmProblem(http.StatusInternalServerError, "DB query failed.") }

func storeFailed() answer {
	return hsmProblem(http.StatusInternalServerError, "operation 'POST' failed during store.")
}

// done returns SMD's 204, which claims to be JSON (comp_patch_enabled.json).
func done() answer { return answer{status: http.StatusNoContent, contentType: "application/json"} }

// deletedEntries returns the answer to a DELETE in HSM (comp_delete.json).
func deletedEntries(message string) answer {
	return ok(struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}{0, message})
}

// created returns the 201 of a group, a partition or a member (group_post.json).
func created(uri string) answer {
	a := jsonAnswer(http.StatusCreated, "application/json", []struct {
		URI string `json:"URI"`
	}{{uri}})
	a.location = uri

	return a
}

// decodeHSM decodes the body, whatever its content type says. Malformed JSON is an
// error of SMD's own (comp_query_badjson.json).
func (c *call) decodeHSM(into any) (answer, bool) {
	if err := json.Unmarshal(c.body, into); err != nil {
		return hsmProblem(http.StatusInternalServerError, "error decoding JSON "+err.Error()), true
	}

	return answer{}, false
}
