// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// edition is what runs Terraform's commands, Terraform or OpenTofu, and its minor version: that of 1.11.4 is 11.
type edition struct {
	program string
	minor   int
}

// The oldest engines that have import by identity, and actions and list resources. No OpenTofu has them.
var (
	terraform112 = edition{"Terraform", 12}
	terraform114 = edition{"Terraform", 14}
)

func (e edition) String() string { return fmt.Sprintf("%s 1.%d", e.program, e.minor) }

// is reports whether the engine is the program of least, and not older.
func (e edition) is(least edition) bool { return e.program == least.program && e.minor >= least.minor }

// lacks returns why an engine skips the tests of a subject that came with least, "" if it does not.
func (e edition) lacks(least edition, subject string) string {
	if e.is(least) {
		return ""
	}
	return fmt.Sprintf("needs %s or newer: %s", least, subject)
}

var firstLineOfVersion = regexp.MustCompile(`^(Terraform|OpenTofu) v1\.(\d+)\.`)

// editionOf parses what `terraform version` or `tofu version` prints.
func editionOf(printed string) (edition, error) {
	found := firstLineOfVersion.FindStringSubmatch(printed)
	if found == nil {
		return edition{}, fmt.Errorf("the engine's version is not that of Terraform or OpenTofu 1: %q", printed)
	}
	minor, err := strconv.Atoi(found[2])
	return edition{found[1], minor}, err
}

var askedEdition = sync.OnceValues(func() (edition, error) {
	printed, err := exec.Command(os.Getenv("TF_ACC_TERRAFORM_PATH"), "version").Output() //nolint:gosec // the engine under test
	if err != nil {
		return edition{}, err
	}
	return editionOf(string(printed))
})

// engineEdition is the engine that the tests drive.
func engineEdition(t *testing.T) edition {
	t.Helper()
	found, err := askedEdition()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// onOpenTofu reports whether the engine is OpenTofu.
func onOpenTofu(t *testing.T) bool {
	t.Helper()
	return engineEdition(t).program == "OpenTofu"
}

// needsEngine skips a test of a subject that no other and no older engine has. It is the only skip by version: `make
// test` counts the skipped tests by their reason.
func needsEngine(t *testing.T, least edition, subject string) {
	t.Helper()
	if reason := engineEdition(t).lacks(least, subject); reason != "" {
		t.Skip(reason)
	}
}

func TestNeedsEngine_reasons(t *testing.T) {
	for _, row := range []struct {
		printed string
		least   edition
		want    string
	}{
		{"Terraform v1.11.4\non linux_amd64\n", terraform112, "needs Terraform 1.12 or newer: x"},
		{"Terraform v1.12.0\n", terraform112, ""},
		{"Terraform v1.13.5\n", terraform114, "needs Terraform 1.14 or newer: x"},
		{"Terraform v1.15.0-alpha20260101\n", terraform114, ""},
		{"OpenTofu v1.12.6\n", terraform112, "needs Terraform 1.12 or newer: x"},
	} {
		engine, err := editionOf(row.printed)
		if err != nil {
			t.Fatal(err)
		}
		if got := engine.lacks(row.least, "x"); got != row.want {
			t.Errorf("%q: %q, want %q", strings.TrimSpace(row.printed), got, row.want)
		}
	}
	if _, err := editionOf("Packer v1.12.0"); err == nil {
		t.Error("an engine of another name is accepted")
	}
}
