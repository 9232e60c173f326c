// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"fmt"
	"net/http"
)

// postHSMComponents adds components. One that exists is left as it is, unless the
// request forces it (comp_post_again.json).
func (s *Server) postHSMComponents(c *call) answer {
	var body struct {
		Components []hsmRecord
		Force      bool
	}
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	if len(body.Components) == 0 {
		return hsmBad("Missing Components")
	}
	for i := range body.Components {
		if problem := body.Components[i].complete(); problem != "" {
			return hsmBad("couldn't validate components: " + problem)
		}
	}
	if s.world.hsm.down {
		return queryFailed()
	}
	for _, record := range body.Components {
		s.putRecord(record, body.Force)
	}

	return done()
}

func (s *Server) putHSMComponent(c *call) answer {
	var body struct {
		Component hsmRecord
		Force     bool
	}
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	if body.Component.ID == "" {
		body.Component.ID = c.name
	}
	if problem := body.Component.complete(); problem != "" {
		return hsmBad("couldn't validate component: " + problem)
	}
	if normalizeXname(c.name) != body.Component.ID {
		return hsmBad("xname in URL and PUT body do not match")
	}
	if s.world.hsm.down {
		return queryFailed()
	}
	s.putRecord(body.Component, body.Force)

	return done()
}

func (s *Server) putRecord(record hsmRecord, force bool) {
	old := s.world.hsm.components[record.ID]
	if old != nil && !force {
		return
	}
	if old != nil {
		// Of an existing component, Force changes these alone.
		old.state, old.flag, old.subtype, old.netType, old.arch =
			record.State, record.Flag, record.Subtype, record.NetType, record.Arch

		return
	}
	added := record.component()
	// SMD invents NIDs from 49169440 on.
	const firstInvented = 49169440
	if added.kind == typeNode && added.nid == noNID {
		added.nid = firstInvented + s.world.hsm.invented
		s.world.hsm.invented++
	}
	s.addHSMComponent(added)
}

// complete checks a posted record as SMD does, in its spelling, and fills in what
// SMD fills in: a node's role, the flag, and that it is enabled. It returns what
// is wrong.
func (r *hsmRecord) complete() string {
	id := xnameOrNone(r.ID)
	if id == "" {
		return fmt.Sprintf("xname ID '%s' is invalid or empty", r.ID)
	}
	r.ID, r.Type = id, xnameType(id)
	if r.Flag == "" {
		r.Flag = "OK"
	}
	if r.Role == "" && r.Type == typeNode {
		r.Role = defaultRole
	}
	if r.Enabled == nil {
		r.Enabled = ptr(true)
	}
	for _, field := range []struct {
		name     string
		value    *string
		words    []string
		required bool
	}{
		{"state", &r.State, hsmStates, true},
		{"flag", &r.Flag, hsmFlags, true},
		{"role", &r.Role, hsmRoles, false},
		{"subRole", &r.SubRole, hsmSubRoles, false},
		{"netType", &r.NetType, hsmNetTypes, false},
		{"arch", &r.Arch, hsmArchs, false},
		{"class", &r.Class, hsmClasses, false},
	} {
		if *field.value == "" && !field.required {
			continue
		}
		word, known := wordOf(field.words, *field.value)
		if !known {
			return fmt.Sprintf("%s '%s' is invalid", field.name, *field.value)
		}
		*field.value = word
	}

	return ""
}

func (s *Server) deleteHSMComponent(c *call) answer {
	id := normalizeXname(c.name)
	switch {
	case s.world.hsm.down:
		return queryFailed()
	case s.world.hsm.components[id] == nil:
		return hsmUnknown("no such xname.")
	}
	s.world.hsm.remove(id)

	return deletedEntries("deleted 1 entry")
}

func (s *Server) deleteHSMComponents(*call) answer {
	n := len(s.world.hsm.components)
	switch {
	case s.world.hsm.down:
		return queryFailed()
	case n == 0:
		return hsmUnknown("no entries to delete")
	}
	for _, c := range s.world.hsm.inOrder() {
		s.world.hsm.remove(c.id)
	}

	return deletedEntries(fmt.Sprintf("deleted %d entries", n))
}

