// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

// The greatest lengths that BOS accepts, in characters, by the published specification of BOS 2.50
// (openapi/bos-2.50.0.yaml) and, where a recording is named, by the answers of a server.
const (
	// MaxLimitLength is the length of a session's limit as a whole (session_create_limit_too_long.json).
	MaxLimitLength = 524288

	// maxNameLength is the length of the name of a session, a session template or a boot set, since BOS 2.27. Before,
	// names were shorter and in lower case.
	maxNameLength = 127

	// MaxComponentIDs is the length of a component's ID as well as of a list of IDs in a query
	// (component_list_ids_127plus.json).
	MaxComponentIDs = 127

	// maxComponentStatus is the length of a list of statuses in a query for components.
	maxComponentStatus = 512

	// MaxAgeLength is the length of an age, such as 12h (session_list_min_age_too_long.json).
	MaxAgeLength = 8
)

// The greatest lengths and numbers of a session template's fields, by the specification of BOS 2.50.
const (
	MaxBootSets          = 127
	maxDescription       = 1023
	maxConfiguration     = 127
	MaxImagePath         = 4095
	maxETag              = 65536
	maxKernelParameters  = 4096
	maxRootfsProvider    = 511
	maxRootfsPassthrough = 4096
	maxNodeList          = 65535 // items
	maxNodeRolesGroups   = 1023  // items
	maxNodeGroups        = 4095  // items
	MaxListItem          = 127   // of an item of the three lists
)

// The bounds of BOS's numeric options, by the specification of BOS 2.50.
const (
	maxOptionWait        = 1048576  // seconds, or attempts
	minOptionReadTimeout = 10       // seconds
	maxOptionReadTimeout = 86400    // seconds
	maxOptionDiscovery   = 33554432 // seconds
	maxOptionBatch       = 131071   // nodes
)
