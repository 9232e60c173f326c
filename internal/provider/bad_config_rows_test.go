// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// byRow returns the errors by the number of their case; 0 is outside of the cases.
func byRow(t *testing.T, tf *engine, config string, rows map[int]int, diagnostics []diagnostic) map[int][]diagnostic {
	t.Helper()
	found := map[int][]diagnostic{}
	first := firstLine(t, tf, config)
	for _, d := range diagnostics {
		if d.Severity == "error" {
			row := rows[d.Range.Start.Line-first+1]
			found[row] = append(found[row], d)
		}
	}
	return found
}

// plannedDiagnostics returns the diagnostics in the output of "plan -json".
func plannedDiagnostics(t *testing.T, output string) (diagnostics []diagnostic) {
	t.Helper()
	for line := range strings.Lines(output) {
		var event struct{ Diagnostic *diagnostic }
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
		if event.Diagnostic != nil {
			diagnostics = append(diagnostics, *event.Diagnostic)
		}
	}
	return diagnostics
}

// number is that of the case, from 1.
func (c badConfig) number() int {
	return 1 + slices.IndexFunc(badConfigs, func(row badConfig) bool { return row == c })
}

// firstLine is the number of the line on which the configuration begins in the engine's file.
func firstLine(t *testing.T, tf *engine, config string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(tf.dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	before, found := strings.CutSuffix(string(text), config)
	if !found {
		t.Fatal("the engine's file does not end with the configuration")
	}
	return strings.Count(before, "\n") + 1
}
