// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"slices"
	"strings"
)

// patchComponents answers PATCH /v2/components: a list of patches, or one patch
// for the components that a filter selects.
func (s *Server) patchComponents(c *call) answer {
	if c.tenant != "" && !s.world.hasTenant(c.tenant) {
		return unknownTenant(c.tenant)
	}
	if list, isList := c.json.([]value); isList {
		var ids []string
		patches := map[string]*object{}
		for _, item := range slices.Backward(list) {
			patch, _ := item.(*object)
			ids = append(ids, patch.text("id"))
			patches[patch.text("id")] = patch
		}

		return s.patchByID(c, ids, func(id string) *object { return patches[id] })
	}
	body := c.object()
	patch, filters := body.sub("patch"), body.sub("filters")
	if ids := filters.text("ids"); ids != "" {
		return s.patchByID(c, strings.Split(ids, ","), func(string) *object { return patch })
	}

	return s.patchBySession(c, filters.text("session"), patch)
}

// patchByID changes all or nothing: an id that BOS does not know, or that is not
// the tenant's, is a 404, unless skip_bad_ids is true.
func (s *Server) patchByID(c *call, ids []string, patchFor func(string) *object) answer {
	skip := c.params["skip_bad_ids"] == true
	var list []*component
	taken := nodeSet{}
	for _, id := range ids {
		found := s.store.components.byID[id]
		known := found != nil && (c.tenant == "" || s.world.isTenants(id, c.tenant))
		switch {
		case !known && !skip:
			return s.noComponent(id)
		case known && !taken.has(id):
			taken[id] = struct{}{}
			list = append(list, found)
		}
	}
	patched := []*component{}
	for _, found := range list {
		if err := s.patchRecord(found, s.withAutomaticFields(patchFor(found.ID))); err != nil {
			return badRequest("Error patching the data provided: " + err.Error())
		}
		patched = append(patched, found)
	}

	return ok(patched)
}

// patchBySession changes the components that name the session; it is no error if
// there are none. Unlike the other answers to PATCH, this one contains the
// calculated status (session_cancel_disable_components.json).
func (s *Server) patchBySession(c *call, session string, patch *object) answer {
	filled := s.withAutomaticFields(patch)
	patched := []*component{}
	for _, found := range s.visible(s.store.components.bySession[session], c.tenant) {
		if err := s.patchRecord(found, filled); err != nil {
			return badRequest("Error patching the data provided: " + err.Error())
		}
		patched = append(patched, found.withStatus())
	}

	return ok(patched)
}

// withAutomaticFields returns a copy of what a client sent, completed as BOS
// does: times; the boot artifacts of a known token; the hold on a component that
// is enabled; and, if the desired state is changed by hand, the removal of its
// session and its counts.
func (s *Server) withAutomaticFields(data *object) *object {
	data, _ = clone(data).(*object)
	data.remove("id")
	if boots := s.store.tokens[data.sub("actual_state").text("bss_token")]; boots != nil {
		data.sub("actual_state").set("boot_artifacts", boots)
	}
	for _, section := range []string{"actual_state", "desired_state", "staged_state", "last_action"} {
		fields, present := data.fields[section].(*object)
		tokenOnly := present && len(fields.keys) == 1 && fields.has("bss_token") && section != "staged_state"
		if present && !tokenOnly {
			fields.set("last_updated", s.timestamp())
		}
	}
	if data.fields["enabled"] == true {
		if !data.has("status") {
			data.set("status", newObject())
		}
		data.sub("status").set("status_override", statusOnHold)
	}
	desired := data.sub("desired_state")
	if len(desired.keys) > 0 && data.text("session") == "" {
		data.set("session", "")
	}
	if desired.has("boot_artifacts") || desired.has("configuration") {
		data.set("event_stats", noEvents())
	}

	return data
}

// patchRecord merges the patch into a record in place, because others hold a
// pointer to it.
func (s *Server) patchRecord(c *component, patch *object) error {
	patched := c.copied()
	if err := overlay(patched, patch); err != nil {
		return err
	}
	patched.ID = c.ID
	s.store.components.change(c, func(c *component) { *c = *patched })

	return nil
}

// overlay merges data into a record that shares no memory with others.
func overlay(record *component, data *object) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}

	return json.Unmarshal(text, record)
}
