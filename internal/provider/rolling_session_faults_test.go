// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What goes wrong before a wave is started. In each row an apply stops there, with the fault gone, `untaint` (where it is
// tainted) and another apply run the waves that are left, each once.
func TestRolling_faultsBeforeAWave(t *testing.T) {
	const sessions, template = "/v2/sessions", "/v2/sessiontemplates/compute"
	lost := bossim.Fault{Method: "POST", Path: sessions, Commit: true, Drop: true}
	for _, row := range []struct {
		name   string
		faults []bossim.Fault
		waves  []string
		says   []string
	}{
		{
			"BOS does not list its sessions",
			[]bossim.Fault{{Method: "GET", Path: sessions, Skip: 4, Status: http.StatusForbidden}},
			nil,
			[]string{"Unable to read what BOS knows of rollout \"roll\"", "Nothing was started"},
		},
		{
			"the template cannot be read",
			[]bossim.Fault{{Method: "GET", Path: template, Skip: 4, Status: http.StatusForbidden}},
			[]string{"roll-w01:2"},
			[]string{"Unable to start wave 2 of rollout \"roll\"", "3 waves, 30 nodes, were not started"},
		},
		{
			"the POST is refused",
			[]bossim.Fault{{Method: "POST", Path: sessions, Skip: 1, Status: http.StatusForbidden}},
			[]string{"roll-w01:2"},
			[]string{"Unable to start the session", "roll-w02"},
		},
		{
			"the answer to the POST is lost, and BOS does not answer afterwards",
			[]bossim.Fault{lost, {Method: "GET", Path: "/v2/sessions/*", Skip: 1, Status: http.StatusServiceUnavailable}},
			[]string{"roll-w01:2"},
			[]string{"Unable to tell whether the session was started", "wave 1 of 4", "the apply waits for it and starts nothing"},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, "auto")
			tf := newEngine(t, bos)
			tf.write(rollout(fourWaves, ""))
			for _, fault := range row.faults {
				bos.Inject(fault)
			}
			says(t, tf.exits(1, "apply", "-auto-approve"), row.says...)
			bos.Lift()
			bos.Clock.Advance(oneHour)
			bos.wantWaves(t, row.waves...)

			if _, tainted := tf.rolling(); tainted != (row.waves != nil) {
				t.Errorf("tainted: %t", tainted)
			}
			if row.waves != nil {
				tf.must("untaint", "bos_rolling_session.test")
			}
			tf.must("apply", "-auto-approve")
			bos.wantAllWaves(t)
			tf.wantNothing()
		})
	}
}

// What others did to a rollout that stopped after its canary. Nothing of theirs is taken over, and nothing is started.
func TestRolling_othersInterfere(t *testing.T) {
	const inputs = `"operation": "reboot", "template_name": "compute", "limit": "x3000c0s16b0n0"`
	for _, row := range []struct {
		name string
		do   func(t *testing.T, s *sim)
		says []string
	}{
		{"a session of a wave's name on other nodes", func(t *testing.T, s *sim) { t.Helper(); s.started(t, "", "roll-w02", inputs) }, []string{
			"Session \"roll-w02\" exists with another limit",
		}},
		{"a wave after the next one", func(t *testing.T, s *sim) { t.Helper(); s.started(t, "", "roll-w03", inputs) }, []string{
			"BOS knows session \"roll-w03\", and nothing of session \"roll-w02\"",
		}},
		{"a session that is no wave", func(t *testing.T, s *sim) { t.Helper(); s.started(t, "", "roll-w09", inputs) }, []string{
			"sessions of its name that are none of its waves", "roll-w09: the existing session is pending",
		}},
		{"nodes of the wave and others know a session without a record", func(t *testing.T, s *sim) {
			t.Helper()
			s.ran(t, "roll-w02", bossim.NodeNames(40)[12:])
		}, []string{"Unable to continue rollout \"roll\"", "BOS has no record of session \"roll-w02\", and nodes that are not of its wave know it"}},
		{"nodes of the rollout know a session that is no wave", func(t *testing.T, s *sim) {
			t.Helper()
			s.ran(t, "roll-w09", bossim.NodeNames(20)[18:])
		}, []string{"sessions of its name that are none of its waves", "roll-w09: no record; known to 2 nodes"}},
		{"BOS does not list its sessions", func(t *testing.T, s *sim) {
			t.Helper()
			s.Inject(bossim.Fault{Method: "GET", Path: "/v2/sessions", Status: http.StatusForbidden})
		}, []string{"Unable to read what BOS knows of rollout \"roll\""}},
		{"the nodes of the next wave are locked", func(t *testing.T, s *sim) {
			t.Helper()
			for _, node := range bossim.NodeNames(14)[2:] {
				s.lock(t, node)
			}
		}, []string{"Unable to start wave 2 of rollout \"roll\"", "To leave this wave out: write continue_after = \"roll-w02\""}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, "auto", failingCanary)
			tf := newEngine(t, bos)
			tf.write(rollout(fourWaves, ""))
			tf.exits(1, "apply", "-auto-approve")
			tf.must("untaint", "bos_rolling_session.test")
			row.do(t, bos)
			before := bos.SessionsStarted()

			says(t, tf.exits(1, "apply", "-auto-approve"), row.says...)

			if got := bos.SessionsStarted() - before; got != 0 {
				t.Errorf("%d sessions were started", got)
			}
		})
	}
}

