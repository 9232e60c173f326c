// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "strings"

// nearestName returns the known name that a person may have meant by another one: the one that takes the fewest changes
// of single characters, if they are few for its length. Case does not count, nor - for _. It is "" if there is none.
func nearestName(name string, known []string) string {
	if len(name) > MaxListItem { // the names of BOS are shorter
		return ""
	}
	same := strings.NewReplacer("-", "_", " ", "_")
	plain := same.Replace(strings.ToLower(name))
	nearest, fewest := "", max(2, len(name)/3)+1
	for _, one := range known {
		if changes := changesBetween(plain, same.Replace(strings.ToLower(one))); changes < fewest && changes < len(one) {
			nearest, fewest = one, changes
		}
	}
	return nearest
}

// changesBetween returns how many bytes have to be inserted, removed or replaced to make one text of the other.
func changesBetween(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
