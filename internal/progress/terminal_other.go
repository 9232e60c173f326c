// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix && !linux && !darwin && !dragonfly && !freebsd && !netbsd && !openbsd

package progress

// isTerminal knows no terminal here: the standard library has no call to recognize one.
func isTerminal(int) bool { return false }
