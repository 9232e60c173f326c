// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

var upgradeVersion = flag.String("upgrade-version", "", "write the states of this version of the provider into "+upgrades+" (see scripts/upgrade-state)")

// committedFault names a fault of a request that BOS carried out all the same.
const committedFault = "committed"

func optionRules() []bos.OptionRule { return bos.OptionRules() }

// TestUpgrade_record writes what the present provider leaves behind, as the state of a version that is released. It never
// changes what is there.
func TestUpgrade_record(t *testing.T) {
	if *upgradeVersion == "" {
		t.Skip("writes the states of a version: see scripts/upgrade-state")
	}
	edition := engineEdition(t).String()
	folder := filepath.Join(upgrades, *upgradeVersion, strings.ToLower(strings.ReplaceAll(edition, " ", "-")))
	if _, err := os.Stat(folder); err == nil {
		t.Fatalf("%s exists: what a version has written is never written again", folder)
	}
	written := t.TempDir()
	for _, scene := range upgradeScenes {
		t.Run(scene.name, func(t *testing.T) {
			scene.record(t, edition, filepath.Join(written, scene.name))
		})
	}
	if t.Failed() {
		return
	}
	if err := os.CopyFS(folder, os.DirFS(written)); err != nil {
		t.Fatal(err)
	}
	t.Log("written:", folder)
}

// record plays the scene on a real engine, and writes the folder.
func (scene upgradeScene) record(t *testing.T, edition, folder string) {
	t.Helper()
	stored := storedSystem{
		Engine: edition, Release: scene.release, API: scene.api.version, Arguments: scene.arguments,
		Timing: bossim.DefaultTiming(), System: upgradeSystem(scene.failing), Expected: scene.expected,
	}
	bos := simOf(t, stored)
	tf := newRealEngine(t, bos)
	tf.env = append(tf.env, "TF_CLI_ARGS_apply=-parallelism=1")
	scene.play(t, bos, tf)
	tf.must("apply", "-auto-approve", "-refresh-only") // time has passed since some of it was read

	for _, r := range bos.changing() {
		if r.Status >= http.StatusOK && r.Status < http.StatusMultipleChoices || r.Fault == committedFault {
			stored.Requests = append(stored.Requests, storedRequest{r.Time, r.Method, r.Path, r.Tenant, r.Body})
		}
	}
	stored.Now, stored.Sessions = bos.Clock.Now(), bos.Sessions()
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"main.tf", "terraform.tfstate"} {
		content, err := os.ReadFile(filepath.Join(tf.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "main.tf" { // formatted by hand in a test
			content = trailingSpaces.ReplaceAll(content, nil)
		}
		writeStored(t, bos, filepath.Join(folder, name), content)
	}
	content, err := json.MarshalIndent(stored, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	writeStored(t, bos, filepath.Join(folder, "system.json"), append(content, '\n'))

	checkUpgrade(t, folder, newEngine)
}

var trailingSpaces = regexp.MustCompile(`(?m)[ \t]+$`)

// upgradeSystem is a small system with a tenant.
func upgradeSystem(failing []string) bossim.System {
	config := bossim.Config{System: bossim.DefaultSystem(16)}
	config.System.Tenants = map[string][]string{"vcluster-blue": bossim.NodeNames(4)}
	config.System.Templates = append(config.System.Templates, json.RawMessage(`{
		"name": "theirs", "tenant": "vcluster-blue",
		"boot_sets": {"compute": {"arch": "X86", "type": "s3", "path": "s3://boot-images/1/manifest.json", "node_roles_groups": ["Compute"]}}}`))
	for _, node := range failing {
		config.System.Failing[node] = bossim.FailPowerOn
	}
	return config.System
}

var privateState = regexp.MustCompile(`"private": "([^"]*)"`)

// writeStored writes a file without the address that the simulation happened to have.
func writeStored(t *testing.T, bos *sim, path string, content []byte) {
	t.Helper()
	text := strings.ReplaceAll(string(content), bos.URL, storedEndpoint)
	for _, private := range privateState.FindAllStringSubmatch(text, -1) {
		decoded, err := base64.StdEncoding.DecodeString(private[1])
		if err != nil {
			t.Fatal(err)
		}
		text += string(decoded) // only to look at it
	}
	if strings.Contains(text, "127.0.0.1") {
		t.Fatalf("%s names an address of this machine", path)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(content), bos.URL, storedEndpoint)), 0o600); err != nil {
		t.Fatal(err)
	}
}
