// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"strings"
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
