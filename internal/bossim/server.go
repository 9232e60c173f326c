// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"cmp"
	"fmt"
	"sync"
	"time"
)

// Config configures a Server. The zero value is a BOS 2.50.0 in real time that
// manages no nodes.
type Config struct {
	Clock   Clock  // nil = NewScaledClock(time.Now(), 1)
	Version string // major.minor.patch; "" = "2.50.0". Below 2 there is only v1, from 2.30 only v2
	SMD     string // the hardware state manager's release; "" = "2.45.0"
	Token   string // if set, requests without "Authorization: Bearer <Token>" get the gateway's 403
	System  System
	Timing  Timing // zero fields = those of DefaultTiming
}

// Timing is how long things take in a healthy system, in the clock's time.
type Timing struct {
	// SetUp is the time from the first change of a batch of nodes to the next
	// batch, or to "running"; in v1, part of a boot agent's start.
	SetUp     time.Duration
	PowerOn   time.Duration // from the power-on call until the node's power reads on
	PowerOff  time.Duration // from a power-off call until the node's power reads off
	Boot      time.Duration // from power on until the node reports in
	Configure time.Duration // from the start of a node's configuration to its end
	Spread    time.Duration // nodes differ in Boot by up to this much more, each always by the same
	Operator  time.Duration // between two runs of an operator; 0 = the option polling_frequency

	// Agent is the time between two polls of v1's boot agent; 0 = Operator, or
	// 15 s. With 1 s a session ends within seconds.
	Agent time.Duration

	// Batch is how many nodes set-up enables at once; 0 = the option
	// max_component_batch_size. Pauses, if not empty, replace SetUp: the time
	// after the first batch, the second, and so on; the last one repeats. Set-up
	// writes the session's components only after the last batch.
	Batch  int
	Pauses []time.Duration

	// Skew selects at which fraction of the period each operator runs. 0 is the
	// natural order: set-up, status, power, configuration, completion. Each other
	// value is another order, always the same: real operators run side by side,
	// and what a client sees between two runs depends on it.
	Skew int
}

// DefaultTiming makes a reboot take about twelve minutes of the clock's time.
func DefaultTiming() Timing {
	return Timing{
		SetUp:     2 * time.Second,
		PowerOn:   30 * time.Second,
		PowerOff:  time.Minute,
		Boot:      7 * time.Minute,
		Configure: 2 * time.Minute,
	}
}

func (t Timing) withDefaults() Timing {
	d := DefaultTiming()
	for _, f := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&t.SetUp, d.SetUp},
		{&t.PowerOn, d.PowerOn},
		{&t.PowerOff, d.PowerOff},
		{&t.Boot, d.Boot},
		{&t.Configure, d.Configure},
	} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}

	return t
}

// Server is a BOS in memory. All its methods are safe for concurrent use.
type Server struct {
	clock   Clock
	version version
	smd     version
	token   string
	timing  Timing
	routes  []route

	hsmRoutes []hsmRoute

	mu       sync.Mutex // guards the fields below
	world    world
	store    store
	schedule schedule
	faults   []*armedFault
	log      []Request
	started  int
	lost     int // boot agents that will still die before they start; below 0, all
	hook     func(Request)
}

// New returns a server for cfg.System, or an error that names what is wrong with
// the configuration (an unknown xname, a bad version, a bad template).
func New(cfg Config) (*Server, error) {
	v, err := parseVersion(cfg.Version)
	if err != nil {
		return nil, err
	}
	smd, err := parseVersion(cmp.Or(cfg.SMD, "2.45.0"))
	if err != nil {
		return nil, fmt.Errorf("SMD: %w", err)
	}
	s := &Server{clock: cfg.Clock, version: v, smd: smd, token: cfg.Token, timing: cfg.Timing.withDefaults()}
	if s.clock == nil {
		s.clock = NewScaledClock(time.Now(), 1)
	}
	s.routes, s.hsmRoutes = s.allRoutes(), s.allHSMRoutes()
	s.reset()
	if err := s.addSystem(cfg.System); err != nil {
		return nil, fmt.Errorf("system: %w", err)
	}

	return s, nil
}

// reset empties the store and the world, and restarts the operators.
func (s *Server) reset() {
	now := s.clock.Now()
	s.world = newWorld()
	s.store = newStore(now, s.version)
	s.schedule = newSchedule(s, now)
}

// now returns the time of the current event or request.
func (s *Server) now() time.Time { return s.schedule.now }

func (s *Server) timestamp() string { return timestamp(s.now()) }

// Advance brings the store up to the clock's now without a request.
func (s *Server) Advance() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schedule.advance(s.clock.Now())
}