// hsmPatch is the body of every PATCH of components.
type hsmPatch struct {
	ComponentIDs []string
	Components   []struct {
		ID  string
		NID *int
	}
	State, Flag, Role, SubRole string
	Enabled                    *bool
	SoftwareStatus             *string
	NID                        *int
}

// patchChange returns what a PATCH changes in one component, or the detail of the
// error.
type patchChange func(hsmPatch) (change func(*hsmComponent), problem string)

// patchHSM answers a PATCH of one component or of several. Names that HSM does not
// know are ignored (comp_patch_enabled_unknown.json).
func (s *Server) patchHSM(of patchChange) func(*call) answer {
	return func(c *call) answer {
		var body hsmPatch
		if a, bad := c.decodeHSM(&body); bad {
			return a
		}
		ids := body.ComponentIDs
		for _, component := range body.Components {
			ids = append(ids, component.ID)
		}
		if c.name != "" {
			ids = []string{c.name}
		}
		change, problem := of(body)
		switch {
		case problem != "":
			return hsmBad(problem)
		case s.world.hsm.down:
			return hsmProblem(http.StatusInternalServerError, "operation 'PATCH' failed during store.")
		}
		for _, id := range ids {
			if found := s.world.hsm.components[normalizeXname(id)]; found != nil {
				change(found)
			}
		}
		s.world.hsm.roles = nil

		return done()
	}
}

// bulk is a change of several components: there must be some.
func bulk(of patchChange) patchChange {
	return func(body hsmPatch) (func(*hsmComponent), string) {
		if len(body.ComponentIDs) == 0 {
			return nil, "Missing IDs"
		}

		return of(body)
	}
}

func patchState(body hsmPatch) (func(*hsmComponent), string) {
	state, known := wordOf(hsmStates, body.State)
	if !known {
		return nil, "Missing or invalid State"
	}
	flag := "OK"
	if body.Flag != "" {
		if flag, known = wordOf(hsmFlags, body.Flag); !known {
			return nil, "Invalid Flag"
		}
	}

	return func(c *hsmComponent) { c.state, c.flag = state, flag }, ""
}

func patchFlag(body hsmPatch) (func(*hsmComponent), string) {
	flag, known := wordOf(hsmFlags, body.Flag)
	if !known {
		return nil, "Missing or invalid Flag"
	}

	return func(c *hsmComponent) { c.flag = flag }, ""
}

func patchEnabled(body hsmPatch) (func(*hsmComponent), string) {
	if body.Enabled == nil {
		return nil, "Missing Enabled"
	}

	return func(c *hsmComponent) { c.disabled = !*body.Enabled }, ""
}

func patchSoftwareStatus(body hsmPatch) (func(*hsmComponent), string) {
	if body.SoftwareStatus == nil {
		return nil, "Missing SoftwareStatus"
	}

	return func(c *hsmComponent) { c.softwareStatus = *body.SoftwareStatus }, ""
}

// patchRole sets the role and the subrole; without one, the subrole goes
// (comp_patch_role_back_get.json).
func patchRole(body hsmPatch) (func(*hsmComponent), string) {
	role, known := wordOf(hsmRoles, body.Role)
	if !known {
		return nil, "Missing or invalid Role"
	}
	subRole, known := wordOf(hsmSubRoles, body.SubRole)
	if !known && body.SubRole != "" {
		return nil, "Invalid SubRole"
	}

	return func(c *hsmComponent) { c.role, c.subRole = role, subRole }, ""
}

func patchNID(body hsmPatch) (func(*hsmComponent), string) {
	if body.NID == nil {
		return nil, "NID value missing.  Use NID < 0 to unset."
	}

	return func(c *hsmComponent) { c.nid = max(*body.NID, noNID) }, ""
}

func bulkNID(body hsmPatch) (func(*hsmComponent), string) {
	nids := map[string]int{}
	for _, component := range body.Components {
		if component.NID == nil {
			return nil, "NID value missing.  Use NID < 0 to unset."
		}
		nids[normalizeXname(component.ID)] = max(*component.NID, noNID)
	}

	return func(c *hsmComponent) { c.nid = nids[c.id] }, ""
}
