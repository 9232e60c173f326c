// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The provider of each version, then today's, on the same system and configuration: whatever a version left behind plans
// empty and starts nothing. Where the documentation says that a plan continues or replaces something, it is that plan.
func TestUpgrade_runsNothing(t *testing.T) {
	for _, folder := range storedStates(t) {
		t.Run(strings.TrimPrefix(folder, upgrades+"/"), func(t *testing.T) {
			t.Parallel()
			checkUpgrade(t, folder, newEngine)
		})
	}
}

// Each release of the changelog has left something behind.
func TestUpgrade_eachRelease(t *testing.T) {
	t.Parallel()
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	versions := []string{"0.1.0"}
	for _, heading := range regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+) `).FindAllStringSubmatch(string(changelog), -1) {
		versions = append(versions, heading[1])
	}
	folders := strings.Join(storedStates(t), "\n")
	for _, version := range versions {
		if !strings.Contains(folders, filepath.Join(upgrades, version)+"/") {
			t.Errorf("%s has no states in %s: RELEASING.md says how to write them", version, upgrades)
		}
	}
}

// The same of the newest version on a real engine, whichever tests it is not used in otherwise.
func TestUpgrade_onTheEngine(t *testing.T) {
	if allOnEngine() {
		t.Skip("TestUpgrade_runsNothing uses the engine")
	}
	folders := storedStates(t)
	for _, folder := range folders {
		if filepath.Base(folder) == "sessions" && filepath.Dir(folder) == filepath.Dir(folders[len(folders)-1]) {
			checkUpgrade(t, folder, newRealEngine)
		}
	}
}

// checkUpgrade holds what a plan, an apply and a destroy do to what a version left behind.
func checkUpgrade(t *testing.T, folder string, start func(*testing.T, *sim) *engine) {
	t.Helper()
	expected := readStored(t, folder).Expected
	bos, tf := restored(t, folder, start, nil)
	before, started := len(bos.changing()), bos.SessionsStarted()

	tf.plans(expected, "-refresh=false")
	tf.plans(expected)
	says(t, tf.must("plan", "-refresh-only"), "No changes.") // Terraform 1.11 ends it with 2 for -detailed-exitcode
	if sent := bos.changing()[before:]; len(sent) > 0 {
		t.Errorf("plans have sent %v", sent)
	}

	tf.applies(expected)
	if sent := bos.changing()[before:]; len(sent) > 0 && len(expected.Changes) == 0 {
		t.Errorf("an apply without a change has sent %v", sent)
	}
	if got := bos.SessionsStarted() - started; got != expected.Starts {
		t.Errorf("an apply has started %d sessions, want %d\n%s", got, expected.Starts, bos.log())
	}
	if expected.Changes == nil && expected.Error == "" {
		tf.plans(expectedPlan{})
	}

	started = bos.SessionsStarted()
	if expected.DestroyError != "" {
		says(t, tf.exits(1, "destroy", "-auto-approve"), expected.DestroyError)
	} else {
		tf.must("destroy", "-auto-approve")
	}
	if got := bos.SessionsStarted() - started; got != 0 {
		t.Errorf("a destroy has started %d sessions", got)
	}
}

// plans holds a plan to what is expected of it.
func (e *engine) plans(expected expectedPlan, flags ...string) {
	e.t.Helper()
	code := 0
	switch {
	case expected.Error != "":
		code = 1
	case len(expected.Changes) > 0:
		code = 2
	}
	output := e.exits(code, append([]string{"plan", "-detailed-exitcode", "-out=checked"}, flags...)...)
	switch {
	case code == 0 && !strings.Contains(output, "No changes."):
		e.t.Errorf("the plan is not empty:\n%s", output)
	case code == 1:
		says(e.t, output, expected.Error)
	case code == 2:
		if changes := e.changes("checked"); !maps.Equal(changes, expected.Changes) {
			e.t.Errorf("the plan has %v, want %v\n%s", changes, expected.Changes, output)
		}
	}
}

// applies holds an apply to what is expected of it.
func (e *engine) applies(expected expectedPlan) {
	e.t.Helper()
	code, text := 0, "Apply complete!"
	switch {
	case expected.Error != "":
		code, text = 1, expected.Error
	case expected.ApplyError != "":
		code, text = 1, expected.ApplyError
	case len(expected.Changes) == 0:
		text = "0 added, 0 changed, 0 destroyed"
	}
	says(e.t, e.exits(code, "apply", "-auto-approve"), text)
}
