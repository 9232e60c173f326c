// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Place is where hardware is by its xname: its numbers from the cabinet on. Unlike Xname it knows cabinets, chassis and
// virtual nodes. Places with the same numbers are equal (==).
type Place struct {
	numbers [6]int
	depth   int // how many of numbers count
}

// placeLetters are those of the parts of an xname: cabinet, chassis, slot, controller, node and virtual node.
const placeLetters = "xcsbnv"

// The depths of xnames: how many parts they have.
const (
	cabinetDepth = 1
	chassisDepth = 2
	nodeDepth    = 5
	virtualDepth = 6
)

// placeMaxima are the greatest numbers of the parts: see Xname.Exists. No system comes near the last four.
var placeMaxima = [len(placeLetters)]int{9999, 7, 999999, 999999, 999999, 999999}

// ParsePlace parses an xname from that of a cabinet (x3000) to that of a virtual node (x3000c0s1b0n0v1), in upper or
// lower case, with or without leading zeros.
func ParsePlace(text string) (Place, *XnameFault) { return parsePlace(text, virtualDepth) }

func parsePlace(text string, deepest int) (Place, *XnameFault) {
	pattern, fault := parseXnamePattern(text, deepest)
	if fault != nil {
		return Place{}, fault
	}
	place := Place{depth: len(pattern)}
	for i, ranges := range pattern {
		if ranges.bracket > 0 {
			return Place{}, &XnameFault{Kind: XnameBracket, Position: ranges.bracket}
		}
		place.numbers[i] = ranges.of[0].first
	}
	return place, nil
}

// String returns the xname in its normal form: in lower case, without leading zeros.
func (p Place) String() string {
	text := make([]byte, 0, len("x3000c0s10b0n0v10"))
	for i, number := range p.numbers[:p.depth] {
		text = strconv.AppendInt(append(text, placeLetters[i]), int64(number), 10)
	}
	return string(text)
}

// Numbers returns the numbers of the cabinet, chassis, slot, controller, node and virtual node, as many as the xname has.
func (p Place) Numbers() []int { return p.numbers[:p.depth] }

// Type returns the hardware state manager's word for the kind of hardware.
func (p Place) Type() string {
	return [...]string{"", "Cabinet", "Chassis", "ComputeModule", "NodeBMC", "Node", "VirtualNode"}[p.depth]
}

// Holds reports whether other is the place itself or lies below it.
func (p Place) Holds(other Place) bool {
	if other.depth < p.depth {
		return false
	}
	return p == other.above(p.depth)
}

// above returns the place of that depth that holds the place.
func (p Place) above(depth int) Place {
	p.depth = depth
	clear(p.numbers[depth:])
	return p
}

// NodesIn returns those of nodes that lie below a place, or are that node, in their normal form and their order,
// each once. A name that is not the xname of a node is a fault, whose number is returned, from 1.
func NodesIn(place Place, nodes []string) (in []string, position int, fault *XnameFault) {
	in = []string{}
	seen := map[Place]bool{}
	for i, name := range nodes {
		node, fault := parsePlace(name, nodeDepth)
		switch {
		case fault != nil:
			return nil, i + 1, fault
		case node.depth < nodeDepth:
			fault := &XnameFault{Kind: XnameNoNode, Position: utf8.RuneCountInString(name) + 1, Found: node.Type()}
			return nil, i + 1, fault
		case place.Holds(node) && !seen[node]:
			seen[node] = true
			in = append(in, node.String())
		}
	}
	return in, 0, nil
}

// XnameFaultKind is what is wrong with a text that should be an xname or several.
type XnameFaultKind int

// The kinds of XnameFault.
const (
	XnameEmpty         XnameFaultKind = iota + 1 // no xname where one is expected
	XnameLetter                                  // something else than the letter of the next part
	XnameDigit                                   // something else than a number
	XnameGreat                                   // a number that is greater than any
	XnameBracket                                 // a bracket in a single xname
	XnameBracketBeside                           // a bracket beside digits, or beside another one
	XnameBracketEmpty                            // nothing between brackets or commas in them
	XnameBracketOpen                             // no ] for a [
	XnameReversed                                // a range that begins above its end
	XnameTooMany                                 // more than MaxExpandedXnames
	XnameNoNode                                  // an xname of something above a node
)

// XnameFault is the first thing that is wrong in a text that should be an xname or several.
type XnameFault struct {
	Kind     XnameFaultKind
	Position int    // the number of the character, from 1
	Found    string // the character there, "" at the end; of XnameGreat and XnameReversed: what is written; of XnameNoNode: the type
	Wanted   string // of XnameLetter: the letters that may follow; of XnameGreat: the greatest; of XnameReversed: what to write
}

// characterAt returns the character that begins at a byte, "" at the end.
func characterAt(text string, at int) string {
	if at >= len(text) {
		return ""
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	return text[at : at+size]
}

// withoutZeros returns a number without its leading zeros.
func withoutZeros(digits string) string {
	if short := strings.TrimLeft(digits, "0"); short != "" {
		return short
	}
	return "0"
}
