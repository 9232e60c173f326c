// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts

import (
	"os/exec"
	"strings"
	"testing"
)

// A build that compiles something shows how much; its messages are passed on.
func TestProgress_counts(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"nothing is compiled": {nil, ""},
		"packages":            {[]string{"example.com/a", "go: downloading example.com/b v1.0.0"}, "  packages compiled: 1 of 9, 0 s\n"},
		"a message":           {[]string{"a.go:1:1: undefined: x"}, "a.go:1:1: undefined: x\n"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "./progress", "packages compiled", "9")
			cmd.Stdin = strings.NewReader(strings.Join(append(c.lines, ""), "\n"))
			output, err := cmd.CombinedOutput()
			if err != nil || string(output) != c.want {
				t.Errorf("%v: %q, want %q", err, output, c.want)
			}
		})
	}
}

func TestGoBuild_builds(t *testing.T) {
	b := newBox(t)
	builds := b.putGo()

	got := b.run("go-build", "the demo", b.home+"/tofu", "./internal/cmd/demo")

	if got.code != 0 || builds() != 1 || got.stdout != "" {
		t.Errorf("%d builds: %+v", builds(), got)
	}

	b.env["FAKE_FAULT"] = "undefined: everything"
	got = b.run("go-build", "the demo", b.home+"/tofu", "./internal/cmd/demo")
	if got.code == 0 || !strings.Contains(got.stderr, "undefined: everything") {
		t.Errorf("a build that fails: %+v", got)
	}
}
