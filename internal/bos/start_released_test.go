// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// The session that had a released name may still exist, recent and with the same inputs: it is not the result of a lost
// POST. It is found by the look-up before the POST, which is then not made.
func TestStartSession_ignoresReleasedSession(t *testing.T) {
	t.Parallel()
	onDELETE := func(f bossim.Fault) bossim.Fault {
		f.Method, f.Path, f.Times = "DELETE", "/v2/sessions/*", 1
		return f
	}
	remove := func(f ...bossim.Fault) func(*testing.T, *simulated) {
		return func(t *testing.T, s *simulated) {
			for _, fault := range f {
				s.sim.Inject(onDELETE(fault))
			}
			_ = s.DeleteSession(t.Context(), "s1")
		}
	}
	for name, test := range map[string]struct {
		before   func(*testing.T, *simulated)
		post     bossim.Fault
		end      string
		sessions int // with the one before
	}{
		"released":                   {func(_ *testing.T, s *simulated) { s.Release("s1") }, lost, conflict, 1},
		"DELETE refused":             {remove(bossim.Fault{Status: 403}), lost, conflict, 1},
		"DELETE failed":              {remove(bossim.Fault{Status: 500}), lost, conflict, 1},
		"DELETE answered by a page":  {remove(bossim.Fault{Status: 200, Body: "<p>Log in"}), lost, conflict, 1},
		"deleted":                    {remove(), lostDone, started, 2},
		"deleted, undone":            {remove(), lost, started, 2},
		"DELETE lost, and again":     {remove(bossim.Fault{Drop: true, Commit: true}), lostDone, started, 2},
		"DELETE failed, though done": {remove(bossim.Fault{Status: 500, Commit: true}), lostDone, started, 2},
		"the same, and then looked for": {func(t *testing.T, s *simulated) {
			remove(bossim.Fault{Status: 500, Commit: true})(t, s)
			_, _ = s.Session(t.Context(), "s1")
		}, lostDone, started, 2},
		"deleted, started, released": {func(t *testing.T, s *simulated) {
			remove()(t, s)
			s.before(t, boot)
			s.Release("s1")
		}, lost, conflict, 2},
		"free at the look, and then ours": {remove(bossim.Fault{Status: 500, Commit: true}), late(3 * time.Second), started, 2},
	} {
		for _, adopt := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newSimulated(t, bossim.DefaultSystem(4))
				s.before(t, boot)
				test.before(t, s)
				s.sim.Inject(once(onPOST(test.post)))

				_, err := s.StartSession(t.Context(), boot, adopt)

				if endOf(err) != test.end || s.startedInTheEnd() != test.sessions {
					t.Errorf("adopt %t: %v, %d sessions", adopt, err, s.sim.SessionsStarted())
				}
				if test.end == conflict && (s.posts() != test.sessions || strings.Contains(err.Error(), "given up before") != adopt) {
					t.Errorf("%d POSTs: %v", s.posts(), err)
				}
			})
		}
	}
}
