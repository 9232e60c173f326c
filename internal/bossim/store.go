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

// timeLayout is BOS's time format: UTC, no zone, whole seconds.
const timeLayout = "2006-01-02T15:04:05"

func timestamp(t time.Time) string { return t.UTC().Format(timeLayout) }

// parseTime parses BOS's own format, with or without a fraction, and RFC 3339.
func parseTime(text string) (time.Time, bool) {
	for _, layout := range []string{timeLayout, time.RFC3339Nano} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}

	return time.Time{}, false
}

// now returns the time of the current event or request.
func (s *Server) now() time.Time { return s.schedule.now }

func (s *Server) timestamp() string { return timestamp(s.now()) }
