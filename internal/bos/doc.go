// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package bos is a client of the Boot Orchestration Service (BOS) of HPE Cray EX systems.
//
// It speaks in the nouns of an operator (a session, its extended status, the verdict on it) and is the only place that
// knows how BOS writes them down.
package bos
