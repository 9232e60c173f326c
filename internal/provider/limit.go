// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxLimitLength is the greatest length of a limit in characters (session_create_limit_too_long.json).
const maxLimitLength = 524288

type limitSeverity int

const (
	limitError limitSeverity = iota
	limitWarning
)

// limitKind is the sort of a finding: findings of one kind are told together.
type limitKind string

const (
	limitEmpty      limitKind = "empty limit"
	limitTooLong    limitKind = "too long"
	limitEmptyItem  limitKind = "empty item"
	limitBlank      limitKind = "blank"
	limitBareOp     limitKind = "bare operator"
	limitStackedOps limitKind = "stacked operators"
	limitNoNodes    limitKind = "no nodes"
	limitOverridden limitKind = "overridden"
	limitNoEffect   limitKind = "no effect"
	limitNID        limitKind = "NID"
	limitXname      limitKind = "xname"
	limitAllCase    limitKind = "case of all"
	limitPattern    limitKind = "pattern"
	limitSeparator  limitKind = "separator"
)

// limitFinding is one thing that is wrong or doubtful in a limit.
type limitFinding struct {
	Severity limitSeverity
	Kind     limitKind
	Item     string // as written
	Position int    // number of the item, from 1; 0 for the limit as a whole
	Problem  string // what is wrong, the rest of a sentence that begins with the item
	Fix      string // what to write instead, an imperative without a full stop
}

// limitItem is one item of a limit: an operator, which may be missing, and a name.
type limitItem struct {
	op       limitOp
	name     string
	text     string
	position int
}

type limitOp byte

const (
	limitAdd  limitOp = 0   // S ∪ L
	limitKeep limitOp = '&' // S ∩ L
	limitDrop limitOp = '!' // S \ L
)

// checkLimit tells what is wrong with a session limit, in the order of its items, without asking BOS.
// An error is a fault of the grammar or a limit that selects no node whatever its names stand for;
// a warning is an item that in all likelihood does not do what its author meant.
func checkLimit(limit string) []limitFinding {
	if limit == "" {
		return []limitFinding{{
			Severity: limitError, Kind: limitEmpty,
			Problem: "is empty. BOS takes an empty limit as every node of the template",
			Fix:     "write `*` to select every node, or leave `limit` out",
		}}
	}

	if length := utf8.RuneCountInString(limit); length > maxLimitLength {
		return []limitFinding{{
			Severity: limitError, Kind: limitTooLong,
			Problem: fmt.Sprintf("has %d characters, but BOS takes no more than %d", length, maxLimitLength),
			Fix:     "name groups, partitions or roles in place of single nodes",
		}}
	}

	items, findings := parseLimit(limit)
	sound := len(findings) == 0
	for _, item := range items {
		findings = append(findings, checkLimitName(item)...)
	}
	if sound {
		findings = append(findings, checkLimitEffect(items)...)
	}
	return findings
}

// parseLimit splits a limit as BOS does and returns the items that are well formed, and an error for each of the others.
func parseLimit(limit string) ([]limitItem, []limitFinding) {
	texts := strings.Split(limit, ",")
	items := make([]limitItem, 0, len(texts))
	var findings []limitFinding

	for i, text := range texts {
		item := limitItem{text: text, name: text, position: i + 1}
		if strings.HasPrefix(text, "&") || strings.HasPrefix(text, "!") {
			item.op, item.name = limitOp(text[0]), text[1:]
		}

		kind, problem, fix := checkLimitGrammar(item)
		if kind == "" {
			items = append(items, item)
			continue
		}
		findings = append(findings, limitFinding{Severity: limitError, Kind: kind, Item: text, Position: i + 1, Problem: problem, Fix: fix})
	}
	return items, findings
}

// checkLimitGrammar returns an empty kind for an item that is well formed.
func checkLimitGrammar(item limitItem) (kind limitKind, problem, fix string) {
	trimmed := strings.TrimSpace(item.text)
	name := strings.TrimSpace(item.name)
	base := strings.TrimLeft(name, "&! \t\r\n")

	switch {
	case item.text == "":
		// session_complete_limit_trailing_comma.json, session_complete_limit_empty_element.json
		return limitEmptyItem, "is empty: a comma too many. BOS ends such a session with `IndexError: string index out of range`", "remove the comma"

	case trimmed == "":
		return limitBlank, "holds nothing but blanks, which BOS takes for a name that no node has", "leave it out"

	case trimmed != item.text:
		// session_complete_limit_spaces.json
		return limitBlank, "has a blank at its edge. BOS does not trim it: it becomes a part of the name, which then matches no node, silently", "write " + quoteText(withoutBlanks(trimmed))

	case item.name == "":
		// session_complete_limit_bare_amp.json
		return limitBareOp, "is an operator without a name", "write a node, group, partition or role right behind it, or leave it out"

	case name != item.name:
		return limitBlank, "has a blank between the operator and the name. BOS does not trim it: it becomes a part of the name, which then matches no node, silently", "write " + quoteText(string(item.op)+base)

	case item.name[0] == '&' || item.name[0] == '!':
		problem = "has more than one operator. BOS reads one and takes the rest for the name " + quoteText(item.name) + ", which no node has"
		if base == "" {
			return limitStackedOps, problem, "leave it out"
		}
		return limitStackedOps, problem, fmt.Sprintf("write %s to take those nodes away, or %s to keep no others", quoteText("!"+base), quoteText("&"+base))
	}
	return "", "", ""
}

// withoutBlanks removes the blanks between an operator and its name.
func withoutBlanks(item string) string {
	if item[0] == '&' || item[0] == '!' {
		return item[:1] + strings.TrimSpace(item[1:])
	}
	return item
}
