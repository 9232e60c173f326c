// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package bossim is a Boot Orchestration Service in memory: a deterministic
// function of an initial system, the requests in their order, and a clock.
//
// It answers like the real servers whose exchanges it is held against, quirks
// included, and shares no types with the client that is tested on it.
package bossim
