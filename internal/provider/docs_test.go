// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"strings"
	"testing"
)

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
