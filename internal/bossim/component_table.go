// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"slices"
)

// componentTable holds the components by id, by session and by staged session.
// Its records are changed through its methods only, which maintain the indices.
type componentTable struct {
	byID      map[string]*component
	bySession map[string]map[string]*component
	byStaged  map[string]map[string]*component
	sorted    []*component // by id; nil if it must be rebuilt
	enabled   int
}

func newComponentTable() componentTable {
	return componentTable{
		byID:      map[string]*component{},
		bySession: map[string]map[string]*component{},
		byStaged:  map[string]map[string]*component{},
	}
}

// all returns the components ordered by id. The caller may change them while it
// ranges over them, but must neither add nor remove one.
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

// change applies f to a record in place and updates the indices.
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

// sortedComponents returns an index's entry ordered by id.
func sortedComponents(set map[string]*component) []*component {
	list := make([]*component, 0, len(set))
	for _, id := range slices.Sorted(maps.Keys(set)) {
		list = append(list, set[id])
	}

	return list
}
