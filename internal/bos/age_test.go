// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// Valid and invalid ages are those of session_list_min_age_*.json and of the published pattern.
func TestCheckAge(t *testing.T) {
	t.Parallel()
	for age, want := range map[string]bos.AgeFinding{
		"0":         {},
		"0d":        {},
		"1m":        {},
		"12H":       {},
		"9999999h":  {},
		"730000d":   {},
		"104285w":   {},
		"":          {Kind: bos.AgeEmpty},
		"5":         {Kind: bos.AgeNoUnit},
		"01m":       {Kind: bos.AgeLeadingZero, Meant: "1m"},
		"00":        {Kind: bos.AgeLeadingZero, Meant: "0"},
		"-1h":       {Kind: bos.AgeForm},
		"30s":       {Kind: bos.AgeForm},
		"1h30m":     {Kind: bos.AgeForm},
		"1d\n":      {Kind: bos.AgeSpace, Meant: "1d"},
		"12345678d": {Kind: bos.AgeLength, Length: 9},
		"9999999w":  {Kind: bos.AgeBeyondCalendar, Meant: "104285w"},
		"730001D":   {Kind: bos.AgeBeyondCalendar, Meant: "730000D"},
	} {
		if got, found := bos.CheckAge(age); got != want || found != (want.Kind != 0) {
			t.Errorf("%q: %+v, %v, want %+v", age, got, found, want)
		}
	}
}
