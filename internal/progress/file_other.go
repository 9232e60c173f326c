// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package progress

import (
	"io"
	"io/fs"
	"os"
)

// openFile opens a regular file for appending, and creates one that does not exist. On these systems a terminal has no
// path that every process can open, and the link that Lstat refuses could appear right after it.
func openFile(path string) (io.WriteCloser, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, kindError(info.Mode())
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, fileMode)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = kindError(info.Mode())
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

func isTemporary(error) bool { return false }

func sameDevice(_, _ fs.FileInfo) bool { return true }
