// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var (
	// bosAge is the pattern of BOS's ages (session_list_min_age_empty.json).
	bosAge = regexp.MustCompile(`^(0|0[mMhHdDwW]|[1-9][0-9]*[mMhHdDwW])$`)

	paddedAge = regexp.MustCompile(`^0+([0-9]+[mMhHdDwW]?)$`)
	bareCount = regexp.MustCompile(`^[0-9]{1,9}$`)
	longUnit  = regexp.MustCompile(`^([0-9]{1,5})([dDwW])$`)
)

const (
	maxAgeLength = 8 // characters (session_list_min_age_too_long.json)

	// An age that goes back beyond the calendar makes the server fail (session_list_min_age_huge.json). Two thousand
	// years; minutes and hours cannot get there in eight characters.
	maxAgeDays  = 730_000
	maxAgeWeeks = maxAgeDays / 7
)

// validAge takes BOS's ages: minutes, hours, days or weeks.
func validAge() validator.String {
	return textRule{
		summary:     "Invalid age",
		description: "value must be an age as BOS writes it: a whole number and m, h, d or w (minutes, hours, days, weeks), such as 12h",
		fault:       ageFault,
	}
}

func ageFault(age string) string {
	const form = "a whole number and `m`, `h`, `d` or `w` (minutes, hours, days, weeks), such as `12h`"
	if !bosAge.MatchString(age) {
		quoted := quoteText(age)
		trimmed := strings.TrimSpace(age)
		switch padded := paddedAge.FindStringSubmatch(age); {
		case age == "":
			return "The value is empty: write " + form + ", or leave it out."
		case bosAge.MatchString(trimmed):
			return fmt.Sprintf("%s has a blank or a line break at its edge: write `%s`.", quoted, trimmed)
		case padded != nil && bosAge.MatchString(padded[1]):
			return fmt.Sprintf("%s has a leading zero: write `%s`.", quoted, padded[1])
		case bareCount.MatchString(age):
			return fmt.Sprintf("%s has no unit: write `%sm` for minutes, `%sh` for hours, `%sd` for days or `%sw` for weeks.", quoted, age, age, age, age)
		default:
			return fmt.Sprintf("%s is no age that BOS knows: write %s.", quoted, form)
		}
	}

	if len(age) > maxAgeLength {
		return fmt.Sprintf("%s has %d characters: write at most %d, in a greater unit.", quoteText(age), len(age), maxAgeLength)
	}
	limit := map[byte]int{'d': maxAgeDays, 'w': maxAgeWeeks}[age[len(age)-1]|0x20]
	if count, err := strconv.Atoi(age[:len(age)-1]); err == nil && limit > 0 && count > limit {
		return fmt.Sprintf("%s goes back beyond the calendar: write `%d%c` at most.", quoteText(age), limit, age[len(age)-1])
	}
	return ""
}

// validDuration takes Go's durations above zero.
func validDuration() validator.String {
	return textRule{
		summary:     "Invalid duration",
		description: "value must be a duration above zero: numbers with the units h, m, s or ms, such as 1h30m",
		fault:       durationFault,
	}
}

func durationFault(text string) string {
	quoted := quoteText(text)
	duration, err := time.ParseDuration(text)
	switch {
	case err == nil && duration > 0:
		return ""
	case err == nil:
		return fmt.Sprintf("%s is not above zero: write a duration such as `30s`.", quoted)
	case text == "":
		return "The value is empty: write a duration such as `30s`, `10m` or `1h30m`, or leave it out."
	case bareCount.MatchString(text):
		return fmt.Sprintf("%s has no unit: write `%ss` for seconds, `%sm` for minutes or `%sh` for hours.", quoted, text, text, text)
	}

	if part := longUnit.FindStringSubmatch(text); part != nil {
		count, _ := strconv.Atoi(part[1])
		hours := count * 24
		if strings.EqualFold(part[2], "w") {
			hours *= 7
		}
		return fmt.Sprintf("%s has a unit that durations do not know, which go up to hours: write `%dh`.", quoted, hours)
	}
	simple := strings.ToLower(strings.Join(strings.Fields(text), ""))
	if better, err := time.ParseDuration(simple); err == nil && better > 0 {
		return fmt.Sprintf("%s is no duration; units are in lower case and there are no blanks: write `%s`.", quoted, simple)
	}
	return fmt.Sprintf("%s is no duration: write numbers with the units `h`, `m` or `s`, such as `30s`, `10m` or `1h30m`.", quoted)
}

// percentRule is a validator of percentages.
type percentRule struct{}

var _ validator.Float64 = percentRule{}

func validPercent() validator.Float64 { return percentRule{} }

func (percentRule) Description(context.Context) string { return "value must be from 0 to 100" }

func (percentRule) MarkdownDescription(context.Context) string {
	return "value must be from 0 to 100"
}

func (percentRule) ValidateFloat64(_ context.Context, req validator.Float64Request, resp *validator.Float64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	percent := req.ConfigValue.ValueFloat64()
	if percent >= 0 && percent <= 100 {
		return
	}
	side := "above 100"
	if percent < 0 {
		side = "below 0"
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid percentage",
		fmt.Sprintf("`%s` is %s: write a number from 0 to 100.", strconv.FormatFloat(percent, 'f', -1, 64), side))
}

// countRule is a validator of numbers of nodes.
type countRule struct{}

var _ validator.Int64 = countRule{}

func validCount() validator.Int64 { return countRule{} }

func (countRule) Description(context.Context) string { return "value must be 1 or more" }

func (countRule) MarkdownDescription(context.Context) string { return "value must be 1 or more" }

func (countRule) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueInt64() >= 1 {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid number of nodes",
		fmt.Sprintf("`%d` is below 1: write a whole number from 1 on, or leave it out.", req.ConfigValue.ValueInt64()))
}
