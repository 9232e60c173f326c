// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"errors"
	"maps"
	"strings"
)

// nodeSet is a set of xnames.
type nodeSet map[string]struct{}

func setOf(names ...string) nodeSet {
	set := make(nodeSet, len(names))
	for _, name := range names {
		set[name] = struct{}{}
	}

	return set
}

func (n nodeSet) has(name string) bool {
	_, found := n[name]

	return found
}

// keep removes the nodes for which f returns false.
func (n nodeSet) keep(f func(string) bool) {
	maps.DeleteFunc(n, func(name string, _ struct{}) bool { return !f(name) })
}

// errEmptyItem is Python's error when BOS reads the first character of an empty
// item of a limit (session_complete_limit_trailing_comma.json).
var errEmptyItem = errors.New("string index out of range")

// applyLimit narrows the candidates to a session's limit. The items are evaluated
// from left to right, each added, "&" intersected or "!" removed; the result is
// intersected with the candidates. label returns the members of a group,
// partition or role; what it does not know is an xname, or nothing.
func applyLimit(candidates nodeSet, limit string, label func(string) (nodeSet, bool)) error {
	selected := nodeSet{}
	for _, item := range strings.Split(limit, ",") {
		if item == "" {
			return errEmptyItem
		}
		operator := item[0]
		if operator == '&' || operator == '!' {
			item = item[1:]
		}
		members, known := label(item)
		switch {
		case item == "all" || item == "*":
			members = candidates
		case !known:
			members = setOf(item)
		}
		switch operator {
		case '&':
			selected.keep(members.has)
		case '!':
			for name := range members {
				delete(selected, name)
			}
		default:
			maps.Copy(selected, members)
		}
	}
	candidates.keep(selected.has)

	return nil
}
