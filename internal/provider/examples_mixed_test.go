// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// hurried is so much faster than life that a reboot takes a fraction of a second.
const hurried = 3600

// newHurried is a system for a provider that runs as a program, and in real time.
func newHurried(t *testing.T, version string) *sim {
	t.Helper()
	server, err := bossim.New(bossim.Config{
		Clock: bossim.NewScaledClock(time.Now(), hurried), Version: version, System: bossim.DefaultSystem(64),
	})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	return &sim{Server: server, URL: listener.URL, api: pathsV2}
}

// One configuration, one apply, two systems, each spoken to in its version of the API. The engine runs a provider for
// each alias, so that it has to be a program.
func TestExamples_mixed(t *testing.T) {
	content, err := os.ReadFile("../../examples/mixed/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	older, newer := newHurried(t, csm15), newHurried(t, "")
	older.api = pathsV1
	tf := install(t, releases[0]).engine(t, newer)
	tf.env = append(tf.env, "TF_VAR_older_system="+older.URL, "TF_VAR_newer_system="+newer.URL)
	tf.copy(string(content))

	output := tf.must("apply", "-auto-approve")

	says(t, output, "3 added, 0 changed, 0 destroyed", "reboot-2026-11-22-blue: succeeded")
	older.wantSent(t, 2, 2)
	newer.wantSent(t, 1, 1)
	tf.exits(0, "plan", "-detailed-exitcode")
	tf.must("destroy", "-auto-approve")
	older.wantSent(t, 2, 2)
	newer.wantSent(t, 1, 1)
	for _, system := range []*sim{older, newer} {
		version := system.api.version
		if i := slices.IndexFunc(system.Requests(), func(r bossim.Request) bool { return !strings.HasPrefix(r.Path, "/"+version+"/") }); i >= 0 {
			t.Errorf("a system was asked in another version than %s:\n%s", version, system.log())
		}
		if left := system.Sessions(); len(left) != 0 {
			t.Errorf("left: %v", left)
		}
	}
}
