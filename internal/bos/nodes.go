// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"strings"
	"unicode/utf8"
)

// NodesFindingKind is what is wrong with an item of a list of nodes.
type NodesFindingKind int

// The kinds of NodesFinding.
const (
	NodesItemEmpty NodesFindingKind = iota + 1
	NodesItemWhite                  // nothing but white space
	NodesItemSpace                  // white space at an edge
	NodesOfLimit                    // an operator or a word of the limit language
	NodesNID
	NodesSeparator // several names, separated by something else than a comma
	NodesXnameForm // an xname of a node that is not in its normal form
	NodesNoXname
)

// NodesFinding is what is wrong with an item of a text that lists nodes, separated by commas.
type NodesFinding struct {
	Kind     NodesFindingKind
	Item     string // as written
	Position int    // from 1
	Meant    string // of NodesItemSpace and NodesXnameForm: the item to write
}

// CheckNodes returns what is wrong with a list of nodes that are separated by commas, in the order of the items. BOS
// knows nodes by their xnames alone, and silently leaves out the nodes that it does not have.
func CheckNodes(list string) []NodesFinding {
	var findings []NodesFinding
	position := 0
	for item := range strings.SplitSeq(list, ",") {
		position++
		if finding := checkNode(item); finding.Kind != 0 {
			finding.Item, finding.Position = item, position
			findings = append(findings, finding)
		}
	}
	return findings
}

func checkNode(item string) NodesFinding {
	trimmed := strings.TrimSpace(item)
	switch {
	case IsNode(item):
		return NodesFinding{}
	case item == "":
		return NodesFinding{Kind: NodesItemEmpty}
	case trimmed == "":
		return NodesFinding{Kind: NodesItemWhite}
	case trimmed != item:
		return NodesFinding{Kind: NodesItemSpace, Meant: trimmed}
	case item[0] == '&' || item[0] == '!' || item == "*" || item == "all":
		return NodesFinding{Kind: NodesOfLimit}
	case strings.HasPrefix(item, "nid"):
		return NodesFinding{Kind: NodesNID}
	case strings.ContainsAny(item, " \t\r\n;|"):
		return NodesFinding{Kind: NodesSeparator}
	}
	if normal, ok := MeantNode(item); ok {
		return NodesFinding{Kind: NodesXnameForm, Meant: normal}
	}
	return NodesFinding{Kind: NodesNoXname}
}

// ComponentIDFindingKind is what is wrong with the ID of a component.
type ComponentIDFindingKind int

// The kinds of ComponentIDFinding.
const (
	ComponentIDEmpty ComponentIDFindingKind = iota + 1
	ComponentIDSpace                        // white space at an edge
	ComponentIDComma
	ComponentIDForm
	ComponentIDLength
)

// ComponentIDFinding is the reason why no component can have an ID.
type ComponentIDFinding struct {
	Kind   ComponentIDFindingKind
	Meant  string // of ComponentIDSpace: the ID without the white space
	Length int    // of ComponentIDLength, in characters
}

// CheckComponentID returns the reason why no component can have the ID. found is false for every other ID: BOS itself
// reports those that it does not have.
func CheckComponentID(id string) (finding ComponentIDFinding, found bool) {
	trimmed, length := strings.TrimSpace(id), utf8.RuneCountInString(id)
	switch {
	case trimmed == "":
		return ComponentIDFinding{Kind: ComponentIDEmpty}, true
	case trimmed != id:
		return ComponentIDFinding{Kind: ComponentIDSpace, Meant: trimmed}, true
	case strings.Contains(id, ","):
		return ComponentIDFinding{Kind: ComponentIDComma}, true
	case strings.ContainsAny(id, " \t\r\n/") || id == "." || id == "..":
		return ComponentIDFinding{Kind: ComponentIDForm}, true
	case length > MaxComponentIDs:
		return ComponentIDFinding{Kind: ComponentIDLength, Length: length}, true
	}
	return ComponentIDFinding{}, false
}
