// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const code = `package provider

func speaks(ok bool) {
	if ok {
		diags.AddError("Unable to read", "a text")
		return
	}
	tflog.Info(ctx, "a log of four words")
	use(message{summary: "Unable to read it now"})
}
`

// A place is found where a diagnostic, a message or a text of four words is made, and reported if the profile has not
// reached it, unless an exception covers it. An exception without such a place is reported, too.
func TestCheck(t *testing.T) {
	const (
		whole = "mode: set\nx/provider/a.go:4.5,7.3 2 1\nx/provider/a.go:8.2,10.2 2 1\n"
		half  = "mode: set\nx/provider/a.go:4.5,7.3 2 1\nx/provider/a.go:8.2,10.2 2 0\n"
	)
	unreached := []string{
		`provider/a.go:9: not reached: speaks: message{}`,
		`provider/a.go:9: not reached: speaks: "Unable to read it now"`,
	}
	for name, row := range map[string]struct {
		profile string
		allowed []exception
		want    []string
	}{
		"all of it is reached": {whole, nil, nil},
		"a part is not":        {half, nil, unreached},
		"a part is excepted": {
			half,
			[]exception{{"a.go", "message{}", "why"}},
			unreached[1:],
		},
		"an exception is needless": {
			whole,
			[]exception{{"a.go", "message{}", "why"}},
			[]string{"scripts/messages/exceptions.go: no place that is not reached: a.go: message{}"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.Mkdir("provider", 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join("provider", "a.go"), code)
			write(t, "profile", row.profile)

			faults, total, err := check("profile", "provider", row.allowed)

			if err != nil || total != 3 || !slices.Equal(faults, row.want) {
				t.Errorf("%d places, %v\n got %q\nwant %q", total, err, faults, row.want)
			}
		})
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
