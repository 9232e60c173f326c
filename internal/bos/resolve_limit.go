// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"slices"
)

// limitSelection decides on one node at a time what a limit selects. What decides is the last item that leaves nothing
// to those before it: one that adds the node, one that drops it, or one that keeps something else. So a node takes the
// time of the names that stand for it, however long the limit and large its groups are.
type limitSelection struct {
	emptyItem bool // BOS fails

	words    []limitWord
	literals map[string]int   // the words that stand for a node of that name, by name
	standFor map[string][]int // the words that stand for several components, by component, in their order
	every    limitWord        // all and *
	keeps    []int            // words with an item that keeps, the last such item first
}

// limitWord is a name in a limit, with the positions of its last items of each kind, from 1; 0 = none.
type limitWord struct{ added, kept, dropped int }

// newLimitSelection returns nil for no limit. named returns the components that a name stands for, if it is known.
func newLimitSelection(limit string, named func(name string) ([]string, bool)) *limitSelection {
	if limit == "" {
		return nil
	}
	l := &limitSelection{literals: map[string]int{}, standFor: map[string][]int{}}
	numbers := map[string]int{}
	for _, item := range ParseLimit(limit).items {
		l.emptyItem = l.emptyItem || item.text == ""
		if item.every() {
			l.every.put(item)
			continue
		}
		number, seen := numbers[item.name]
		if !seen {
			number = len(l.words)
			numbers[item.name] = number
			l.words = append(l.words, limitWord{})
			l.stand(item.name, number, named)
		}
		l.words[number].put(item)
	}
	for number, word := range l.words {
		if word.kept > 0 {
			l.keeps = append(l.keeps, number)
		}
	}
	slices.SortFunc(l.keeps, func(a, b int) int { return cmp.Compare(l.words[b].kept, l.words[a].kept) })
	return l
}

func (w *limitWord) put(item limitItem) {
	switch item.op {
	case limitAdd:
		w.added = item.position
	case limitKeep:
		w.kept = item.position
	case limitDrop:
		w.dropped = item.position
	}
}

// stand records what a name stands for: a known name for its components, any other for the node of that name.
func (l *limitSelection) stand(name string, number int, named func(name string) ([]string, bool)) {
	components, known := named(name)
	if !known {
		l.literals[name] = number
	}
	for _, component := range components {
		l.standFor[component] = append(l.standFor[component], number)
	}
}

// selects reports whether the limit selects a candidate.
func (l *limitSelection) selects(node string) bool {
	added, dropped := l.every.added, l.every.dropped
	numbers := l.standFor[node]
	for _, number := range numbers {
		added, dropped = max(added, l.words[number].added), max(dropped, l.words[number].dropped)
	}
	literal, isLiteral := l.literals[node]
	if isLiteral {
		added, dropped = max(added, l.words[literal].added), max(dropped, l.words[literal].dropped)
	}
	for _, number := range l.keeps { // the first one that keeps something else decides
		_, stands := slices.BinarySearch(numbers, number)
		if stands = stands || isLiteral && number == literal; !stands {
			dropped = max(dropped, l.words[number].kept)
			break
		}
	}
	return added > dropped
}
