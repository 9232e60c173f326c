// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"time"
)

// SessionStatus is the extended status of a session: its progress while it runs, and its final counts once it is
// complete. Percentages are 0–100, relative to Managed. PercentStaged and the fields of Phases are NaN if BOS's value
// cannot be parsed.
type SessionStatus struct {
	Status                                          string
	Managed                                         int // the number of nodes that the session holds now
	PercentSuccessful, PercentFailed, PercentStaged float64
	Phases                                          Phases
	Errors                                          map[string]NodeError // by message
	StartTime, EndTime                              time.Time            // UTC; zero when unset
	Duration                                        time.Duration
	DurationUnknown                                 bool // Duration is 0 because BOS's value cannot be parsed

	// NoTakeover reports that newer sessions take no nodes over, as on v1 of the API. If nodes of the session are not
	// among Managed, nothing is known about them.
	NoTakeover bool

	unconfirmed bool // see Session.Unconfirmed

	// Nodes lists the nodes on v1 of the API, whose status names them. On v2 it is nil: see [Client.SessionNodes].
	Nodes *SessionNodes
}

// Phases is the distribution of the nodes over the phases, in percent. PercentComplete includes the failed nodes.
type Phases struct {
	PercentComplete, PercentPoweringOn, PercentPoweringOff, PercentConfiguring float64
}

// NodeError describes the nodes that reported one error message.
type NodeError struct {
	Count     int
	Nodes     []string // the first nodes, sorted, at most ten
	Truncated bool     // there are more nodes than Nodes
}
