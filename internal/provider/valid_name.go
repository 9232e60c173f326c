// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// nameRule is a rule of BOS for names, in words.
type nameRule struct {
	bos.NameRule
	holds string // the characters that a name may hold
	edges string // the characters that it may begin and end with
	empty string // what to do instead of writing an empty name
}

// objectName is the rule for the names of sessions, session templates and boot sets.
func objectName(empty string) nameRule {
	return nameRule{
		NameRule: bos.ObjectName(), empty: empty,
		holds: "letters, digits, `-`, `.` and `_`", edges: "a letter or a digit",
	}
}

func validSessionName() validator.String {
	return objectName("leave it out to have a name generated").validator("session name")
}

func validNamePrefix() validator.String {
	rule := objectName("write what the names begin with, or leave it out for `" + generatedPrefix + "`")
	rule.NameRule = bos.SessionNamePrefix()
	return textRule{
		summary: "Invalid session name prefix",
		description: fmt.Sprintf("value must have %d to %d characters, only letters, digits, -, . and _, and begin with %s",
			rule.Min, rule.Max, rule.edges),
		fault: rule.fault,
	}
}

// validSessionFilter accepts the name of a session; empty says what to do instead of writing an empty one.
func validSessionFilter(empty string) validator.String {
	return objectName(empty).validator("session name")
}

// validRolloutName accepts what is followed by the number of a wave in the name of a session.
func validRolloutName() validator.String {
	rule := objectName("write a name for the rollout")
	rule.NameRule = bos.RolloutName()
	return rule.validator("rollout name")
}

func validTemplateName() validator.String {
	return objectName("write the name of a session template").validator("session template name")
}

func validTenant() validator.String {
	return nameRule{
		NameRule: bos.TenantName(), empty: "leave it out for no tenant",
		holds: "lower-case letters, digits, `-` and `.`", edges: "a lower-case letter or a digit",
	}.validator("tenant")
}

func (r nameRule) validator(thing string) validator.String {
	return textRule{
		summary: "Invalid " + thing,
		description: fmt.Sprintf("value must have %d to %d characters, only %s, and begin and end with %s",
			r.Min, r.Max, strings.ReplaceAll(r.holds, "`", ""), r.edges),
		fault: r.fault,
	}
}

func (r nameRule) fault(name string) string {
	finding, found := r.Finding(name)
	if !found {
		return ""
	}
	quoted := quoteText(name)
	switch finding.Kind {
	case bos.NameEmpty:
		return fmt.Sprintf("The value is empty: %s.", r.empty)
	case bos.NameSpace:
		return spaceAtEdge(name, finding.Meant)
	case bos.NameCharacter:
		return fmt.Sprintf("%s contains %s as character %d: write only %s.",
			quoted, quoteText(finding.Character), finding.Position, r.holds)
	case bos.NameBegin:
		return fmt.Sprintf("%s begins with %s: let it begin with %s.", quoted, quoteText(finding.Character), r.edges)
	case bos.NameEnd:
		return fmt.Sprintf("%s ends with %s: let it end with %s.", quoted, quoteText(finding.Character), r.edges)
	default: // bos.NameLength
		return fmt.Sprintf("%s has a length of %d: write %d to %d characters.", quoted, finding.Length, r.Min, r.Max)
	}
}

// spaceAtEdge words white space at an edge of a text.
func spaceAtEdge(text, meant string) string {
	return fmt.Sprintf("%s begins or ends with a space or a line break: write %s, or wrap the expression in `trimspace()`.",
		quoteText(text), quoteText(meant))
}
