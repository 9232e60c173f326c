// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const soundWorkflow = `on: push

permissions: {}

jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    env:
      ENGINE: ${{ matrix.engine }}
    steps:
      - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v1.2.3
        with:
          persist-credentials: false
      - if: failure()
        uses: a/b/c@0123456789abcdef0123456789abcdef01234567 # v1.2.3
      # - uses: a/b@main
      - run: |
          echo "uses: a/b@main"

          echo "$ENGINE"
      - name: ${{ matrix.engine }}
        run: echo
`

// The rules of our own. In place of actionlint there is a program that finds nothing.
func TestCheckWorkflows_reportsEachFault(t *testing.T) {
	const pin = "FILE:12: an action is pinned as OWNER/NAME@HASH # vX.Y.Z, by 40 hexadecimal digits\n"
	for name, c := range map[string]struct{ old, new, want string }{
		"a sound one":             {"", "", ""},
		"a tag":                   {"@0123456789abcdef0123456789abcdef01234567 # v1.2.3\n        with", "@v1\n        with", pin},
		"39 digits":               {"@01234567", "@1234567", pin},
		"41 digits":               {"@01234567", "@001234567", pin},
		"no version":              {" # v1.2.3\n        with", "\n        with", pin},
		"half a version":          {" # v1.2.3\n        with", " # v1\n        with", pin},
		"no permissions":          {"permissions: {}", "name: x", "FILE: has no permissions at the top level\n"},
		"all permissions":         {"permissions: {}", "permissions: write-all", "FILE:3: permissions are named one by one\n"},
		"no time-out":             {"    timeout-minutes: 5\n", "", "FILE: has 1 jobs and 0 timeout-minutes\n"},
		"a checkout with a token": {"persist-credentials: false", "fetch-depth: 0", "FILE: has 1 checkouts and 0 persist-credentials: false\n"},
		"a script's expression":   {`echo "$ENGINE"`, "echo ${{ github.ref }}", "FILE:21: a script has an expression in it: pass it by env\n"},
		"in one line":             {"run: echo", "run: echo ${{ github.ref }}", "FILE:23: a script has an expression in it: pass it by env\n"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.putGo()
			b.put("shellcheck", "")
			file := b.write(filepath.Join(t.TempDir(), "a.yml"), strings.Replace(soundWorkflow, c.old, c.new, 1))

			got := b.run("check-workflows", file)

			if want := strings.ReplaceAll(c.want, "FILE", file); !strings.HasPrefix(got.stdout, want) || (got.code == 0) != (want == "") {
				t.Errorf("code %d, stdout %q, want %q\n%s", got.code, got.stdout, want, got.stderr)
			}
		})
	}
}

func TestCheckWorkflows_insistsOnShellcheckInCI(t *testing.T) {
	for ci, want := range map[string]int{"": 0, "true": 1} {
		b := newBox(t)
		b.putGo()
		b.env["CI"] = ci
		file := b.write(filepath.Join(t.TempDir(), "a.yml"), soundWorkflow)

		got := b.run("check-workflows", file)

		if got.code != want || !strings.Contains(got.stderr, "shellcheck is not installed") {
			t.Errorf("CI=%q: code %d, stderr %q", ci, got.code, got.stderr)
		}
	}
}

func TestBuiltTool_knowsEachFolderOfTools(t *testing.T) {
	folders, err := os.ReadDir("../tools")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		b := newBox(t)
		b.putGo()

		if got := b.run("built-tool", folder.Name()); got.code != 0 {
			t.Errorf("%s: code %d: %s", folder.Name(), got.code, got.stderr)
		}
	}
}
