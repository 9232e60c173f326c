// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "slices"

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
