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

func TestOptionRule_findings(t *testing.T) {
	t.Parallel()
	type finding = bos.OptionFinding
	texts := map[string]map[string]finding{
		"cleanup_completed_session_ttl": {
			"0": {}, "9999999m": {}, "730000d": {}, "0W": {},
			"": {Kind: bos.OptionEmpty}, " \n": {Kind: bos.OptionEmpty},
			"30s": {Kind: bos.OptionForm}, "07d": {Kind: bos.OptionForm}, "7": {Kind: bos.OptionForm},
			"99999999m": {Kind: bos.OptionLength, Length: 9},
			" 7d":       {Kind: bos.OptionSpace, Meant: "7d"},
			"9999999d":  {Kind: bos.OptionBeyondCalendar, Meant: "730000d"},
		},
		"component_actual_state_ttl": {
			"1h": {}, "9999999H": {}, "104285w": {},
			"0": {Kind: bos.OptionForm}, "90m": {Kind: bos.OptionForm}, "0h": {Kind: bos.OptionForm},
			"4h\n":     {Kind: bos.OptionSpace, Meant: "4h"},
			"9999999w": {Kind: bos.OptionBeyondCalendar, Meant: "104285w"},
		},
		"logging_level": {
			"DEBUG": {}, "critical": {}, "Info": {},
			"": {Kind: bos.OptionEmpty}, "TRACE": {Kind: bos.OptionForm}, "INFO ": {Kind: bos.OptionSpace, Meant: "INFO"},
		},
	}
	for _, rule := range bos.OptionRules() {
		for text, want := range texts[rule.Name] {
			if got, found := rule.TextFinding(text); got != want || found != (want.Kind != 0) {
				t.Errorf("%s = %q: %+v, %v, want %+v", rule.Name, text, got, found, want)
			}
		}
		if rule.Kind != bos.OptionNumber {
			continue
		}
		for number, want := range map[float64]bos.OptionFindingKind{
			float64(rule.Min): 0, float64(rule.Max): 0, float64(rule.Min) + 0.5: bos.OptionFraction,
			float64(rule.Min - 1): bos.OptionBelow, float64(rule.Max) + 0.5: bos.OptionAbove,
		} {
			if got, found := rule.NumberFinding(number); got.Kind != want || found != (want != 0) {
				t.Errorf("%s = %g: %+v, %v, want %v", rule.Name, number, got, found, want)
			}
		}
	}
}
