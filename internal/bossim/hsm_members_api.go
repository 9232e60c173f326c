// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// memberOf decodes the body of a POST of a member and returns its name.
func (c *call) memberOf() (string, answer) {
	var body struct {
		ID string `json:"id"`
	}
	if a, bad := c.decodeHSM(&body); bad {
		return "", a
	}
	id := xnameOrNone(body.ID)
	if id == "" {
		return "", hsmBad("invalid xname ID")
	}

	return id, answer{}
}

func (s *Server) postHSMGroupMember(c *call) answer {
	if !isLabel(normalizeLabel(c.name)) {
		return hsmBad("Invalid group label.")
	}
	id, a := c.memberOf()
	if id == "" {
		return a
	}
	group, a := s.findGroup(c)
	switch {
	case s.world.hsm.down:
		return storeFailed()
	case group == nil:
		return a
	case s.world.hsm.components[id] == nil:
		return hsmBad("linked component does not exist")
	case group.members.has(id):
		return hsmConflict("operation would conflict with an existing member in the same group.")
	case s.world.hsm.isTaken(group, setOf(id)):
		return exclusiveConflict()
	}
	group.members[id] = struct{}{}

	return created(hsmGroups + "/" + group.label + "/members/" + id)
}

func (s *Server) deleteHSMGroupMember(c *call) answer {
	group, a := s.findGroup(c)
	if group == nil {
		return a
	}

	return group.drop(c.names[1], "group")
}

// drop removes a member.
func (g *hsmGroup) drop(name, kind string) answer {
	id := xnameOrNone(name)
	switch {
	case id == "":
		return hsmBad("invalid xname ID")
	case !g.members.has(id):
		return hsmUnknown(kind + " has no such member.")
	}
	delete(g.members, id)

	return deletedEntries("deleted 1 entry")
}

// membershipRecord says in which groups and which partition a component is.
type membershipRecord struct {
	ID            string   `json:"id"`
	GroupLabels   []string `json:"groupLabels"`
	PartitionName string   `json:"partitionName"`
}

func (h *hsm) membership(id string) membershipRecord {
	return membershipRecord{id, h.groupsOf(id), h.partitionOf(id)}
}

func (s *Server) listHSMMemberships(c *call) answer {
	filters, decoded := c.queryFilters()
	if !decoded {
		return undecodable()
	}
	match, a, valid := s.world.matching(filters)
	if !valid {
		return a
	}
	records := []membershipRecord{}
	of := s.world.hsm.memberships()
	for _, c := range s.world.hsm.inOrder() {
		if match(c) {
			records = append(records, of(c.id))
		}
	}

	return ok(records)
}

// memberships returns a function that finds the memberships of one component
// after another, for systems with thousands of them.
func (h *hsm) memberships() func(id string) membershipRecord {
	labels, partitions := map[string][]string{}, map[string]string{}
	for _, group := range inTableOrder(h.groups) {
		for id := range group.members {
			labels[id] = append(labels[id], group.label)
		}
	}
	for name, partition := range h.partitions {
		for id := range partition.members {
			partitions[id] = name
		}
	}

	return func(id string) membershipRecord {
		groups := labels[id]
		if groups == nil {
			groups = []string{}
		}

		return membershipRecord{id, groups, partitions[id]}
	}
}

func (s *Server) getHSMMembership(c *call) answer {
	id := normalizeXname(c.name)
	switch {
	case xnameType(id) == "":
		return hsmBad("invalid xname")
	case s.world.hsm.down:
		return queryFailed()
	case s.world.hsm.components[id] == nil:
		return hsmUnknown("No such xname: " + id)
	default:
		return ok(s.world.hsm.membership(id))
	}
}
