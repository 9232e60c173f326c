// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every list resource, action and data source has a page with an example, and no page is left of one that is gone.
func TestDocs_pageForEach(t *testing.T) {
	p := newServer(t, newSim(t), nil)
	for folder, names := range map[string][]string{
		"list-resources": slices.Collect(maps.Keys(p.schema.ListResourceSchemas)),
		"actions":        slices.Collect(maps.Keys(p.schema.ActionSchemas)),
		"data-sources":   slices.Collect(maps.Keys(p.schema.DataSourceSchemas)),
	} {
		pages, err := filepath.Glob(filepath.Join("../../docs", folder, "*.md"))
		if err != nil || len(pages) != len(names) || len(names) == 0 {
			t.Errorf("%s: %d pages of %d (%v)", folder, len(pages), len(names), err)
		}
		for _, name := range names {
			content, err := os.ReadFile(filepath.Join("../../docs", folder, strings.TrimPrefix(name, "bos_")+".md"))
			if err != nil || !strings.Contains(string(content), "\n## Example Usage\n") {
				t.Errorf("%s: the page of %s has no example (%v)", folder, name, err)
			}
		}
	}
}

// The README, the resource's page and the guide make the same promises.
func TestDocs_whenDoesItRun(t *testing.T) {
	table := func(file string) string {
		t.Helper()
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, after, found := strings.Cut(string(content), "## When does it run?\n\n")
		text, _, ended := strings.Cut(after, "\n\n")
		if !found || !ended || strings.Count(text, "\n") < 10 {
			t.Fatalf("%s has no table under \"When does it run?\"", file)
		}
		return text
	}

	readme := table("../../README.md")
	for _, file := range []string{"../../docs/resources/session.md", "../../docs/guides/session-behaviour.md"} {
		if shown := table(file); shown != readme {
			t.Errorf("the tables differ:\n%s\n\n%s has\n%s", readme, file, shown)
		}
	}
}
