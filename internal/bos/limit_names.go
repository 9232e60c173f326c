// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

// limitNames is a set of names, by their numbers, in the order in which they were put. Each has the place of its item.
// Every operation takes a fixed time, keepOnly that of the names that it removes.
type limitNames struct {
	entries []limitEntry // by number of name + 1; number 0 is both ends of the list
}

type limitEntry struct {
	before, after int // in entries
	place         int // -1 = the name is not in the set
}

func newLimitNames(names int) *limitNames {
	n := &limitNames{entries: make([]limitEntry, names+1)}
	for i := range n.entries {
		n.entries[i].place = -1
	}
	return n
}

// put puts a name to the end, or moves it there.
func (n *limitNames) put(name, place int) {
	n.remove(name)
	last := n.entries[0].before
	n.entries[name+1] = limitEntry{before: last, after: 0, place: place}
	n.entries[last].after, n.entries[0].before = name+1, name+1
}

func (n *limitNames) remove(name int) {
	entry := &n.entries[name+1]
	if entry.place < 0 {
		return
	}
	n.entries[entry.before].after, n.entries[entry.after].before = entry.after, entry.before
	entry.place = -1
}

// keepOnly removes all names but one.
func (n *limitNames) keepOnly(name int) {
	for i := n.entries[0].after; i != 0; i = n.entries[i].after {
		if i != name+1 {
			n.remove(i - 1)
		}
	}
}

// place returns the place of a name, -1 if it is not in the set.
func (n *limitNames) place(name int) int { return n.entries[name+1].place }

// last returns the last place of all names but one (-1 = of all names), -1 if there is none.
func (n *limitNames) last(but int) int {
	i := n.entries[0].before
	if i == but+1 && i != 0 {
		i = n.entries[i].before
	}
	return n.entries[i].place // that of entry 0 is -1
}

// lastTwo holds the last item and the last one with another name.
type lastTwo struct{ name, place, other int }

var noItems = lastTwo{name: -1, place: -1, other: -1}

func (l *lastTwo) put(name, place int) {
	if l.name != name {
		l.other = l.place
	}
	l.name, l.place = name, place
}

// lastBut returns the place of the last item with another name, -1 if there is none.
func (l *lastTwo) lastBut(name int) int {
	if l.name == name {
		return l.other
	}
	return l.place
}
