// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "slices"

// effect judges a well-formed limit by what it selects. A name may stand for any set of nodes, but the same name always
// for the same set, an xname for one node alone, and `all` and `*` for every node that can be selected.
func (l Limit) effect() []LimitFinding {
	numbers, isXname := numberNames(l.items)
	sweep := newLimitSweep(isXname)
	var findings []LimitFinding
	for i, item := range l.items {
		name := numbers[i]
		switch kind := sweep.noEffect(item.op, name); {
		case item.op == limitAdd && name == everyNode && i > 0:
			findings = []LimitFinding{item.finding(LimitOverridden, "")}
		case kind != "":
			findings = append(findings, item.finding(kind, ""))
		}
		sweep.add(item.op, name)
	}
	if !sweep.selectsSomething() {
		return []LimitFinding{l.noNodes()}
	}
	return findings
}

// noNodes returns the finding for a limit that can select nothing.
func (l Limit) noNodes() LimitFinding {
	first, last := l.items[0], l.items[len(l.items)-1]
	if slices.ContainsFunc(l.items, func(item limitItem) bool { return item.op == limitAdd }) {
		return last.finding(LimitNoNodes, "")
	}
	meant := "all," + l.text
	if first.op == limitKeep {
		meant = l.text[1:]
	}
	if !ParseLimit(meant).canSelect() {
		meant = ""
	}
	return first.finding(LimitNothingAdded, meant)
}

// canSelect reports whether the limit can select a node.
func (l Limit) canSelect() bool {
	numbers, isXname := numberNames(l.items)
	sweep := newLimitSweep(isXname)
	for i, item := range l.items {
		sweep.add(item.op, numbers[i])
	}
	return sweep.selectsSomething()
}

// everyNode is the number of the names `all` and `*`.
const everyNode = 0

// numberNames returns the number of each item's name, and for each number whether it is that of an xname.
func numberNames(items []limitItem) (numbers []int, isXname []bool) {
	known := map[string]int{"all": everyNode, "*": everyNode}
	numbers, isXname = make([]int, 0, len(items)), []bool{everyNode: false}
	for _, item := range items {
		number, found := known[item.name]
		if !found {
			number = len(isXname)
			known[item.name] = number
			isXname = append(isXname, IsNode(item.name))
		}
		numbers = append(numbers, number)
	}
	return numbers, isXname
}
