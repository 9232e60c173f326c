// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Limit is the limit of a session, split into items as BOS does: items are separated by commas alone, white space
// belongs to the names, and the first character of an item may be an operator. BOS evaluates a limit from left to right
// and begins with no node.
type Limit struct {
	text  string
	items []limitItem
}

// limitItem is an operator, which may be missing, and the name of a node, group, partition or role.
type limitItem struct {
	op       limitOp
	name     string
	text     string // as written
	position int    // from 1
}

type limitOp byte

const (
	limitAdd  limitOp = 0   // S ∪ L
	limitKeep limitOp = '&' // S ∩ L
	limitDrop limitOp = '!' // S \ L
)

// ParseLimit splits a limit into its items. It accepts every text: see Findings.
func ParseLimit(text string) Limit {
	texts := strings.Split(text, ",")
	limit := Limit{text: text, items: make([]limitItem, 0, len(texts))}
	for i, text := range texts {
		item := limitItem{text: text, name: text, position: i + 1}
		if strings.HasPrefix(text, "&") || strings.HasPrefix(text, "!") {
			item.op, item.name = limitOp(text[0]), text[1:]
		}
		limit.items = append(limit.items, item)
	}
	return limit
}

// every reports whether the item's name stands for every node.
func (i limitItem) every() bool { return i.name == "all" || i.name == "*" }

// with returns the item with another name.
func (i limitItem) with(name string) string {
	if i.op == limitAdd {
		return name
	}
	return string(rune(i.op)) + name
}

// SelectsEveryNode reports whether the limit selects each node of the template, whatever its names stand for. BOS takes
// an empty limit as no limit. The items !!x and ! remove a name that nothing has, so they remove nothing.
func (l Limit) SelectsEveryNode() bool {
	if l.text == "" {
		return true
	}
	every := false
	for _, item := range l.items {
		switch item.op {
		case limitAdd:
			every = every || item.every()
		case limitKeep:
			every = every && item.every()
		case limitDrop:
			every = every && (item.name == "" || strings.ContainsRune("&!", rune(item.name[0])))
		}
	}
	return every
}

// NamedNodes returns the xnames of nodes, in any form and sorted, that the limit adds and that no later item can remove
// again. Items that are not well formed are left out.
func (l Limit) NamedNodes() []string {
	named := map[string]bool{}
	for _, item := range l.items {
		if _, malformed := item.malformed(); malformed {
			continue
		}
		x, isXname := ParseXname(item.name)
		isNode := isXname && x.Level() == XnameNode
		switch {
		case item.op == limitAdd && isNode:
			named[item.name] = true
		case item.op == limitAdd, item.op == limitKeep && item.every():
		case item.op == limitKeep && isNode:
			named = map[string]bool{item.name: named[item.name]}
		case item.op == limitDrop && isNode:
			delete(named, item.name)
		default: // a group may hold any of them
			named = map[string]bool{} // clear takes the time of the largest size that the map had
		}
	}
	var nodes []string
	for node, is := range named {
		if is {
			nodes = append(nodes, node)
		}
	}
	slices.Sort(nodes)
	return nodes
}

// CountListed returns how many nodes the limit selects at most, if its names are all xnames of nodes in their normal
// form: BOS leaves out nodes that are not in the template. ok is false for every other limit.
func (l Limit) CountListed() (count int, ok bool) {
	selected := map[string]bool{}
	for _, item := range l.items {
		if _, malformed := item.malformed(); malformed || !IsNode(item.name) {
			return 0, false
		}
		switch item.op {
		case limitAdd:
			selected[item.name] = true
		case limitDrop:
			delete(selected, item.name)
		case limitKeep:
			kept := selected[item.name]
			selected = map[string]bool{} // clear takes the time of the largest size that the map had
			if kept {
				selected[item.name] = true
			}
		}
	}
	return len(selected), true
}

// LimitNodes returns the nodes of a limit that is a list of xnames of nodes without operators, sorted and without
// duplicates. ok is false if the limit is nil or has anything else in it.
func LimitNodes(limit *string) (nodes []string, ok bool) {
	if limit == nil {
		return nil, false
	}
	nodes = strings.Split(*limit, ",")
	if slices.ContainsFunc(nodes, func(item string) bool { return !namesNode(item) }) {
		return nil, false
	}
	slices.Sort(nodes)
	return slices.Compact(nodes), true
}

// namesNode reports whether an item is the xname of a node in lower case, with or without leading zeros.
func namesNode(item string) bool {
	x, ok := ParseXname(item)
	return ok && x.Level() == XnameNode && x.isLower() && x.Exists()
}

// OutsideLimit returns those of nodes that a list of xnames as the limit does not name: a session that has one of them
// was not started with this limit. It returns nil if the limit is of another kind.
func OutsideLimit(limit *string, nodes []string) []string {
	named, ok := LimitNodes(limit)
	if !ok {
		return nil
	}
	return without(nodes, named)
}

// without returns the elements of all that are not in sorted.
func without(all, sorted []string) []string {
	var left []string
	for _, one := range all {
		if _, found := slices.BinarySearch(sorted, one); !found {
			left = append(left, one)
		}
	}
	return left
}

// checkLimit returns a *gateway.InputError for a limit that BOS would refuse, and for one that is empty.
func checkLimit(limit *string) error {
	if limit != nil && *limit == "" {
		const reason = "is empty, and BOS takes that as every node of the template: if nothing was selected, start no session"
		return &gateway.InputError{Field: "limit", Reason: reason}
	}
	if limit != nil && utf8.RuneCountInString(*limit) > MaxLimitLength {
		return &gateway.InputError{Field: "limit", Reason: fmt.Sprintf("is longer than %d characters", MaxLimitLength)}
	}
	return nil
}
