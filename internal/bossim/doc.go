// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package bossim is a Boot Orchestration Service in memory: a deterministic
// function of an initial system, the requests in their order, and a clock.
//
// It answers like the real servers whose exchanges it is held against, quirks
// included, and shares no types with the client that is tested on it.
//
// A Server is an http.Handler. It has no goroutine and no sleep of its own: the
// operators that carry sessions through (set-up, power, status, configuration,
// completion, clean-up) are events in simulated time, and each request first
// lets those happen that are due by the clock's now. A test gives the server's
// SteppedClock to the client as well, whose waits then drive the simulation; a
// program takes a ScaledClock.
//
//	clock := bossim.NewSteppedClock(start)
//	sim, err := bossim.New(bossim.Config{Clock: clock, System: bossim.DefaultSystem(64)})
//	server := httptest.NewServer(sim)
//
// Config.Version chooses the release: the v1 API up to BOS 2.29, the v2 API from
// BOS 2.0 on, both over the same templates and nodes. A session of v1 is carried
// through by a boot agent of its own, in the same simulated time, which writes
// into status records as that of the real system does. LoseBootAgents lets one
// die. Each release answers as its recordings do; of v2 there are those of 2.50
// only. Older releases differ from it as BOS's changelog, OpenAPI files and
// source tell, in session templates, components and options; in v2's sessions
// they do not differ here.
//
// BootBehind, PowerOffBehind and StopReporting have nodes drift away from what
// BOS wants. Inject makes the server misbehave, also so that it answers about
// another session or deletes nothing; Timing slows set-up down, or lets v1's
// agent end within seconds; Requests tells what it was
// asked, and Load sets any starting state in BOS's own JSON.
package bossim
