// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// quaint are phrases that the documentation does not use, and the plain ones in their place.
var quaint = []struct {
	phrase *regexp.Regexp
	plain  string
}{
	{regexp.MustCompile(`(?i)\b(tells?|told|telling)\b`), "report, show or say"},
	{regexp.MustCompile(`(?i)\bmend(s|ed|ing)?\b`), "fix"},
	{regexp.MustCompile(`(?i)\bblanks?\b`), "space"},
	{regexp.MustCompile(`(?i)\bof no tenant\b`), "without a tenant"},
	{regexp.MustCompile(`(?i)\b(go|goes|going) on\b`), "continue"},
	{regexp.MustCompile(`(?i)\bat work on\b`), "is processing"},
	{regexp.MustCompile(`(?i)\bstands? in\b`), "is in"},
	{regexp.MustCompile(`(?i)\bholds? for\b`), "applies to"},
	{regexp.MustCompile(`(?i)\bfor a try\b`), "for testing"},
	{regexp.MustCompile(`(?i)\bways on\b`), "What you can do next"},
	{regexp.MustCompile(`(?i)\bcomes? about\b`), "happens"},
	{regexp.MustCompile(`(?i)\b(whoever|nobody)\b`), "a subject, such as no user"},
	{regexp.MustCompile(`(?i)\bnone of the choices\b`), "is not valid; use …"},
	{regexp.MustCompile(`(?i)\bwho runs the system\b`), "the system's administrator"},
	{regexp.MustCompile(`(?i)\bkeeps? apart\b`), "distinguish"},
}

// The pages, with the descriptions of the schemas in them, and those of the project are in plain English. What is
// printed is not theirs: messages have their own test.
func TestDocs_plainWords(t *testing.T) {
	t.Parallel()
	count := 0
	check := func(path, content string) {
		if filepath.Base(path) == "measured-faults.md" { // messages
			return
		}
		count++
		printed := false
		for i, line := range strings.Split(content, "\n") {
			switch {
			case strings.HasPrefix(line, "<!-- printed by"):
				printed = true
			case line == "```" && printed:
				printed = false
			}
			for _, q := range quaint {
				if found := q.phrase.FindString(withoutCode(line)); found != "" && !printed {
					t.Errorf("%s:%d: %q; write: %s\n%s", strings.TrimPrefix(path, "../../"), i+1, found, q.plain, line)
				}
			}
		}
	}
	walkFiles(t, "../../docs", ".md", check)
	pages, err := filepath.Glob("../../*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		check(name, string(content))
	}
	if count < 40 {
		t.Errorf("only %d pages were found", count)
	}
}

// withoutCode is a line without what is in backquotes, which may be a message or a name.
func withoutCode(line string) string {
	return regexp.MustCompile("`[^`]*`").ReplaceAllString(line, "")
}
