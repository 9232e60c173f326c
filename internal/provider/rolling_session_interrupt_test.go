// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// interrupted runs a command that the user stops with Ctrl-C when the provider's request number n from now has been
// answered. happened is false if there were fewer.
func (e *engine) interrupted(n int, args ...string) (output string, code int, happened bool) {
	e.t.Helper()
	ctx, cancel := context.WithCancel(e.t.Context())
	defer cancel()
	before := e.played.base.ctx
	e.played.base.ctx = ctx
	var count atomic.Int64
	e.bos.OnRequest(func(r bossim.Request) {
		if count.Add(1) == int64(n) {
			cancel()
		}
	})
	output, code = e.run(args...)
	e.bos.OnRequest(nil)
	e.played.base.ctx = before
	return output, code, ctx.Err() != nil
}

// However far an apply has come when it is interrupted, the next one runs what is left, and no node twice. It is not
// tainted, so that nothing has to be done in between.
func TestRolling_interruptedAnywhere(t *testing.T) {
	for n, done := 1, false; !done; n += 11 {
		bos := foreseen(t, "auto")
		if testing.Short() {
			t.Skip("-short: no engine takes part in it")
		}
		tf := newPlayedEngine(t, bos)
		tf.write(rollout("size = 20, canary = 2, pause = \"1m\"", ""))
		tf.must("plan", "-out=saved")

		output, code, happened := tf.interrupted(n, "apply", "saved")

		done = !happened
		values, tainted := tf.rolling()
		switch {
		case done:
			if code != 0 {
				t.Errorf("%d: exit code %d\n%s", n, code, output)
			}
		case tainted:
			t.Errorf("%d: tainted\n%s", n, output)
		case values == nil && bos.SessionsStarted() > 0:
			t.Errorf("%d: not in the state\n%s", n, output)
		}
		if code != 0 && bos.SessionsStarted() > 0 {
			t.Errorf("%d: exit code %d\n%s", n, code, output)
		}
		tf.must("apply", "-auto-approve")
		bos.wantWaves(t, "roll-w01:2", "roll-w02:20", "roll-w03:10")
		if got := tf.results(); got != "succeeded,succeeded,succeeded" {
			t.Errorf("%d: %s", n, got)
		}
		tf.wantNothing()
		if t.Failed() {
			return
		}
	}
}

func TestRolling_interruptedSays(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newPlayedEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.must("plan", "-out=saved")
	ctx, cancel := context.WithCancel(t.Context())
	tf.played.base.ctx = ctx
	bos.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodGet && r.Path == "/v2/sessions/roll-w02" && r.Status == http.StatusOK {
			cancel()
		}
	})
	output := tf.must("apply", "saved")
	bos.OnRequest(nil)
	tf.played.base.ctx = t.Context()

	says(t, output, "Stopped rollout \"roll\"", "1 of 4 waves are complete. BOS continues with wave 2, session \"roll-w02\".", "`terraform apply`. No wave runs twice.")
	if strings.Contains(output, "Error") {
		t.Error(output)
	}
	bos.wantWaves(t, "roll-w01:2", "roll-w02:0") // it is not set up yet
	says(t, tf.must("plan"), "will be updated in-place", "waits for session \"roll-w02\", which was started, and then starts the 2 waves after it, each when the one before has succeeded")
	tf.must("apply", "-auto-approve")
	bos.wantAllWaves(t)
	tf.wantNothing()
}

// Ctrl-C before the first wave: the template may change, and sessions of the name are not taken over.
func TestRolling_interruptedBeforeTheFirstWave(t *testing.T) {
	const body = `"operation": "reboot", "template_name": "compute", "limit": "x3000c0s1b0n0,x3000c0s1b1n0"`
	for _, row := range []struct {
		then    string
		before  func(*testing.T, *sim)
		refused bool
	}{
		{"nothing else happens", func(*testing.T, *sim) {}, false},
		{"the template changes", func(t *testing.T, bos *sim) { bos.configures(t, "other-config") }, false},
		{"somebody starts a wave", func(t *testing.T, bos *sim) { bos.started(t, "", "roll-w01", body) }, true},
		{"somebody ran a wave, and deleted its record", func(t *testing.T, bos *sim) {
			bos.started(t, "", "roll-w01", body)
			bos.Clock.Advance(oneHour)
			bos.sends(t, "DELETE", "/v2/sessions/roll-w01", "", "")
		}, true},
	} {
		t.Run(row.then, func(t *testing.T) {
			bos := foreseen(t, "auto")
			tf := newPlayedEngine(t, bos)
			tf.write(rollout(fourWaves, ""))
			tf.must("plan", "-out=saved")
			tf.interrupted(12, "apply", "saved")
			if values, tainted := tf.rolling(); values == nil || tainted || bos.SessionsStarted() != 0 {
				t.Fatalf("tainted %t, %d sessions", tainted, bos.SessionsStarted())
			}
			row.before(t, bos)
			before := bos.SessionsStarted()
			if row.refused {
				says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name")
				if got := bos.SessionsStarted() - before; got != 0 {
					t.Errorf("%d sessions were started", got)
				}
				return
			}
			tf.must("apply", "-auto-approve")
			bos.wantAllWaves(t)
			tf.wantNothing()
		})
	}
}

// The state is that of an apply whose process was killed, and the list of all sessions is older than the nodes: a wave
// that nodes know is asked for by its name, and judged by its record.
func TestRolling_recordNewerThanTheList(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newPlayedEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.must("plan", "-out=saved")
	for n := 12; bos.SessionsStarted() == 0; n++ {
		tf.interrupted(n, "apply", "-auto-approve")
	}
	state := filepath.Join(tf.dir, "terraform.tfstate")
	begun, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	tf.must("apply", "-auto-approve")
	bos.wantAllWaves(t)
	if err := os.WriteFile(state, begun, 0o600); err != nil {
		t.Fatal(err)
	}
	bos.Inject(bossim.Fault{Method: "GET", Path: "/v2/sessions", AnswerOf: "/v2/sessions?status=pending"})

	tf.must("apply", "-auto-approve")

	bos.wantAllWaves(t)
	values, _ := tf.rolling()
	for _, wave := range values["waves_status"].([]any) {
		if wave := wave.(map[string]any); wave["expired"] != false || wave["result"] != "succeeded" || wave["end_time"] == nil {
			t.Errorf("%v: expired %v, result %v, end %v", wave["session"], wave["expired"], wave["result"], wave["end_time"])
		}
	}
}
