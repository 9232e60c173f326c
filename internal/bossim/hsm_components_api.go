// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// hsmList is the body of a list of components.
type hsmList struct {
	Components []hsmRecord `json:"Components"`
}

// list returns the components that match, shortened.
func (w *world) list(match hsmMatch, only string) answer {
	found := hsmList{Components: []hsmRecord{}}
	for _, c := range w.hsm.inOrder() {
		if match(c) {
			found.Components = append(found.Components, c.record(w).shorten(only))
		}
	}

	return ok(found)
}

// matching compiles the filters; the answer is that of an error.
func (w *world) matching(filters hsmFilters) (hsmMatch, answer, bool) {
	match, detail, failed := w.compile(filters)
	switch {
	case detail != "":
		return nil, hsmBad("bad query param: " + detail), false
	case failed || w.hsm.down:
		return nil, queryFailed(), false
	default:
		return match, answer{}, true
	}
}

func (s *Server) listHSMComponents(c *call) answer {
	filters, decoded := c.queryFilters()
	if !decoded {
		return undecodable()
	}
	match, a, valid := s.world.matching(filters)
	if !valid {
		return a
	}

	return s.world.list(match, filters.only())
}

// undecodable is the answer to a query with a bad escape
// (comp_list_bad_escape.json).
func undecodable() answer {
	return hsmProblem(http.StatusInternalServerError, "failed to decode query parameters.")
}

// only returns which part of the records is wanted; a bad boolean is none
// (comp_list_stateonly_bad.json).
func (f hsmFilters) only() string {
	for _, name := range []string{onlyState, onlyFlag, onlyRole, onlyNID} {
		if values := f[name]; len(values) > 0 {
			if wanted, err := strconv.ParseBool(values[0]); err == nil && wanted {
				return name
			}
		}
	}

	return ""
}

func (s *Server) getHSMComponent(c *call) answer {
	if s.world.hsm.down {
		return queryFailed()
	}
	found := s.world.hsm.components[normalizeXname(c.name)]
	if found == nil {
		return hsmUnknown("no such xname.")
	}

	return ok(found.record(&s.world))
}

func (s *Server) getHSMComponentByNID(c *call) answer {
	nid, err := strconv.Atoi(c.name)
	switch {
	case err != nil:
		return hsmBad(badInteger)
	case s.world.hsm.down:
		return queryFailed()
	}
	for _, found := range s.world.hsm.inOrder() {
		if found.nid == nid && nid != noNID {
			return ok(found.record(&s.world))
		}
	}

	return hsmUnknown("no such NID.")
}

// nidRange reads "5" or "5-8".
func nidRange(text string) (from, to int, valid bool) {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	from, err := strconv.Atoi(first)
	if err != nil {
		return 0, 0, false
	}
	to, err = strconv.Atoi(last)

	return from, to, err == nil
}

func (s *Server) queryHSMByNID(c *call) answer {
	var body struct {
		NIDRanges                              []string
		StateOnly, FlagOnly, RoleOnly, NIDOnly bool
		Partition                              []string
	}
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	if len(body.NIDRanges) == 0 {
		return hsmBad("Missing NID ranges")
	}
	var ranges [][2]int
	for _, text := range body.NIDRanges {
		from, to, valid := nidRange(text)
		if !valid {
			return hsmBad("bad query param: " + badInteger)
		}
		ranges = append(ranges, [2]int{from, to})
	}
	filters := hsmFilters{}
	if len(body.Partition) > 0 {
		filters["partition"] = body.Partition
	}
	match, a, valid := s.world.matching(filters)
	if !valid {
		return a
	}

	return s.world.list(func(c *hsmComponent) bool {
		return match(c) && c.nid != noNID && slices.ContainsFunc(ranges, func(r [2]int) bool {
			return c.nid >= r[0] && c.nid <= r[1]
		})
	}, onlyOf(body.StateOnly, body.FlagOnly, body.RoleOnly, body.NIDOnly))
}

func onlyOf(state, flag, role, nid bool) string {
	switch {
	case state:
		return onlyState
	case flag:
		return onlyFlag
	case role:
		return onlyRole
	case nid:
		return onlyNID
	default:
		return ""
	}
}

// queryHSMComponents answers POST …/Query. The filters are lists of strings; the
// names that HSM does not know are left out without a word.
func (s *Server) queryHSMComponents(c *call) answer {
	// SMD's name of the type, which stands in its error message
	// (comp_query_enabled_bool.json).
	type ComponentFilter struct {
		ComponentIDs                         []string
		Partition                            []string `json:"partition"`
		Group                                []string `json:"group"`
		StateOnly                            bool     `json:"stateonly"`
		FlagOnly                             bool     `json:"flagonly"`
		RoleOnly                             bool     `json:"roleonly"`
		NIDOnly                              bool     `json:"nidonly"`
		ID, Type, State, Flag, Role, SubRole []string
		Enabled                              []string `json:"enabled"`
		SoftwareStatus, Arch, Class, NID     []string
		NIDStart                             []string `json:"nid_start"`
		NIDEnd                               []string `json:"nid_end"`
		Locked, Reserved                     []string
		ReservationDisabled                  []string `json:"reservation_disabled"`
	}
	var body ComponentFilter
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	if len(body.ComponentIDs) == 0 {
		return hsmBad("Missing IDs")
	}
	filters := hsmFilters{
		"id": body.ID, "type": body.Type, "state": body.State, "flag": body.Flag, "role": body.Role,
		"subrole": body.SubRole, "enabled": body.Enabled, "softwarestatus": body.SoftwareStatus, "arch": body.Arch,
		"class": body.Class, "nid": body.NID, "nid_start": body.NIDStart, "nid_end": body.NIDEnd,
		"locked": body.Locked, "reserved": body.Reserved, "reservation_disabled": body.ReservationDisabled,
		"group": body.Group, "partition": body.Partition,
	}
	match, a, valid := s.world.matching(filters)
	if !valid {
		return a
	}
	within := named(body.ComponentIDs, len(body.Type) > 0)

	return s.world.list(func(c *hsmComponent) bool { return within(c) && match(c) },
		onlyOf(body.StateOnly, body.FlagOnly, body.RoleOnly, body.NIDOnly))
}

// named selects the components with these names; with a filter of types, also
// everything below them. "all" and "s0" are the whole system
// (comp_query_parent_type.json, comp_query_s0.json).
func named(ids []string, withDescendants bool) hsmMatch {
	names := nodeSet{}
	for _, id := range ids {
		names[normalizeXname(id)] = struct{}{}
	}
	if names.has("all") || names.has("s0") {
		return func(*hsmComponent) bool { return true }
	}

	return func(c *hsmComponent) bool {
		if names.has(c.id) {
			return true
		}
		for name := range names {
			if withDescendants && isBelow(c.id, name) {
				return true
			}
		}

		return false
	}
}

// getHSMSubtree answers GET …/Query/{xname}.
func (s *Server) getHSMSubtree(c *call) answer {
	filters, decoded := c.queryFilters()
	if !decoded {
		return undecodable()
	}
	match, a, valid := s.world.matching(filters)
	if !valid {
		return a
	}
	within := named([]string{c.name}, len(filters["type"]) > 0)

	return s.world.list(func(c *hsmComponent) bool { return within(c) && match(c) }, filters.only())
}
