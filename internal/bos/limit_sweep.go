// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

// limitSweep reads the items of a limit from left to right and knows at each item what the items before it can select,
// in time that does not depend on their number.
//
// Whether a node is selected is decided by the last item that decides it: a plain item of whose set it is a member
// selects it, `!` with such a set and `&` with a set of which it is no member remove it; without any, it is not
// selected. So a node can be selected only if there is a plain item after which no item has to remove the node, and can
// be removed only if there is a `!` or `&` after which no plain item has to select it. The node's memberships must not
// contradict each other: a name's set has the node or has it not, `all` has it, and a node has one xname.
type limitSweep struct {
	isXname []bool // by number of name
	count   int    // of items so far

	// The last item, by number of name, with each operator; -1 = none.
	added, kept, dropped []int

	// The names of plain items after which no item needs to remove their nodes, and of `!` items after which no plain
	// item selects their nodes, by the place of the item. Xnames are apart: a node has one of them.
	adds, addedXnames   *limitNames
	drops, droppedXname *limitNames

	keeps, keptXnames lastTwo // items with `&`; with an xname
	window            limitWindow
}

func newLimitSweep(isXname []bool) *limitSweep {
	none := func() []int {
		places := make([]int, len(isXname))
		for i := range places {
			places[i] = -1
		}
		return places
	}
	names := func() *limitNames { return newLimitNames(len(isXname)) }
	return &limitSweep{
		isXname: isXname, added: none(), kept: none(), dropped: none(),
		adds: names(), addedXnames: names(), drops: names(), droppedXname: names(),
		keeps: noItems, keptXnames: noItems,
		window: limitWindow{isXname: isXname, kept: make([]int, len(isXname)), dropped: make([]int, len(isXname)), start: -1},
	}
}

// add appends an item.
func (s *limitSweep) add(op limitOp, name int) {
	i := s.count
	s.count++
	adds, drops := s.adds, s.drops
	if s.isXname[name] {
		adds, drops = s.addedXnames, s.droppedXname
	}
	switch op {
	case limitAdd:
		s.added[name] = i
		adds.put(name, i)
		drops.remove(name)
	case limitDrop:
		s.dropped[name] = i
		drops.put(name, i)
		adds.remove(name)
	case limitKeep:
		s.kept[name] = i
		if name != everyNode {
			s.keeps.put(name, i)
		}
		if s.isXname[name] {
			s.keptXnames.put(name, i)
			s.addedXnames.keepOnly(name)
		}
	}
	s.window.add(op, name)
}

// noEffect returns the kind of the finding if an item that follows cannot change what is selected, else "".
func (s *limitSweep) noEffect(op limitOp, name int) LimitFindingKind {
	switch {
	case op == limitAdd && !s.canLack(name):
		return LimitAddsNothing
	case op == limitKeep && !s.canHaveOutside(name):
		return LimitKeepsEverything
	case op == limitDrop && !s.canHave(name):
		return LimitDropsNothing
	default:
		return ""
	}
}

// selectsSomething reports whether a node can be selected.
func (s *limitSweep) selectsSomething() bool {
	return max(s.adds.last(-1), s.addedXnames.last(-1)) > s.window.start
}

// canHave reports whether a node of the name's set can be selected.
func (s *limitSweep) canHave(name int) bool {
	from := max(s.window.start, s.dropped[name])
	own := s.addedXnames.last(-1)
	if s.isXname[name] {
		from = max(from, s.keptXnames.lastBut(name))
		own = s.addedXnames.place(name)
	}
	return max(s.adds.last(-1), own) > from
}

// canHaveOutside reports whether a node that is not in the name's set can be selected.
func (s *limitSweep) canHaveOutside(name int) bool {
	if name == everyNode {
		return false
	}
	return max(s.adds.last(name), s.addedXnames.last(name)) > max(s.window.start, s.kept[name])
}

// canLack reports whether a node of the name's set can be not selected.
func (s *limitSweep) canLack(name int) bool {
	from := max(s.added[name], s.added[everyNode])
	own := s.droppedXname.last(-1)
	if s.isXname[name] {
		own = s.droppedXname.place(name)
	}
	return from < 0 || max(s.keeps.lastBut(name), s.drops.last(-1), own) > from
}

// limitWindow is the longest run of items up to the last one whose `&` and `!` a selected node can survive: the node is
// a member of each set of `&` and of none of `!`.
type limitWindow struct {
	isXname       []bool // by number of name
	ops           []limitOp
	names         []int
	kept, dropped []int // by number of name: how many items of the run
	xnames        int   // different xnames with `&` in the run
	start         int   // the index of the item before the run
}

func (w *limitWindow) add(op limitOp, name int) {
	w.ops, w.names = append(w.ops, op), append(w.names, name)
	w.change(op, name, 1)
	for w.kept[name] > 0 && w.dropped[name] > 0 || w.dropped[everyNode] > 0 || w.xnames > 1 {
		w.start++
		w.change(w.ops[w.start], w.names[w.start], -1)
	}
}

func (w *limitWindow) change(op limitOp, name, by int) {
	switch op {
	case limitKeep:
		before := w.kept[name]
		w.kept[name] += by
		if w.isXname[name] && (before == 0 || w.kept[name] == 0) {
			w.xnames += by
		}
	case limitDrop:
		w.dropped[name] += by
	case limitAdd:
	}
}
