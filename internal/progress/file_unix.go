// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package progress

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
)

// openFile opens a regular file or a terminal for appending, and creates a file that does not exist. It follows no
// symbolic link, does not block, and makes no terminal the process's own (Linux does that only for one that is opened for
// reading, other systems for any). What is open is looked at, not what the path named before.
func openFile(path string) (io.WriteCloser, error) {
	const how = syscall.O_APPEND | syscall.O_CREAT | syscall.O_WRONLY |
		syscall.O_NONBLOCK | syscall.O_NOCTTY | syscall.O_NOFOLLOW | syscall.O_CLOEXEC
	fd, err := syscall.Open(path, how, fileMode)
	if err != nil {
		return nil, openError(path, err)
	}
	file := descriptor(fd)
	var stat syscall.Stat_t
	if err := syscall.Fstat(fd, &stat); err != nil {
		_ = file.Close()
		return nil, err
	}
	regular := stat.Mode&syscall.S_IFMT == syscall.S_IFREG
	terminal := stat.Mode&syscall.S_IFMT == syscall.S_IFCHR && isTerminal(fd)
	switch {
	case !regular && !terminal:
		_ = file.Close()
		return nil, kindError(modeOf(stat))
	case regular && int(stat.Uid) != os.Geteuid():
		_ = file.Close()
		return nil, errNotOwn
	case terminal: // in the background, a terminal with `stty tostop` would stop the process and the engine
		signal.Ignore(syscall.SIGTTOU)
	}
	return file, nil
}

// openError explains an error of open. Of a pipe that nothing reads, ENXIO is meant otherwise than of a terminal.
func openError(path string, err error) error {
	if errors.Is(err, syscall.ENXIO) || errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.EISDIR) {
		if info, lookErr := os.Lstat(path); lookErr == nil && info.Mode()&fs.ModeCharDevice == 0 {
			return kindError(info.Mode())
		}
	}
	if errors.Is(err, syscall.ENXIO) {
		return errNoTerminal
	}
	return err
}

// errNotOwn: another user could read the lines, or has prepared the file.
var errNotOwn = errors.New("it belongs to another user")

var errNoTerminal = errors.New("the process has no terminal")

func modeOf(stat syscall.Stat_t) fs.FileMode {
	switch stat.Mode & syscall.S_IFMT {
	case syscall.S_IFIFO:
		return fs.ModeNamedPipe
	case syscall.S_IFSOCK:
		return fs.ModeSocket
	case syscall.S_IFCHR:
		return fs.ModeDevice | fs.ModeCharDevice
	case syscall.S_IFBLK:
		return fs.ModeDevice
	case syscall.S_IFDIR:
		return fs.ModeDir
	default:
		return fs.ModeIrregular
	}
}

// descriptor is an open file. An *os.File would wait until a stopped terminal takes a line again.
type descriptor int

// Write calls write(2) once, and again only if a signal interrupted it.
func (d descriptor) Write(text []byte) (int, error) {
	for {
		n, err := syscall.Write(int(d), text)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case err != nil:
			return max(0, n), err
		case n < len(text):
			return n, io.ErrShortWrite
		default:
			return n, nil
		}
	}
}

func (d descriptor) Close() error { return syscall.Close(int(d)) }

// isTemporary reports whether the file may take the same line later: a terminal that is stopped.
func isTemporary(err error) bool { return errors.Is(err, syscall.EAGAIN) }

func sameDevice(a, b fs.FileInfo) bool {
	one, okOne := a.Sys().(*syscall.Stat_t)
	other, okOther := b.Sys().(*syscall.Stat_t)
	return okOne && okOther && one.Rdev == other.Rdev
}
