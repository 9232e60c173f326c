// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// mostTypos is the greatest distance of a name that was probably meant.
const mostTypos = 2

// Nearest returns the one of names that name was probably meant to be: the same in another case, or with at most two
// typos, of which there must be fewer than half of the name's letters. Of several it returns the one with the fewest
// typos, and of those the first in the order of the alphabet; "" means none, or that name is among names.
func Nearest(name string, names []string) string {
	if slices.Contains(names, name) {
		return ""
	}
	nearest, fewest := "", mostTypos+1
	for _, other := range names {
		typos := typosBetween(strings.ToLower(name), strings.ToLower(other))
		if 2*typos >= utf8.RuneCountInString(name) && typos > 0 {
			continue
		}
		if typos < fewest || typos == fewest && other < nearest {
			nearest, fewest = other, typos
		}
	}
	return nearest
}

// typosBetween returns the least number of characters to insert, delete, replace or swap with their neighbour that makes
// one name of the other (the restricted Damerau-Levenshtein distance), or more than mostTypos.
func typosBetween(one, other string) int {
	a, b := []rune(one), []rune(other)
	if max(len(a)-len(b), len(b)-len(a)) > mostTypos {
		return mostTypos + 1
	}
	above2, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		above2, above, row = above, row, above2
		row[0] = i + 1
		for j := range b {
			replaced := above[j]
			if a[i] != b[j] {
				replaced++
			}
			row[j+1] = min(row[j]+1, above[j+1]+1, replaced)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], above2[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