// ran runs a session behind the provider's back, and deletes its record: the nodes still know it.
func (s *sim) ran(t *testing.T, name string, nodes []string) {
	t.Helper()
	s.started(t, "", name, `"operation": "reboot", "template_name": "compute", "limit": "`+strings.Join(nodes, ",")+`"`)
	s.Clock.Advance(oneHour)
	s.sends(t, "DELETE", "/v2/sessions/"+name, "", "")
}

// begunRollout is a rollout whose canary has failed, and which may continue.
func begunRollout(t *testing.T) (*sim, *engine) {
	t.Helper()
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.exits(1, "apply", "-auto-approve")
	tf.must("untaint", "bos_rolling_session.test")
	return bos, tf
}

// The apply that started a wave was killed, and its record is gone: its nodes tell what became of it.
func TestRolling_killedUpdateWithoutARecord(t *testing.T) {
	bos, tf := begunRollout(t)
	bos.ran(t, "roll-w02", bossim.NodeNames(14)[2:])

	says(t, tf.must("apply", "-auto-approve"), "The record of session \"roll-w02\" is gone", "12 of its 12 nodes successful")

	bos.wantAllWaves(t)
	if got := tf.results(); got != "failed,succeeded,succeeded,succeeded" {
		t.Error(got)
	}
	tf.wantNothing()
}

// Nodes outside of the rollout know a session of a wave's name, such as one of another tenant.
func TestRolling_sameNameElsewhere(t *testing.T) {
	bos, tf := begunRollout(t)
	bos.ran(t, "roll-w02", bossim.NodeNames(60)[50:])
	bos.ran(t, "roll-w07", bossim.NodeNames(50)[45:])

	tf.must("apply", "-auto-approve")

	bos.wantWaves(t, "roll-w01:2", "roll-w02:10", "roll-w07:5", "roll-w02:12", "roll-w03:12", "roll-w04:6")
	tf.wantNothing()
}

// A wave of which BOS selects no node is not started, and is left out only by decision.
func TestRolling_waveLeftOut(t *testing.T) {
	bos, tf := begunRollout(t)
	for _, node := range bossim.NodeNames(14)[2:] {
		bos.lock(t, node)
	}
	for range 2 {
		says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start wave 2 of rollout \"roll\"")
	}
	tf.write(rollout(fourWaves, `continue_after = "roll-w02"`))
	tf.must("apply", "-auto-approve")

	bos.wantWaves(t, "roll-w01:2", "roll-w03:12", "roll-w04:6")
	if got := tf.results(); got != "failed,failed,succeeded,succeeded" {
		t.Error(got)
	}
	tf.wantNothing()
	tf.must("destroy", "-auto-approve")
	if left := bos.Sessions(); len(left) != 0 {
		t.Errorf("records left: %q", left)
	}
}

// Somebody starts a session of a wave's name at the moment when the provider does.
func TestRolling_nameTakenAtTheStart(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	bos.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodGet && r.Path == "/v2/sessions/roll-w02" && r.Status == http.StatusNotFound {
			bos.OnRequest(nil)
			bos.started(t, "", "roll-w02", `"operation": "boot", "template_name": "red"`)
		}
	})

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start the session", "already exists", "It is wave 2 of 4", "If somebody else runs it")

	if got := bos.SessionsStarted(); got != 2 { // the canary, and somebody else's
		t.Errorf("%d sessions were started", got)
	}
}

// An apply that was killed while it continued the rollout has started a wave that the state does not have.
func TestRolling_killedUpdate(t *testing.T) {
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.exits(1, "apply", "-auto-approve")
	tf.must("untaint", "bos_rolling_session.test")
	bos.started(t, "", "roll-w02", `"operation": "reboot", "template_name": "compute", "limit": "`+strings.Join(bossim.NodeNames(14)[2:], ",")+`"`)

	tf.must("apply", "-auto-approve")

	bos.wantAllWaves(t)
	tf.wantNothing()
}

// Nodes that are locked during the rollout are reported; nodes that appear are not added.
func TestRolling_nodesChange(t *testing.T) {
	bos := foreseen(t, "auto", failingCanary)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.exits(1, "apply", "-auto-approve")
	tf.must("untaint", "bos_rolling_session.test")
	names := bossim.NodeNames(64)
	bos.lock(t, names[20])
	bos.joins(t, "green", names[40:44])

	says(t, tf.must("apply", "-auto-approve"), "1 node named but not acted upon by session \"roll-w03\"", names[20])

	bos.wantWaves(t, "roll-w01:2", "roll-w02:12", "roll-w03:11", "roll-w04:6")
	tf.wantNothing()
}

// The rollout belongs to another system.
func TestRolling_elsewhere(t *testing.T) {
	bos, other := foreseen(t, "auto", failingCanary), foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.exits(1, "apply", "-auto-approve")
	tf.must("untaint", "bos_rolling_session.test")

	tf.write(other.provider() + rollout(fourWaves, ""))
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to continue rollout \"roll\"", "which does not have its sessions")
	tf.must("destroy", "-auto-approve")

	if got := other.SessionsStarted(); got != 0 {
		t.Errorf("%d sessions were started on the other system", got)
	}
	bos.wantWaves(t, "roll-w01:2")
}
