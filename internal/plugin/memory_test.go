// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import "testing"

func TestBallast_userWins(t *testing.T) {
	for _, row := range []struct {
		gogc, limit string
		want        int
	}{
		{"", "", ballastBytes},
		{"50", "", 0},
		{"off", "", 0},
		{"", "64MiB", 0},
	} {
		t.Setenv("GOGC", row.gogc)
		t.Setenv("GOMEMLIMIT", row.limit)

		if got := len(ballast()); got != row.want {
			t.Errorf("GOGC=%s GOMEMLIMIT=%s: %d bytes, want %d", row.gogc, row.limit, got, row.want)
		}
	}
}
