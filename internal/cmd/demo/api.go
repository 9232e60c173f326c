// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import "context"

// api is what differs in the play by the version of BOS's API that is spoken.
type api struct {
	version  string
	release  string // of the simulated BOS; "" = the newest
	about    string // what is said of it in the beginning
	sessions string // the path that starts a session
	command  string // of the Cray CLI, that shows what the demo sees
	watch    func(asker) watcher
}

const defaultVersion = "v2"

var apis = map[string]api{
	defaultVersion: {
		version: defaultVersion, sessions: "/v2/sessions", command: "cray bos v2 sessions status list NAME",
		watch: func(ask asker) watcher { return watchV2{ask} },
	},
	"v1": {
		version: "v1", release: "2.10.34", sessions: "/v1/session", command: "cray bos v1 session status list ID",
		about: "\nIts release is that of CSM 1.5, and v1 of its API is spoken.",
		watch: func(ask asker) watcher { return watchV1{ask} },
	},
}

// asker reads one answer of BOS.
type asker func(ctx context.Context, path string, answer any) error

// watcher tells what the session does that is not complete: its name, and some
// words. Without one the error is errNoneRuns.
type watcher interface {
	look(ctx context.Context) (name, seen string, err error)
}
