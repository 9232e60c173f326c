// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package bossim is a Boot Orchestration Service in memory: a deterministic
// function of an initial system, the requests in their order, and a clock.
//
// Its answers are those of real servers, whose recorded exchanges its tests
// replay, quirks included. It shares no types with the client that is tested
// with it.
//
// A Server is an http.Handler. It has no goroutine and no sleep of its own: the
// operators that carry out sessions (set-up, power, status, configuration,
// completion, clean-up) are events in simulated time, and each request first
// runs the events that are due at the clock's now. A test gives the server's
// SteppedClock to the client as well, whose waits then drive the simulation; a
// program uses a ScaledClock.
//
//	clock := bossim.NewSteppedClock(start)
//	sim, err := bossim.New(bossim.Config{Clock: clock, System: bossim.DefaultSystem(64)})
//	server := httptest.NewServer(sim)
//
// Config.Version selects the release: the v1 API up to BOS 2.29, the v2 API from
// BOS 2.0 on, both with the same templates and nodes. A session of v1 is carried
// out by a boot agent of its own, in the same simulated time, which writes status
// records as the real system's agent does. LoseBootAgents makes one die. Each
// release answers as in its recordings; for v2 there are only those of 2.50.
// Older releases differ from it in session templates, components and options,
// according to BOS's changelog, OpenAPI files and source; v2's sessions are the
// same in all of them here.
//
// BootBehind, PowerOffBehind and StopReporting make nodes drift away from what
// BOS desires. Inject makes the server misbehave, for example by answering about
// another session or by deleting nothing; Timing slows set-up down, or makes v1's
// agent end within seconds; Requests returns the log, and Load sets any starting
// state in BOS's own JSON.
//
// # Map
//
// The files in the order in which a request meets them:
//
//   - server.go, system.go, load.go: what a Server is made from;
//   - clock.go, schedule.go: simulated time, and the events in it;
//   - serve.go, faults*.go, call.go, dispatch.go, routes.go, v1_routes.go: a request,
//     on its way to its handler, and its answer;
//   - schema*.go, params.go, v1_schemas.go: the validation of bodies and parameters,
//     with BOS's messages;
//   - sessions_api.go, session_status.go, templates.go, template_check.go,
//     components_*.go, applystaged.go, options.go, version_api.go: the handlers of v2;
//   - services.go, hsm_serve.go, hsm_routes.go: requests to HSM and TAPMS;
//     hsm_filter.go, hsm_labels.go, hsm_words.go, hsm_xname.go: their validation;
//     hsm_*_api.go, hsm_components_*.go, tapms_api.go: their handlers;
//   - operators.go, setup*.go, status_operator.go, power_operators.go,
//     session_operators.go: the operators of v2;
//   - v1_*_api.go, v1_templates.go, v1_status.go: the handlers of v1;
//     v1_agent*.go: its boot agent;
//   - store.go, session.go, component*.go, v1_store.go, value*.go, times.go: BOS's
//     database, and its forms of values;
//   - world*.go, hardware.go, hsm_component.go, hsm_table.go, images.go, limit.go,
//     drift.go: the system around BOS;
//   - requests.go, history.go: what a test can ask about afterwards;
//   - *_release.go, version.go: differences between releases.
package bossim
