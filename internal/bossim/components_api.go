// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// listComponents answers GET /v2/components, ordered by id. BOS checks whether
// any filter is *true*: enabled=false alone filters nothing.
func (s *Server) listComponents(c *call) answer {
	if c.tenant != "" && !s.world.hasTenant(c.tenant) {
		return unknownTenant(c.tenant)
	}
	if s.version.before(release{2, 32, 0}) {
		return s.listComponentsWithoutPages(c)
	}
	all := s.store.components.all()
	if after := c.param("start_after_id"); after != "" {
		start, found := slices.BinarySearchFunc(all, after, func(c *component, id string) int {
			return cmp.Compare(c.ID, id)
		})
		if found {
			start++
		}
		all = all[start:]
	}
	var only nodeSet
	if wanted := c.param("ids"); wanted != "" {
		only = setOf(strings.Split(wanted, ",")...)
	}
	page, _ := c.params["page_size"].(json.Number)
	size, _ := page.Int64()
	filter := c.componentFilter()

	list := []*component{}
	for _, component := range all {
		id := component.ID
		if (only != nil && !only.has(id)) || (c.tenant != "" && !s.world.isTenants(id, c.tenant)) || !filter(component) {
			continue
		}
		list = append(list, component.shown())
		if size > 0 && len(list) == int(size) {
			break
		}
	}

	return ok(list)
}

func (c *call) componentFilter() func(*component) bool {
	enabled, byEnabled := c.params["enabled"].(bool)
	session, staged := c.param("session"), c.param("staged_session")
	phase, status := c.param("phase"), c.param("status")
	if !enabled && session == "" && staged == "" && phase == "" && status == "" {
		return func(*component) bool { return true }
	}
	statuses := strings.Split(status, ",")

	return func(c *component) bool {
		return (!byEnabled || (c.Enabled != nil && *c.Enabled == enabled)) &&
			(session == "" || c.session() == session) &&
			(staged == "" || c.stagedSession() == staged) &&
			(phase == "" || c.phase() == phase) &&
			(status == "" || slices.Contains(statuses, c.status()))
	}
}

// findComponent returns the component that the call names, if its tenant may see
// it; otherwise nil and the answer.
func (s *Server) findComponent(c *call) (*component, answer) {
	if c.tenant != "" && !s.world.hasTenant(c.tenant) {
		return nil, unknownTenant(c.tenant)
	}
	found := s.store.components.byID[c.name]
	if found == nil || (c.tenant != "" && !s.world.isTenants(c.name, c.tenant)) {
		return nil, s.noComponent(c.name)
	}

	return found, answer{}
}

func (s *Server) getComponent(c *call) answer {
	found, missing := s.findComponent(c)
	if found == nil {
		return missing
	}

	return ok(found.shown())
}

func (s *Server) deleteComponent(c *call) answer {
	found, missing := s.findComponent(c)
	if found == nil {
		return missing
	}
	s.store.components.remove(found.ID)
	s.store.componentsLost = true

	return deleted()
}

// putComponent creates or replaces a record, which then has no more fields than
// the request (component_put_new.json).
func (s *Server) putComponent(c *call) answer {
	record, err := s.replaceComponent(c.name, c.object())
	if err != nil {
		return badRequest("Error parsing the data provided: " + err.Error())
	}

	return ok(record)
}

func (s *Server) putComponents(c *call) answer {
	list, _ := c.json.([]value)
	if len(list) == 0 && !s.version.before(release{2, 50, 0}) {
		return internalError() // component_put_list_empty.json; older releases write one record after another
	}
	records := []*component{}
	for _, item := range list {
		data, isObject := item.(*object)
		if !isObject {
			continue
		}
		record, err := s.replaceComponent(data.text("id"), data)
		if err != nil {
			return badRequest("Error parsing the data provided: " + err.Error())
		}
		records = append(records, record)
	}

	return ok(records)
}

func (s *Server) replaceComponent(id string, data *object) (*component, error) {
	record := &component{}
	if err := overlay(record, s.withAutomaticFields(data)); err != nil {
		return nil, err
	}
	record.ID = id
	if current := s.store.components.byID[id]; current != nil {
		s.store.components.change(current, func(c *component) { *c = *record })

		return current, nil
	}
	s.store.components.put(record)

	return record, nil
}

func (s *Server) patchComponent(c *call) answer {
	found, missing := s.findComponent(c)
	if found == nil {
		return missing
	}
	patch := c.object()
	if patch.has("actual_state") && !mayReport(found) {
		return problem(http.StatusConflict, "Actual state can not be updated.",
			"BOS is currently changing the state of the node, and the actual state can not be accurately recorded")
	}
	if err := s.patchRecord(found, s.withAutomaticFields(patch)); err != nil {
		return badRequest("Error parsing the data provided: " + err.Error())
	}
	if patch.has("actual_state") {
		s.acceptReport(found)
	}

	return ok(found)
}
