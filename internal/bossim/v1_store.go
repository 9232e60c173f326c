// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "time"

// v1Store is BOS v1's database: three kinds of records under a session's id, each
// of which may exist without the others.
type v1Store struct {
	sessions map[string]*v1Session
	statuses map[string]*v1Status
	bootSets map[string]map[string]*v1BootSet // by session, by name
}

// v1Session is what POST stores of a session. The limit is passed to the boot
// agent only: it cannot be read again.
type v1Session struct{ id, operation, templateName, job string }

func newV1Store() v1Store {
	return v1Store{
		sessions: map[string]*v1Session{},
		statuses: map[string]*v1Status{},
		bootSets: map[string]map[string]*v1BootSet{},
	}
}

// drop deletes all records of an id, and reports whether there were any.
func (v *v1Store) drop(id string) bool {
	found := v.sessions[id] != nil || v.statuses[id] != nil || v.bootSets[id] != nil
	delete(v.sessions, id)
	delete(v.statuses, id)
	delete(v.bootSets, id)

	return found
}

const (
	// v1ListLimit is the most that BOS's database returns at once, in bytes.
	v1ListLimit = 4 << 20
	// v1ListPatience is how long BOS waits for it before its worker is killed.
	v1ListPatience = 30 * time.Second
	// v1RecordSize is the approximate size of a session's records without the
	// nodes.
	v1RecordSize = 1 << 10
)

// size returns the approximate size of the records in bytes.
func (v *v1Store) size() int {
	bytes := len(v.sessions) * v1RecordSize
	for _, sets := range v.bootSets {
		for _, set := range sets {
			bytes += v1RecordSize + set.size()
		}
	}

	return bytes
}
