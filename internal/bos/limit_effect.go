// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "slices"

// maxLimitLookBack bounds how many items before an item are examined to decide whether it can have an effect: a warning
// is not worth quadratic time. A run of xnames counts once.
const maxLimitLookBack = 1024

// effect judges a well-formed limit by what it selects. A name may stand for any set of nodes, but the same name always
// for the same set, an xname for one node alone, and `all` and `*` for every node that can be selected.
func (l Limit) effect() []LimitFinding {
	e := newLimitExpr(l.items)
	if !e.selectsSomething() {
		return []LimitFinding{l.noNodes()}
	}

	var findings []LimitFinding
	first := 0
	if last := e.lastEveryNode(); last > 0 {
		first = last + 1
		findings = append(findings, l.items[last].finding(LimitOverridden, ""))
	}
	for i := first; i < len(l.items); i++ {
		if kind := e.noEffect(i); kind != "" {
			findings = append(findings, l.items[i].finding(kind, ""))
		}
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
	if !newLimitExpr(ParseLimit(meant).items).selectsSomething() {
		meant = ""
	}
	return first.finding(LimitNothingAdded, meant)
}

// limitExpr is a limit with its names numbered; number 0 is `all`.
type limitExpr struct {
	ops     []limitOp
	names   []int
	isXname []bool  // by number of name
	places  [][]int // by number of name: the indices of its items
	runs    []int   // by item: the start of the run of plain and `!` items with xnames up to it; index + 1 if none
}

func newLimitExpr(items []limitItem) limitExpr {
	e := limitExpr{isXname: []bool{false}, places: [][]int{nil}}
	numbers := map[string]int{"all": 0, "*": 0}
	for i, item := range items {
		number, known := numbers[item.name]
		if !known {
			number = len(e.isXname)
			numbers[item.name] = number
			e.isXname = append(e.isXname, IsNode(item.name))
			e.places = append(e.places, nil)
		}
		e.ops, e.names = append(e.ops, item.op), append(e.names, number)
		e.places[number] = append(e.places[number], i)

		run := i
		switch {
		case item.op == limitKeep || !e.isXname[number]:
			run = i + 1
		case i > 0:
			run = min(e.runs[i-1], i)
		}
		e.runs = append(e.runs, run)
	}
	return e
}

// lastEveryNode returns the index of the last item that adds every node, or -1.
func (e limitExpr) lastEveryNode() int {
	for i := len(e.ops) - 1; i >= 0; i-- {
		if e.ops[i] == limitAdd && e.names[i] == 0 {
			return i
		}
	}
	return -1
}

// noEffect returns the kind of the finding if item i cannot change what the items before it have selected, else "".
func (e limitExpr) noEffect(i int) LimitFindingKind {
	// The item changes the selection S if there is a node that is, or is not, a member of the name's set L and is, or
	// is not, in S.
	var member, selected bool
	var kind LimitFindingKind
	switch e.ops[i] {
	case limitAdd:
		member, selected, kind = true, false, LimitAddsNothing
	case limitKeep:
		member, selected, kind = false, true, LimitKeepsEverything
	case limitDrop:
		member, selected, kind = true, true, LimitDropsNothing
	}
	if guess, ok := e.assume(limitGuess{}, e.names[i], member); ok && e.possible(i, selected, maxLimitLookBack, guess) {
		return ""
	}
	return kind
}

func (e limitExpr) selectsSomething() bool {
	return e.possible(len(e.ops), true, len(e.ops), limitGuess{})
}

// possible reports whether there can be a node, as the guess describes it, that is selected (or is not) after the first
// n items. It goes from the last item to the first: a later item overrides the items before it, so each item either
// settles the question or adds a condition on the node under which the items before it decide. After lookBack items it
// gives up and returns true.
func (e limitExpr) possible(n int, selected bool, lookBack int, guess limitGuess) bool {
	for i, steps := e.skip(n-1, guess), 0; i >= 0; i, steps = e.skip(i-1, guess), steps+1 {
		if steps == lookBack {
			return true
		}

		// The item makes the node selected (plain) or not (`&`, `!`) if the node is in L (plain, `!`) or is not (`&`).
		makes, when := e.ops[i] == limitAdd, e.ops[i] != limitKeep
		if makes == selected {
			if _, ok := e.assume(guess, e.names[i], when); ok {
				return true
			}
			continue
		}
		var ok bool
		if guess, ok = e.assume(guess, e.names[i], !when); !ok {
			return false
		}
	}
	return !selected
}

// skip returns the last item at or before item i that can matter to the node: of a run of xnames, only its own. The
// components of a session as the limit of another one are such a run of thousands.
func (e limitExpr) skip(i int, guess limitGuess) int {
	if i < 0 || guess.xname == 0 || e.runs[i] > i {
		return i
	}
	own := -1
	places := e.places[guess.xname]
	if after, _ := slices.BinarySearch(places, i+1); after > 0 {
		own = places[after-1]
	}
	return max(own, e.runs[i]-1)
}

// limitGuess describes a hypothetical node: of which names' sets it is a member, and of which it is not.
type limitGuess struct {
	member map[int]bool
	xname  int // the number of its own name; 0 = not known, but none that is guessed false
}

// assume adds to the guess that the node is a member of the name's set, or is not. ok is false if that contradicts the
// guess.
func (e limitExpr) assume(guess limitGuess, name int, member bool) (assumed limitGuess, ok bool) {
	if name == 0 {
		return guess, member
	}
	if e.isXname[name] && guess.xname != 0 {
		return guess, member == (guess.xname == name)
	}
	if known, guessed := guess.member[name]; guessed {
		return guess, known == member
	}

	if guess.member == nil {
		guess.member = map[int]bool{}
	}
	guess.member[name] = member
	if member && e.isXname[name] {
		guess.xname = name
	}
	return guess, true
}
