// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import "context"

// api is what the demo does differently for each version of BOS's API.
type api struct {
	version  string
	release  string // of the simulated BOS; "" = the newest
	example  string // the folder with the configuration
	about    string // what the introduction says about it
	wanted   string // what the configuration says
	plan     string // what the first plan says
	foreseen string // what it shows of the nodes
	destroy  string // what the last command does
	started  int    // sessions that the demo starts
	sessions string // the path that starts a session
	command  string // of the Cray CLI, which shows what the demo sees
	watch    func(asker) watcher
}

// writesPlans reports whether the configuration contains the boot plan, and whether
// plans show which nodes a session will act on.
func (a api) writesPlans() bool { return a.version == defaultVersion }

const defaultVersion = "v2"

var apis = map[string]api{
	defaultVersion: {
		version: defaultVersion, example: "examples/quickstart",
		wanted: `The configuration says what is wanted: a boot plan (session template) for the
compute nodes, and a reboot of the group "blue", a quarter of the nodes, by it.`,
		plan: `The plan: the boot plan will be created, and one session, which means one
reboot. The warning below it names the nodes, by the rules of BOS: 16 of
the 63 compute nodes. Nothing runs yet.`,
		foreseen: "16 of 63 nodes: reboot of template quickstart-compute",
		destroy: `Destroying a session deletes its record in BOS and leaves the nodes alone. The boot
plan goes too: it was made here.`,
		started: 3, sessions: "/v2/sessions", command: "cray bos v2 sessions status list NAME",
		watch: func(ask asker) watcher { return watchV2{ask} },
	},
	"v1": {
		version: "v1", release: "2.10.34", example: "examples/quickstart-v1",
		about: "\nIts release is that of CSM 1.5, and v1 of its API is spoken.",
		wanted: `The configuration says what is wanted: a reboot of the group "blue", a quarter of
the nodes, by the boot plan (session template) "compute", which is there.`,
		plan: `The plan: one session will be created, which means one reboot. On a newer system,
it would show the nodes, too. Nothing runs yet.`,
		foreseen: "1 to add", // no forecast on v1
		destroy:  "Destroying a session deletes its record in BOS and leaves the nodes alone.",
		started:  2, sessions: "/v1/session", command: "cray bos v1 session status list ID",
		watch: func(ask asker) watcher { return watchV1{ask} },
	},
}

// asker reads one answer of BOS.
type asker func(ctx context.Context, path string, answer any) error

// watcher describes the session that is not complete: its name, and a few words.
// If there is none, the error is errNoneRuns.
type watcher interface {
	look(ctx context.Context) (name, seen string, err error)
}
