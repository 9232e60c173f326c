// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// BootSetListRule is what BOS accepts as one of the lists of a boot set.
type BootSetListRule struct {
	Max   int                                      // items
	check func(item string) BootSetListFindingKind // 0 for a good item that is not too long
	key   func(item string) string                 // what no two items may have in common
}

// NodeListRule returns the rule for node_list. BOS normalizes xnames in it.
func NodeListRule() BootSetListRule {
	return BootSetListRule{Max: maxNodeList, check: checkListedNode, key: NormalNode}
}

// NodeRolesGroupsRule returns the rule for node_roles_groups.
func NodeRolesGroupsRule() BootSetListRule {
	return BootSetListRule{Max: maxNodeRolesGroups, check: checkListedName, key: asWritten}
}

// NodeGroupsRule returns the rule for node_groups.
func NodeGroupsRule() BootSetListRule {
	return BootSetListRule{Max: maxNodeGroups, check: checkListedName, key: asWritten}
}

// Key returns what no two items of the list may have in common. Two items of one key are the same to BOS.
func (r BootSetListRule) Key(item string) string { return r.key(item) }

func asWritten(item string) string { return item }

// BootSetListFindingKind is what is wrong with an item of a list of a boot set.
type BootSetListFindingKind int

// The kinds of BootSetListFinding.
const (
	ListedEmpty      BootSetListFindingKind = iota + 1
	ListedWhite                             // nothing but white space
	ListedSpace                             // white space at an edge
	ListedLength                            // more than MaxListItem characters
	ListedSeparator                         // several names in one
	ListedNID                               // a doubt: whether BOS refuses it depends on its option reject_nids
	ListedSlot                              // the xname of a slot, not of a node
	ListedController                        // the xname of a controller, not of a node
	ListedNoXname
	ListedTwice
)

// BootSetListFinding is what is wrong with an item of node_list, node_roles_groups or node_groups.
type BootSetListFinding struct {
	Kind     BootSetListFindingKind
	Item     string // as written
	Position int    // from 1
	Length   int    // of ListedLength, in characters
	Meant    string // of ListedSpace: the item to write; of ListedSlot and ListedController: one of their nodes
	First    int    // of ListedTwice: the number of the first such item, from 1
}

// Findings returns what is wrong with the items, which come with their indices, from 0. Items that are not known yet
// may be left out. A list may have thousands of items.
func (r BootSetListRule) Findings(items iter.Seq2[int, string]) []BootSetListFinding {
	var findings []BootSetListFinding
	seen := map[string]int{}
	for i, item := range items {
		finding := r.finding(item)
		if finding.Kind == 0 {
			key := r.key(item)
			first, again := seen[key]
			if !again {
				seen[key] = i
				continue
			}
			finding = BootSetListFinding{Kind: ListedTwice, First: first + 1}
		}
		finding.Item, finding.Position = item, i+1
		findings = append(findings, finding)
	}
	return findings
}

func (r BootSetListRule) finding(item string) BootSetListFinding {
	trimmed, length := strings.TrimSpace(item), utf8.RuneCountInString(item)
	switch {
	case item == "":
		return BootSetListFinding{Kind: ListedEmpty}
	case trimmed == "":
		return BootSetListFinding{Kind: ListedWhite}
	case trimmed != item:
		return BootSetListFinding{Kind: ListedSpace, Meant: trimmed}
	case length > MaxListItem:
		return BootSetListFinding{Kind: ListedLength, Length: length}
	}
	finding := BootSetListFinding{Kind: r.check(item)}
	switch finding.Kind {
	case ListedSlot:
		finding.Meant = NormalNode(item) + "b0n0"
	case ListedController:
		finding.Meant = NormalNode(item) + "n0"
	default:
	}
	return finding
}

// listSeparators are no part of any name, but may stand between two.
const listSeparators = ", \t\r\n;|"

// checkListedName accepts the name of a group or role. BOS silently ignores those that the hardware state manager does
// not have.
func checkListedName(name string) BootSetListFindingKind {
	if strings.ContainsAny(name, listSeparators) {
		return ListedSeparator
	}
	return 0
}

// checkListedNode accepts the xname of a node in any form.
func checkListedNode(node string) BootSetListFindingKind {
	normal := NormalNode(node)
	x, isXname := ParseXname(normal)
	switch {
	case IsNode(normal):
		return 0
	case IsNID(node): // reject_nids_template_put.json, template_validate_bs_nid.json
		return ListedNID
	case strings.ContainsAny(node, listSeparators):
		return ListedSeparator
	case isXname && x.isLower() && x.Level() == XnameSlot:
		return ListedSlot
	case isXname && x.isLower() && x.Level() == XnameController:
		return ListedController
	default:
		return ListedNoXname
	}
}
