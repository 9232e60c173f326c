// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The details of SMD's errors about a filter.
const (
	badID        = "Argument was not a valid xname ID"
	badMatch     = "a required argument did not match any valid input"
	badInteger   = "a required argument was not an integer"
	badGroup     = "no such group"
	badPartition = "no such partition"
)

// hsmFilters are the conditions of a list of components, by parameter in lower
// case. Each is a list of values of which one must fit; "!" negates one.
type hsmFilters map[string][]string

// hsmField is one filter: how its values are checked, and what they are compared
// with.
type hsmField struct {
	parse func(string) string // returns "" for what is no value
	empty bool                // an empty value is one: components without the field
	wrong string              // the detail of the error
	of    func(*world, *hsmComponent) string
}

func hsmWords(words []string) func(string) string {
	return func(text string) string {
		word, _ := wordOf(words, text)

		return word
	}
}

// hsmFields are the filters that compare one field.
var hsmFields = map[string]hsmField{
	"id":    {xnameOrNone, false, badID, func(_ *world, c *hsmComponent) string { return c.id }},
	"type":  {hsmWords(hsmTypes), true, badWord("Type"), func(_ *world, c *hsmComponent) string { return c.kind }},
	"state": {hsmWords(hsmStates), false, badWord("State"), (*world).hsmState},
	"flag":  {hsmWords(hsmFlags), false, badWord("Flag"), func(_ *world, c *hsmComponent) string { return c.flag }},
	"enabled": {boolWord, false, badMatch, func(_ *world, c *hsmComponent) string {
		return strconv.FormatBool(!c.disabled)
	}},
	"role": {hsmWords(hsmRoles), true, badWord("Role"), func(_ *world, c *hsmComponent) string { return c.role }},
	"subrole": {hsmWords(hsmSubRoles), true, badWord("SubRole"), func(_ *world, c *hsmComponent) string {
		return c.subRole
	}},
	"arch":  {hsmWords(hsmArchs), true, badWord("Arch"), func(_ *world, c *hsmComponent) string { return c.arch }},
	"class": {hsmWords(hsmClasses), true, badWord("Class"), func(_ *world, c *hsmComponent) string { return c.class }},
	"nid": {integerOrNone, true, badInteger, func(_ *world, c *hsmComponent) string {
		return strconv.Itoa(c.nid)
	}},
	"softwarestatus": {func(text string) string { return text }, true, "", func(_ *world, c *hsmComponent) string {
		return c.softwareStatus
	}},
}

func badWord(kind string) string { return "Argument was not a valid HMS " + kind }

func xnameOrNone(text string) string {
	if name := normalizeXname(text); xnameType(name) != "" {
		return name
	}

	return ""
}

// boolWord reads SMD's booleans: true, True, 1 and the like.
func boolWord(text string) string {
	switch strings.ToLower(text) {
	case "true", "1":
		return "true"
	case "false", "0":
		return "false"
	default:
		return ""
	}
}

// integerOrNone reads a NID: digits only (comp_list_nid_neg.json).
func integerOrNone(text string) string {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return ""
	}

	return strconv.Itoa(n)
}

// groupField matches the names of groups and partitions; here, SMD does not lower
// their case (comp_list_group_upper.json).
var groupField = regexp.MustCompile(`^([-a-z0-9:._]+|NULL)$`)

// queryFilters returns the filters in a request's query.
func (c *call) queryFilters() (hsmFilters, bool) {
	values, err := url.ParseQuery(c.request.URL.RawQuery)
	filters := hsmFilters{}
	for name, list := range values {
		name = strings.ToLower(name)
		filters[name] = append(filters[name], list...)
	}

	return filters, err == nil
}

// hsmMatch is a filter that is ready to be applied.
type hsmMatch func(*hsmComponent) bool

// compile checks the filters in SMD's order and returns the condition, or the
// detail of the error. A value that only the database rejects makes failed true.
func (w *world) compile(filters hsmFilters) (match hsmMatch, detail string, failed bool) {
	var matches []hsmMatch
	for _, name := range []string{
		"id", "type", "state", "flag", "enabled", "softwarestatus", "role", "subrole", "arch", "class", "nid",
	} {
		if filters[name] == nil {
			continue
		}
		m, wrong := w.compileField(hsmFields[name], filters[name])
		if wrong {
			return nil, hsmFields[name].wrong, false
		}
		matches = append(matches, m)
	}
	ranges, wrong := compileRange(filters)
	if wrong {
		return nil, badInteger, false
	}
	matches = append(matches, ranges...)
	sets, detail := w.compileSets(filters)
	if detail != "" {
		return nil, detail, false
	}
	matches = append(matches, sets...)
	flags, failed := compileFlags(filters)
	matches = append(matches, flags...)

	return func(c *hsmComponent) bool {
		return !slices.ContainsFunc(matches, func(m hsmMatch) bool { return !m(c) })
	}, "", failed
}

