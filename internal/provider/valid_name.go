// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// nameRule is the form of a name. All names of BOS are ASCII.
type nameRule struct {
	inner    string // characters that it may hold
	edge     string // characters that it may begin and end with
	min, max int    // length in characters
	holds    string // inner and edge in words
	edges    string
	empty    string // what to write instead of an empty name
}

const (
	lowerLetters = "abcdefghijklmnopqrstuvwxyz"
	upperLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits       = "0123456789"
)

// bosName is ^[a-zA-Z0-9](?:[-._a-zA-Z0-9]{0,125}[a-zA-Z0-9])?$, the pattern of BOS ≥ 2.27 for sessions and templates.
var bosName = nameRule{
	inner: lowerLetters + upperLetters + digits + "-._", edge: lowerLetters + upperLetters + digits,
	min: 1, max: 127,
	holds: "letters, digits, `-`, `.` and `_`", edges: "a letter or a digit",
}

// tenantName is ^[a-z0-9][a-z0-9\-\.]{1,251}[a-z0-9]$, but no longer than BOS takes (tenant_session_get_long_header.json).
var tenantName = nameRule{
	inner: lowerLetters + digits + "-.", edge: lowerLetters + digits,
	min: 3, max: 127,
	holds: "lower-case letters, digits, `-` and `.`", edges: "a lower-case letter or a digit",
	empty: "leave it out for no tenant",
}

func validSessionName() validator.String {
	rule := bosName
	rule.empty = "leave it out to have a name made up"
	return rule.validator("session name")
}

func validTemplateName() validator.String {
	rule := bosName
	rule.empty = "write the name of a session template"
	return rule.validator("session template name")
}

func validTenant() validator.String { return tenantName.validator("tenant") }

func (r nameRule) validator(thing string) validator.String {
	return textRule{
		summary: "Invalid " + thing,
		description: fmt.Sprintf("value must have %d to %d characters, only %s, and begin and end with %s",
			r.min, r.max, strings.ReplaceAll(r.holds, "`", ""), r.edges),
		fault: r.fault,
	}
}

func (r nameRule) fault(name string) string {
	if name == "" {
		return fmt.Sprintf("The value is empty: %s.", r.empty)
	}

	quoted := quoteText(name)
	if trimmed := strings.TrimSpace(name); trimmed != name && r.fault(trimmed) == "" {
		return fmt.Sprintf("%s has a blank or a line break at its edge: write %s, or wrap the expression in `trimspace()`.", quoted, quoteText(trimmed))
	}
	for i, character := range []rune(name) {
		if !strings.ContainsRune(r.inner, character) {
			return fmt.Sprintf("%s holds %s as character %d: write only %s.", quoted, quoteText(string(character)), i+1, r.holds)
		}
	}
	if !strings.Contains(r.edge, name[:1]) {
		return fmt.Sprintf("%s begins with %s: let it begin with %s.", quoted, quoteText(name[:1]), r.edges)
	}
	if last := name[len(name)-1:]; !strings.Contains(r.edge, last) {
		return fmt.Sprintf("%s ends with %s: let it end with %s.", quoted, quoteText(last), r.edges)
	}
	if length := utf8.RuneCountInString(name); length < r.min || length > r.max {
		return fmt.Sprintf("%s has a length of %d: write %d to %d characters.", quoted, length, r.min, r.max)
	}
	return ""
}
