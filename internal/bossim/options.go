// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

func (s *Server) getOptions(*call) answer { return ok(s.store.options) }

// patchOptions answers with the options merged with the request: a key that BOS
// does not know passes the schema and is shown this once, but no GET shows it.
func (s *Server) patchOptions(c *call) answer {
	s.mergeOptions(c.object())
	shown, _ := clone(s.store.options).(*object)
	shown.merge(c.object())

	return ok(shown)
}

func (s *Server) mergeOptions(patch *object) {
	known := defaultOptions(s.version)
	for _, name := range patch.keys {
		if known.has(name) {
			s.store.options.set(name, patch.fields[name])
		}
	}
}

func (s *Server) flag(option string) bool {
	b, _ := s.store.options.fields[option].(bool)

	return b
}

func (s *Server) number(option string) int {
	n, _ := s.store.options.fields[option].(json.Number)
	i, _ := strconv.Atoi(n.String())

	return i
}

// seconds returns an option that is in seconds.
func (s *Server) seconds(option string) time.Duration {
	return time.Duration(s.number(option)) * time.Second
}

// period is the time between two runs of an operator. BOS accepts a frequency of
// 0 and then runs without a pause.
func (s *Server) period() time.Duration {
	if s.timing.Operator > 0 {
		return s.timing.Operator
	}

	return max(s.seconds("polling_frequency"), 100*time.Millisecond)
}

// callTime is the time that an operator's call to another service takes: a
// twentieth of its period, between what it records before and after.
func (s *Server) callTime() time.Duration { return s.period() / 20 }

// disablesOnCompletion reports whether BOS disables a node that has reached its
// desired state. It does, unless an option of releases before 2.48 says
// otherwise.
func (s *Server) disablesOnCompletion() bool {
	return !s.store.options.has("disable_components_on_completion") || s.flag("disable_components_on_completion")
}

// ageMinutes returns an age such as 3d in minutes; "0" and "0h" are 0.
func ageMinutes(age string) int64 {
	units := map[byte]int64{'m': 1, 'h': 60, 'd': 24 * 60, 'w': 7 * 24 * 60}
	if age == "" {
		return 0
	}
	unit, found := units[strings.ToLower(age)[len(age)-1]]
	if !found {
		return 0
	}
	n, _ := strconv.ParseInt(age[:len(age)-1], 10, 64)

	return n * unit
}
