// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

var (
	bareCount = regexp.MustCompile(`^[0-9]{1,9}$`)
	longUnit  = regexp.MustCompile(`^([0-9]{1,4})([dDwW])$`)
	noTime    = regexp.MustCompile(`^0+[dDwW]?$`)
)

// validAge accepts BOS's ages: minutes, hours, days or weeks.
func validAge() validator.String {
	return textRule{
		summary: "Invalid age",
		description: "value must be an age as BOS writes it: " +
			"a whole number and m, h, d or w (minutes, hours, days, weeks), such as 12h",
		fault: func(age string) string {
			finding, found := bos.CheckAge(age)
			if !found {
				return ""
			}
			return ageFault(age, finding)
		},
	}
}

func ageFault(age string, f bos.AgeFinding) string {
	const form = "a whole number and `m`, `h`, `d` or `w` (minutes, hours, days, weeks), such as `12h`"
	quoted := quoteText(age)
	switch f.Kind {
	case bos.AgeEmpty:
		return "The value is empty: write " + form + ", or leave it out."
	case bos.AgeSpace:
		return fmt.Sprintf("%s begins or ends with a space or a line break: write `%s`.", quoted, f.Meant)
	case bos.AgeLeadingZero:
		return fmt.Sprintf("%s has a leading zero: write `%s`.", quoted, f.Meant)
	case bos.AgeNoUnit:
		return fmt.Sprintf("%s has no unit: write `%sm` for minutes, `%sh` for hours, `%sd` for days or `%sw` for weeks.",
			quoted, age, age, age, age)
	case bos.AgeLength:
		return fmt.Sprintf("%s has %d characters: write at most %d, in a greater unit.", quoted, f.Length, bos.MaxAgeLength)
	case bos.AgeBeyondCalendar:
		return beyondCalendar(age, f.Meant)
	default: // bos.AgeForm
		return fmt.Sprintf("%s is not a valid age: write %s.", quoted, form)
	}
}

func beyondCalendar(age, most string) string {
	return fmt.Sprintf("%s goes back beyond the calendar: write `%s` at most.", quoteText(age), most)
}

// durations are the bounds of a duration.
type durations struct{ least, most time.Duration }

var anyDuration = durations{1, math.MaxInt64}

// validDuration accepts Go's durations above zero.
func validDuration() validator.String {
	return textRule{
		summary:     "Invalid duration",
		description: "value must be a duration above zero: numbers with the units h, m, s or ms, such as 1h30m",
		fault:       anyDuration.fault,
	}
}

// validRequestTimeout and validPollInterval accept what the client accepts.
func validRequestTimeout() validator.String {
	return durations{gateway.MinRequestTimeout, gateway.MaxRequestTimeout}.valid()
}

func validPollInterval() validator.String {
	return durations{bos.MinPollInterval, bos.MaxPollInterval}.valid()
}

func (d durations) valid() validator.String {
	return textRule{
		summary: "Invalid duration",
		description: fmt.Sprintf("value must be a duration from %s to %s, such as 30s",
			shortDuration(d.least), shortDuration(d.most)),
		fault: d.fault,
	}
}

// has reports whether text is a duration within the bounds.
func (d durations) has(text string) bool {
	duration, err := time.ParseDuration(text)
	return err == nil && duration >= d.least && duration <= d.most
}

// fault returns "" for a duration within the bounds. What it says to write is within them, too.
func (d durations) fault(text string) string {
	quoted := quoteText(text)
	write := fmt.Sprintf("write a duration from `%s` to `%s`.", shortDuration(d.least), shortDuration(d.most))
	duration, err := time.ParseDuration(text)
	simple := strings.ToLower(strings.Join(strings.Fields(text), ""))
	switch {
	case d.has(text):
		return ""
	case err == nil && duration <= 0, noTime.MatchString(text):
		return fmt.Sprintf("%s is not above zero: write a duration such as `30s`.", quoted)
	case err == nil && duration < d.least:
		return fmt.Sprintf("%s is shorter than `%s`: %s", quoted, shortDuration(d.least), write)
	case err == nil, longHours(text) > int(d.most/time.Hour):
		return fmt.Sprintf("%s is longer than `%s`: %s", quoted, shortDuration(d.most), write)
	case text == "":
		return emptyText("a duration such as " + d.examples())
	case bareCount.MatchString(text):
		return quoted + " has no unit: write " + d.withUnit(text) + "."
	case longUnit.MatchString(text):
		return fmt.Sprintf("%s has a unit that durations do not know, which go up to hours: write `%dh`.",
			quoted, longHours(text))
	case d.has(simple):
		return fmt.Sprintf("%s is not a duration; units are in lower case and there are no spaces: write `%s`.", quoted, simple)
	default:
		return quoted + " is not a duration: write numbers with the units `h`, `m` or `s`, such as " + d.examples() + "."
	}
}

func (d durations) examples() string {
	if d.has("1h30m") {
		return "`30s`, `10m` or `1h30m`"
	}
	return "`30s` or `10m`"
}

// withUnit returns a number with each unit that makes a duration within the bounds.
func (d durations) withUnit(count string) string {
	var forms []string
	for _, unit := range []string{"seconds", "minutes", "hours"} {
		if text := count + unit[:1]; d.has(text) {
			forms = append(forms, fmt.Sprintf("`%s` for %s", text, unit))
		}
	}
	switch last := len(forms) - 1; last {
	case -1:
		return fmt.Sprintf("a duration of at most `%s`", shortDuration(d.most))
	case 0:
		return forms[0]
	default:
		return strings.Join(forms[:last], ", ") + " or " + forms[last]
	}
}

// longHours returns the hours of a text with days or weeks, which time.ParseDuration does not know; 0 for any other
// text.
func longHours(text string) int {
	part := longUnit.FindStringSubmatch(text)
	if part == nil {
		return 0
	}
	count, _ := strconv.Atoi(part[1])
	hours := count * 24
	if strings.EqualFold(part[2], "w") {
		hours *= 7
	}
	return hours
}

// shortDuration returns a duration as a user would write it: 1h, not 1h0m0s.
func shortDuration(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-len("0s")]
		}
	}
	return text
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

// validCount validates a number of nodes. The maximum is more than any system has, and exact as float64 and as int64.
func validCount() validator.Float64 {
	return numberRule{name: "number of nodes", kind: wholeNumber, least: 1, most: 1_000_000_000}
}
