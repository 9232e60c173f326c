// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	firstPause = time.Second
	maxPause   = 30 * time.Second
	// A server that asks for more is asked again after this.
	maxRetryAfter = 2 * time.Minute
)

// pause is how long to wait after the n-th failure in a row: 1, 2, 4 … 30 s, of which
// the second half is left to chance so that many clients come apart again; and not
// less than the server asked for.
func (c *Client) pause(n int, failure *Error) time.Duration {
	whole := maxPause
	if shift := n - 1; shift < 5 {
		whole = firstPause << shift
	}
	jittered := whole/2 + rand.N(whole/2)
	return max(jittered, min(failure.retryAfter, maxRetryAfter))
}

// retryAfter reads the header of that name: seconds or an HTTP date. 0 = nothing usable.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(header, 10, 64); err == nil {
		return time.Duration(min(max(0, seconds), int64(24*time.Hour/time.Second))) * time.Second
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
