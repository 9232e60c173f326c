// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "encoding/json"

// Seed is a starting state in BOS's own JSON, for replays and tests.
// Everything in it is added to what is there, replacing what has the same name.
type Seed struct {
	// Reset drops every template, session, extended status and component first
	// (and all nodes, images and options), so that the seed is all there is.
	Reset bool

	// System adds nodes (Nodes, Names) and applies its selections to the nodes
	// there are. Images and Templates are added.
	System System

	Templates  []json.RawMessage // as GET answers them: name, tenant
	Sessions   []json.RawMessage // as GET answers them: name, tenant, status …, in any state
	Statuses   []SeedStatus      // extended statuses as they were saved at completion
	Components []json.RawMessage // as GET answers them; whole records. An unknown id becomes a node.
	Options    json.RawMessage   // an object, merged into the options

	// Of v1, as GET answers them. No boot agent runs for what is loaded. A
	// status without its session is a ghost: listed, but not described.
	V1Sessions []json.RawMessage // of …/session/{id}: job, times …
	V1Statuses []json.RawMessage // of …/status: id, metadata
	V1BootSets []json.RawMessage // of …/status/{boot_set}: session, name, phases
}

// SeedStatus is the extended status of one session.
type SeedStatus struct {
	Name, Tenant string
	Status       json.RawMessage
}
