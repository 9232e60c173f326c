// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"
)

// maxLimitLookBack bounds how many items before an item are weighed to tell whether it can have an effect: a warning is
// not worth quadratic time. Runs of xnames count once.
const maxLimitLookBack = 1024

// checkLimitEffect judges a well-formed limit by what it selects. A name may stand for any set of nodes, but the same
// name always for the same set, an xname for one node alone, and `all` and `*` for every node there is to select from.
func checkLimitEffect(items []limitItem) []limitFinding {
	e := newLimitExpr(items)
	if !e.possible(len(items), true, len(items), limitGuess{}) {
		return []limitFinding{noNodesFinding(items)}
	}

	var findings []limitFinding
	first := 0
	if last := e.lastEveryNode(); last > 0 {
		first = last + 1
		findings = append(findings, limitFinding{
			Severity: limitWarning, Kind: limitOverridden, Item: items[last].text, Position: last + 1,
			Problem: "selects every node of the template, whatever the items before it say: BOS reads a limit from left to right",
			Fix:     "put it first, or leave out what stands before it",
		})
	}
	for i := first; i < len(items); i++ {
		if problem, fix := e.noEffect(i, items[i]); problem != "" {
			findings = append(findings, limitFinding{Severity: limitWarning, Kind: limitNoEffect, Item: items[i].text, Position: i + 1, Problem: problem, Fix: fix})
		}
	}
	return findings
}

// noNodesFinding words the error for a limit that can select nothing.
func noNodesFinding(items []limitItem) limitFinding {
	texts := make([]string, len(items))
	adds := false
	for i, item := range items {
		texts[i] = item.text
		adds = adds || item.op == limitAdd
	}
	limit := strings.Join(texts, ",")
	first, last := items[0], items[len(items)-1]

	finding := limitFinding{
		Severity: limitError, Kind: limitNoNodes, Item: last.text, Position: last.position,
		Problem: "leaves no node, whatever the names stand for: BOS reads a limit from left to right, and what was selected is taken away again",
		Fix:     "write first what to select, then what to take away from it, as in `all,!x3000c0s1b0n0`",
	}
	if adds {
		return finding
	}

	finding.Item, finding.Position = first.text, first.position
	finding.Problem = "comes before any node is selected, and no item adds one (a limit begins with no node): the session would act on nothing"
	better := "all," + limit
	if first.op == limitKeep {
		better = limit[1:]
	}
	if parsed, _ := parseLimit(better); selectsSomething(parsed) {
		finding.Fix = "write " + quoteText(better)
	}
	return finding
}

func selectsSomething(items []limitItem) bool {
	return newLimitExpr(items).possible(len(items), true, len(items), limitGuess{})
}

// limitExpr is a limit with its names numbered; number 0 is `all`.
type limitExpr struct {
	ops     []limitOp
	names   []int
	isXname []bool  // by number of name
	places  [][]int // by number of name: the indices of its items
	runs    []int   // by item: where the run of plain and `!` items with xnames begins that it ends; itself + 1 if it is none
}

func newLimitExpr(items []limitItem) limitExpr {
	e := limitExpr{isXname: []bool{false}, places: [][]int{nil}}
	numbers := map[string]int{"all": 0, "*": 0}
	for i, item := range items {
		number, known := numbers[item.name]
		if !known {
			number = len(e.isXname)
			numbers[item.name] = number
			e.isXname = append(e.isXname, nodeXname.MatchString(item.name))
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

// noEffect returns what to say of item i if it cannot change what the items before it have selected, else nothing.
func (e limitExpr) noEffect(i int, item limitItem) (problem, fix string) {
	name := e.names[i]
	switch item.op {
	case limitAdd: // changes S if some node of L is not in S
		if guess, ok := e.assume(limitGuess{}, name, true); !ok || !e.possible(i, false, maxLimitLookBack, guess) {
			return "adds only nodes that are selected already", "leave it out"
		}
	case limitKeep: // changes S if some node of S is not in L
		if guess, ok := e.assume(limitGuess{}, name, false); !ok || !e.possible(i, true, maxLimitLookBack, guess) {
			return "keeps everything that is selected before it", "leave it out"
		}
	case limitDrop: // changes S if some node of S is in L
		if guess, ok := e.assume(limitGuess{}, name, true); !ok || !e.possible(i, true, maxLimitLookBack, guess) {
			return "takes away nodes that are not selected at that point: BOS reads a limit from left to right",
				fmt.Sprintf("leave it out, or put it behind the items that select %s", quoteText(item.name))
		}
	}
	return "", ""
}

// possible tells whether there can be a node, as the guess describes it, that after the first n items is selected
// (or is not). It goes from the last item to the first: a later item outweighs what came before it, so each item either
// settles the question or says what the node must be for the items before it to decide.
// After lookBack items it gives up and says yes.
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

// skip returns the last item at or before item i that can matter to the node: of a run of xnames, only its own.
// A session's components as another's limit are such a run of thousands.
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

// limitGuess is what one imagined node is taken to be: in which names' sets it is, and in which not.
type limitGuess struct {
	member map[int]bool
	xname  int // the number of its own name; 0 = not known, then not one of those guessed false
}

// assume adds to the guess that the node is a member of the name's set or is not; false if that contradicts the guess.
func (e limitExpr) assume(guess limitGuess, name int, member bool) (limitGuess, bool) {
	if name == 0 {
		return guess, member
	}
	if e.isXname[name] && guess.xname != 0 {
		return guess, member == (guess.xname == name)
	}
	if known, ok := guess.member[name]; ok {
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
