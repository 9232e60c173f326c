// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Real signals to real processes in the second wave of a rollout. TestRolling_walks sends others, in the simulation's time.
func TestRolling_signals(t *testing.T) {
	if testing.Short() || !allOnEngine() {
		t.Skip("waits for minutes of real time, as a rollout begins with 35 s: make test-all runs it")
	}
	provider := install(t, releases[0])
	for name, test := range map[string]struct {
		stop  func(*sim, *engine) *command
		saved bool // the state has the rollout
	}{
		"Ctrl-C while a wave runs": {stoppedWave((*command).ctrlC), true},
		"SIGTERM to the engine alone": {
			stoppedWave(func(c *command) { c.kill(c.cmd.Process.Pid, syscall.SIGTERM) }), true,
		},
		"Ctrl-C during the request that starts a wave": {stoppedStart(false), true},
		"provider killed while a wave runs": {
			stoppedWave(func(c *command) { c.kill(c.provider(), syscall.SIGKILL) }), false,
		},
		"second Ctrl-C": {stoppedStart(true), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := foreseen(t, "auto")
			tf := provider.engine(t, bos)
			tf.write(rollout(fourWaves, ""))

			output, code := test.stop(bos, tf).end()

			if started := bos.SessionsStarted(); code != 1 || started != 2 {
				t.Fatalf("exit code %d, %d sessions\n%s", code, started, output)
			}
			bos.passes("", 0)
			if test.saved {
				says(t, output, `Stopped rollout "roll"`, "No wave runs twice")
				if results := tf.waves(); results != "succeeded, pending, –, –" {
					t.Errorf("the state has %s\n%s", results, output)
				}
			} else {
				says(t, tf.exits(1, "apply", "-auto-approve"), "Nothing was started", "terraform import ADDRESS /roll")
				if started := bos.SessionsStarted(); started != 2 || tf.waves() != noRollout {
					t.Errorf("%d sessions, in the state %s", started, tf.waves())
				}
				tf.must("import", "bos_rolling_session.test", "/roll")
			}
			tf.must("apply", "-auto-approve")
			bos.wantAllWaves(t)
			tf.wantNothing()
		})
	}
}

// passes moves the simulation's time on whenever a session is looked at, but for one ("" = none), of which it tells when
// it is looked at for the n-th time.
func (s *sim) passes(but string, n int32) (looked <-chan struct{}) {
	var looks atomic.Int32
	event := make(chan struct{})
	s.OnRequest(func(r bossim.Request) {
		name, found := strings.CutPrefix(r.Path, pathsV2.sessions)
		switch {
		case !found || r.Method != "GET" || r.Status != 200:
		case name != but:
			s.Clock.Advance(5 * time.Minute)
		case looks.Add(1) == n:
			close(event)
		}
	})
	return event
}

// stoppedWave is an apply that is stopped while its second wave runs.
func stoppedWave(stop func(*command)) func(*sim, *engine) *command {
	return func(bos *sim, tf *engine) *command {
		waits := bos.passes("roll-w02", 2)
		apply := tf.start("apply", "-auto-approve")
		apply.await(waits, "the provider waits for the second wave")
		stop(apply)
		<-apply.ended
		return apply
	}
}

// stoppedStart is an apply that is interrupted, perhaps twice, while BOS carries out the request for the second wave.
func stoppedStart(twice bool) func(*sim, *engine) *command {
	return func(bos *sim, tf *engine) *command {
		here, gone := make(chan struct{}), make(chan struct{})
		letGo := sync.OnceFunc(func() { close(gone) })
		defer letGo()
		arrives := sync.OnceFunc(func() { close(here) })
		bos.OnRequest(func(r bossim.Request) {
			switch {
			case r.Method == "POST" && strings.Contains(r.Body, "roll-w02"):
				arrives()
				<-gone
			case r.Method == "GET" && r.Path == pathsV2.sessions+"roll-w01":
				bos.Clock.Advance(5 * time.Minute)
			}
		})
		apply := tf.start("apply", "-auto-approve")
		apply.await(here, "the POST arrives")
		apply.ctrlC()
		apply.awaitText("Stopping operation...")
		if twice {
			apply.ctrlC()
			<-apply.ended
		}
		letGo()
		<-apply.ended
		return apply
	}
}
