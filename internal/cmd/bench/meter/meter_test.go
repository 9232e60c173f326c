// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// metered is the environment variable that makes the test binary a meter.
const metered = "BENCH_TEST_METER"

func TestMain(m *testing.M) {
	if os.Getenv(metered) != "" {
		main()

		return
	}
	os.Exit(m.Run())
}

// meter returns a command of a meter beside a provider that is a shell script, and
// the folder of its report.
func meter(t *testing.T, script string) (*exec.Cmd, string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	folder, reports := t.TempDir(), t.TempDir()
	for name, content := range map[string][]byte{"meter": program, "provider": []byte("#!/bin/sh\n" + script)} {
		err := os.WriteFile(filepath.Join(folder, name), content, 0o700) //nolint:gosec // programs
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(folder, "meter"), "one", "two") //nolint:gosec // a copy of this
	cmd.Env = append(os.Environ(), metered+"=1", "BENCH_METER="+reports)

	return cmd, reports
}

// reported returns the content of the only report.
func reported(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "provider-*.cost"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}

	return string(content)
}

func TestMeter_isTheProviderToItsCaller(t *testing.T) {
	cmd, reports := meter(t, `read line; echo "$1 $2 $line"; echo said >&2; exit 3`)
	cmd.Stdin = strings.NewReader("three\n")
	var stderr strings.Builder
	cmd.Stderr = &stderr

	stdout, err := cmd.Output()

	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("%v, want exit code 3", err)
	}
	if string(stdout) != "one two three\n" || stderr.String() != "said\n" {
		t.Errorf("stdout %q, stderr %q", stdout, stderr.String())
	}
	var provider, own, kib int64
	_, err = fmt.Sscan(reported(t, reports), &provider, &own, &kib)
	if err != nil || provider <= 0 || own <= 0 || kib < 100 {
		t.Errorf("%d ns, %d ns, %d KiB: %v", provider, own, kib, err)
	}
}

func TestMeter_endsItsProviderAndReportsNothingWhenKilled(t *testing.T) {
	cmd, reports := meter(t, `echo started; exec cat`)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	started := make([]byte, len("started\n"))
	if _, err := stdout.Read(started); err != nil {
		t.Fatal(err)
	}

	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}

	if n, err := stdout.Read(started); n != 0 || err == nil { // the provider has it, too, until it ends
		t.Errorf("read %d bytes: %v", n, err)
	}
	_ = cmd.Wait()
	if report := reported(t, reports); report != "" {
		t.Errorf("report %q", report)
	}
}
