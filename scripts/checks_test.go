// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts

import (
	"path/filepath"
	"strings"
	"testing"
)

const (
	goHeader     = "// Copyright (c) the terraform-provider-bos authors\n// SPDX-License-Identifier: MPL-2.0\n\n"
	scriptHeader = "#!/usr/bin/env bash\n# Copyright (c) the terraform-provider-bos authors\n# SPDX-License-Identifier: MPL-2.0\n"
)

func TestCheckFiles_tellsEachFault(t *testing.T) {
	long := goHeader + strings.Repeat("//\n", 297)
	for name, c := range map[string]struct{ path, text, want string }{
		"a sound file":       {"a/session.go", goHeader + "package a\n", ""},
		"300 lines":          {"a/session.go", long, ""},
		"301 lines":          {"a/session.go", long + "//\n", "./a/session.go: 301 lines; the limit is 300: cut it by subject\n"},
		"a test of 301":      {"a/x_test.go", long + "//\n", "./a/x_test.go: 301 lines; the limit is 300: cut it by subject\n"},
		"no header":          {"a/x.go", "package a\n", "./a/x.go: does not begin with the two lines of the licence and a blank line\n"},
		"no blank line":      {"a/x.go", strings.TrimSuffix(goHeader, "\n") + "package a\n", "./a/x.go: does not begin with the two lines of the licence and a blank line\n"},
		"an empty file":      {"a/x.go", "", "./a/x.go: does not begin with the two lines of the licence and a blank line\n"},
		"a name of nothing":  {"a/helpers_test.go", goHeader, "./a/helpers_test.go: the name does not say what it holds\n"},
		"a sound script":     {"scripts/x", scriptHeader, ""},
		"a script without":   {"scripts/x", "#!/usr/bin/env bash\n", "./scripts/x: lines 2 and 3 are not the two lines of the licence\n"},
		"not a file of ours": {"a/x.md", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			dir := t.TempDir()
			b.write(filepath.Join(dir, c.path), c.text)

			got := b.run("check-files", dir)

			if got.stdout != c.want || (got.code == 0) != (c.want == "") {
				t.Errorf("code %d, stdout %q, want %q\n%s", got.code, got.stdout, c.want, got.stderr)
			}
		})
	}
}

func TestNeedGo_saysWhatIsMissing(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"none":                {"", "Go is not on PATH. This project needs Go 1.26 or newer"},
		"older":               {"echo go1.20.14", "This is go1.20.14. This project needs Go 1.26 or newer"},
		"may not fetch newer": {"echo 'go.mod requires go >= 1.26'; exit 1", "go.mod requires go >= 1.26"},
		"the same":            {"echo go1.26", ""},
		"newer":               {"echo go1.30rc1", ""},
		"made by hand":        {"echo devel go1.27-abc", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			if c.program != "" {
				b.put("go", c.program)
			}

			got := b.run("need-go")

			if !strings.Contains(got.stderr, c.want) || (got.code == 0) != (c.want == "") {
				t.Errorf("code %d, stderr %q, want %q", got.code, got.stderr, c.want)
			}
		})
	}
}
