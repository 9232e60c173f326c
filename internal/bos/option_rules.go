// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// OptionRule is a known option and what BOS 2.50 accepts for it. Older releases accept more, and lack some options.
type OptionRule struct {
	Name                 string
	Kind                 OptionKind
	Min, Max             int64  // of a number, both included
	MinLength, MaxLength int    // of a text, in characters; MaxLength 0 = any
	Form                 string // what a text must be, in words that follow "is not"
	pattern              *regexp.Regexp
}

var (
	ageOption = OptionRule{
		Kind: OptionText, MinLength: 1, MaxLength: MaxAgeLength, pattern: agePattern,
		Form: "a number of minutes, hours, days or weeks such as 90m, 12h, 7d or 2w, or 0",
	}
	actualOption = OptionRule{
		Kind: OptionText, MinLength: 2, MaxLength: MaxAgeLength, pattern: actualAgePattern,
		Form: "a number of hours, days or weeks such as 4h, 1d or 1w, and more than 0",
	}
	levelOption = OptionRule{
		Kind: OptionText, pattern: regexp.MustCompile(`^(?i:debug|info|warning|error|critical)$`),
		Form: "one of DEBUG, INFO, WARNING, ERROR and CRITICAL",
	}
	waitOption  = OptionRule{Kind: OptionNumber, Min: 0, Max: maxOptionWait}
	readTimeout = OptionRule{Kind: OptionNumber, Min: minOptionReadTimeout, Max: maxOptionReadTimeout}
	flagOption  = OptionRule{Kind: OptionFlag}
)

// optionRules are the rules of openapi/bos-2.50.0.yaml by the names of the options.
var optionRules = named(map[string]OptionRule{
	"bss_read_timeout":              readTimeout, // seconds, as all numbers but two
	"cfs_read_timeout":              readTimeout,
	"cleanup_completed_session_ttl": ageOption,
	"clear_stage":                   flagOption,
	"component_actual_state_ttl":    actualOption,
	"default_retry_policy":          waitOption, // attempts
	"discovery_frequency":           {Kind: OptionNumber, Min: 0, Max: maxOptionDiscovery},
	"hsm_read_timeout":              readTimeout,
	"ims_errors_fatal":              flagOption,
	"ims_images_must_exist":         flagOption,
	"ims_read_timeout":              readTimeout,
	"logging_level":                 levelOption,
	"max_boot_wait_time":            waitOption,
	"max_component_batch_size":      {Kind: OptionNumber, Min: 0, Max: maxOptionBatch}, // nodes; 0 = any number
	"max_power_off_wait_time":       waitOption,
	"max_power_on_wait_time":        waitOption,
	"pcs_read_timeout":              readTimeout,
	"polling_frequency":             waitOption,
	"reject_nids":                   flagOption,
	"session_limit_required":        flagOption,
})

func named(rules map[string]OptionRule) map[string]OptionRule {
	for name, rule := range rules {
		rule.Name = name
		rules[name] = rule
	}
	return rules
}

// OptionRules returns the rules of all known options, sorted by name.
func OptionRules() []OptionRule {
	rules := slices.Collect(maps.Values(optionRules))
	slices.SortFunc(rules, func(a, b OptionRule) int { return strings.Compare(a.Name, b.Name) })
	return rules
}

func optionRule(name string) (OptionRule, bool) {
	rule, known := optionRules[name]
	return rule, known
}

// CheckOptions returns joined *gateway.InputErrors for the changes that BOS would never accept. The Field of each is
// the option's name. CheckOptions makes no request.
func CheckOptions(changes Options) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		rule, known := optionRule(name)
		if !known {
			errs = append(errs, &gateway.InputError{Field: name, Reason: "is not an option of BOS that is known here"})
			continue
		}
		errs = append(errs, rule.check(changes[name]))
	}
	return errors.Join(errs...)
}

// check returns a *gateway.InputError if BOS would not accept the value.
func (r OptionRule) check(value Option) error {
	refuse := func(form string) error {
		reason := fmt.Sprintf("%q is not %s", gateway.Shorten(value.String(), 64), form)
		return &gateway.InputError{Field: r.Name, Reason: reason}
	}
	switch {
	case value.kind() != r.Kind:
		return refuse("a " + string(r.Kind))
	case r.Kind == OptionNumber && (*value.Number < r.Min || *value.Number > r.Max):
		return refuse(fmt.Sprintf("from %d to %d", r.Min, r.Max))
	case r.Kind == OptionText && !r.fits(*value.Text):
		return refuse(r.Form)
	default:
		return nil
	}
}

// fits reports whether BOS accepts the text.
func (r OptionRule) fits(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= r.MinLength && (r.MaxLength == 0 || n <= r.MaxLength) &&
		(r.pattern == nil || r.pattern.MatchString(text))
}

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
func (r OptionRule) isAge() bool { return r.pattern == agePattern || r.pattern == actualAgePattern }

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
