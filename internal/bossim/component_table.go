// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"slices"
)

// componentTable holds the components by id, by session and by staged session.
// Records in it are changed through its methods only, which keep the indices.
type componentTable struct {
	byID      map[string]*component
	bySession map[string]map[string]*component
	byStaged  map[string]map[string]*component
	sorted    []*component // by id; nil when it must be made again
	enabled   int
}

func newComponentTable() componentTable {
	return componentTable{
		byID:      map[string]*component{},
		bySession: map[string]map[string]*component{},
		byStaged:  map[string]map[string]*component{},
	}
}

// all are the components in the order of their ids. Who goes through them may
// change them, but neither add nor remove one.
func (t *componentTable) all() []*component {
	if t.sorted == nil {
		t.sorted = sortedComponents(t.byID)
	}

	return t.sorted
}

func (t *componentTable) put(c *component) {
	if old := t.byID[c.ID]; old != nil {
		t.index(old, false)
	} else {
		t.sorted = nil
	}
	t.byID[c.ID] = c
	t.index(c, true)
}

func (t *componentTable) remove(id string) {
	if c := t.byID[id]; c != nil {
		t.index(c, false)
		delete(t.byID, id)
		t.sorted = nil
	}
}

// change lets f change a record in place.
func (t *componentTable) change(c *component, f func(*component)) {
	t.index(c, false)
	f(c)
	t.index(c, true)
}

func (t *componentTable) index(c *component, in bool) {
	indexIn(t.bySession, c.session(), c, in)
	indexIn(t.byStaged, c.stagedSession(), c, in)
	switch {
	case !c.enabled():
	case in:
		t.enabled++
	default:
		t.enabled--
	}
}

func indexIn(index map[string]map[string]*component, name string, c *component, in bool) {
	switch {
	case name == "":
	case in:
		if index[name] == nil {
			index[name] = map[string]*component{}
		}
		index[name][c.ID] = c
	default:
		delete(index[name], c.ID)
		if len(index[name]) == 0 {
			delete(index, name)
		}
	}
}

// sortedComponents lists an index's entry in the order of ids.
func sortedComponents(set map[string]*component) []*component {
	list := make([]*component, 0, len(set))
	for _, id := range slices.Sorted(maps.Keys(set)) {
		list = append(list, set[id])
	}

	return list
}
