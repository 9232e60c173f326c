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

func (s *Server) allRoutes() []route {
	routes := []route{{"/", map[string]operation{get: {handle: s.getRoot}}}}
	if s.version.hasV1() {
		routes = slices.Concat(routes, s.v1Routes(), s.v1StatusRoutes())
	}
	if s.version.hasV2() {
		routes = slices.Concat(routes, s.serviceRoutes(), s.sessionRoutes(), s.templateRoutes(), s.componentRoutes())
	}

	return routes
}

func (s *Server) serviceRoutes() []route {
	return []route{
		{"/v2", map[string]operation{get: {handle: s.getVersion("v2")}}},
		{"/v2/version", map[string]operation{get: {handle: s.getVersion("v2")}}},
		{"/v2/healthz", map[string]operation{get: {handle: s.getHealthz}}},
		{"/v2/options", map[string]operation{
			get:   {handle: s.getOptions},
			patch: {handle: s.patchOptions, body: optionsSchema(s.version)},
		}},
	}
}

func (s *Server) sessionRoutes() []route {
	tenant := tenantHeader(s.version)
	one, filters := []parameter{pathParameter(sessionNameSchema), tenant}, sessionFilters(tenant)

	return []route{
		{"/v2/sessions", map[string]operation{
			get:  {handle: s.listSessions, params: filters},
			post: {handle: s.createSession, body: sessionCreateSchema, params: []parameter{tenant}},
			del:  {handle: s.deleteSessions, params: filters},
		}},
		{"/v2/sessions/{}", map[string]operation{
			get:   {handle: s.getSession, params: one},
			patch: {handle: s.patchSession, body: sessionUpdateSchema, params: one},
			del:   {handle: s.deleteSession, params: one},
		}},
		{"/v2/sessions/{}/status", map[string]operation{
			get:  {handle: s.getSessionStatus, params: one},
			post: {handle: s.saveSessionStatus, params: one},
		}},
	}
}

func (s *Server) templateRoutes() []route {
	tenant := tenantHeader(s.version)
	one := []parameter{pathParameter(templateNames(s.version)), tenant}

	return []route{
		{"/v2/sessiontemplates", map[string]operation{
			get: {handle: s.listTemplates, params: []parameter{tenant}},
		}},
		{"/v2/sessiontemplates/{}", map[string]operation{
			get:   {handle: s.getTemplate, params: one},
			put:   {handle: s.putTemplate, body: templateSchema(s.version), params: one},
			patch: {handle: s.patchTemplate, body: templatePatchSchema(s.version), params: one},
			del:   {handle: s.deleteTemplate, params: one},
		}},
		{"/v2/sessiontemplatesvalid/{}", map[string]operation{get: {handle: s.validateTemplate, params: one}}},
		{"/v2/sessiontemplatetemplate", map[string]operation{get: {handle: s.getTemplateTemplate}}},
	}
}

func (s *Server) componentRoutes() []route {
	tenant := tenantHeader(s.version)
	one, all := []parameter{pathParameter(componentIDs(s.version)), tenant}, []parameter{tenant}
	bulk := all
	if !s.version.before(release{2, 40, 0}) {
		bulk = append([]parameter{skipBadIDs}, all...)
	}

	return []route{
		{"/v2/components", map[string]operation{
			get:   {handle: s.listComponents, params: componentFilters(s.version, tenant)},
			put:   {handle: s.putComponents, body: componentsPutSchema, params: all},
			patch: {handle: s.patchComponents, body: componentsUpdateSchema, params: bulk},
		}},
		{"/v2/components/{}", map[string]operation{
			get:   {handle: s.getComponent, params: one},
			put:   {handle: s.putComponent, body: componentSchema, params: one},
			patch: {handle: s.patchComponent, body: componentSchema, params: one},
			del:   {handle: s.deleteComponent, params: one},
		}},
		{"/v2/applystaged", map[string]operation{
			post: {handle: s.applyStaged, body: applyStagedSchema, params: all},
		}},
	}
}

// dispatch finds the operation, validates the request against its schema as
// connexion does, the body first and then the parameters, and executes it.
func (s *Server) dispatch(c *call) answer {
	if s.token != "" && !s.authorized(c.request) {
		return answer{
			status: http.StatusForbidden, contentType: "text/plain", body: []byte("RBAC: access denied"),
		}
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
