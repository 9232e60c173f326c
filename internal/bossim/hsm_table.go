// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"slices"
)

// hsm is the hardware state manager's database.
type hsm struct {
	components map[string]*hsmComponent
	groups     map[string]*hsmGroup
	partitions map[string]*hsmGroup
	roles      map[string]nodeSet // as BOS finds them; nil if they must be collected again
	invented   int                // NIDs given to posted nodes without one
	down       bool               // the database does not answer
}

// hsmGroup is a group or a partition.
type hsmGroup struct {
	label, description string
	exclusive          string // groups only: no component is in two groups with the same one
	tags               []string
	members            nodeSet
}

func newHSM() hsm {
	return hsm{
		components: map[string]*hsmComponent{},
		groups:     map[string]*hsmGroup{},
		partitions: map[string]*hsmGroup{},
	}
}

// inOrder returns the components in the order of HSM's lists: an arbitrary one,
// since SMD does not sort.
func (h *hsm) inOrder() []*hsmComponent {
	list := slices.Collect(maps.Values(h.components))
	inDatabaseOrder(list, func(c *hsmComponent) string { return c.id })

	return list
}

// inTableOrder returns groups or partitions in an arbitrary order, too.
func inTableOrder(table map[string]*hsmGroup) []*hsmGroup {
	list := slices.Collect(maps.Values(table))
	inDatabaseOrder(list, func(g *hsmGroup) string { return g.label })

	return list
}

// ids returns the members' names, unsorted.
func (n nodeSet) ids() []string {
	list := slices.AppendSeq(make([]string, 0, len(n)), maps.Keys(n))
	inDatabaseOrder(list, func(name string) string { return name })

	return list
}

// remove deletes a component, also from its groups and its partition
// (comp_delete_group_after.json).
func (h *hsm) remove(id string) {
	delete(h.components, id)
	for _, table := range []map[string]*hsmGroup{h.groups, h.partitions} {
		for _, group := range table {
			delete(group.members, id)
		}
	}
	h.roles = nil
}

// groupsOf returns the labels of the groups that a component is in.
func (h *hsm) groupsOf(id string) []string {
	labels := []string{}
	for _, group := range inTableOrder(h.groups) {
		if group.members.has(id) {
			labels = append(labels, group.label)
		}
	}

	return labels
}

// partitionOf returns the component's partition, or "".
func (h *hsm) partitionOf(id string) string {
	for name, partition := range h.partitions {
		if partition.members.has(id) {
			return name
		}
	}

	return ""
}

// byRole maps roles, and role_subrole pairs, to their components of any type, as
// BOS's inventory does.
func (h *hsm) byRole() map[string]nodeSet {
	if h.roles != nil {
		return h.roles
	}
	h.roles = map[string]nodeSet{}
	for id, c := range h.components {
		if c.role == "" {
			continue
		}
		labels := []string{c.role}
		if c.subRole != "" {
			labels = append(labels, c.role+"_"+c.subRole)
		}
		for _, label := range labels {
			if h.roles[label] == nil {
				h.roles[label] = nodeSet{}
			}
			h.roles[label][id] = struct{}{}
		}
	}

	return h.roles
}

// group returns the members of a group; nil for one that does not exist.
func (h *hsm) group(label string) nodeSet {
	if group := h.groups[label]; group != nil {
		return group.members
	}

	return nil
}

// label finds a role, partition or group. BOS collects groups, partitions and
// roles into one dictionary, in which a later kind hides an earlier one of the
// same name.
func (h *hsm) label(name string) (nodeSet, bool) {
	if set, found := h.byRole()[name]; found {
		return set, true
	}
	for _, table := range []map[string]*hsmGroup{h.partitions, h.groups} {
		if group, found := table[name]; found {
			return group.members, true
		}
	}

	return nil, false
}

func (h *hsm) knowsAll(ids nodeSet) bool {
	for id := range ids {
		if h.components[id] == nil {
			return false
		}
	}

	return true
}

// isTaken reports whether one of the components is in another group of the same
// exclusive group.
func (h *hsm) isTaken(group *hsmGroup, ids nodeSet) bool {
	for _, other := range h.groups {
		if group.exclusive == "" || other.exclusive != group.exclusive || other.label == group.label {
			continue
		}
		for id := range ids {
			if other.members.has(id) {
				return true
			}
		}
	}

	return false
}

// SetHSMDatabaseDown makes the database of HSM unavailable, or available again:
// every request for data gets a 500.
func (s *Server) SetHSMDatabaseDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.hsm.down = down
}
