// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"maps"
	"strings"
)

func (n *naiveSetup) roles() map[string]names {
	roles := map[string]names{}
	put := func(role, id string) {
		if roles[role] == nil {
			roles[role] = names{}
		}
		roles[role][id] = true
	}
	for id, component := range n.system.Components {
		if component.Role != "" {
			put(component.Role, id)
		}
		if component.SubRole != "" {
			put(component.Role+"_"+component.SubRole, id)
		}
	}
	return roles
}

// word returns what a word of the limit stands for.
func (n *naiveSetup) word(word string, candidates names) names {
	if word == "all" || word == "*" {
		return candidates
	}
	inventory := map[string]names{}
	for _, kind := range []map[string][]string{n.system.Groups, n.system.Partitions} {
		for name, members := range kind {
			inventory[name] = names{}
			for _, member := range members {
				inventory[name][member] = true
			}
		}
	}
	maps.Copy(inventory, n.roles())
	if known, found := inventory[word]; found {
		return known
	}
	return names{word: true}
}

func (n *naiveSetup) limited(left pool) (pool, string) {
	if n.selection.Limit == nil || *n.selection.Limit == "" {
		return left, ""
	}
	candidates := names{}
	for _, node := range left {
		candidates[node] = true
	}
	selected := names{}
	for _, item := range strings.Split(*n.selection.Limit, ",") {
		if item == "" {
			if n.since(49, 1) {
				return nil, "IndexError: string index out of range\n"
			}
			return nil, "string index out of range"
		}
		next := names{}
		switch item[0] {
		case '&':
			for node := range n.word(item[1:], candidates) {
				if selected[node] {
					next[node] = true
				}
			}
		case '!':
			dropped := n.word(item[1:], candidates)
			for node := range selected {
				if !dropped[node] {
					next[node] = true
				}
			}
		default:
			maps.Copy(next, selected)
			maps.Copy(next, n.word(item, candidates))
		}
		selected = next
	}
	return left.only(func(node string) bool { return selected[node] }), ""
}

func (p pool) only(fits func(node string) bool) pool {
	kept := pool{}
	for listed, node := range p {
		if fits(node) {
			kept[listed] = node
		}
	}
	return kept
}
