// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"testing"
)

func TestPercent_roundsLikePython(t *testing.T) {
	for _, c := range []struct {
		n, total int
		want     string
	}{
		{0, 0, "0.0"},
		{0, 3, "0.0"},
		{1, 1, "100.0"},
		{1, 3, "33.33"},
		{2, 3, "66.67"},
		{12, 64, "18.75"},
		{1, 32, "3.12"},
		{3, 32, "9.38"},
		{1, 160, "0.62"},
		{1, 100000, "0.0"},
	} {
		got, err := json.Marshal(percentOf(c.n, c.total))
		if err != nil || string(got) != c.want {
			t.Errorf("%d of %d = %s, %v, want %s", c.n, c.total, got, err, c.want)
		}
	}
}
