// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts

import (
	"strings"
	"testing"
)

// The checks themselves are those of scripts/markdown, which has its own tests. Here it finds nothing.
func TestCheckDocs_needsItsDictionaryInCI(t *testing.T) {
	for name, c := range map[string]struct {
		hunspell, ci, says string
		code               int
	}{
		"no hunspell":         {"", "", "the spelling is not checked", 0},
		"no hunspell, in CI":  {"", "true", "hunspell-en-gb is not installed", 1},
		"no dictionary":       {"exit 1", "", "the spelling is not checked", 0},
		"no dictionary in CI": {"exit 1", "true", "hunspell-en-gb is not installed", 1},
		"all is there":        {"exit 0", "true", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.putGo()
			b.env["TF_ACC_TERRAFORM_PATH"] = b.put("terraform", "exit 0")
			b.env["CI"] = c.ci
			if c.hunspell != "" {
				b.put("hunspell", c.hunspell)
			}

			got := b.run("check-docs")

			if got.code != c.code || !strings.Contains(got.stderr, c.says) || c.says == "" && strings.Contains(got.stderr, "installed") {
				t.Errorf("code %d, stderr %q, want %d and %q\n%s", got.code, got.stderr, c.code, c.says, got.stdout)
			}
		})
	}
}

func TestCheckDocs_reportsBlocksThatAreNotFormatted(t *testing.T) {
	b := newBox(t)
	b.putGo()
	b.put("hunspell", "exit 0")
	b.env["TF_ACC_TERRAFORM_PATH"] = b.put("terraform", "echo 'docs%a.md:7.tf'; exit 3")

	got := b.run("check-docs")

	if got.code != 1 || !strings.Contains(got.stdout, "\ndocs/a.md:7.tf\n") {
		t.Errorf("code %d, stdout %q\n%s", got.code, got.stdout, got.stderr)
	}
}
