// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"math"
	"strings"
	"unicode/utf8"
)

// OptionFindingKind is what is wrong with the value of an option.
type OptionFindingKind int

// The kinds of OptionFinding.
const (
	OptionEmpty          OptionFindingKind = iota + 1 // nothing, or nothing but white space
	OptionSpace                                       // white space at an edge of a text that is good without it
	OptionLength                                      // more than MaxLength characters
	OptionForm                                        // a text of another form
	OptionBeyondCalendar                              // an age that BOS accepts, and then fails with
	OptionBelow                                       // a number below Min
	OptionAbove                                       // a number above Max
	OptionFraction                                    // not a whole number
)

// OptionFinding is the reason why a value cannot be set for an option.
type OptionFinding struct {
	Kind   OptionFindingKind
	Length int    // of OptionLength, in characters
	Meant  string // of OptionSpace: the text to write; of OptionBeyondCalendar: the greatest age in its unit
}

// TextFinding returns the reason why the text cannot be set for an option of texts. found is false if it can. With an
// age beyond the calendar, which BOS accepts, the part of BOS that needs it fails.
func (r OptionRule) TextFinding(text string) (finding OptionFinding, found bool) {
	trimmed, length := strings.TrimSpace(text), utf8.RuneCountInString(text)
	switch {
	case r.fits(text):
		if age, bad := CheckAge(text); r.isAge() && bad {
			return OptionFinding{Kind: OptionBeyondCalendar, Meant: age.Meant}, true
		}
		return OptionFinding{}, false
	case trimmed == "":
		return OptionFinding{Kind: OptionEmpty}, true
	case r.fits(trimmed):
		return OptionFinding{Kind: OptionSpace, Meant: trimmed}, true
	case r.MaxLength > 0 && length > r.MaxLength:
		return OptionFinding{Kind: OptionLength, Length: length}, true
	default:
		return OptionFinding{Kind: OptionForm}, true
	}
}

// isAge reports whether the texts of the option are ages.
func (r OptionRule) isAge() bool { return r.Pattern == agePattern || r.Pattern == actualAgePattern }

// NumberFinding returns the reason why the number cannot be set for an option of numbers. found is false if it can.
func (r OptionRule) NumberFinding(number float64) (finding OptionFinding, found bool) {
	switch {
	case number < float64(r.Min):
		return OptionFinding{Kind: OptionBelow}, true
	case number > float64(r.Max):
		return OptionFinding{Kind: OptionAbove}, true
	case number != math.Trunc(number):
		return OptionFinding{Kind: OptionFraction}, true
	default:
		return OptionFinding{}, false
	}
}
