// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var changelog = `# Changelog

The versions are those of semver.org.

## Unreleased

FEATURES:

- **New resource** of ` + "`things`" + ` & more.
- Another one.

BUG FIXES:

- Less of it.
` + longEntries

// longEntries are more than a pipe holds.
var longEntries = strings.Repeat("- "+strings.Repeat("One more word of it. ", 50)+"\n", 100)

// withChangelog returns a box with that changelog and a function that reads it.
func withChangelog(t *testing.T, text string) (b *box, read func() string) {
	t.Helper()
	b = newBox(t)
	path := b.write(filepath.Join(t.TempDir(), "CHANGELOG.md"), text)
	b.env["CHANGELOG"] = path

	return b, func() string {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}

		return string(text)
	}
}

func TestChangelog_releasesWhatIsUnreleased(t *testing.T) {
	b, read := withChangelog(t, changelog)

	got := b.run("changelog", "release", "0.1.0", "2026-11-30")

	want := strings.Replace(changelog, "## Unreleased\n", "## Unreleased\n\n## 0.1.0 (2026-11-30)\n", 1)
	if got.code != 0 || read() != want {
		t.Errorf("%+v\n%s", got, read())
	}
	notes := b.run("changelog", "notes", "0.1.0")
	_, section, _ := strings.Cut(changelog, "## Unreleased\n\n")
	if notes.code != 0 || notes.stdout != section {
		t.Errorf("the notes: %+v", notes)
	}
	again := b.run("changelog", "release", "0.2.0", "2026-12-01")
	if again.code == 0 || !strings.Contains(again.stderr, "nothing to release") || read() != want {
		t.Errorf("again: %+v\n%s", again, read())
	}
}

func TestChangelog_datesByToday(t *testing.T) {
	b, read := withChangelog(t, changelog)
	b.put("date", `[ "$*" = "-u +%Y-%m-%d" ] && echo 2027-01-02`)

	b.run("changelog", "release", "0.1.0")

	if !strings.Contains(read(), "\n## 0.1.0 (2027-01-02)\n") {
		t.Error(read())
	}
}

func TestChangelog_notesAreThoseOfOneVersion(t *testing.T) {
	b, _ := withChangelog(t, "## Unreleased\n\n## 0.1.10 (2026-01-03)\n\n- c\n\n## 0.1.1 (2026-01-02)\n\n- b\n\n- bb\n\n## 0.1.0\n\n- a")
	for version, want := range map[string]string{"0.1.10": "- c\n", "0.1.1": "- b\n\n- bb\n", "0.1.0": "- a\n"} {
		if got := b.run("changelog", "notes", version); got.code != 0 || got.stdout != want {
			t.Errorf("%s: %+v, want %q", version, got, want)
		}
	}
}

func TestChangelog_refuses(t *testing.T) {
	released := strings.Replace(changelog, "## Unreleased\n", "## Unreleased\n\n- New.\n\n## 0.2.0-rc.2 (2026-01-01)\n", 1)
	for name, c := range map[string]struct{ text, command, want string }{
		"no version":           {changelog, "release", "usage"},
		"too much":             {changelog, "release 0.1.0 2026-11-30 more", "usage"},
		"another command":      {changelog, "publish 0.1.0", "usage"},
		"a tag":                {changelog, "release v0.1.0", "v0.1.0 is not a version"},
		"two numbers":          {changelog, "release 0.1", "0.1 is not a version"},
		"a leading zero":       {changelog, "release 0.01.0", "0.01.0 is not a version"},
		"a zero in a word":     {changelog, "release 0.1.0-rc.01", "0.1.0-rc.01 is not a version"},
		"build metadata":       {changelog, "release 0.1.0+1", "0.1.0+1 is not a version"},
		"a pattern":            {changelog, "release 0.1.0-*", "is not a version"},
		"a date in words":      {changelog, "release 0.1.0 today", "today is not a date"},
		"no heading":           {"# Changelog\n", "release 0.1.0", `one heading "## Unreleased"`},
		"two headings":         {changelog + "\n## Unreleased\n", "release 0.1.0", `one heading "## Unreleased"`},
		"no entries":           {"## Unreleased\n\nFEATURES:\n\n## 0.1.0\n\n- x\n", "release 0.2.0", "nothing to release"},
		"the same version":     {released, "release 0.2.0-rc.2", "0.2.0-rc.2 is not newer than 0.2.0-rc.2"},
		"an older one":         {released, "release 0.1.9", "0.1.9 is not newer"},
		"an older pre-release": {released, "release 0.2.0-beta.9", "0.2.0-beta.9 is not newer"},
		"a shorter one":        {released, "release 0.2.0-rc", "0.2.0-rc is not newer"},
		"a number for a word":  {released, "release 0.2.0-9", "0.2.0-9 is not newer"},
		"notes of nothing":     {released, "notes 0.3.0", "CHANGELOG.md says nothing of 0.3.0"},
		"notes of a pattern":   {released, "notes 0.2.*", "is not a version"},
		"notes of the future":  {released, "notes Unreleased", "is not a version"},
	} {
		t.Run(name, func(t *testing.T) {
			b, read := withChangelog(t, c.text)

			got := b.run("changelog", strings.Fields(c.command)...)

			if got.code == 0 || got.stdout != "" || !strings.Contains(got.stderr, c.want) || read() != c.text {
				t.Errorf("%+v, want %q\n%s", got, c.want, read())
			}
		})
	}
}

func TestChangelog_takesWhatIsNewer(t *testing.T) {
	for _, version := range []string{"0.2.0-rc.2.1", "0.2.0-rc.10", "0.2.0-rd", "0.2.0-rc.x", "0.2.0", "0.2.1-alpha", "0.10.0", "1.0.0"} {
		t.Run(version, func(t *testing.T) {
			b, read := withChangelog(t, "## Unreleased\n\n- New.\n\n## 0.2.0-rc.2 (2026-01-01)\n\n- Old.\n")

			got := b.run("changelog", "release", version, "2026-11-30")

			want := "## Unreleased\n\n## " + version + " (2026-11-30)\n\n- New.\n\n## 0.2.0-rc.2 (2026-01-01)\n\n- Old.\n"
			if got.code != 0 || read() != want {
				t.Errorf("%+v\n%s", got, read())
			}
		})
	}
}
