// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Messages checks that the golden file of messages is complete: by a coverage profile of TestMessages, it finds what the
// provider's code can report and no cause of the test makes it report. That is each place that makes a diagnostic, and each
// text of four words or more.
//
// Usage: go run ./scripts/messages PROFILE
//
// The texts in exceptions.go need no cause: each has its reason there. A line that has become needless is a fault, too.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

const provider = "internal/provider"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "Usage: go run ./scripts/messages PROFILE")
		os.Exit(2)
	}
	faults, total, err := check(os.Args[1], provider, exceptions)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, fault := range faults {
		fmt.Println(fault)
	}
	if len(faults) > 0 {
		fmt.Println("Add a cause of each to TestMessages, or a line with the reason to scripts/messages/exceptions.go.")
		os.Exit(1)
	}
	fmt.Printf("TestMessages reaches all %d places that make a message or a part of one, but those in scripts/messages/exceptions.go.\n", total)
}

// check finds the places in the code of a folder that a profile does not reach, without the exceptions.
func check(profile, folder string, allowed []exception) (faults []string, total int, err error) {
	reached, err := readProfile(profile, folder)
	if err != nil {
		return nil, 0, err
	}
	places, err := findPlaces(folder)
	if err != nil {
		return nil, 0, err
	}
	used := map[exception]bool{}
	for _, p := range places {
		if reached.at(p) {
			continue
		}
		if i := slices.IndexFunc(allowed, func(e exception) bool { return e.covers(p) }); i >= 0 {
			used[allowed[i]] = true
			continue
		}
		faults = append(faults, fmt.Sprintf("%s:%d: not reached: %s", filepath.Join(folder, p.file), p.line, p.text))
	}
	for _, e := range allowed {
		if !used[e] {
			faults = append(faults, fmt.Sprintf("scripts/messages/exceptions.go: no place that is not reached: %s: %s", e.file, e.text))
		}
	}
	return faults, len(places), nil
}
