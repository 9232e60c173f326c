// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A mistyped argument is an error before anything is built or written.
func TestScripts_refuseArguments(t *testing.T) {
	for _, c := range []struct {
		script    string
		arguments []string
		env, says string
	}{
		{"./version", []string{"-relesed"}, "", "usage: scripts/version [-released | -next]"},
		{"./install", []string{"v1.0.0"}, "", "without a v"},
		{"./install", nil, "", "without a v"},
		{"./upgrade-state", []string{"v0.2.0"}, "", "without a v"},
		{"./upgrade-state", nil, "", "VERSION, such as 0.1.0"},
		{"./check-docs", []string{"-dictionery"}, "", "usage: scripts/engine scripts/check-docs"},
		{"./release-snapshot", nil, "PLATFORMS=hots", "PLATFORMS is host or left out"},
		{"./release-snapshot", nil, "REPEAT=1", "REPEAT is all or left out"},
	} {
		t.Run(c.script+strings.Join(c.arguments, " ")+c.env, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), c.script, c.arguments...) //nolint:gosec // of the table
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), c.env)

			output, err := cmd.CombinedOutput()

			if err == nil || cmd.ProcessState.ExitCode() != 2 || !strings.Contains(string(output), c.says) {
				t.Errorf("%v, want exit code 2 and %q\n%s", err, c.says, output)
			}
		})
	}
}
