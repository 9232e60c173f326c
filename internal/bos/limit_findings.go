// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"strings"
	"unicode/utf8"
)

// LimitFindingKind is what is wrong or doubtful in a limit.
type LimitFindingKind string

// The kinds of LimitFinding. Those up to LimitNothingAdded are errors: faults of the grammar, and limits that select no
// node whatever their names stand for. The others are doubts: the item probably does not do what its author meant.
const (
	LimitEmpty            LimitFindingKind = "empty limit"
	LimitTooLong          LimitFindingKind = "limit too long"
	LimitItemEmpty        LimitFindingKind = "empty item" // BOS fails: IndexError: string index out of range
	LimitItemWhite        LimitFindingKind = "item of white space"
	LimitItemSpace        LimitFindingKind = "space at an edge"
	LimitOperatorSpace    LimitFindingKind = "space after the operator"
	LimitOperatorBare     LimitFindingKind = "bare operator"
	LimitOperatorsStacked LimitFindingKind = "stacked operators"
	LimitNoNodes          LimitFindingKind = "no nodes left"
	LimitNothingAdded     LimitFindingKind = "no nodes added"

	LimitOverridden      LimitFindingKind = "items before overridden"
	LimitAddsNothing     LimitFindingKind = "adds nothing"
	LimitKeepsEverything LimitFindingKind = "keeps everything"
	LimitDropsNothing    LimitFindingKind = "drops nothing"
	LimitNID             LimitFindingKind = "NID"
	LimitXnameForm       LimitFindingKind = "xname not in normal form"
	LimitXnameImpossible LimitFindingKind = "xname of no node"
	LimitSlot            LimitFindingKind = "xname of a slot"
	LimitController      LimitFindingKind = "xname of a controller"
	LimitAllCase         LimitFindingKind = "case of all"
	LimitPattern         LimitFindingKind = "pattern"
	LimitSeparator       LimitFindingKind = "separator"
)

// LimitFinding is one thing that is wrong or doubtful in a limit.
type LimitFinding struct {
	Kind     LimitFindingKind
	Item     string // as written
	Position int    // the number of the item, from 1; 0 for the limit as a whole
	Name     string // the item without its operator
	Length   int    // of LimitTooLong, in characters

	// Meant is what the author may have meant, "" if it is not known: an item; of LimitOperatorsStacked the name
	// without operators; of LimitSlot and LimitController one of their nodes; of LimitNothingAdded a whole limit.
	Meant string
}

// IsDoubt reports whether BOS accepts the limit all the same, and may do what its author meant.
func (f LimitFinding) IsDoubt() bool {
	switch f.Kind {
	case LimitOverridden, LimitAddsNothing, LimitKeepsEverything, LimitDropsNothing, LimitNID, LimitXnameForm,
		LimitXnameImpossible, LimitSlot, LimitController, LimitAllCase, LimitPattern, LimitSeparator:
		return true
	default:
		return false
	}
}

// Findings returns what is wrong or doubtful in the limit, in the order of its items: first of the grammar, then of the
// names, then of what it selects. It does not ask BOS.
func (l Limit) Findings() []LimitFinding {
	if l.text == "" {
		return []LimitFinding{{Kind: LimitEmpty}}
	}
	if length := utf8.RuneCountInString(l.text); length > MaxLimitLength {
		return []LimitFinding{{Kind: LimitTooLong, Length: length}}
	}

	var grammar, names []LimitFinding
	for _, item := range l.items {
		if finding, malformed := item.malformed(); malformed {
			grammar = append(grammar, finding)
		} else if finding, doubtful := item.doubtful(); doubtful {
			names = append(names, finding)
		}
	}
	findings := append(grammar, names...)
	if len(grammar) == 0 {
		findings = append(findings, l.effect()...)
	}
	return findings
}

func (i limitItem) finding(kind LimitFindingKind, meant string) LimitFinding {
	return LimitFinding{Kind: kind, Item: i.text, Position: i.position, Name: i.name, Meant: meant}
}

// malformed returns the fault of an item that is not well formed.
func (i limitItem) malformed() (finding LimitFinding, found bool) {
	trimmed, name := strings.TrimSpace(i.text), strings.TrimSpace(i.name)
	switch {
	case i.text == "": // session_complete_limit_trailing_comma.json, session_complete_limit_empty_element.json
		return i.finding(LimitItemEmpty, ""), true
	case trimmed == "":
		return i.finding(LimitItemWhite, ""), true
	case trimmed != i.text: // session_complete_limit_spaces.json
		return i.finding(LimitItemSpace, withoutSpace(trimmed)), true
	case i.name == "": // session_complete_limit_bare_amp.json
		return i.finding(LimitOperatorBare, ""), true
	case name != i.name:
		return i.finding(LimitOperatorSpace, i.with(i.base())), true
	case i.name[0] == '&' || i.name[0] == '!':
		return i.finding(LimitOperatorsStacked, i.base()), true
	}
	return LimitFinding{}, false
}

// base returns the name without further operators.
func (i limitItem) base() string { return strings.TrimLeft(strings.TrimSpace(i.name), "&! \t\r\n") }

// withoutSpace removes the white space between an operator and its name.
func withoutSpace(item string) string {
	if item[0] == '&' || item[0] == '!' {
		return item[:1] + strings.TrimSpace(item[1:])
	}
	return item
}

// doubtful returns the doubt about the name of a well-formed item. Nothing here is an error: a group, partition or role
// may have any name that the inventory allows, and BOS ignores unknown names silently.
func (i limitItem) doubtful() (finding LimitFinding, found bool) {
	switch name := i.name; {
	case strings.HasPrefix(name, "nid"): // reject_nids_limit_and.json, session_complete_limit_nid_allowed.json
		return i.finding(LimitNID, ""), true
	case strings.EqualFold(name, "all") && name != "all":
		return i.finding(LimitAllCase, i.with("all")), true
	case strings.ContainsAny(name, "*?[]{}") && name != "*":
		return i.finding(LimitPattern, ""), true
	case strings.ContainsAny(name, " \t\r\n;|&!"):
		return i.finding(LimitSeparator, ""), true
	}
	return i.doubtfulXname()
}

// doubtfulXname returns the doubt about a name that is an xname. BOS finds nodes only by xnames of nodes in their
// normal form, and does not look for the nodes of a slot or a controller.
func (i limitItem) doubtfulXname() (finding LimitFinding, found bool) {
	x, ok := ParseXname(i.name)
	switch {
	case !ok || IsNode(i.name):
		return LimitFinding{}, false
	case x.Level() == XnameNode && !x.Normal().Exists():
		return i.finding(LimitXnameImpossible, ""), true
	case x.Level() == XnameNode:
		return i.finding(LimitXnameForm, i.with(x.Normal().String())), true
	case !x.isLower():
		return LimitFinding{}, false
	case x.Level() == XnameSlot:
		return i.finding(LimitSlot, i.name+"b0n0"), true
	default:
		return i.finding(LimitController, i.name+"n0"), true
	}
}
