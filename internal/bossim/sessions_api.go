// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// nidLike matches what BOS considers a NID in a limit.
var nidLike = regexp.MustCompile(`^[&!]*nid`)

// createSession answers POST /v2/sessions. BOS first checks the limit against the
// options, then finds the template, validates it, and only then checks whether
// the name is free.
func (s *Server) createSession(c *call) answer {
	if c.tenant != "" && !s.world.hasTenant(c.tenant) {
		return invalidTenant("The provided tenant does not exist")
	}
	body := c.object()
	limit, templateName := body.text("limit"), body.text("template_name")
	if detail := s.checkLimit(limit); detail != "" {
		return badRequest(detail)
	}
	template := s.store.templates[key{c.tenant, templateName}]
	if template == nil {
		return badRequest("Session Template Name invalid: " + templateName)
	}
	if failed, message := s.checkTemplate(template, templateName, body.text("operation")); failed {
		return badRequest("Session template fails check: " + message)
	}
	created := &session{
		IncludeDisabled: body.fields["include_disabled"] == true,
		Limit:           limit,
		Name:            body.text("name"),
		Operation:       body.text("operation"),
		Stage:           body.fields["stage"] == true,
		Status:          sessionStatus{StartTime: s.timestamp(), Status: sessionPending},
		TemplateName:    templateName,
		since:           s.now(),
	}
	if c.tenant != "" {
		created.Tenant = &c.tenant
	}
	if created.Name == "" {
		created.Name = s.uuid("session")
	}
	if s.store.sessions[created.key()] != nil {
		detail := "Session '" + created.Name + "' already exists"
		if c.tenant != "" {
			detail += " for tenant '" + c.tenant + "'"
		}

		return problem(http.StatusConflict, "The resource to be created already exists", detail)
	}
	s.store.keepSession(created)
	s.store.history.of[created] = s.remember(c, &Past{
		Name: created.Name, Tenant: c.tenant, Operation: created.Operation, TemplateName: templateName,
		Limit: limit, Start: created.Status.StartTime,
	})
	s.started++

	return jsonAnswer(http.StatusCreated, "application/json", created)
}

func (s *Server) checkLimit(limit string) string {
	if limit == "" && s.flag("session_limit_required") {
		return "session_limit_required option is set, but this session has no limit specified"
	}
	if s.flag("reject_nids") {
		for _, item := range strings.Split(limit, ",") {
			if nidLike.MatchString(item) {
				return "reject_nids: session limit appears to contain NIDs: " + limit
			}
		}
	}

	return ""
}

// uuid returns a name that is different each time and the same in each run.
func (s *Server) uuid(kind string) string {
	s.schedule.seq++

	return uuidOf(hash(fmt.Sprint(kind, s.schedule.seq)), kind, s.schedule.seq)
}

func uuidOf(a uint64, kind string, seq int) string {
	b := hash(fmt.Sprint(seq, kind, a))

	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		a>>32, a>>16&0xffff, a&0xfff, 0x8000|b>>48&0x3fff, b&0xffffffffffff)
}

// findSession returns the session that the call names, or nil and the 404.
func (s *Server) findSession(c *call) (*session, answer) {
	found := s.store.sessions[key{c.tenant, c.name}]
	if found == nil {
		return nil, notFound("Session", c.name, c.tenant)
	}

	return found, answer{}
}

func (s *Server) getSession(c *call) answer {
	found, missing := s.findSession(c)
	if found == nil {
		return missing
	}

	return ok(found)
}

// patchSession is the request with which the operators change a session; it is
// open to everybody (session_patch_internal.json).
func (s *Server) patchSession(c *call) answer {
	found, missing := s.findSession(c)
	if found == nil {
		return missing
	}
	if err := json.Unmarshal(c.body, found); err != nil {
		return badRequest("Error patching with the data provided: " + err.Error())
	}
	s.store.keepSession(found)

	return ok(found)
}

func (s *Server) deleteSession(c *call) answer {
	found, missing := s.findSession(c)
	if found == nil {
		return missing
	}
	s.drop(found.key(), c)

	return deleted()
}

// drop deletes a session, for a request or for BOS itself (nil).
func (s *Server) drop(k key, c *call) {
	s.store.cleanup.known = false
	s.store.history.recordDrop(s.store.history.of[s.store.sessions[k]], s.now(), c)
	delete(s.store.sessions, k)
	delete(s.store.open, k)
	delete(s.store.statuses, k)
}

func (s *Server) listSessions(c *call) answer {
	list, detail := s.filterSessions(c.tenant, c.param("status"), c.param("min_age"), c.param("max_age"))
	if detail != "" {
		// Only DELETE handles the error (session_list_min_age_huge.json).
		return internalError()
	}
	inDatabaseOrder(list, func(s *session) string { return s.Name + "/" + deref(s.Tenant) })

	return ok(list)
}

// deleteSessions deletes what GET would list, but by name and the request's
// tenant: without the header it never deletes a tenant's session, and deletes an
// untenanted one of the same name in its place (bulk_delete_same_name.json).
func (s *Server) deleteSessions(c *call) answer {
	list, detail := s.filterSessions(c.tenant, c.param("status"), c.param("min_age"), c.param("max_age"))
	if detail != "" {
		return badRequest("Error parsing age field: " + detail)
	}
	for _, session := range list {
		s.drop(key{c.tenant, session.Name}, c)
	}

	return deleted()
}

// filterSessions returns the sessions that match, of every tenant if tenant is
// empty. An age that reaches back beyond the year 1 overflows in Python.
func (s *Server) filterSessions(tenant, status, minAge, maxAge string) (list []*session, detail string) {
	latest, minOK := s.before(minAge)
	earliest, maxOK := s.before(maxAge)
	if !minOK || !maxOK {
		return nil, "date value out of range"
	}
	list = []*session{}
	for _, session := range s.store.sessionsIn(status) {
		started := session.started()
		switch {
		case tenant != "" && tenant != deref(session.Tenant):
		case minAge != "" && started.After(latest):
		case maxAge != "" && started.Before(earliest):
		default:
			list = append(list, session)
		}
	}

	return list, ""
}

// before returns now minus the age.
func (s *Server) before(age string) (time.Time, bool) {
	now := s.now()
	t := time.Unix(now.Unix()-ageMinutes(age)*60, int64(now.Nanosecond())).UTC()

	return t, t.Year() >= 1
}
