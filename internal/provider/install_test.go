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
	says(t, tf.must("init", "-input=false"), "Installed bosops/bos v0.1.0", "successfully initialized")
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	value, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(value))
}
