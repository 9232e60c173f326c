// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"fmt"
	"time"
)

// timeLayout is BOS's time format: UTC, no zone, whole seconds.
const timeLayout = "2006-01-02T15:04:05"

func timestamp(t time.Time) string { return t.UTC().Format(timeLayout) }

// parseTime parses BOS's own format, with or without a fraction, and RFC 3339.
func parseTime(text string) (time.Time, bool) {
	for _, layout := range []string{timeLayout, time.RFC3339Nano} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}

	return time.Time{}, false
}

// pyDuration formats d as Python formats a timedelta: 0:00:07, 0:01:37.131708, 1
// day, 2:03:04.
func pyDuration(d time.Duration) string {
	micros := d.Microseconds()
	const perDay = 24 * 60 * 60 * 1_000_000
	days := micros / perDay
	if micros %= perDay; micros < 0 {
		micros, days = micros+perDay, days-1
	}
	seconds := micros / 1_000_000
	text := fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if fraction := micros % 1_000_000; fraction != 0 {
		text += fmt.Sprintf(".%06d", fraction)
	}
	switch days {
	case 0:
		return text
	case 1, -1:
		return fmt.Sprintf("%d day, %s", days, text)
	default:
		return fmt.Sprintf("%d days, %s", days, text)
	}
}

// isoTime is v1's format for the times that it takes itself, pythonTime that for
// those of the boot agent. Python omits a fraction of zero.
func isoTime(t time.Time) string { return withFraction(t, "2006-01-02T15:04:05") + "Z" }

func pythonTime(t time.Time) string { return withFraction(t, time.DateTime) }

func withFraction(t time.Time, layout string) string {
	t = t.UTC().Truncate(time.Microsecond)
	if t.Nanosecond() != 0 {
		layout += ".000000"
	}

	return t.Format(layout)
}
