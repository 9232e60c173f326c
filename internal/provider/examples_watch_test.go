// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Two sessions that somebody else has started are watched, of which one has a node that fails; a third one has another
// name.
func TestExamples_watch(t *testing.T) {
	content, err := os.ReadFile("../../examples/watch/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	bos := newSim(t, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{bossim.NodeNames(64)[0]: bossim.FailConfiguration}
	})
	bos.started(t, "", "nightly-blue", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
	bos.started(t, "", "nightly-green", `"operation": "reboot", "template_name": "compute", "limit": "green"`)
	bos.started(t, "", "weekly", `"operation": "reboot", "template_name": "compute", "limit": "yellow"`)
	bos.Clock.Advance(40 * time.Second)
	t.Setenv("BOS_ENDPOINT", bos.URL)
	tf := newRealEngine(t, bos)
	tf.copy(string(content))

	progress, errors := tf.watched()
	wantValues(t, progress, map[string]any{
		"nightly-blue":  "running · powering off 0 · powering on 16 · configuring 0 · ready 0 of 16 · failed 0",
		"nightly-green": "running · powering off 0 · powering on 16 · configuring 0 · ready 0 of 16 · failed 0",
	})
	if len(progress) != 2 || len(errors) != 0 {
		t.Errorf("watched %v, errors %v", progress, errors)
	}

	bos.Clock.Advance(oneHour)
	progress, errors = tf.watched()
	wantValues(t, progress, map[string]any{
		"nightly-blue":  "complete · powering off 0 · powering on 0 · configuring 0 · ready 15 of 16 · failed 1",
		"nightly-green": "complete · powering off 0 · powering on 0 · configuring 0 · ready 16 of 16 · failed 0",
	})
	if _, failed := errors["nightly-blue"]; !failed || len(errors) != 1 {
		t.Errorf("errors %v", errors)
	}
	bos.wantSent(t, 3, 3) // our own above
}

// watched applies the example, and returns its outputs.
func (e *engine) watched() (progress, errors map[string]any) {
	e.t.Helper()
	e.must("apply", "-auto-approve")
	for name, output := range map[string]*map[string]any{"progress": &progress, "errors": &errors} {
		if err := json.Unmarshal([]byte(e.must("output", "-json", name)), output); err != nil {
			e.t.Fatal(err)
		}
	}
	return progress, errors
}
