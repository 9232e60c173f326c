// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"slices"
	"strings"
)

// normalizeLabel returns the form in which HSM keeps labels, names and tags.
func normalizeLabel(label string) string { return strings.ToLower(label) }

// isLabel reports whether a normalised label is one.
func isLabel(label string) bool { return groupField.MatchString(label) }

// badLabels returns what is wrong with the names in a query of groups or
// partitions.
func (f hsmFilters) badLabels() string {
	for _, field := range []struct{ name, problem string }{
		{"partition", "Invalid partition name."}, {"tag", "Invalid tag."}, {"group", "Invalid group label."},
	} {
		for _, label := range f[field.name] {
			if !isLabel(normalizeLabel(label)) {
				return field.problem
			}
		}
	}

	return ""
}

// partitionParameter returns the condition of the query's partition, nil without
// one. Of several, SMD reads the first; NULL is no partition. An unknown one is an
// error (group_list_partition_unknown.json).
func (s *Server) partitionParameter(filters hsmFilters) (func(id string) bool, answer, bool) {
	names := filters["partition"]
	switch {
	case len(names) == 0:
		return nil, answer{}, true
	case names[0] == "NULL":
		return func(id string) bool { return s.world.hsm.partitionOf(id) == "" }, answer{}, true
	}
	partition := s.world.hsm.partitions[normalizeLabel(names[0])]
	if partition == nil {
		return nil, hsmBad("bad query param: " + badPartition), false
	}

	return partition.members.has, answer{}, true
}

// badLabel is SMD's error about a label, a name or a tag.
const badLabel = "group or partition field has invalid characters"

// newHSMGroup returns a group or partition with normalised names, and what is
// wrong with it.
func newHSMGroup(label, description string, tags, ids []string) (*hsmGroup, string) {
	group := &hsmGroup{label: normalizeLabel(label), description: description, members: nodeSet{}}
	problem := ""
	for _, tag := range tags {
		group.tags = append(group.tags, normalizeLabel(tag))
	}
	for _, id := range ids {
		name := normalizeXname(id)
		if xnameType(name) == "" {
			problem = "got HMSTypeInvalid instead of valid type"
		}
		group.members[name] = struct{}{}
	}
	if slices.ContainsFunc(append([]string{group.label}, group.tags...), func(l string) bool { return !isLabel(l) }) {
		problem = badLabel
	}

	return group, problem
}
