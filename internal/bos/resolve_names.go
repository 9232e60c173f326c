// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"maps"
	"slices"
	"strings"

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

// inventoryNames finds what names stand for, as BOS does: a role hides a partition, and both hide a group.
type inventoryNames struct {
	inventory hsm.Inventory
	roles     map[string][]string // components by role and by ROLE_SUBROLE
}

// newInventoryNames knows those roles and subroles, ROLE_SUBROLE, that are wanted and that some component has; nil means
// all. A component of a subrole has the role, too.
func newInventoryNames(inventory hsm.Inventory, wanted map[string]bool) *inventoryNames {
	names := &inventoryNames{inventory: inventory, roles: map[string][]string{}}
	if wanted != nil && len(wanted) == 0 {
		return names
	}
	add := func(role, id string) {
		if wanted == nil || wanted[role] {
			names.roles[role] = append(names.roles[role], id)
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
	return names
}

// find returns the components that a name in the limit stands for, and the kinds of objects that have the name, of which
// BOS sees the first. Without any, it is the ID of a component, or stands for nothing.
func (n *inventoryNames) find(name string) (components []string, kinds []string) {
	for _, of := range []struct {
		kind    string
		members map[string][]string
	}{{"role", n.roles}, {"partition", n.inventory.Partitions}, {"group", n.inventory.Groups}} {
		members, found := of.members[name]
		if !found {
			continue
		}
		if kinds == nil {
			components = members
		}
		kinds = append(kinds, of.kind)
	}
	return components, kinds
}

// named is find for the resolver.
func (n *inventoryNames) named(name string) (components []string, found bool) {
	components, kinds := n.find(name)
	return components, kinds != nil
}

func (n *inventoryNames) isComponent(id string) bool {
	_, known := n.inventory.Components[id]
	return known
}

func (n *inventoryNames) isNode(id string) bool {
	return n.inventory.Components[id].Type == hsm.TypeNode
}

// below returns how many nodes are below a cabinet, chassis, slot or controller.
func (n *inventoryNames) below(xname string) (count int) {
	if len(xname) < 2 || xname[0] != 'x' {
		return 0
	}
	for id := range n.inventory.Components {
		rest, isBelow := strings.CutPrefix(id, xname)
		if isBelow && rest != "" && rest[0] >= 'a' && n.isNode(id) {
			count++
		}
	}
	return count
}
