// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package scripts holds the project's scripts; in Go there are only their tests.
package scripts

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Programs of the system that the scripts use. A box has no others.
var systemPrograms = []string{
	"awk", "bash", "basename", "cat", "chmod", "cksum", "cut", "date", "dirname", "env", "find", "git", "grep", "head", "ls",
	"mkdir", "mktemp", "mv", "printf", "rm", "sed", "sort", "tr", "uname", "wc",
}

// box is a place where a script sees only the programs that a test puts there.
type box struct {
	t    *testing.T
	bin  string            // the whole of PATH
	env  map[string]string // besides PATH, HOME and XDG_CACHE_HOME
	home string
}

// answer is what a script did.
type answer struct {
	stdout, stderr string
	code           int
}

func newBox(t *testing.T) *box {
	t.Helper()
	b := &box{t: t, bin: t.TempDir(), home: t.TempDir(), env: map[string]string{}}
	for _, name := range systemPrograms {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skipf("the scripts need %s: %v", name, err)
		}
		if err := os.Symlink(path, filepath.Join(b.bin, name)); err != nil {
			t.Fatal(err)
		}
	}

	return b
}

// put lays a program on PATH and returns where it is.
func (b *box) put(name, script string) string {
	b.t.Helper()

	return b.write(filepath.Join(b.bin, name), "#!/usr/bin/env bash\n"+script+"\n")
}

// putEngine lays a program there that answers `version` with a line.
func (b *box) putEngine(name, version string) string {
	b.t.Helper()

	return b.put(name, "[ \"$1\" = version ] && printf '%s\\non linux_amd64\\n' '"+version+"'")
}

func (b *box) write(path, text string) string {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	// A program of the system is a link: writing to it would replace the system's own.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		b.t.Fatal(err)
	}

	return path
}

// run runs one of the scripts of this folder.
func (b *box) run(script string, arguments ...string) answer {
	b.t.Helper()
	path, err := filepath.Abs(script)
	if err != nil {
		b.t.Fatal(err)
	}
	cmd := exec.CommandContext(b.t.Context(), path, arguments...)
	cmd.Env = []string{"PATH=" + b.bin, "HOME=" + b.home, "XDG_CACHE_HOME=" + filepath.Join(b.home, "cache")}
	for name, value := range b.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		b.t.Fatal(err)
	}

	return answer{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}
