// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "slices"

// hsmPatch is the body of every PATCH of components.
type hsmPatch struct {
	ID           string
	ComponentIDs []string
	Components   []struct {
		ID  string
		NID *int
	}
	State, Flag    string
	Role, SubRole  *string
	Enabled        *bool
	SoftwareStatus *string
	NID            *int
}

// patchChange returns what a PATCH changes in one component, or the detail of the
// error.
type patchChange struct {
	name string // SMD's, in the error of a failing database
	of   func(hsmPatch) (change func(*hsmComponent), problem string)
}

// patchHSM answers a PATCH of one component or of several. Names that HSM does not
// know are ignored (comp_patch_enabled_unknown.json).
func (s *Server) patchHSM(change patchChange) func(*call) answer {
	return func(c *call) answer {
		var body hsmPatch
		if a, bad := c.decodeHSM(&body); bad {
			return a
		}
		ids, failed := body.ComponentIDs, "operation 'Bulk "+change.name+" Update' failed"
		if c.name != "" {
			ids, failed = []string{c.name}, "operation '"+change.name+"' failed for "+c.name
		}

		return s.patchHSMComponents(ids, body, c.name, failed, change.of)
	}
}

func (s *Server) patchHSMComponents(
	ids []string, body hsmPatch, path, failed string, of func(hsmPatch) (func(*hsmComponent), string),
) answer {
	change, problem := of(body)
	switch {
	case path != "" && body.ID != "" && body.ID != path:
		return hsmBad("ID in URL and PATCH body do not match")
	case len(ids) == 0:
		return hsmBad("Missing IDs")
	case slices.ContainsFunc(ids, func(id string) bool { return xnameOrNone(id) == "" }):
		return hsmBad("invalid xname ID")
	case problem != "":
		return hsmBad(problem)
	case s.world.hsm.down:
		return hsmBad(failed)
	}
	for _, id := range ids {
		if found := s.world.hsm.components[normalizeXname(id)]; found != nil {
			change(found)
		}
	}
	s.world.hsm.roles = nil

	return done()
}

// patchHSMNIDs answers the PATCH of several NIDs.
func (s *Server) patchHSMNIDs(c *call) answer {
	var body hsmPatch
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	if len(body.Components) == 0 || body.Components[0].ID == "" {
		return hsmBad("Missing Components")
	}
	nids := map[string]int{}
	for _, component := range body.Components {
		if component.NID == nil {
			return hsmBad("operation 'Bulk Update NID' failed: NID value missing.  Use NID < 0 to unset.")
		}
		nids[normalizeXname(component.ID)] = max(*component.NID, noNID)
	}
	if s.world.hsm.down {
		return queryFailed()
	}
	for id, nid := range nids {
		if found := s.world.hsm.components[id]; found != nil {
			found.nid = nid
		}
	}

	return done()
}

// The changes, with SMD's texts.
var (
	patchState = patchChange{"StateData", func(body hsmPatch) (func(*hsmComponent), string) {
		state, known := wordOf(hsmStates, body.State)
		flag, alsoKnown := "OK", true
		if body.Flag != "" {
			flag, alsoKnown = wordOf(hsmFlags, body.Flag)
		}
		switch {
		case body.State == "":
			return nil, "Missing State"
		case !known:
			return nil, badWord("State")
		case !alsoKnown:
			return nil, badWord("Flag")
		}

		return func(c *hsmComponent) { c.state, c.flag = state, flag }, ""
	}}
	patchFlag = patchChange{"FlagOnly", func(body hsmPatch) (func(*hsmComponent), string) {
		flag, known := wordOf(hsmFlags, body.Flag)
		switch {
		case body.Flag == "":
			return nil, "Missing Flag"
		case !known:
			return nil, badWord("Flag")
		}

		return func(c *hsmComponent) { c.flag = flag }, ""
	}}
	patchEnabled = patchChange{"Enabled", func(body hsmPatch) (func(*hsmComponent), string) {
		if body.Enabled == nil {
			return nil, "Missing Enabled field"
		}

		return func(c *hsmComponent) { c.disabled = !*body.Enabled }, ""
	}}
	patchSoftwareStatus = patchChange{"SoftwareStatus", func(body hsmPatch) (func(*hsmComponent), string) {
		if body.SoftwareStatus == nil {
			return nil, "Missing SoftwareStatus"
		}

		return func(c *hsmComponent) { c.softwareStatus = *body.SoftwareStatus }, ""
	}}
	// Without a subrole, the old one goes (comp_patch_role_back_get.json).
	patchRole = patchChange{"Role", func(body hsmPatch) (func(*hsmComponent), string) {
		if body.Role == nil {
			return nil, "Missing Role"
		}
		role, known := wordOf(hsmRoles, *body.Role)
		subRole, alsoKnown := wordOf(hsmSubRoles, deref(body.SubRole))
		switch {
		case !known:
			return nil, badWord("Role")
		case !alsoKnown && deref(body.SubRole) != "":
			return nil, badWord("SubRole")
		}

		return func(c *hsmComponent) { c.role, c.subRole = role, subRole }, ""
	}}
	patchNID = patchChange{"NID", func(body hsmPatch) (func(*hsmComponent), string) {
		if body.NID == nil {
			return nil, "Missing NID"
		}

		return func(c *hsmComponent) { c.nid = max(*body.NID, noNID) }, ""
	}}
)
