// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The provider's process writes log lines only if somebody asks for logs, and then all of them.
func TestInstalled_logsWhenAsked(t *testing.T) {
	bos := newSim(t)
	folder := t.TempDir()
	stderr := filepath.Join(folder, "stderr")
	script := fmt.Sprintf("#!/bin/sh\nexec %q 2>>%q\n", releaseProgram(t, "0.1.0"), stderr)
	if err := os.WriteFile(filepath.Join(folder, "terraform-provider-bos"), []byte(script), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	rc := filepath.Join(folder, "rc")
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"registry.terraform.io/bosops/bos\" = %q\n"+
		"    \"registry.opentofu.org/bosops/bos\" = %q\n  }\n}\n", folder, folder)
	if err := os.WriteFile(rc, []byte(overrides), 0o600); err != nil {
		t.Fatal(err)
	}
	everything := []string{`"@module":"sdk.proto"`, `"@module":"sdk.framework"`, `"@message":"BOS request"`}

	for _, row := range []struct {
		variable string
		logged   []string
	}{
		{"", nil},
		{"TF_LOG_CORE=TRACE", nil},
		{"TF_LOG=INFO", everything},
		{"TF_LOG_PROVIDER=TRACE", everything},
		{"TF_LOG_PATH=" + filepath.Join(folder, "engine.log"), everything},
		{"TF_LOG_SDK=OFF", []string{`"@message":"BOS request"`}},
	} {
		t.Run(row.variable, func(t *testing.T) {
			if err := os.WriteFile(stderr, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			e := installed(rc).engine(t, bos)
			e.env = append(e.env, row.variable)
			e.configure(`data "bos_version" "this" {}`)

			e.must("plan", "-input=false")

			written, err := os.ReadFile(stderr) //nolint:gosec // of the test
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range row.logged {
				if !strings.Contains(string(written), line) {
					t.Errorf("the provider did not log %s", line)
				}
			}
			if row.logged == nil && strings.Contains(string(written), "@module") { // go-plugin's two lines have none
				t.Errorf("the provider wrote %d bytes that nobody reads: %.500s", len(written), written)
			}
		})
	}
}
