// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var hashInLock = regexp.MustCompile(`"((?:h1|zh):[^"]+)"`)

// checkLock checks that a lock file has the version and the hash of the platform's
// archive, and no hash that the release does not have. From a registry it must have
// the hash of every file that SHA256SUMS has. It returns how many hashes of each kind
// there are.
func checkLock(lock string, r *release, platform string, signed bool) (string, error) {
	if !strings.Contains(strings.Join(strings.Fields(lock), " "), fmt.Sprintf("version = %q", r.version)) {
		return "", fmt.Errorf("the lock file is not one of %s:\n%s", r.version, lock)
	}
	var known, found []string
	for _, hash := range r.h1 {
		known = append(known, hash)
	}
	for _, sum := range r.sums {
		known = append(known, "zh:"+sum)
	}
	for _, match := range hashInLock.FindAllStringSubmatch(lock, -1) {
		found = append(found, match[1])
	}
	for _, hash := range found {
		if !slices.Contains(known, hash) {
			return "", fmt.Errorf("the lock file has %s, which no file of the release has:\n%s", hash, lock)
		}
	}
	needed := []string{r.h1[platform]}
	if signed {
		for _, sum := range r.sums {
			needed = append(needed, "zh:"+sum)
		}
	}
	for _, hash := range needed {
		if !slices.Contains(found, hash) {
			return "", fmt.Errorf("the lock file lacks %s:\n%s", hash, lock)
		}
	}
	h1 := len(slices.DeleteFunc(slices.Clone(found), func(hash string) bool { return strings.HasPrefix(hash, "zh:") }))

	return fmt.Sprintf("%d h1, %d zh", h1, len(found)-h1), nil
}
