// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	// agePattern matches the ages by which BOS filters lists of sessions (session_list_min_age_empty.json), and the
	// values of its option cleanup_completed_session_ttl.
	agePattern = regexp.MustCompile(`^(0|0[mMhHdDwW]|[1-9][0-9]*[mMhHdDwW])$`)

	// actualAgePattern matches the values of BOS's option component_actual_state_ttl: not zero, and no minutes.
	actualAgePattern = regexp.MustCompile(`^[1-9][0-9]*[hHdDwW]$`)

	paddedAge   = regexp.MustCompile(`^0+([0-9]+[mMhHdDwW]?)$`)
	unitlessAge = regexp.MustCompile(`^[0-9]{1,9}$`)
)

// maxAgeDays is two thousand years. BOS fails with an age that goes back beyond the calendar
// (session_list_min_age_huge.json); minutes and hours cannot get there in MaxAgeLength characters.
const maxAgeDays = 730_000

// AgeFindingKind is what is wrong with an age.
type AgeFindingKind int

// The kinds of AgeFinding.
const (
	AgeEmpty       AgeFindingKind = iota + 1
	AgeSpace                      // white space at an edge of an age that is good without it
	AgeLeadingZero                // a leading zero of an age that is good without it
	AgeNoUnit
	AgeForm
	AgeLength
	AgeBeyondCalendar // BOS accepts the age, and then fails
)

// AgeFinding is the reason why an age, such as 12h, cannot be used.
type AgeFinding struct {
	Kind   AgeFindingKind
	Length int    // of AgeLength, in characters
	Meant  string // of AgeSpace and AgeLeadingZero: the age to write; of AgeBeyondCalendar: the greatest in its unit
}

// CheckAge returns the reason why the age cannot be used. found is false for a good age.
func CheckAge(age string) (finding AgeFinding, found bool) {
	trimmed, padded := strings.TrimSpace(age), paddedAge.FindStringSubmatch(age)
	switch {
	case agePattern.MatchString(age) && len(age) > MaxAgeLength:
		return AgeFinding{Kind: AgeLength, Length: len(age)}, true
	case agePattern.MatchString(age):
		return beyondCalendar(age)
	case age == "":
		return AgeFinding{Kind: AgeEmpty}, true
	case agePattern.MatchString(trimmed):
		return AgeFinding{Kind: AgeSpace, Meant: trimmed}, true
	case padded != nil && agePattern.MatchString(padded[1]):
		return AgeFinding{Kind: AgeLeadingZero, Meant: padded[1]}, true
	case unitlessAge.MatchString(age):
		return AgeFinding{Kind: AgeNoUnit}, true
	default:
		return AgeFinding{Kind: AgeForm}, true
	}
}

// beyondCalendar returns the finding for a well-formed age that is too great for BOS.
func beyondCalendar(age string) (finding AgeFinding, found bool) {
	number, unit := age[:len(age)-1], age[len(age)-1]
	most := map[byte]int{'d': maxAgeDays, 'w': maxAgeDays / 7}[unit|0x20]
	if count, err := strconv.Atoi(number); err != nil || most == 0 || count <= most {
		return AgeFinding{}, false
	}
	return AgeFinding{Kind: AgeBeyondCalendar, Meant: fmt.Sprintf("%d%c", most, unit)}, true
}
