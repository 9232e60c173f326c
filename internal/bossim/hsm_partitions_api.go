// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "net/http"

// partitionRecord is a partition in HSM's JSON (partition_list.json).
type partitionRecord struct {
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	Tags        []string   `json:"tags,omitempty"`
	Members     hsmMembers `json:"members"`
}

func (g *hsmGroup) partitionRecord() partitionRecord {
	return partitionRecord{Name: g.label, Description: g.description, Tags: g.tags, Members: g.within(nil)}
}

func (s *Server) listHSMPartitions(c *call) answer {
	filters, decoded := c.queryFilters()
	switch problem := filters.badLabels(); {
	case !decoded:
		return undecodable()
	case problem != "":
		return hsmBad(problem)
	case s.world.hsm.down:
		return queryFailed()
	}
	records := []partitionRecord{}
	for _, partition := range selected(s.world.hsm.partitions, filters["partition"], filters["tag"]) {
		records = append(records, partition.partitionRecord())
	}

	return ok(records)
}

func (s *Server) findPartition(c *call) (*hsmGroup, answer) {
	name := normalizeLabel(c.name)
	partition := s.world.hsm.partitions[name]
	switch {
	case !isLabel(name):
		return nil, hsmBad("Invalid partition name.")
	case s.world.hsm.down:
		return nil, queryFailed()
	case partition == nil:
		return nil, hsmUnknown("No such partition: " + name)
	default:
		return partition, answer{}
	}
}

func (s *Server) getHSMPartition(c *call) answer {
	partition, a := s.findPartition(c)
	if partition == nil {
		return a
	}

	return ok(partition.partitionRecord())
}

func (s *Server) getHSMPartitionMembers(c *call) answer {
	partition, a := s.findPartition(c)
	if partition == nil {
		return a
	}

	return ok(partition.within(nil))
}

func (s *Server) postHSMPartition(c *call) answer {
	var body partitionRecord
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	partition, problem := newHSMGroup(body.Name, body.Description, body.Tags, body.Members.IDs)
	switch {
	case problem != "":
		return hsmBad("couldn't validate partition: " + problem)
	case s.world.hsm.down:
		return storeFailed()
	case s.world.hsm.partitions[partition.label] != nil:
		return hsmConflict("operation would conflict with an existing partition that has the same name.")
	case !s.world.hsm.knowsAll(partition.members):
		return hsmBad("linked component does not exist")
	case s.world.hsm.isPartitioned(partition.members):
		return partitionConflict()
	}
	s.world.hsm.partitions[partition.label] = partition

	return created(hsmPartitions + "/" + partition.label)
}

func partitionConflict() answer {
	return hsmConflict("operation would conflict with an existing member in another partition.")
}

// isPartitioned reports whether one of the components is in a partition already.
func (h *hsm) isPartitioned(ids nodeSet) bool {
	for id := range ids {
		if h.partitionOf(id) != "" {
			return true
		}
	}

	return false
}

func (s *Server) deleteHSMPartition(c *call) answer {
	partition, a := s.findPartition(c)
	switch {
	case partition != nil:
		delete(s.world.hsm.partitions, partition.label)

		return deletedEntries("deleted 1 entry")
	case s.world.hsm.down:
		return deleteFailed()
	case a.status != http.StatusNotFound:
		return a
	default:
		return hsmUnknown("no such partition.")
	}
}

func (s *Server) patchHSMPartition(c *call) answer {
	partition, a := s.findPartition(c)
	if a.status == http.StatusNotFound {
		a = hsmUnknown("no such partition.")
	}

	return c.patchLabels(partition, a)
}

func (s *Server) postHSMPartitionMember(c *call) answer {
	if !isLabel(normalizeLabel(c.name)) {
		return hsmBad("Invalid partition name.")
	}
	id, a := c.memberOf()
	if id == "" {
		return a
	}
	partition, a := s.findPartition(c)
	switch {
	case s.world.hsm.down:
		return storeFailed()
	case partition == nil:
		return a
	case s.world.hsm.components[id] == nil:
		return hsmBad("linked component does not exist")
	case partition.members.has(id):
		return hsmConflict("operation would conflict with an existing member in the same partition.")
	case s.world.hsm.isPartitioned(setOf(id)):
		return partitionConflict()
	}
	partition.members[id] = struct{}{}

	return created(hsmPartitions + "/" + partition.label + "/members/" + id)
}

func (s *Server) deleteHSMPartitionMember(c *call) answer {
	partition, a := s.findPartition(c)
	if partition == nil {
		return a
	}

	return partition.drop(c.names[1], "partition")
}
