// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"maps"
	"slices"

	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// Names are the names in a selection that HSM must be asked about.
type Names struct {
	Groups     []string // groups: of boot sets, and words of the limit
	Partitions []string // words of the limit that may be the name of a partition
}

// Names returns the names that HSM must be asked about, sorted. known reports whether HSM has a node of that ID, of
// which it need not be asked. Names that HSM cannot have are left out.
func (s Selection) Names(known func(id string) bool) Names {
	groups, partitions := map[string]bool{}, map[string]bool{}
	for _, set := range s.BootSets {
		for _, group := range set.NodeGroups {
			groups[group] = true
		}
	}
	for word := range s.limitWords() {
		if !known(word) {
			groups[word], partitions[word] = true, true
		}
	}
	maps.DeleteFunc(groups, func(name string, _ bool) bool { return !hsm.IsLabel(name) })
	maps.DeleteFunc(partitions, func(name string, _ bool) bool { return !hsm.IsPartitionName(name) })
	return Names{Groups: slices.Sorted(maps.Keys(groups)), Partitions: slices.Sorted(maps.Keys(partitions))}
}

// limitWords returns the names in the limit, except those of every node.
func (s Selection) limitWords() map[string]bool {
	words := map[string]bool{}
	if value(s.Limit) == "" {
		return words
	}
	for _, item := range ParseLimit(*s.Limit).items {
		if !item.every() {
			words[item.name] = true
		}
	}
	return words
}

// wantedRoles returns the names that may be those of roles.
func (s Selection) wantedRoles() map[string]bool {
	wanted := s.limitWords()
	for _, set := range s.BootSets {
		for _, role := range set.NodeRolesGroups {
			wanted[role] = true
		}
	}
	return wanted
}

// rolesIn returns the components of those roles and subroles, ROLE_SUBROLE, that some component has. A component of a
// subrole has the role, too.
func rolesIn(inventory hsm.Inventory, wanted map[string]bool) map[string][]string {
	roles := map[string][]string{}
	if len(wanted) == 0 {
		return roles
	}
	add := func(role, id string) {
		if wanted[role] {
			roles[role] = append(roles[role], id)
		}
	}
	for id, component := range inventory.Components {
		if component.Role != "" {
			add(component.Role, id)
		}
		if component.SubRole != "" {
			add(component.Role+"_"+component.SubRole, id)
		}
	}
	return roles
}

// named returns the components that a name in the limit stands for. Roles hide partitions, and these hide groups.
func (r *resolver) named(name string) (components []string, found bool) {
	for _, kind := range []map[string][]string{r.roles, r.inventory.Partitions, r.inventory.Groups} {
		if components, found = kind[name]; found {
			return components, true
		}
	}
	return nil, false
}
