// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package picture draws what a terminal has shown as an SVG for the README: plain text that a diff shows, without scripts
// and external fonts. It is deterministic, so that a test compares the file byte for byte.
package picture
