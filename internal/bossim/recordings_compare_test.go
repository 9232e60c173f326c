// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// compareAnswers lists every way in which two answers differ, none if they
// agree. They agree when status, content type, keys, types and values do, where
//
//   - a time, a duration or a UUID agrees with any other of its form,
//   - a list agrees with a permutation of it,
//   - components and the node lists of error_summary are sets; a list cut off
//     with "..." agrees with any of its length,
//   - detail and title of a 400 agree when both are strings, unless it is wordy.
func compareAnswers(want, got answer) []string {
	var diffs differences
	if want.status != got.status {
		diffs.add("status", want.status, got.status)
	}
	if want.contentType != got.contentType {
		diffs.add("content type", want.contentType, got.contentType)
	}
	if want.allow != nil && !slices.Equal(want.allow, got.allow) {
		diffs.add("allow", want.allow, got.allow)
	}
	if wantBody, ok := want.body.(object); ok && want.status == 400 && !want.wordy {
		if gotBody, ok := got.body.(object); ok {
			diffs.compareProblem(wantBody, gotBody)
			return diffs
		}
	}
	diffs.compare("", want.body, got.body)
	return diffs
}

type differences []string

func (d *differences) add(path string, want, got any) {
	*d = append(*d, fmt.Sprintf("%s: recorded %s, got %s", path, excerpt(want), excerpt(got)))
}

func excerpt(value any) string {
	text := string(encodeJSON(value))
	if len(text) > 300 {
		text = text[:300] + "…"
	}
	return text
}

// compareProblem leaves the words of a 400 alone: they are a Python library's.
func (d *differences) compareProblem(want, got object) {
	masked := func(problem object) object {
		out := clone(problem)
		for _, key := range []string{"detail", "title"} {
			if _, ok := out[key].(string); ok {
				out[key] = "text"
			}
		}
		return out
	}
	d.compare("", masked(want), masked(got))
}

func (d *differences) compare(path string, want, got any) {
	if kind(want) != kind(got) {
		d.add(path+" (type)", want, got)
		return
	}
	switch w := want.(type) {
	case object:
		d.compareObjects(path, w, got.(object))
	case []any:
		d.compareLists(path, w, got.([]any))
	case string:
		if !sameText(path, w, got.(string)) {
			d.add(path, want, got)
		}
	case json.Number:
		if !sameNumber(w, got.(json.Number)) {
			d.add(path, want, got)
		}
	default:
		if want != got {
			d.add(path, want, got)
		}
	}
}

// kind tells integers from numbers with a fraction: a client that decodes
// percentages into an int works with 0 and breaks on BOS's 0.0.
func kind(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "number with a fraction"
		}
		return "integer"
	case []any:
		return "list"
	case object:
		return "object"
	}
	return fmt.Sprintf("%T", value)
}

func (d *differences) compareObjects(path string, want, got object) {
	for _, key := range sortedKeys(want) {
		if _, ok := got[key]; !ok {
			*d = append(*d, fmt.Sprintf("%s.%s: missing, recorded %s", path, key, excerpt(want[key])))
			continue
		}
		d.compare(path+"."+key, want[key], got[key])
	}
	for _, key := range sortedKeys(got) {
		if _, ok := want[key]; !ok {
			*d = append(*d, fmt.Sprintf("%s.%s: not in the recording, got %s", path, key, excerpt(got[key])))
		}
	}
}

func sortedKeys(o object) []string {
	keys := make([]string, 0, len(o))
	for key := range o {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// compareLists pairs the elements by what identifies them, else by value.
func (d *differences) compareLists(path string, want, got []any) {
	if len(want) != len(got) {
		d.add(path+" (length)", len(want), len(got))
	}
	left := slices.Clone(got)
	for i, w := range want {
		at := slices.IndexFunc(left, func(g any) bool { return identity(w) != "" && identity(w) == identity(g) })
		if at < 0 {
			at = slices.IndexFunc(left, func(g any) bool { return agree(path, w, g) })
		}
		if at < 0 {
			*d = append(*d, fmt.Sprintf("%s[%d]: nothing agrees with recorded %s", path, i, excerpt(w)))
			continue
		}
		d.compare(fmt.Sprintf("%s[%s]", path, identity(w)), w, left[at])
		left = slices.Delete(left, at, at+1)
	}
	for _, g := range left {
		*d = append(*d, fmt.Sprintf("%s: not in the recording, got %s", path, excerpt(g)))
	}
}

func agree(path string, want, got any) bool {
	var diffs differences
	diffs.compare(path, want, got)
	return len(diffs) == 0
}

// identity of a component, or of a session or template within its tenant. A
// name that BOS made up is a UUID, which identifies nothing between two servers.
func identity(value any) string {
	o, ok := value.(object)
	if !ok {
		return ""
	}
	if id, ok := o["id"].(string); ok {
		return id
	}
	name, ok := o["name"].(string)
	if !ok || isUUID.MatchString(name) {
		return ""
	}
	tenant, _ := o["tenant"].(string)
	return tenant + "/" + name
}

var (
	isUUID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	isTime = regexp.MustCompile(`^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$`)
	// v1 writes the times that it takes itself in one form, and those of the
	// boot agent in another; Python leaves out a fraction of zero.
	isV1Time    = regexp.MustCompile(`^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{6})?Z$`)
	isAgentTime = regexp.MustCompile(`^[0-9]{4}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{6})?$`)
	isDuration  = regexp.MustCompile(`^(?:[0-9]+ days?, )?[0-9]{1,2}:[0-5][0-9]:[0-5][0-9](\.[0-9]{6})?$`)
)

var isNodeList = regexp.MustCompile(`^(?:\[[^\]]*\])?\.components$|\.error_summary\..*\.list$`)

func sameText(path, want, got string) bool {
	switch {
	case want == got:
		return true
	case isNodeList.MatchString(path):
		return sameNodes(want, got)
	case isUUID.MatchString(want):
		return isUUID.MatchString(got)
	case isTime.MatchString(want):
		return isTime.MatchString(got)
	case isV1Time.MatchString(want):
		return isV1Time.MatchString(got)
	case isAgentTime.MatchString(want):
		return isAgentTime.MatchString(got)
	case isDuration.MatchString(want):
		return sameDuration(want, got)
	}
	return false
}

// sameDuration: Python writes microseconds unless there are none, and BOS takes
// a complete session's duration from two times in whole seconds.
func sameDuration(want, got string) bool {
	w, g := isDuration.FindStringSubmatch(want), isDuration.FindStringSubmatch(got)
	return g != nil && (w[1] != "" || g[1] == "")
}

const cutOff = "..."

func sameNodes(want, got string) bool {
	if strings.HasSuffix(want, cutOff) || strings.HasSuffix(got, cutOff) {
		return strings.HasSuffix(want, cutOff) && strings.HasSuffix(got, cutOff) &&
			len(nodeList(want)) == len(nodeList(got))
	}
	w, g := nodeList(want), nodeList(got)
	sort.Strings(w)
	sort.Strings(g)
	return slices.Equal(w, g)
}

func nodeList(list string) []string {
	list = strings.TrimSuffix(list, cutOff)
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

func sameNumber(want, got json.Number) bool {
	w, errWant := want.Float64()
	g, errGot := got.Float64()
	return errWant == nil && errGot == nil && w == g
}
