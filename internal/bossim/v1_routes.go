// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "net/http"

// v1Routes are the routes of the v1 API except for the status records.
func (s *Server) v1Routes() []route {
	return []route{
		{"/v1", map[string]operation{get: {handle: s.getVersion("v1")}}},
		{"/v1/version", map[string]operation{get: {handle: s.getVersion("v1")}}},
		{"/v1/healthz", map[string]operation{get: {handle: s.getHealthz}}},
		{"/v1/sessiontemplate", map[string]operation{
			get:  {handle: s.untenanted(s.listV1Templates)},
			post: {handle: s.untenanted(s.createV1Template), body: v1TemplateSchema(s.version)},
		}},
		{"/v1/sessiontemplate/{}", map[string]operation{
			get: {handle: s.untenanted(s.getV1Template)},
			del: {handle: s.untenanted(s.deleteV1Template)},
		}},
		{"/v1/sessiontemplatetemplate", map[string]operation{get: {handle: s.getV1TemplateTemplate}}},
		{"/v1/session", map[string]operation{
			get:  {handle: s.untenanted(s.listV1Sessions)},
			post: {handle: s.untenanted(s.createV1Session), body: v1SessionSchema(s.version)},
		}},
		{"/v1/session/{}", map[string]operation{
			get: {handle: s.untenanted(s.getV1Session)},
			del: {handle: s.untenanted(s.deleteV1Session)},
		}},
	}
}

// v1StatusRoutes are the routes of the status records, which the boot agent
// maintains.
func (s *Server) v1StatusRoutes() []route {
	return []route{
		{"/v1/session/{}/status", map[string]operation{
			get:   {handle: s.untenanted(s.getV1Status)},
			post:  {handle: s.untenanted(s.createV1Status), body: v1StatusSchema},
			patch: {handle: s.untenanted(s.patchV1Status), body: v1MetadataSchema},
			del:   {handle: s.untenanted(s.deleteV1Status)},
		}},
		{"/v1/session/{}/status/{}", map[string]operation{
			get:   {handle: s.untenanted(s.getV1BootSet)},
			post:  {handle: s.untenanted(s.createV1BootSet), body: v1BootSetStatusSchema},
			patch: {handle: s.untenanted(s.patchV1BootSet), body: v1UpdatesSchema},
			del:   {handle: s.untenanted(s.deleteV1BootSet)},
		}},
		{"/v1/session/{}/status/{}/{}", map[string]operation{get: {handle: s.untenanted(s.getV1Phase)}}},
		{"/v1/session/{}/status/{}/{}/{}", map[string]operation{get: {handle: s.untenanted(s.getV1Category)}}},
	}
}

// untenanted refuses a tenant's requests, as v1 does since BOS 2.3; earlier
// releases ignore the header (v1-csm-1.3/032_session_create_tenant_header.json).
func (s *Server) untenanted(handle func(*call) answer) func(*call) answer {
	if s.version.before(release{2, 3, 0}) {
		return handle
	}

	return func(c *call) answer {
		if c.tenant != "" {
			return problem(http.StatusBadRequest, "Multi-tenancy not supported",
				"BOS v1 endpoints do not support multi-tenancy and a tenant was specified in the header")
		}

		return handle(c)
	}
}
