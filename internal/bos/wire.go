// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// number is a JSON number, which BOS writes as an integer, a float or a string by version. null is 0.
type number float64

func (n *number) UnmarshalJSON(data []byte) error {
	text, err := scalar(data)
	if err != nil || text == "" {
		*n = 0
		return err
	}
	parsed, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(parsed) || math.IsInf(parsed, 0) {
		return fmt.Errorf("%q is not a number", gateway.Shorten(text, 64))
	}
	*n = number(parsed)
	return nil
}

// count returns the number as a number of nodes: rounded, and at least 0.
func (n number) count() int {
	return int(math.Round(min(max(0, float64(n)), math.MaxInt32)))
}

// word is a JSON string that BOS may write as a number. null is "".
type word string

func (w *word) UnmarshalJSON(data []byte) error {
	text, err := scalar(data)
	*w = word(text)
	return err
}

// scalar returns the text of a JSON string, trimmed, or of a number; "" for null.
func scalar(data []byte) (string, error) {
	if string(data) == "null" {
		return "", nil
	}
	switch data[0] {
	case '"':
		var text string
		err := json.Unmarshal(data, &text)
		return strings.TrimSpace(text), err
	case '{', '[', 't', 'f':
		return "", errors.New("a JSON object, list or boolean where a number or string belongs")
	default:
		return string(data), nil
	}
}

// moment is a time as BOS writes it, in UTC but without a zone ("2026-11-22T10:58:19"). Other versions write a zone, a
// fraction, or a space in place of the T. null and "" are the zero time.
type moment struct{ time.Time }

var momentLayouts = []string{
	"2006-01-02T15:04:05", // time.Parse accepts a fraction after the seconds
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04:05Z07:00",
}

func (m *moment) UnmarshalJSON(data []byte) error {
	m.Time = time.Time{}
	text, err := scalar(data)
	if err != nil || text == "" {
		return err
	}
	for _, layout := range momentLayouts {
		if parsed, err := time.Parse(layout, text); err == nil {
			m.Time = parsed.UTC()
			return nil
		}
	}
	return fmt.Errorf("%q is not a time", gateway.Shorten(text, 64))
}

// elapsed is a Python timedelta: 0:00:07, 0:01:37.131708, 1 day, 2:03:04. null and "" are 0. The numbers of digits in
// its pattern are those that a Duration can hold.
type elapsed time.Duration

var elapsedPattern = regexp.MustCompile(`^(?:(-?\d{1,5}) days?, )?(\d{1,5}):(\d{2}):(\d{2}(?:\.\d+)?)$`)

func (e *elapsed) UnmarshalJSON(data []byte) error {
	*e = 0
	text, err := scalar(data)
	if err != nil || text == "" {
		return err
	}
	parts := elapsedPattern.FindStringSubmatch(text)
	if parts == nil {
		return fmt.Errorf("%q is not a duration", gateway.Shorten(text, 64))
	}
	days, _ := strconv.Atoi("0" + strings.TrimPrefix(parts[1], "-"))
	if strings.HasPrefix(parts[1], "-") {
		days = -days
	}
	clock, err := time.ParseDuration(parts[2] + "h" + parts[3] + "m" + parts[4] + "s")
	if err != nil {
		return fmt.Errorf("%q is not a duration: %w", text, err)
	}
	*e = elapsed(time.Duration(days)*24*time.Hour + clock)
	return nil
}

// lenient is a value that no decision needs. If it cannot be read, the rest of the answer is still used.
type lenient[T any] struct {
	value      T
	unreadable bool
}

// UnmarshalJSON never fails.
func (l *lenient[T]) UnmarshalJSON(data []byte) error {
	*l = lenient[T]{}
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		l.unreadable = true
		return nil //nolint:nilerr // see lenient
	}
	l.value = value
	return nil
}

// percent is NaN if it cannot be read, and 0 if BOS left it out.
type percent struct{ lenient[number] }

func (p percent) float() float64 {
	if p.unreadable {
		return math.NaN()
	}
	return float64(p.value)
}
