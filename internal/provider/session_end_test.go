// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	oneHour = time.Hour
	oneWeek = 7 * 24 * time.Hour
)

const oneSession = `
	resource "bos_session" "test" {
	  name          = "s1"
	  operation     = "boot"
	  template_name = "blue"
	  %s
	}`

func sessionWith(knobs string) string { return strings.Replace(oneSession, "%s", knobs, 1) }

func TestSession_cleanedUp(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(sessionWith(""))
	tf.must("apply", "-auto-approve")
	bos.Clock.Advance(2 * oneWeek)

	tf.exits(0, "plan", "-detailed-exitcode")
	tf.must("apply", "-auto-approve")

	if values, _ := tf.attributes(); values["expired"] != true || values["result"] != "succeeded" || values["status"] != "complete" {
		t.Errorf("what was known is lost: %v", values)
	}
	bos.wantSent(t, 1, 1)

	// Only on_missing = "recreate" runs the operation again, and the plan says why.
	tf.write(sessionWith(`on_missing = "recreate"`))
	says(t, tf.must("apply", "-auto-approve"), "The operation will run again", "forces replacement")
	bos.wantSent(t, 2, 2)
	tf.exits(0, "plan", "-detailed-exitcode")
}

func TestSession_destroy(t *testing.T) {
	t.Run("complete", func(t *testing.T) {
		bos := newSim(t)
		tf := newEngine(t, bos)
		tf.write(sessionWith(""))
		tf.must("apply", "-auto-approve")

		if output := tf.must("destroy", "-auto-approve"); strings.Contains(output, "Warning") {
			t.Error(output)
		}

		if left := bos.Sessions(); len(left) != 0 {
			t.Errorf("left in BOS: %v", left)
		}
		bos.wantSent(t, 1, 1)
	})
	t.Run("running", func(t *testing.T) {
		bos := newSim(t)
		tf := newEngine(t, bos)
		tf.write(sessionWith("wait_for_completion = false"))
		tf.must("apply", "-auto-approve")
		bos.Clock.Advance(time.Minute)

		says(t, tf.must("destroy", "-auto-approve"), `Warning: The nodes of session "s1" continue`, "still running with 16 nodes")

		if left := bos.Sessions(); len(left) != 0 {
			t.Errorf("left in BOS: %v", left)
		}
	})
	t.Run("gone already", func(t *testing.T) {
		bos := newSim(t)
		tf := newEngine(t, bos)
		tf.write(sessionWith(""))
		tf.must("apply", "-auto-approve")
		bos.Clock.Advance(2 * oneWeek)

		tf.must("destroy", "-auto-approve")

		bos.wantSent(t, 1, 1)
	})
	t.Run("forgotten", func(t *testing.T) {
		bos := newSim(t)
		tf := newEngine(t, bos)
		tf.write(sessionWith(`on_destroy = "forget"`))
		tf.must("apply", "-auto-approve")

		tf.must("destroy", "-auto-approve")

		if left := bos.Sessions(); len(left) != 1 || bos.Count(http.MethodDelete, "/v2/sessions/*") != 0 {
			t.Errorf("left in BOS: %v\n%s", left, bos.log())
		}
	})
	t.Run("refused", func(t *testing.T) {
		bos := newSim(t)
		tf := newEngine(t, bos)
		tf.write(sessionWith(""))
		tf.must("apply", "-auto-approve")
		bos.Inject(bossim.Fault{Method: http.MethodDelete, Path: "/v2/sessions/*", Status: 403, Body: "Unauthorized Request"})

		says(t, tf.exits(1, "destroy", "-auto-approve"), `Unable to delete session "s1"`, "403", "Unauthorized Request", "The session stays in the state")

		if values, _ := tf.attributes(); values["name"] != "s1" {
			t.Errorf("the session is lost: %v", values)
		}
	})
}
