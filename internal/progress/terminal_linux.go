// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package progress

import (
	"syscall"
	"unsafe"
)

// isTerminal asks for the settings of a terminal, which nothing else has. (Of the systems that the standard library has
// this call for, each names it otherwise.)
func isTerminal(fd int) bool {
	var settings syscall.Termios
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.TCGETS, uintptr(unsafe.Pointer(&settings)))
	return errno == 0
}
