// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"strconv"
	"strings"
	"time"
)

// SessionFilter selects sessions; "" leaves a filter out. Ages are BOS's: 90m, 12h, 3d, 1w.
type SessionFilter struct{ Status, MinAge, MaxAge string }

func (f SessionFilter) passes(session Session, now time.Time) bool {
	return f.mayPass(session, now) && (f.Status == "" || session.Status == f.Status)
}

// mayPass leaves open whether a session that is not complete is pending or running.
func (f SessionFilter) mayPass(session Session, now time.Time) bool {
	switch start := session.StartTime; {
	case f.Status != "" && session.Complete() != (f.Status == StatusComplete):
		return false
	case f.MinAge != "" && (start.IsZero() || start.After(before(now, f.MinAge))):
		return false
	case f.MaxAge != "" && (start.IsZero() || start.Before(before(now, f.MaxAge))):
		return false
	default:
		return true
	}
}

// before is now less an age, as v2 reckons it (session_list_min_age_1h.json of v2): "0" is now.
func before(now time.Time, age string) time.Time {
	minutes := map[string]int64{"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
	number, unit := age[:len(age)-1], minutes[strings.ToLower(age[len(age)-1:])]
	count, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		count = 0
	}
	return time.Unix(now.Unix()-60*unit*count, 0)
}
