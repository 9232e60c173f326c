// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	lowerLetters = "abcdefghijklmnopqrstuvwxyz"
	upperLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits       = "0123456789"
)

// NameRule is the form of a name. All names of BOS are ASCII.
type NameRule struct {
	inner    string // characters that the name may hold
	edge     string // characters that the name may begin and end with
	last     string // characters that the name may end with, if not edge
	Min, Max int    // length in characters
}

// ObjectName returns the rule for the names of sessions, session templates and boot sets: the pattern of BOS ≥ 2.27,
// ^[a-zA-Z0-9](?:[-._a-zA-Z0-9]{0,125}[a-zA-Z0-9])?$. Empty, "." and ".." do not match it.
func ObjectName() NameRule {
	const alphanumeric = lowerLetters + upperLetters + digits
	return NameRule{inner: alphanumeric + "-._", edge: alphanumeric, Min: 1, Max: maxNameLength}
}

// SessionNamePrefix returns the rule for what begins a generated name of a session: followed by a UUID, it is an
// [ObjectName].
func SessionNamePrefix() NameRule {
	rule := ObjectName()
	rule.last, rule.Max = rule.inner, rule.Max-uuidLength
	return rule
}

// uuidLength is the length of a UUID in text (RFC 9562, section 4).
const uuidLength = 36

// TenantName returns the rule for the names of tenants: ^[a-z0-9][a-z0-9\-\.]{1,251}[a-z0-9]$, but with at most
// MaxTenantLength characters.
func TenantName() NameRule {
	const alphanumeric = lowerLetters + digits
	return NameRule{inner: alphanumeric + "-.", edge: alphanumeric, Min: 3, Max: gateway.MaxTenantLength}
}

// NameFindingKind is what is wrong with a name.
type NameFindingKind int

// The kinds of NameFinding.
const (
	NameEmpty     NameFindingKind = iota + 1
	NameSpace                     // white space at an edge of a name that is good without it
	NameCharacter                 // a character that no name may hold
	NameBegin                     // a character that no name may begin with
	NameEnd                       // a character that no name may end with
	NameLength
)

// NameFinding is the reason why BOS would not accept a name.
type NameFinding struct {
	Kind      NameFindingKind
	Character string // of NameCharacter, NameBegin and NameEnd
	Position  int    // of NameCharacter: the number of the character, from 1
	Length    int    // of NameLength, in characters
	Meant     string // of NameSpace: the name without the white space
}

// Finding returns the first reason why BOS would not accept the name; found is false if it would.
func (r NameRule) Finding(name string) (finding NameFinding, found bool) {
	if name == "" {
		return NameFinding{Kind: NameEmpty}, true
	}
	if trimmed := strings.TrimSpace(name); trimmed != name && r.accepts(trimmed) {
		return NameFinding{Kind: NameSpace, Meant: trimmed}, true
	}
	for i, character := range []rune(name) {
		if !strings.ContainsRune(r.inner, character) {
			return NameFinding{Kind: NameCharacter, Character: string(character), Position: i + 1}, true
		}
	}
	if first := name[:1]; !strings.Contains(r.edge, first) {
		return NameFinding{Kind: NameBegin, Character: first}, true
	}
	if last := name[len(name)-1:]; !strings.Contains(cmp.Or(r.last, r.edge), last) {
		return NameFinding{Kind: NameEnd, Character: last}, true
	}
	if length := utf8.RuneCountInString(name); length < r.Min || length > r.Max {
		return NameFinding{Kind: NameLength, Length: length}, true
	}
	return NameFinding{}, false
}

func (r NameRule) accepts(name string) bool {
	_, found := r.Finding(name)
	return !found
}

// checkName returns a *gateway.InputError if BOS would not accept the name of a session, a session template or a boot
// set.
func checkName(field, name string) error {
	rule := ObjectName()
	if rule.accepts(name) {
		return nil
	}
	return &gateway.InputError{Field: field, Reason: fmt.Sprintf(
		"%q is not a name in BOS: %d to %d letters, digits, hyphens, dots and underscores, "+
			"with a letter or digit at both ends", gateway.Shorten(name, 160), rule.Min, rule.Max)}
}
