// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// limitOf returns a limit of n items.
func limitOf(n int, item func(i int) string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = item(i)
	}
	return strings.Join(items, ",")
}

// nodeAt returns the xname of a node; all of them are different.
func nodeAt(i int) string {
	return fmt.Sprintf("x%dc%ds%db%dn%d", i/2048, i/256%8, i/8%32, i/2%4, i%2)
}

// firstThen returns the first item of a limit, or another one.
func firstThen(i int, first, then string) string {
	if i == 0 {
		return first
	}
	return then
}

// longLimits are forms of limits that differ in how their items depend on each other.
var longLimits = []struct {
	name string
	item func(i int) string
}{
	{"groups", func(i int) string { return fmt.Sprint("g", i) }},
	{"xnames", nodeAt},
	{"xname ranges", func(i int) string { return fmt.Sprint("x1[0-", i, "]") }},
	{"all but groups", func(i int) string { return firstThen(i, "all", fmt.Sprint("!g", i)) }},
	{"all but xnames", func(i int) string { return firstThen(i, "all", "!"+nodeAt(i)) }},
	{"groups kept", func(i int) string { return firstThen(i, "g0", fmt.Sprint("&g", i)) }},
	{"xnames kept", func(i int) string { return firstThen(i, "g0", "&"+nodeAt(i)) }},
	{"one group again and again", func(int) string { return "g" }},
	{"groups added and dropped", func(i int) string { return []string{"", "!"}[i%2] + fmt.Sprint("g", i/2) }},
	{"groups and xnames", func(i int) string { return []string{fmt.Sprint("g", i), nodeAt(i)}[i%2] }},
	{"groups, xnames, all operators", func(i int) string {
		return []string{"", "!", "", "&", ""}[i%5] + []string{fmt.Sprint("g", i), nodeAt(i)}[i%2]
	}},
	{"few groups, all operators", func(i int) string { return []string{"", "!", "", "&", ""}[i%5] + fmt.Sprint("g", i%7) }},
}

// BenchmarkLimit_findings shows that ten times as many items take some ten times as long, whatever they are.
func BenchmarkLimit_findings(b *testing.B) {
	for _, form := range longLimits {
		for _, n := range []int{3_500, 35_000} { // more xnames are longer than BOS accepts
			limit := limitOf(n, form.item)
			if len(limit) > bos.MaxLimitLength {
				b.Fatalf("%s: a limit of %d characters is not examined", form.name, len(limit))
			}
			b.Run(fmt.Sprintf("%s/%d", form.name, n), func(b *testing.B) {
				for b.Loop() {
					bos.ParseLimit(limit).Findings()
				}
			})
		}
	}
}
