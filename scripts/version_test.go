// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// versioned is a repository of its own with the script in it.
type versioned struct {
	*box
	dir string
}

func newVersioned(t *testing.T) *versioned {
	t.Helper()
	v := &versioned{newBox(t), t.TempDir()}
	script, err := os.ReadFile("version")
	if err != nil {
		t.Fatal(err)
	}
	v.write(filepath.Join(v.dir, "scripts", "version"), string(script))

	return v
}

// git runs the commands of git that are given as lines.
func (v *versioned) git(commands ...string) {
	v.t.Helper()
	for _, command := range commands {
		arguments := append([]string{
			"-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false",
		}, strings.Fields(command)...)
		cmd := exec.CommandContext(v.t.Context(), "git", arguments...)
		cmd.Dir = v.dir
		if output, err := cmd.CombinedOutput(); err != nil {
			v.t.Fatalf("git %s: %v\n%s", command, err, output)
		}
	}
}

func TestVersion_comesFromTheTag(t *testing.T) {
	const commit = "commit -q --allow-empty -m x"
	for name, c := range map[string]struct {
		git            []string
		want, released string
		changelog      string
	}{
		"no tag":                         {[]string{commit, commit}, `0\.1\.0-dev\.2\.g[0-9a-f]{8}`, "0.1.0", ""},
		"the tag":                        {[]string{commit, "tag v0.1.0"}, `0\.1\.0`, "0.1.0", ""},
		"an annotated tag":               {[]string{commit, "tag -a -m x v1.2.3"}, `1\.2\.3`, "0.1.0", ""},
		"after a tag":                    {[]string{commit, "tag v0.1.9", commit, commit}, `0\.2\.0-dev\.2\.g[0-9a-f]{8}`, "0.1.9", "## 0.1.9 (2026-01-01)"},
		"after a pre-release":            {[]string{commit, "tag v0.2.0-rc.1", commit}, `0\.2\.0-dev\.1\.g[0-9a-f]{8}`, "0.1.0", ""},
		"a pre-release":                  {[]string{commit, "tag v0.2.0-rc.1"}, `0\.2\.0-rc\.1`, "0.1.0", ""},
		"a version that has no tag yet":  {[]string{commit}, `0\.3\.0-dev\.1\.g[0-9a-f]{8}`, "0.2.0", "## Unreleased\n\n## 0.2.0 (2026-02-01)\n\n## 0.1.0 (2026-01-01)"},
		"a pre-release in the changelog": {[]string{commit}, `0\.2\.0-dev\.1\.g[0-9a-f]{8}`, "0.1.0", "## 0.2.0-rc.1 (2026-02-01)\n\n## 0.1.0 (2026-01-01)"},
		"a tag of another kind":          {[]string{commit, "tag nightly", "tag vim"}, `0\.1\.0-dev\.1\.g[0-9a-f]{8}`, "0.1.0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVersioned(t)
			v.git("init -q")
			v.git(c.git...)
			if c.changelog != "" {
				v.write(filepath.Join(v.dir, "CHANGELOG.md"), c.changelog)
			}

			got := v.run(filepath.Join(v.dir, "scripts", "version"))
			released := v.run(filepath.Join(v.dir, "scripts", "version"), "-released")

			if got.code != 0 || !regexp.MustCompile("^"+c.want+"\n$").MatchString(got.stdout) {
				t.Errorf("%+v, want %s", got, c.want)
			}
			if released.stdout != c.released+"\n" {
				t.Errorf("released: %+v, want %s", released, c.released)
			}
		})
	}
}

func TestVersion_withoutGit(t *testing.T) {
	v := newVersioned(t)

	got := v.run(filepath.Join(v.dir, "scripts", "version"))
	released := v.run(filepath.Join(v.dir, "scripts", "version"), "-released")

	if got.code == 0 || got.stdout != "" || !strings.Contains(got.stderr, "no commit here") {
		t.Errorf("%+v", got)
	}
	if released.code != 0 || released.stdout != "0.1.0\n" {
		t.Errorf("released: %+v", released)
	}
}
