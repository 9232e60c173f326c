// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"slices"
)

// hsmMembers is the list of members in HSM's JSON; it is always there.
type hsmMembers struct {
	IDs []string `json:"ids"`
}

// groupRecord is a group in HSM's JSON (group_list.json).
type groupRecord struct {
	Label          string     `json:"label"`
	Description    string     `json:"description"`
	ExclusiveGroup string     `json:"exclusiveGroup,omitempty"`
	Tags           []string   `json:"tags,omitempty"`
	Members        hsmMembers `json:"members"`
}

// record returns the group as HSM answers it, cut down to the partition if there
// is one.
func (g *hsmGroup) record(partition func(string) bool) groupRecord {
	return groupRecord{
		Label: g.label, Description: g.description, ExclusiveGroup: g.exclusive, Tags: g.tags,
		Members: g.within(partition),
	}
}

// within returns the members that are in the partition; nil stands for all.
func (g *hsmGroup) within(partition func(string) bool) hsmMembers {
	members := hsmMembers{g.members.ids()}
	if partition != nil {
		members.IDs = slices.DeleteFunc(members.IDs, func(id string) bool { return !partition(id) })
	}

	return members
}

// selected returns the groups or partitions that the query names, or all; with
// tags, those that have one of them. Unknown names are left out.
func selected(table map[string]*hsmGroup, names, tags []string) []*hsmGroup {
	for i := range names {
		names[i] = normalizeLabel(names[i])
	}

	return slices.DeleteFunc(inTableOrder(table), func(g *hsmGroup) bool {
		tagged := len(tags) == 0 || slices.ContainsFunc(tags, func(tag string) bool {
			return slices.Contains(g.tags, normalizeLabel(tag))
		})

		return !tagged || (len(names) > 0 && !slices.Contains(names, g.label))
	})
}

func (s *Server) listHSMGroups(c *call) answer {
	filters, decoded := c.queryFilters()
	switch problem := filters.badLabels(); {
	case !decoded:
		return undecodable()
	case problem != "":
		return hsmBad(problem)
	case s.world.hsm.down:
		return queryFailed()
	}
	within, a, known := s.partitionParameter(filters)
	if !known {
		return a
	}
	records := []groupRecord{}
	for _, group := range selected(s.world.hsm.groups, filters["group"], filters["tag"]) {
		records = append(records, group.record(within))
	}

	return ok(records)
}

func (s *Server) hsmGroupLabels(*call) answer { return s.hsmLabels(s.world.hsm.groups) }

func (s *Server) hsmPartitionNames(*call) answer { return s.hsmLabels(s.world.hsm.partitions) }

func (s *Server) hsmLabels(table map[string]*hsmGroup) answer {
	if s.world.hsm.down {
		return queryFailed()
	}
	labels := []string{}
	for _, group := range inTableOrder(table) {
		labels = append(labels, group.label)
	}

	return ok(labels)
}

// findGroup returns the group of the path, or the answer that says that there is
// none.
func (s *Server) findGroup(c *call) (*hsmGroup, answer) {
	label := normalizeLabel(c.name)
	group := s.world.hsm.groups[label]
	switch {
	case !isLabel(label):
		return nil, hsmBad("Invalid group label.")
	case s.world.hsm.down:
		return nil, queryFailed()
	case group == nil:
		return nil, hsmUnknown("No such group: " + label)
	default:
		return group, answer{}
	}
}

func (s *Server) getHSMGroup(c *call) answer {
	return s.ofGroup(c, func(group *hsmGroup, within func(string) bool) answer { return ok(group.record(within)) })
}

func (s *Server) getHSMGroupMembers(c *call) answer {
	return s.ofGroup(c, func(group *hsmGroup, within func(string) bool) answer { return ok(group.within(within)) })
}

func (s *Server) ofGroup(c *call, of func(*hsmGroup, func(string) bool) answer) answer {
	filters, decoded := c.queryFilters()
	if !decoded {
		return undecodable()
	}
	group, a := s.findGroup(c)
	if group == nil {
		return a
	}
	within, a, known := s.partitionParameter(filters)
	if !known {
		return a
	}

	return of(group, within)
}

func (s *Server) postHSMGroup(c *call) answer {
	var body groupRecord
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	group, problem := newHSMGroup(body.Label, body.Description, body.Tags, body.Members.IDs)
	if group.exclusive = normalizeLabel(body.ExclusiveGroup); group.exclusive != "" && !isLabel(group.exclusive) {
		problem = badLabel
	}
	table := s.world.hsm.groups
	switch {
	case problem != "":
		return hsmBad("couldn't validate group: " + problem)
	case s.world.hsm.down:
		return storeFailed()
	case table[group.label] != nil || len(group.members) < len(body.Members.IDs):
		return hsmConflict("operation would conflict with an existing group that has the same label " +
			"or duplicate ids found in request.")
	case !s.world.hsm.knowsAll(group.members):
		return hsmBad("linked component does not exist")
	case s.world.hsm.isTaken(group, group.members):
		return exclusiveConflict()
	}
	table[group.label] = group

	return created(hsmGroups + "/" + group.label)
}

func exclusiveConflict() answer {
	return hsmConflict("operation would conflict with an existing member in another exclusive group.")
}

func (s *Server) deleteHSMGroup(c *call) answer {
	group, a := s.findGroup(c)
	switch {
	case group != nil:
		delete(s.world.hsm.groups, group.label)

		return deletedEntries("deleted 1 entry")
	case s.world.hsm.down:
		return deleteFailed()
	case a.status == http.StatusNotFound:
		return hsmUnknown("no such group.")
	default:
		return a
	}
}

func (s *Server) patchHSMGroup(c *call) answer {
	group, a := s.findGroup(c)
	if a.status == http.StatusNotFound {
		a = hsmUnknown("no such group.")
	}

	return c.patchLabels(group, a)
}

// patchLabels changes the description and the tags of a group or a partition;
// nothing else can be changed (group_patch_members.json).
func (c *call) patchLabels(group *hsmGroup, missing answer) answer {
	var body struct {
		Description *string   `json:"description"`
		Tags        *[]string `json:"tags"`
	}
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	switch {
	case body.Description == nil && body.Tags == nil:
		return hsmBad("Request must have at least one patch field.")
	case group == nil:
		return missing
	}
	if body.Tags != nil {
		tagged, problem := newHSMGroup(group.label, "", *body.Tags, nil)
		if problem != "" {
			return hsmBad("Invalid tag.")
		}
		group.tags = tagged.tags
	}
	if body.Description != nil {
		group.description = *body.Description
	}

	return done()
}
