// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package hsm reads what decides on the nodes of a BOS session: components, groups, partitions and locks from the
// hardware state manager (HSM, its server is SMD), and the nodes of tenants from TAPMS. It makes GET requests only,
// which is all that the role wlm may do.
//
// It is built on package gateway. The rules by which BOS picks nodes are in package bos.
package hsm
