// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestApplyLimit(t *testing.T) {
	labels := map[string]nodeSet{
		"g1": setOf("a", "b"), "g2": setOf("b", "c"), "p1": setOf("a", "x"), "Compute": setOf("a", "b", "c", "d", "x"),
	}
	for limit, want := range map[string]string{
		"a":             "a",
		"a,c":           "a,c",
		"g1":            "a,b",
		"g1,&g2":        "b",
		"g1,!g2":        "a",
		"all":           "a,b,c,d",
		"*":             "a,b,c,d",
		"all,!a":        "b,c,d",
		"*,&g1,d":       "a,b,d",
		"Compute,!g1":   "c,d", // x is not a candidate
		"p1":            "a",
		"!a":            "",
		"&a":            "",
		"&":             "",
		"!a,b":          "b",
		"a,!a,a":        "a",
		"&a,b":          "b",
		"nobody":        "",
		"A":             "",
		"compute":       "",
		"a, b":          "a",
		" a":            "",
		"!&a,b":         "b", // one operator per item: the rest is a name
		"all,&!a":       "",  // likewise
		"g1,!all":       "",
		"!g1,g2":        "b,c",
		"g2,g1,&all,!b": "a,c",
	} {
		t.Run(limit, func(t *testing.T) {
			nodes := setOf("a", "b", "c", "d")

			err := applyLimit(nodes, limit, func(name string) (nodeSet, bool) {
				set, known := labels[name]

				return set, known
			})

			if got := strings.Join(slices.Sorted(maps.Keys(nodes)), ","); err != nil || got != want {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}

func TestApplyLimit_emptyItem(t *testing.T) {
	for _, limit := range []string{"a,", ",", ",a", "a,,b"} {
		nodes := setOf("a", "b")
		err := applyLimit(nodes, limit, func(string) (nodeSet, bool) { return nil, false })
		if !errors.Is(err, errEmptyItem) {
			t.Errorf("%q: %v", limit, err)
		}
	}
}
