// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"crypto/subtle"
	"net/http"
	"slices"
	"sort"
	"strings"
)

// route is a path of the API, with the requirements and the handler of each of
// its methods.
type route struct {
	path    string // {} stands for a name
	methods map[string]operation
}

// operation is one method of one path.
type operation struct {
	handle func(*call) answer
	body   *schema     // the schema of the JSON body, if there is one
	params []parameter // in the order in which BOS checks them
}

// The methods, abbreviated.
const (
	get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	patch, del     = http.MethodPatch, http.MethodDelete
)

// dispatch finds the operation, validates the request against its schema as
// connexion does, the body first and then the parameters, and executes it.
func (s *Server) dispatch(c *call) answer {
	switch {
	case s.token != "" && !s.authorized(c.request):
		return denied()
	case c.service == ServiceHSM:
		return s.dispatchHSM(c)
	case c.service == ServiceTAPMS:
		return s.dispatchTAPMS(c)
	}
	r := s.findRoute(c)
	if r == nil {
		return problem(http.StatusNotFound, "Not Found", "The requested URL was not found on the server. "+
			"If you entered the URL manually please check your spelling and try again.")
	}
	method := c.request.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	op, found := r.methods[method]
	if !found {
		return s.notAllowed(r, method)
	}
	if op.body != nil {
		if a, bad := c.decodeBody(op.body); bad {
			return a
		}
	}
	if detail := c.checkParameters(op.params); detail != "" {
		return badRequest(detail)
	}

	return op.handle(c)
}

func (s *Server) findRoute(c *call) *route {
	parts := strings.Split(c.path, "/")
	for i := range s.routes {
		want := strings.Split(s.routes[i].path, "/")
		if len(want) != len(parts) {
			continue
		}
		var names []string
		for j := range want {
			if want[j] == "{}" && parts[j] != "" {
				names, want[j] = append(names, parts[j]), parts[j]
			}
		}
		if slices.Equal(want, parts) {
			c.names = names
			if len(names) > 0 {
				c.name = names[0]
			}

			return &s.routes[i]
		}
	}

	return nil
}

// denied returns the gateway's refusal.
func denied() answer {
	return answer{status: http.StatusForbidden, contentType: "text/plain", body: []byte("RBAC: access denied")}
}

func (s *Server) authorized(r *http.Request) bool {
	got := r.Header.Get("Authorization")

	return subtle.ConstantTimeCompare([]byte(got), []byte("Bearer "+s.token)) == 1
}

// notAllowed returns the 405 (session_list_put_405.json); the framework itself
// answers OPTIONS.
func (s *Server) notAllowed(r *route, method string) answer {
	allowed := []string{http.MethodOptions}
	for m := range r.methods {
		allowed = append(allowed, m)
		if m == http.MethodGet {
			allowed = append(allowed, http.MethodHead)
		}
	}
	sort.Strings(allowed)
	a := problem(http.StatusMethodNotAllowed, "Method Not Allowed", "The method is not allowed for the requested URL.")
	if method == http.MethodOptions {
		a = answer{status: http.StatusOK, contentType: "text/html; charset=utf-8"}
	}
	a.allow = strings.Join(allowed, ", ")

	return a
}
