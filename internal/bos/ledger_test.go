// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// A name belongs to one session in a run: the second start returns an error, not the first one's session.
func TestStartSession_holdsItsName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		between func(*simulated)
		faults  []bossim.Fault // during the first start
		second  bos.SessionCreate
		end     string
		posts   int
	}{
		"the same":           {func(*simulated) {}, nil, boot, "*bos.NameHeldError", 1},
		"of a copy":          {func(s *simulated) { s.Client = s.InTenant("") }, nil, boot, "*bos.NameHeldError", 1},
		"another name":       {func(*simulated) {}, nil, with(func(c *bos.SessionCreate) { c.Name = "s2" }), started, 2},
		"another tenant":     {func(s *simulated) { s.Client = s.InTenant("blue") }, nil, boot, started, 2},
		"released and there": {func(s *simulated) { s.Release("s1") }, nil, boot, conflict, 1},
		"deleted":            {func(s *simulated) { _ = s.DeleteSession(t.Context(), "s1") }, nil, boot, started, 2},
		"the first not made": {func(*simulated) {}, []bossim.Fault{once(onPOST(refused))}, boot, started, 2},
		"the first not known": {
			func(*simulated) {},
			[]bossim.Fault{once(onPOST(lost)), onGET(bossim.Fault{Status: 403, Skip: 1, Times: 30})},
			boot,
			"*bos.NameHeldError", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			system := bossim.DefaultSystem(4)
			system.Tenants = map[string][]string{"blue": bossim.NodeNames(2)}
			system.Templates = append(
				system.Templates,
				[]byte(
					`{"name": "compute", "tenant": "blue", "boot_sets": {"compute": {"arch": "X86", "type": "s3", `+
						`"path": "s3://boot-images/1/manifest.json", "node_roles_groups": ["Compute"]}}}`,
				),
			)
			s := newSimulated(t, system, test.faults...)
			_, _ = s.StartSession(t.Context(), boot, true)
			s.sim.Lift()
			test.between(s)

			_, err := s.StartSession(t.Context(), test.second, true)

			if endOf(err) != test.end || s.posts() != test.posts {
				t.Errorf("%d POSTs: %s, %v", s.posts(), endOf(err), err)
			}
		})
	}
}

func TestStartSession_holdsNameAgainstConcurrentStarts(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	var began, held atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := s.InTenant("").StartSession(t.Context(), boot, true)
			var other *bos.NameHeldError
			switch {
			case err == nil:
				began.Add(1)
			case errors.As(err, &other) && other.Name == "s1":
				held.Add(1)
			}
		})
	}
	all.Wait()

	if began.Load() != 1 || held.Load() != 7 || s.posts() != 1 || s.Adopted("s1") {
		t.Errorf("%d started, %d held, %d POSTs", began.Load(), held.Load(), s.posts())
	}
}

func TestClient_notesNames(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Complete)
	blue := f.InTenant("blue")

	if f.NotePlanned("a") || f.NoteExisting("b") || blue.NoteExisting("a") || !f.NoteExisting("a") {
		t.Error("of a name that was planned")
	}
	if !f.NotePlanned("b") || blue.NotePlanned("b") || !f.InTenant("").NotePlanned("a") {
		t.Error("of a name that exists")
	}
}
