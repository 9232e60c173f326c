// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// OptionKind is the type of an option's value.
type OptionKind string

// The kinds of options.
const (
	OptionNumber OptionKind = "whole number"
	OptionText   OptionKind = "text"
	OptionFlag   OptionKind = "true or false"
)

// OptionRule is a known option and what BOS 2.50 accepts for it. Older releases accept more, and lack some options.
type OptionRule struct {
	Name                 string
	Kind                 OptionKind
	Min, Max             int64 // of a number, both included
	MinLength, MaxLength int   // of a text, in characters; MaxLength 0 = any
	Pattern              *regexp.Regexp
	Form                 string // the pattern in words, to follow "is not"
}

var (
	ageOption = OptionRule{
		Kind: OptionText, MinLength: 1, MaxLength: MaxAgeLength, Pattern: agePattern,
		Form: "a number of minutes, hours, days or weeks such as 90m, 12h, 7d or 2w, or 0",
	}
	actualOption = OptionRule{
		Kind: OptionText, MinLength: 2, MaxLength: MaxAgeLength, Pattern: actualAgePattern,
		Form: "a number of hours, days or weeks such as 4h, 1d or 1w, and more than 0",
	}
	levelOption = OptionRule{
		Kind: OptionText, Pattern: regexp.MustCompile(`^(?i:debug|info|warning|error|critical)$`),
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

// CheckOptions returns what BOS would never accept, as a joined *gateway.InputError for each option; its Field is the
// option's name. CheckOptions makes no request.
func CheckOptions(changes Options) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		rule, known := optionRule(name)
		if !known {
			errs = append(errs, &gateway.InputError{Field: name, Reason: "is not an option of BOS that is known here"})
			continue
		}
		errs = append(errs, rule.Check(changes[name]))
	}
	return errors.Join(errs...)
}

// Check returns a *gateway.InputError if BOS would not accept the value.
func (r OptionRule) Check(value Option) error {
	refuse := func(form string) error {
		return &gateway.InputError{Field: r.Name, Reason: fmt.Sprintf("%q is not %s", gateway.Shorten(value.String(), 64), form)}
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

func (r OptionRule) fits(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= r.MinLength && (r.MaxLength == 0 || n <= r.MaxLength) && (r.Pattern == nil || r.Pattern.MatchString(text))
}

// OptionsError reports that BOS answered a change of options but does not have the new values: this release has no such
// options, or somebody else changed them meanwhile.
type OptionsError struct {
	Absent  []string // this BOS does not have them; sorted
	Changed []string // they have another value; sorted
}

func (e *OptionsError) Error() string {
	var parts []string
	if len(e.Absent) > 0 {
		parts = append(parts, "this BOS does not have the options "+strings.Join(e.Absent, ", ")+": leave them out")
	}
	if len(e.Changed) > 0 {
		parts = append(parts, "BOS shows other values than were set for "+strings.Join(e.Changed, ", ")+
			": somebody else may have changed them at the same time")
	}
	return strings.Join(parts, "; ")
}

// lack returns an *OptionsError if the options do not have the values of the changes.
func (o Options) lack(changes Options) error {
	var failed OptionsError
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		switch value, found := o[name]; {
		case !found:
			failed.Absent = append(failed.Absent, name)
		case !value.Equal(changes[name]):
			failed.Changed = append(failed.Changed, name)
		}
	}
	if failed.Absent == nil && failed.Changed == nil {
		return nil
	}
	return &failed
}
