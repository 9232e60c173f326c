// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"regexp"
	"strings"
)

// XnameLevel is the kind of hardware that an xname names.
type XnameLevel int

// The levels that ParseXname knows. Cabinets and chassis are not among them: groups are named like them.
const (
	XnameSlot       XnameLevel = iota // x3000c0s1
	XnameController                   // x3000c0s1b0
	XnameNode                         // x3000c0s1b0n0
)

// Xname is an xname as it is written. Two xnames are equal (==) if they are written alike.
type Xname struct {
	text    string
	numbers [5]string // digits as written: cabinet, chassis, slot, controller and node; "" below the level
}

// nodeWithin is the pattern by which BOS normalizes the items of a node_list. It is not anchored.
var nodeWithin = regexp.MustCompile(`x[0-9]+c[0-9]+s[0-9]+b[0-9]+n[0-9]+`)

// ParseXname parses the xname of a slot, a node controller or a node. It accepts upper case and leading zeros, with
// which BOS finds no node (session_complete_limit_uppercase_xname.json,
// session_complete_limit_leading_zero_xname.json).
func ParseXname(text string) (x Xname, ok bool) {
	x.text = text
	rest := text
	for level, letter := range []byte("xcsbn") {
		if rest == "" && level >= len("xcs") { // a slot or a controller
			return x, true
		}
		if rest == "" || rest[0]|0x20 != letter { // |0x20: in upper case, too
			return Xname{}, false
		}
		digits := 1
		for digits < len(rest) && '0' <= rest[digits] && rest[digits] <= '9' {
			digits++
		}
		if digits == 1 {
			return Xname{}, false
		}
		x.numbers[level], rest = rest[1:digits], rest[digits:]
	}
	if rest != "" {
		return Xname{}, false
	}
	return x, true
}

// Level returns the kind of hardware that the xname names.
func (x Xname) Level() XnameLevel {
	switch {
	case x.numbers[4] != "":
		return XnameNode
	case x.numbers[3] != "":
		return XnameController
	default:
		return XnameSlot
	}
}

// String returns the xname as it is written.
func (x Xname) String() string { return x.text }

// Normal returns the normal form of the xname, the only one that BOS knows: lower case, no leading zeros.
func (x Xname) Normal() Xname {
	for i, number := range x.numbers {
		if number != "" {
			x.numbers[i] = strings.TrimLeft(number[:len(number)-1], "0") + number[len(number)-1:]
		}
	}
	var text strings.Builder
	for i, number := range x.numbers {
		if number != "" {
			text.WriteByte("xcsbn"[i])
			text.WriteString(number)
		}
	}
	x.text = text.String()
	return x
}

// isNormal reports whether the xname is in its normal form. Limits have tens of thousands of xnames, of which most are.
func (x Xname) isNormal() bool {
	for _, number := range x.numbers {
		if len(number) > 1 && number[0] == '0' {
			return false
		}
	}
	return x.isLower()
}

// isLower reports whether the xname is in lower case.
func (x Xname) isLower() bool { return !strings.ContainsAny(x.text, "XCSBN") }

// Exists reports whether there is such a place: a cabinet's number has at most four digits, a chassis's is 0 to 7.
func (x Xname) Exists() bool {
	cabinet, chassis := x.numbers[0], x.numbers[1]
	return len(cabinet) <= 4 && len(chassis) == 1 && chassis <= "7"
}

// IsNode reports whether name is the xname of a node in its normal form.
func IsNode(name string) bool {
	x, ok := ParseXname(name)
	return ok && x.Level() == XnameNode && x.isNormal() && x.Exists()
}

// MeantNode returns the normal form of the xname of a node that is written in another form. ok is false for every other
// text, an xname in its normal form included.
func MeantNode(name string) (normal string, ok bool) {
	x, ok := ParseXname(name)
	if !ok || x.Level() != XnameNode || x.isNormal() || !x.Normal().Exists() {
		return "", false
	}
	return x.Normal().String(), true
}

// NormalNode returns the name of a node as BOS stores it in a node_list: in lower case, with an xname in it in its
// normal form.
func NormalNode(name string) string {
	return nodeWithin.ReplaceAllStringFunc(strings.ToLower(name), func(text string) string {
		x, _ := ParseXname(text)
		return x.Normal().String()
	})
}

// IsNID reports whether BOS takes the name of a node for a node ID (NID), by which it finds no node. BOS refuses a
// template with one if its option reject_nids is set; otherwise it warns (template_validate_bs_nid.json).
func IsNID(node string) bool { return strings.HasPrefix(strings.ToLower(node), "nid") }
