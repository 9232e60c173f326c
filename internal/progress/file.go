// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package progress

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// fileMode lets only the user read what the file says about the system.
const fileMode = 0o600

// The errors of [Check] and [CheckFile].
var (
	ErrEmpty     = errors.New("the path is empty")
	ErrRelative  = errors.New("the path is relative")
	ErrDirectory = errors.New("it is a directory")
	ErrNoFolder  = errors.New("its directory does not exist")
	ErrKind      = errors.New("it is neither a regular file nor a terminal")
)

// Check reports what is wrong with a path by itself. It touches no file.
func Check(path string) error {
	switch {
	case strings.TrimSpace(path) == "":
		return ErrEmpty
	case !filepath.IsAbs(path):
		return ErrRelative
	case strings.ContainsRune(path, 0):
		return fmt.Errorf("%w: it contains a NUL byte", fs.ErrInvalid)
	case os.IsPathSeparator(path[len(path)-1]):
		return ErrDirectory
	default:
		return nil
	}
}

// checkTimeout bounds a look at a file: a network file system may not answer.
const checkTimeout = time.Second

// CheckFile reports what is certainly wrong with the file at path. It does not open it; what it cannot see within a second,
// and what changes afterwards, the Writer finds.
func CheckFile(path string) error {
	found := make(chan error, 1)
	go func() { found <- checkFile(path) }()
	select {
	case err := <-found:
		return err
	case <-time.After(checkTimeout):
		return nil
	}
}

func checkFile(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return checkFolder(filepath.Dir(path))
	case err != nil:
		return err
	case info.Mode().IsRegular(), info.Mode()&fs.ModeCharDevice != 0 && !isNull(info): // it may be a terminal
		return nil
	default:
		return kindError(info.Mode())
	}
}

// isNull reports whether the device is the one that drops what is written to it.
func isNull(info fs.FileInfo) bool {
	null, err := os.Stat(os.DevNull)
	return err == nil && sameDevice(info, null)
}

func checkFolder(folder string) error {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %s", ErrNoFolder, folder)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%w: %s is a file", ErrNoFolder, folder)
	default:
		return nil
	}
}

// kindError names the kind of file, which is not one to write to.
func kindError(mode fs.FileMode) error {
	kind := "a special file"
	switch {
	case mode&fs.ModeSymlink != 0:
		kind = "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeCharDevice != 0:
		kind = "a device that is no terminal"
	case mode&fs.ModeDevice != 0:
		kind = "a block device"
	case mode.IsDir():
		return ErrDirectory
	}
	return fmt.Errorf("%w, but %s", ErrKind, kind)
}
