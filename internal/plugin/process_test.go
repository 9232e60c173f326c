// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import (
	"os"
	"testing"
)

func TestAsksForLogs(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]bool{
		"":                          false,
		"PATH=/bin":                 false,
		"TF_LOG=":                   false,
		"TF_LOG":                    false,
		"TF_LOG_CORE=TRACE":         false,
		"TF_LOG=ERROR":              true,
		"TF_LOG_PROVIDER=INFO":      true,
		"TF_LOG_PROVIDER_BOS=TRACE": true,
		"TF_LOG_SDK=TRACE":          true,
		"TF_LOG_SDK_PROTO=WARN":     true,
		"TF_LOG_PATH=log":           true,
		"TF_LOG_PATH_MASK=%s.log":   true,
		"TF_ACC_LOG=DEBUG":          true,
		"TF_ACC_LOG_PATH=log":       true,
	} {
		if got := asksForLogs([]string{"HOME=/root", variable}); got != want {
			t.Errorf("%q: %v, want %v", variable, got, want)
		}
	}
}

func TestQuietLogs_ofAnAddress(t *testing.T) {
	t.Setenv("TF_LOG_SDK", "")
	t.Setenv("TF_LOG_PROVIDER_MY_BOS", "")

	if err := quietLogs("registry.terraform.io/someone/my-bos"); err != nil {
		t.Fatal(err)
	}

	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_MY_BOS"} {
		if got := os.Getenv(name); got != "ERROR" {
			t.Errorf("%s is %q", name, got)
		}
	}
}

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
