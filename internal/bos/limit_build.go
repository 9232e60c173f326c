// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// LimitFaultKind is why no limit can be built.
type LimitFaultKind int

// The kinds of LimitFault.
const (
	LimitNothingIncluded LimitFaultKind = iota + 1 // BOS takes an empty limit as every node
	LimitSigned                                    // an item that begins with an operator
	LimitName                                      // an item that would be a doubt in a limit: see Name
	LimitExcludesAll                               // all or * is excluded
	LimitNothingLeft                               // every included name is excluded
	LimitBuiltTooLong
)

// LimitFault is why BuildLimit builds no limit.
type LimitFault struct {
	Kind     LimitFaultKind
	Excluded bool         // the item is one of those to exclude
	Item     string       // as given
	Position int          // the number of the item, from 1; 0 for the limit as a whole
	Name     LimitFinding // of LimitName
	Length   int          // of LimitBuiltTooLong, in characters
}

// BuildLimit returns a limit that selects the nodes of every name in include that are in no name of exclude, however
// the names' sets of nodes overlap. Names are those of nodes, groups, partitions and roles; all and * stand for every
// node, in include only. The order of the names is kept, and what changes nothing is left out: names that are given
// twice, names beside all, and nodes to exclude where only other nodes are included. Xnames of nodes are written in
// their normal form. The limit has no findings.
func BuildLimit(include, exclude []string) (limit string, fault *LimitFault) {
	added, fault := limitNamesOf(include, false)
	if fault != nil {
		return "", fault
	}
	dropped, fault := limitNamesOf(exclude, true)
	switch {
	case fault != nil:
		return "", fault
	case len(added) == 0:
		return "", &LimitFault{Kind: LimitNothingIncluded}
	}
	if every := slices.IndexFunc(added, limitItem.every); every >= 0 {
		added = added[every : every+1]
	}

	left := withoutNames(added, dropped)
	if len(left) == 0 {
		return "", &LimitFault{Kind: LimitNothingLeft}
	}
	isNode := func(item limitItem) bool { return IsNode(item.name) }
	if !slices.ContainsFunc(left, func(item limitItem) bool { return !isNode(item) }) {
		dropped = slices.DeleteFunc(dropped, isNode)
	}
	limit = joinLimit(slices.Concat(left, dropped))
	if length := utf8.RuneCountInString(limit); length > MaxLimitLength {
		return "", &LimitFault{Kind: LimitBuiltTooLong, Length: length}
	}
	return limit, nil
}

func joinLimit(items []limitItem) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = item.with(item.name)
	}
	return strings.Join(texts, ",")
}

// limitNamesOf returns an item for each name, once.
func limitNamesOf(names []string, exclude bool) ([]limitItem, *LimitFault) {
	items := make([]limitItem, 0, len(names))
	seen := make(map[string]bool, len(names))
	for i, name := range names {
		item := limitItem{name: name, text: name, position: i + 1}
		if fault := item.unbuildable(exclude); fault != nil {
			fault.Excluded, fault.Item, fault.Position = exclude, name, i+1
			return nil, fault
		}
		if normal, ok := MeantNode(name); ok {
			item.name = normal
		}
		if exclude {
			item.op = limitDrop
		}
		if !seen[item.name] {
			seen[item.name] = true
			items = append(items, item)
		}
	}
	return items, nil
}

// unbuildable returns why the item cannot be a part of a limit, nil if it can.
func (i limitItem) unbuildable(exclude bool) *LimitFault {
	if strings.HasPrefix(i.name, "&") || strings.HasPrefix(i.name, "!") {
		return &LimitFault{Kind: LimitSigned}
	}
	if exclude && i.every() {
		return &LimitFault{Kind: LimitExcludesAll}
	}
	if strings.Contains(i.name, ",") {
		return &LimitFault{Kind: LimitName, Name: i.finding(LimitSeparator, "")}
	}
	finding, found := i.malformed()
	if !found {
		finding, found = i.doubtful()
	}
	if !found || finding.Kind == LimitXnameForm {
		return nil
	}
	return &LimitFault{Kind: LimitName, Name: finding}
}

// withoutNames returns the items whose names others do not have.
func withoutNames(items, others []limitItem) []limitItem {
	names := make(map[string]bool, len(others))
	for _, other := range others {
		names[other.name] = true
	}
	var left []limitItem
	for _, item := range items {
		if !names[item.name] {
			left = append(left, item)
		}
	}
	return left
}
