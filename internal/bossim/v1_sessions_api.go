// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"cmp"
	"maps"
	"net/http"
	"strings"
)

// ids returns the ids that any record has, in the database's order.
func (v *v1Store) ids() []string {
	set := nodeSet{}
	for id := range v.sessions {
		set[id] = struct{}{}
	}
	for id := range v.statuses {
		set[id] = struct{}{}
	}
	for id := range v.bootSets {
		set[id] = struct{}{}
	}
	list := make([]string, 0, len(set))
	for id := range maps.Keys(set) {
		list = append(list, id)
	}
	inDatabaseOrder(list, func(id string) string { return id })

	return list
}

// listV1Sessions answers with the ids, including those of ghosts. It hangs if
// there are too many records (v1/130_session_list_hang.json).
func (s *Server) listV1Sessions(*call) answer {
	if s.store.v1.size() > v1ListLimit {
		return answer{dropped: true, after: v1ListPatience}
	}

	return ok(s.store.v1.ids())
}

// createV1Session starts a boot agent and answers without waiting for it.
func (s *Server) createV1Session(c *call) answer {
	body := c.object()
	templateName := cmp.Or(body.text("templateName"), body.text("templateUuid"))
	if templateName == "" {
		return sentence(http.StatusBadRequest, "templateName is a required parameter")
	}
	template := s.store.templates[key{"", templateName}]
	if template == nil {
		return sentence(http.StatusNotFound, "Session Template ID invalid: "+templateName)
	}
	if !template.has("boot_sets") {
		return internalError() // v1/054_session_create_no_bootsets_key.json
	}
	if message := checkV1Template(templateName, template); message != "" {
		return sentence(http.StatusBadRequest, message)
	}
	id := s.uuid("v1 session")
	made := &v1Session{id: id, operation: body.text("operation"), templateName: templateName, job: "boa-" + id}
	s.store.v1.sessions[id] = made
	s.store.v1.statuses[id] = &v1Status{id: id, start: ptr(isoTime(s.now()))}
	s.store.history.v1[id] = s.remember(c, &Past{
		Name: id, Operation: made.operation, TemplateName: templateName, Limit: body.text("limit"), V1: true,
		Start: isoTime(s.now()),
	})
	s.started++
	s.startAgent(made, template, body.text("limit"))
	answered := map[string]any{
		"operation": made.operation, "templateName": templateName, "job": made.job,
		"links": []map[string]string{
			{"rel": "session", "href": "/v1/session/" + id, "jobId": made.job, "type": http.MethodGet},
			{"rel": "status", "href": v1StatusPath(id), "type": http.MethodGet},
		},
	}
	if limit := body.text("limit"); limit != "" {
		answered["limit"] = limit
	}

	return jsonAnswer(http.StatusCreated, "application/json", answered)
}

// checkV1Template is all that v1 validates before a session: nothing about the
// image.
func checkV1Template(name string, template *object) string {
	sets := template.sub("boot_sets")
	if len(sets.keys) == 0 {
		return "Session template '" + name + "' must have one or more defined boot sets for creation of a session."
	}
	for _, setName := range sets.keys {
		set, fields := sets.sub(setName), []string{"node_groups", "node_list", "node_roles_groups"}
		selects := false
		for _, field := range fields {
			selects = selects || len(set.texts(field)) > 0
		}
		if !selects {
			return "Session template '" + name + "' boot set '" + setName + "' must have at least one " +
				"hardware specifier field provided (" + strings.Join(fields, ", ") + "); None defined."
		}
	}

	return ""
}

// getV1Session describes a session. Without a status record, what it would
// contain is "", whatever its type (v1/121_session_get_no_status.json); a status
// record without a session is not a session (v1/102_ghost_describe.json).
func (s *Server) getV1Session(c *call) answer {
	session := s.store.v1.sessions[c.name]
	if session == nil {
		return jsonAnswer(http.StatusNotFound, "application/json", struct{}{})
	}
	described := map[string]any{
		"operation": session.operation, "templateName": session.templateName, "job": session.job,
		"status_link": v1StatusPath(session.id),
		"start_time":  "", "stop_time": "", "complete": "", "in_progress": "", "error_count": "",
	}
	if status := s.store.v1.statuses[c.name]; status != nil {
		s.describeV1Status(status, described)
	}

	return ok(described)
}

// deleteV1Session deletes the records. The boot agent continues, and may create
// some of them again.
func (s *Server) deleteV1Session(c *call) answer {
	s.store.history.recordDrop(s.store.history.v1[c.name], s.now(), c)
	if !s.store.v1.drop(c.name) {
		return jsonAnswer(http.StatusNotFound, "application/problem+json", "Sesssion: "+c.name+" not found")
	}

	return deleted()
}
