// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"time"
)

// SessionStatus is the extended status of a session: its progress while it runs, and frozen when it completes.
// Percentages are 0–100 and of Managed; PercentStaged and those of Phases are NaN where BOS's value cannot be read.
type SessionStatus struct {
	Status                                          string
	Managed                                         int // nodes the session holds now
	PercentSuccessful, PercentFailed, PercentStaged float64
	Phases                                          Phases
	Errors                                          map[string]NodeError // by message
	StartTime, EndTime                              time.Time            // UTC; zero when unset
	Duration                                        time.Duration
	DurationUnknown                                 bool // Duration is 0 because BOS's value cannot be read

	// NoTakeover is that no newer session takes nodes over, as on v1 of the API: of nodes that were the
	// session's, and are not among Managed, nothing tells what became of them.
	NoTakeover bool

	unconfirmed bool // as in Session

	// Nodes are the nodes one by one, on v1 of the API, whose status names them. nil = see Client.SessionNodes.
	Nodes *SessionNodes
}

// Phases is where the nodes are, in percent. Complete includes the failed ones.
type Phases struct {
	PercentComplete, PercentPoweringOn, PercentPoweringOff, PercentConfiguring float64
}

// NodeError is how many nodes reported one error, and the first of them.
type NodeError struct {
	Count     int
	Nodes     []string // sorted, at most ten
	Truncated bool     // there are more nodes than Nodes
}
