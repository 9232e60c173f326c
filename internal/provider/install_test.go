// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What README says of `make install`: init fails without it, and takes the provider from the user's folder after it.
func TestInstall_putsTheProviderWhereInitFindsIt(t *testing.T) {
	commands := commandsOf(t, readmeFile)
	configuration := shownBlocks(t, readmeFile)[1]
	program(t, "make")
	home := t.TempDir()
	// Nothing answers at that proxy: the registry cannot be asked.
	tf := &engine{t: t, dir: t.TempDir(), bos: newSim(t), env: append(os.Environ(),
		"HOME="+home, "TF_CLI_CONFIG_FILE="+filepath.Join(home, "none.tfrc"), "HTTPS_PROXY=http://127.0.0.1:1", "TF_CLI_ARGS=-no-color")}
	if err := os.WriteFile(filepath.Join(tf.dir, "main.tf"), []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}

	const byTerraform, byOpenTofu = "Failed to query available provider packages", "Failed to resolve provider packages"
	failed := tf.exits(1, "init", "-input=false")
	if !strings.Contains(failed, byTerraform) && !strings.Contains(failed, byOpenTofu) {
		t.Errorf("init without the provider says\n%s", failed)
	}
	readme, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	says(t, string(readme), byTerraform, byOpenTofu)

	asTyped{
		block: commands[0], dir: "../..",
		env: append(os.Environ(), "HOME="+home, "GOCACHE="+goEnv(t, "GOCACHE"), "GOMODCACHE="+goEnv(t, "GOMODCACHE")),
	}.must(t)
	says(t, tf.must("init", "-input=false"), "Installed bosops/bos v"+releasedVersion(t), "successfully initialized")
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	value, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(value))
}

// releasedVersion is the version that `make install` installs.
func releasedVersion(t *testing.T) string {
	t.Helper()
	version, err := exec.CommandContext(t.Context(), "../../scripts/version", "-released").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(version))
}

// README and the examples accept what `make install` installs.
func TestInstall_configurationsAcceptIt(t *testing.T) {
	t.Parallel()
	version := releasedVersion(t)
	files := []string{readmeFile}
	err := filepath.WalkDir("../../examples", func(path string, _ os.DirEntry, err error) error {
		if filepath.Ext(path) == ".tf" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		content, err := os.ReadFile(file) //nolint:gosec // an example
		if err != nil {
			t.Fatal(err)
		}
		for _, pin := range acceptedRelease.FindAllStringSubmatch(string(content), -1) {
			found++
			if !strings.HasPrefix(version, pin[1]+"."+pin[2]+".") {
				t.Errorf("%s accepts %s, and the newest release is %s: scripts/changelog release writes it", file, pin[0], version)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d configurations pin a version", found)
	}
}
