// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "fmt"

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
	if len(body.Components) == 0 || body.Components[0].ID == "" {
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
	if normalizeXname(c.name) != normalizeXname(body.Component.ID) {
		return hsmBad("ID in URL and POST body do not match")
	}
	if problem := body.Component.complete(); problem != "" {
		return hsmBad("couldn't validate component: " + problem)
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
		old.state, old.flag, old.subtype, old.netType, old.arch, old.class =
			record.State, record.Flag, record.Subtype, record.NetType, record.Arch, record.Class

		return
	}
	added := record.component()
	// SMD invents NIDs from 49169440 on.
	const firstInvented = 49169440
	if hasRole(added.kind) && added.nid == noNID {
		added.nid = firstInvented + s.world.hsm.invented
		s.world.hsm.invented++
	}
	s.addHSMComponent(added)
}

// hasRole reports whether SMD gives components of that type a role and a NID.
func hasRole(kind string) bool { return kind == typeNode || kind == "VirtualNode" }

// complete checks a posted record as SMD does, in its spelling, and fills in what
// SMD fills in: a node's role, the flag, and that it is enabled. It returns what
// is wrong.
func (r *hsmRecord) complete() string {
	id := xnameOrNone(r.ID)
	if id == "" {
		return fmt.Sprintf("xname ID '%s' is invalid", r.ID)
	}
	r.ID, r.Type = id, xnameType(id)
	if r.Flag == "" {
		r.Flag = "OK"
	}
	if r.Role == "" && hasRole(r.Type) {
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
	case xnameType(id) == "":
		return hsmBad("invalid xname")
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
		return deleteFailed()
	case n == 0:
		return hsmUnknown("no entries to delete")
	}
	for _, c := range s.world.hsm.inOrder() {
		s.world.hsm.remove(c.id)
	}

	return deletedEntries(fmt.Sprintf("deleted %d entries", n))
}
