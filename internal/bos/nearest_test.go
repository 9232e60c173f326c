// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"blue", "green", "p1", "p1.2", "Compute", "Application_UAN", "vcluster-blue", "x3000c0s1b0n0", "grün", "abc", "abd"}
	for name, want := range map[string]string{
		"bleu":            "blue", // swapped
		"blu":             "blue",
		"bluee":           "blue",
		"BLUE":            "blue",
		"compute":         "Compute",
		"Computee":        "Compute",
		"application_uan": "Application_UAN",
		"gren":            "green",
		"grun":            "grün",
		"x3000c0s1b0n1":   "x3000c0s1b0n0",
		"vcluster_bleu":   "vcluster-blue",
		"abe":             "abc", // the first of two
		"p2":              "",    // half of it would be a typo
		"p1":              "",    // exists
		"yellow":          "",
		"lbeu":            "",
		"":                "",
	} {
		if got := bos.Nearest(name, names); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := bos.Nearest("blue", nil); got != "" {
		t.Errorf("of none: %q", got)
	}
}
