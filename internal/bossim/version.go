// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"fmt"
	"regexp"
	"strconv"
)

// version is BOS's own version, whose parts the API returns as strings.
type version struct{ major, minor, patch string }

var versionPattern = regexp.MustCompile(`^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$`)

func parseVersion(text string) (version, error) {
	if text == "" {
		text = "2.50.0"
	}
	m := versionPattern.FindStringSubmatch(text)
	if m == nil {
		return version{}, fmt.Errorf("version %q is not of the form major.minor.patch", text)
	}

	return version{m[1], m[2], m[3]}, nil
}

// release is the major, minor and patch number of a BOS release in which
// something changed.
type release [3]int

// before reports whether v is older than a release. BOS's numbers are small: one
// that overflows an int counts as later than any.
func (v version) before(r release) bool {
	for i, part := range []string{v.major, v.minor, v.patch} {
		n, err := strconv.Atoi(part)
		if err != nil || n > r[i] {
			return false
		}
		if n < r[i] {
			return true
		}
	}

	return false
}

// hasV1: CSM 1.6 (BOS 2.30) no longer has the v1 API.
func (v version) hasV1() bool { return v.before(release{2, 30, 0}) }

// hasV2: CSM 1.2 (BOS 1.10) does not have the v2 API yet.
func (v version) hasV2() bool { return !v.before(release{2, 0, 0}) }

type link struct {
	Href string `json:"href"`
	Rel  string `json:"rel"`
}

type versionAnswer struct {
	Links []link `json:"links"`
	Major string `json:"major"`
	Minor string `json:"minor"`
	Patch string `json:"patch"`
}
