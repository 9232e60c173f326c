// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// english has a few words.
func english(words []string) (unknown []string, err error) {
	for _, word := range words {
		if !slices.Contains(strings.Fields("see the node nodes it is power off on of plan"), strings.ToLower(word)) {
			unknown = append(unknown, word)
		}
	}
	return unknown, nil
}

func TestWords_reportsWhatNoDictionaryHas(t *testing.T) {
	const advice = ": no dictionary has it; correct it, or add it to list.txt"
	for name, c := range map[string]struct{ text, list, want string }{
		"known":                      {"See the node. It is on.", "", ""},
		"not known":                  {"The\nnod is on", "", "a.md:2: nod" + advice},
		"twice":                      {"nod\nnod", "", "a.md:1: nod" + advice + "\na.md:2: nod" + advice},
		"in a heading":               {"# The nod", "", "a.md:1: nod" + advice},
		"in a table":                 {"| the | nod |", "", "a.md:1: nod" + advice},
		"in the text of a link":      {"[the nod](https://go.dev/x)", "", "a.md:1: nod" + advice},
		"in a target":                {"[the node](https://go.dev/nod)", "", ""},
		"in a named link":            {"[the nod][nid]\n\n[nid]: https://go.dev/nid", "", "a.md:1: nod" + advice},
		"in code":                    {"the `nod`", "", ""},
		"in a block":                 {"```text\nnod\n```", "", ""},
		"in a comment":               {"<!-- nod -->", "", ""},
		"in the front matter":        {"---\nnod: nod\n---\nthe", "", ""},
		"in HTML":                    {`<a id="nod"></a> the`, "", ""},
		"a possessive":               {"the node's plan, the node’s plan", "", ""},
		"a part of a hyphenated":     {"the node-nod", "", "a.md:1: nod" + advice},
		"power-offs":                 {"the power-offs", "", ""},
		"a name":                     {"the x3000c0s1b0n0 of nod.tf, bos_nod, a/nod on tf-…", "", ""},
		"in the list":                {"the nod", "nod\n", ""},
		"in the list, as a name":     {"the nod", "NOD\n", "a.md:1: nod" + advice + "\nlist.txt: NOD: no page needs it"},
		"at the start of a sentence": {"Nod it", "nod\n", ""},
		"a list with more":           {"the node", "nod\n", "list.txt: nod: no page needs it"},
		"a list that is not sorted":  {"the nod, nid", "nod\nnid\n", "list.txt: is not sorted, or has a word twice: LC_ALL=C sort -u -o list.txt list.txt"},
		"a list with one twice":      {"the nod", "nod\nnod\n", "list.txt: is not sorted, or has a word twice: LC_ALL=C sort -u -o list.txt list.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			pages := project(t, map[string]string{"a.md": c.text, "list.txt": c.list})

			got, err := words(pages, "list.txt", english)
			if err != nil {
				t.Fatal(err)
			}

			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("%s\nwant\n%s", text, c.want)
			}
		})
	}
}

// The real dictionary holds to British English, in which -ize is as good as -ise.
func TestHunspell_isBritish(t *testing.T) {
	if _, err := exec.LookPath("hunspell"); err != nil {
		t.Skip("hunspell is not installed")
	}

	got, err := hunspell(strings.Fields("behaviour behavior colour color cancelled normalize normalise sesion session"))
	if err != nil {
		t.Fatal(err)
	}

	if want := []string{"behavior", "color", "sesion"}; !slices.Equal(got, want) {
		t.Errorf("unknown are %q, want %q", got, want)
	}
}

func TestBlocks_areThoseOfHCL(t *testing.T) {
	pages := project(t, map[string]string{
		"docs/a.md": "```hcl\na = 1\n```\n\n```sh\nls\n```\n\n```terraform\nb = 2\n\nc = 3\n```\n~~~text\n```hcl\nd = 4\n```\n~~~\n",
	})

	if err := writeBlocks(pages, "."); err != nil {
		t.Fatal(err)
	}

	names, _ := filepath.Glob("*.tf")
	var got []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, name+" "+string(text))
	}
	if want := []string{"docs%a.md:10.tf b = 2\n\nc = 3\n", "docs%a.md:2.tf a = 1\n"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
