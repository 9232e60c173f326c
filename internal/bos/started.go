// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

// Started is a session as StartSession found or made it, and what is known of its origin.
type Started struct {
	Session

	// NodesProve reports that no earlier session had the name: a node that BOS assigns to this name was assigned by
	// this session. It is the condition for judging a session by its nodes after its record is gone. Always false on v1
	// of the API.
	NodesProve bool

	// Unproven reports, on v1 of the API only, that the answer to the POST was lost and that this is the only
	// session that may be the one, but that its nodes do not prove it.
	Unproven bool

	// RecordGone reports that the nodes prove that the session was started, and that BOS had its record no longer when
	// it was looked for. Session holds what was asked for, and its nodes.
	RecordGone bool

	// Adopted reports that the session existed before.
	Adopted bool
}
