// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"cmp"
	"encoding/json"
	"hash/fnv"
	"slices"
	"time"
)

// key identifies an object that may belong to a tenant.
type key struct{ tenant, name string }

func (s *session) key() key { return key{deref(s.Tenant), s.Name} }

// store is BOS's database.
type store struct {
	sessions  map[key]*session
	open      map[key]*session        // those that are not complete
	statuses  map[key]json.RawMessage // saved extended statuses
	templates map[key]*object
	options   *object
	// tokens maps BSS tokens to boot artifacts.
	tokens map[string]*artifacts

	components componentTable
	v1         v1Store
	history    history

	cleanup        cleanupTime
	actualStates   time.Time // the last run of the actual-state clean-up
	discovered     time.Time // the last run of the discovery
	componentsLost bool      // a component was deleted since
}

func newStore(now time.Time, v version) store {
	return store{
		sessions:   map[key]*session{},
		open:       map[key]*session{},
		statuses:   map[key]json.RawMessage{},
		templates:  map[key]*object{},
		options:    defaultOptions(v),
		tokens:     map[string]*artifacts{},
		components: newComponentTable(),
		v1:         newV1Store(),
		history:    newHistory(),

		actualStates: now,
		discovered:   now,
	}
}

// cleanupTime caches the result until a session or the option changes.
type cleanupTime struct {
	ttl      string
	earliest time.Time
	known    bool
}

func (c cleanupTime) at(ttl string) (time.Time, bool) {
	return c.earliest, c.known && c.ttl == ttl
}

// sessionsIn returns the sessions with that status ("" = all) in the order in
// which the operators process them: by start, then by name.
func (s *store) sessionsIn(status string) []*session {
	from := s.open
	if status == "" || status == sessionComplete {
		from = s.sessions
	}
	var list []*session
	for _, session := range from {
		if status == "" || session.Status.Status == status {
			list = append(list, session)
		}
	}
	slices.SortFunc(list, func(a, b *session) int {
		if c := a.started().Compare(b.started()); c != 0 {
			return c
		}
		if a.Name != b.Name {
			return compareText(a.Name, b.Name)
		}

		return compareText(deref(a.Tenant), deref(b.Tenant))
	})

	return list
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// hasSession reports whether a session that is not complete has that status.
func (s *store) hasSession(status string) bool {
	for _, session := range s.open {
		if session.Status.Status == status {
			return true
		}
	}

	return false
}

// keepSession adds a session, or updates the index after its status has changed.
func (s *store) keepSession(session *session) {
	s.cleanup.known = false
	k := session.key()
	s.sessions[k] = session
	delete(s.open, k)
	if session.Status.Status != sessionComplete {
		s.open[k] = session
	}
}

// inDatabaseOrder sorts by a hash: the order of BOS's lists and of the nodes in a
// session is arbitrary, and no client should find it sorted.
func inDatabaseOrder[T any](list []T, name func(T) string) {
	slices.SortFunc(list, func(a, b T) int {
		return cmp.Or(cmp.Compare(hash(name(a)), hash(name(b))), cmp.Compare(name(a), name(b)))
	})
}

func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))

	return h.Sum64()
}
