// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// project writes files to a folder, makes it the current one, and returns the pages among them.
func project(t *testing.T, files map[string]string) (pages []*page) {
	t.Helper()
	t.Chdir(t.TempDir())
	for path, text := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(path) == ".md" {
			pages = append(pages, parse(path, text))
		}
	}
	return pages
}

func TestLinks_reportsThoseThatDoNotResolve(t *testing.T) {
	for name, c := range map[string]struct{ page, text, want string }{
		"a page":                     {"a.md", "[x](docs/b.md)", ""},
		"a folder":                   {"a.md", "[x](docs/)", ""},
		"a heading":                  {"a.md", "[x](docs/b.md#two-words-of-it)", ""},
		"a heading of this page":     {"a.md", "# Here\n[x](#here)", ""},
		"the second of one name":     {"a.md", "[x](docs/b.md#twice-1)", ""},
		"a third of one name":        {"a.md", "[x](docs/b.md#twice-2)", "a.md:1: docs/b.md#twice-2: there is no heading for #twice-2 in docs/b.md"},
		"an anchor of HTML":          {"a.md", "[x](docs/b.md#nestedatt--tls)", ""},
		"a heading in a block":       {"a.md", "[x](docs/b.md#in-a-block)", "a.md:1: docs/b.md#in-a-block: there is no heading for #in-a-block in docs/b.md"},
		"no page":                    {"a.md", "# A\n\nSee [x](docs/c.md).", "a.md:3: docs/c.md: there is no docs/c.md"},
		"no picture":                 {"a.md", "[![x](x.svg)](docs/b.md)", "a.md:1: x.svg: there is no x.svg"},
		"no picture in HTML":         {"a.md", `<img alt="x" src="x.svg">`, "a.md:1: x.svg: there is no x.svg"},
		"a reference":                {"a.md", "[x]: docs/c.md", "a.md:1: docs/c.md: there is no docs/c.md"},
		"a named target":             {"a.md", "[x][Y z]\n\n[y Z]: docs/b.md", ""},
		"one that is not defined":    {"a.md", "[x][y]", "a.md:1: [y]: is defined nowhere on the page"},
		"in code":                    {"a.md", "`[x](docs/c.md)`", ""},
		"in a block":                 {"a.md", "```\n[x](docs/c.md)\n```", ""},
		"in a comment":               {"a.md", "<!-- [x](docs/c.md) -->", ""},
		"outside the repository":     {"a.md", "[x](../a.md)", "a.md:1: ../a.md: there is no ../a.md"},
		"out of the docs":            {"docs/c.md", "[x](../a.md)", "docs/c.md:1: ../a.md: leaves docs/, which is all that a registry has"},
		"within the docs":            {"docs/guides/c.md", "[x](../b.md)", ""},
		"after the front matter":     {"a.md", "---\nx: |-\n  [x](docs/c.md)\n---\n[x](docs/d.md)", "a.md:5: docs/d.md: there is no docs/d.md"},
		"an absolute path":           {"a.md", "[x](/docs/b.md)", "a.md:1: /docs/b.md: is neither a path relative to the page nor an https:// URL"},
		"an address that is known":   {"a.md", "[x](https://go.dev/doc)", ""},
		"one that is not":            {"a.md", "<https://go.example.com/doc>", "a.md:1: https://go.example.com/doc: the host is not in the list of scripts/markdown/links.go"},
		"one without TLS":            {"a.md", "[x](http://go.dev/doc)", "a.md:1: http://go.dev/doc: is not https"},
		"a heading of no page":       {"a.md", "[x](x.txt#a)", "a.md:1: x.txt#a: x.txt is not one of the pages that are checked, so it has no anchors"},
		"a link with empty target":   {"a.md", "[x]()", "a.md:1: : leads nowhere"},
		"a link with a parenthesis":  {"a.md", "[x](https://go.dev/doc_(x))", ""},
		"a heading with code and :!": {"a.md", "## The `x_y` of a: B!\n[x](#the-x_y-of-a-b)", ""},
	} {
		t.Run(name, func(t *testing.T) {
			pages := project(t, map[string]string{
				"docs/b.md": "# Two *words* of it\n## Twice\n## Twice\n<a id=\"nestedatt--tls\"></a>\n```sh\n# In a block\n```\n",
				"x.txt":     "a",
				c.page:      c.text,
			})
			slices.SortFunc(pages, func(a, b *page) int { return len(b.path) - len(a.path) })

			got, err := links(pages)
			if err != nil {
				t.Fatal(err)
			}

			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}
