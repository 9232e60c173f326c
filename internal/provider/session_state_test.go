// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The state that a release of the provider wrote for stored, by the version of
// its schema. A release that writes another keeps the files that there are.
const (
	storedState = "testdata/state-v1.tfstate.json"
	stored      = `
		resource "bos_session" "test" {
		  name          = "maintenance-1"
		  operation     = "reboot"
		  template_name = "compute"
		  limit         = "blue,yellow"
		  on_failure    = "warn"
		  triggers      = { image = "v1" }
		  timeouts      = { create = "90m" }
		}`
)

var storeState = flag.Bool("store-state", false, "write "+storedState+" for a new version of the schema (with a Terraform that stores identities)")

// asWritten is a directory that holds what an earlier release left behind, on
// the system that the session ran on.
func asWritten(t *testing.T) (*sim, *engine) {
	t.Helper()
	bos := newSim(t)
	bos.started(t, "", "maintenance-1", `"operation": "reboot", "template_name": "compute", "limit": "blue,yellow"`)
	bos.Clock.Advance(2 * oneHour)
	tf := newEngine(t, bos)
	tf.write(stored)
	return bos, tf
}

func (e *engine) restore(file string) {
	e.t.Helper()
	state, err := os.ReadFile(file)
	if err != nil {
		e.t.Fatal(err)
	}
	if os.Getenv("TF_ACC_PROVIDER_HOST") == "registry.opentofu.org" {
		state = []byte(strings.ReplaceAll(string(state), "registry.terraform.io", "registry.opentofu.org"))
	}
	if err := os.WriteFile(filepath.Join(e.dir, "terraform.tfstate"), state, 0o600); err != nil {
		e.t.Fatal(err)
	}
}

// A state that an earlier release wrote is taken as it is, and runs nothing.
func TestSession_stateOfAnEarlierRelease(t *testing.T) {
	for _, row := range []struct {
		name    string
		expired bool
	}{{"the record is there", false}, {"the record is gone", true}} {
		t.Run(row.name, func(t *testing.T) {
			bos, tf := asWritten(t)
			tf.restore(storedState)
			before, _ := tf.attributes()
			if row.expired {
				bos.Clock.Advance(2 * oneWeek)
			}

			tf.exits(0, "plan", "-detailed-exitcode")
			says(t, tf.must("apply", "-auto-approve"), "0 added, 0 changed, 0 destroyed")

			values, tainted := tf.attributes()
			if tainted || values["expired"] != row.expired || values["result"] != "failed" ||
				values["outcome"] == nil || values["components"] != before["components"] {
				t.Errorf("tainted %t, %v", tainted, values)
			}
			bos.wantSent(t, 1, 1) // that of asWritten
		})
	}
}

// addedToState are the attributes that releases after the one that wrote testdata have added. In its state they are
// null, which means their defaults. See TestSession_nullInAnOlderStateIsTheDefault.
var addedToState = []string{"endpoint", "every_node", "max_components", "forecast", "name_prefix"}

// What is stored in testdata is what today's provider writes, but for the attributes that were added since. If an
// attribute goes away or changes its type, the schema gets another version, and a file of its own.
func TestSession_stateIsAsStored(t *testing.T) {
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	tf.write(stored)
	tf.must("apply", "-auto-approve")
	today, _ := tf.attributes()
	if *storeState {
		written, err := os.ReadFile(filepath.Join(tf.dir, "terraform.tfstate"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(storedState, written, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	tf.restore(storedState)

	then, _ := tf.attributes()
	for name := range today {
		if _, known := then[name]; known == slices.Contains(addedToState, name) {
			t.Errorf("%s: in %s: %t", name, storedState, known)
		}
	}
	for name := range then {
		if _, known := today[name]; !known {
			t.Errorf("%s is in %s, and is no attribute", name, storedState)
		}
	}
}
