// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"strings"
	"testing"
)

// The README and the resource's page make the same promises.
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

	if readme, page := table("../../README.md"), table("../../docs/resources/session.md"); readme != page {
		t.Errorf("the tables differ:\n%s\n\n%s", readme, page)
	}
}