// compileField returns the condition of one field: none of the negated values and,
// if there are others, one of those.
func (w *world) compileField(field hsmField, values []string) (hsmMatch, bool) {
	var wanted, unwanted []string
	for _, text := range values {
		plain := strings.TrimLeft(text, "!")
		value := field.parse(plain)
		if value == "" && (plain != "" || !field.empty) {
			return nil, true
		}
		if strings.HasPrefix(text, "!") {
			unwanted = append(unwanted, value)
		} else {
			wanted = append(wanted, value)
		}
	}

	return func(c *hsmComponent) bool {
		value := field.of(w, c)

		return !slices.Contains(unwanted, value) && (len(wanted) == 0 || slices.Contains(wanted, value))
	}, false
}

// compileRange returns the condition of nid_start and nid_end.
func compileRange(filters hsmFilters) ([]hsmMatch, bool) {
	var matches []hsmMatch
	for name, within := range map[string]func(nid, bound int) bool{
		"nid_start": func(nid, bound int) bool { return nid >= bound },
		"nid_end":   func(nid, bound int) bool { return nid != noNID && nid <= bound },
	} {
		for _, text := range filters[name] {
			bound, err := strconv.Atoi(text)
			if err != nil || bound < 0 {
				return nil, true
			}
			matches = append(matches, func(c *hsmComponent) bool { return within(c.nid, bound) })
		}
	}

	return matches, false
}

// compileFlags returns the conditions of locked and reservation_disabled, which
// SMD leaves to the database.
func compileFlags(filters hsmFilters) (matches []hsmMatch, failed bool) {
	for name, of := range map[string]func(*hsmComponent) bool{
		"locked":               func(c *hsmComponent) bool { return c.locked },
		"reserved":             func(c *hsmComponent) bool { return c.reserved },
		"reservation_disabled": func(c *hsmComponent) bool { return c.reservationDisabled },
	} {
		var wanted []bool
		for _, text := range filters[name] {
			value, known := databaseBool(text)
			if !known {
				return nil, true
			}
			wanted = append(wanted, value)
		}
		if len(wanted) > 0 {
			matches = append(matches, func(c *hsmComponent) bool { return slices.Contains(wanted, of(c)) })
		}
	}

	return matches, false
}

// databaseBool reads a boolean as PostgreSQL does.
func databaseBool(text string) (value, known bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "t", "true", "y", "yes", "on", "1":
		return true, true
	case "f", "false", "n", "no", "off", "0":
		return false, true
	default:
		return false, false
	}
}

// compileSets returns the conditions of group and partition: one of each.
// NULL means in none.
func (w *world) compileSets(filters hsmFilters) (matches []hsmMatch, detail string) {
	for _, set := range []struct {
		name, wrong string
		table       map[string]*hsmGroup
	}{
		{"group", badGroup, w.hsm.groups},
		{"partition", badPartition, w.hsm.partitions},
	} {
		values := filters[set.name]
		if len(values) == 0 {
			continue
		}
		if slices.ContainsFunc(values, func(v string) bool { return !groupField.MatchString(v) }) {
			return nil, set.wrong
		}
		matches = append(matches, inOneOf(set.table, values))
	}
	return matches, wrongMixture(filters["group"], filters["partition"])
}

// wrongMixture returns the detail of the error about groups and partitions that
// cannot be combined, with SMD's spelling.
func wrongMixture(groups, partitions []string) string {
	const none = "NULL"
	noGroup, noPartition := slices.Contains(groups, none), slices.Contains(partitions, none)
	both := len(groups) > 0 && len(partitions) > 0
	switch {
	case both && (len(groups) > 1 || len(partitions) > 1):
		return "group and partition cannot both have more than one value"
	case noGroup && len(groups) > 1:
		return "NULL and non-NULL group arguments not permitted"
	case noPartition && len(partitions) > 1:
		return "NULL and non-NULL partrition arguments not permitted"
	case both && noGroup && !noPartition:
		return "NULL group and non-NULL partition arg not permitted"
	case both && noPartition && !noGroup:
		return "NULL partition and non-NULL group arg not permitted"
	default:
		return ""
	}
}

// inOneOf returns the condition to be a member of one of the groups.
func inOneOf(table map[string]*hsmGroup, labels []string) hsmMatch {
	members, all, none := nodeSet{}, nodeSet{}, slices.Contains(labels, "NULL")
	for label, group := range table {
		maps.Copy(all, group.members)
		if slices.Contains(labels, label) {
			maps.Copy(members, group.members)
		}
	}

	return func(c *hsmComponent) bool { return members.has(c.id) || (none && !all.has(c.id)) }
}
