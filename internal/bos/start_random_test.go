// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// randomSource generates faults and templates from a seed.
type randomSource struct{ *rand.Rand }

func pick[T any](c randomSource, from ...T) T { return from[c.IntN(len(from))] }

func (c randomSource) seconds(most int) time.Duration {
	return time.Duration(c.IntN(most+1)) * time.Second
}

// randomFault returns a random fault of a server or a gateway within the server's 30 s.
func (c randomSource) randomFault() bossim.Fault {
	page := bossim.Fault{Status: 200, Body: pick(c, "", "<p>Log in", `{"name":"s2"}`, "[]", "null")}
	plain := bossim.Fault{Status: pick(c, 408, 429, 500, 502, 503, 504), Header: map[string]string{"Retry-After": pick(c, "", "3", "70")}}
	fault := pick(c, bossim.Fault{Drop: true}, bossim.Fault{Reset: true}, bossim.Fault{Truncate: 1 + c.IntN(40)}, page, plain, plain)
	if c.IntN(4) == 0 {
		fault.Delay = c.seconds(30)
	}
	if fault.Truncate == 0 && c.IntN(10) == 0 {
		fault.Delay = c.seconds(60) // sometimes longer than the client waits; the request is carried out before, or never
	}
	return fault
}

// posts returns faults on up to five POSTs, several of which may be carried out, at once or late.
func (c randomSource) posts() (faults []bossim.Fault) {
	for range c.IntN(6) {
		fault := c.randomFault()
		switch c.IntN(3) {
		case 0:
			fault.Commit = true
		case 1:
			fault.CommitAfter = time.Second + c.seconds(29)
		}
		faults = append(faults, once(onPOST(fault)))
	}
	return faults
}

// looks returns faults on the look-ups, up to more and longer than the start tolerates.
func (c randomSource) looks() (faults []bossim.Fault) {
	for range c.IntN(4) {
		fault := pick(c, c.randomFault(), noRoute, refused)
		fault.Skip = c.IntN(3)
		if c.IntN(2) == 0 {
			fault.For = c.seconds(200)
		}
		if fault.For == 0 {
			fault.Times = 1 + c.IntN(6)
		}
		faults = append(faults, onGET(fault))
	}
	return faults
}

// Whatever goes wrong, BOS starts at most one session: one if there is no error, none if the error says so.
func TestStartSession_startsExactlyOnce(t *testing.T) {
	t.Parallel()
	ends := map[string]int{}
	for seed := range uint64(150) {
		c := randomSource{rand.New(rand.NewPCG(seed, 0))}
		s := newSimulated(t, bossim.DefaultSystem(4), append(c.posts(), c.looks()...)...)
		ctx, cancel := context.WithCancel(t.Context())
		if interruptAt := c.IntN(20); c.IntN(3) == 0 {
			s.sim.OnRequest(func(bossim.Request) {
				if len(s.sim.Requests()) > interruptAt {
					cancel()
				}
			})
		}

		got, err := s.StartSession(ctx, pick(c, boot, random), c.IntN(2) == 0)
		cancel()

		end, took := endOf(err), s.elapsed()
		ends[end]++
		sessions := s.startedInTheEnd()
		bad := sessions > 1 || (end == started) != (got.Name == "s1") ||
			end == started && sessions != 1 || end == notStarted && sessions != 0 ||
			end != started && end != notStarted && end != unresolved || // a conflict with whom?
			s.posts() > 4 || took > 24*time.Minute
		if bad {
			t.Errorf("seed %d: %s, %d sessions, %d POSTs in %v: %v", seed, end, sessions, s.posts(), took, err)
			for _, r := range s.sim.Requests() {
				t.Logf("  %8v %s %s %d %s", r.Time.Sub(start), r.Method, r.Path, r.Status, r.Fault)
			}
		}
	}
	t.Logf("%v", ends)
	if ends[started] == 0 || ends[notStarted] == 0 || ends[unresolved] == 0 {
		t.Errorf("not every end was reached: %v", ends)
	}
}
