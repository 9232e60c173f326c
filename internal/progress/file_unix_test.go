// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package progress

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// role is the environment variable that makes the test binary another process that prints; file is its file.
const (
	role = "BOS_TEST_PRINTS"
	file = "BOS_TEST_FILE"
)

const printed = 500 // lines of a process

func TestMain(m *testing.M) {
	w := New(os.Getenv(file))
	switch os.Getenv(role) {
	case "":
		os.Exit(m.Run())
	case "lines":
		for n := range printed {
			w.Print(noon, fmt.Sprintf("%d %d %s", os.Getpid(), n, strings.Repeat("x", 500)))
			w.Settle()
		}
	case "line in the background":
		inTheBackground()
	case "line":
		w.Print(noon, "hello")
		w.Settle()
		fmt.Print(w.Problem())
		terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
		if err == nil {
			terminal.Close()
			fmt.Print(", and the process has a terminal")
		}
	}
}

// inTheBackground has a process group of its own print a line, and ends when that has ended or is stopped.
func inTheBackground() {
	cmd := exec.Command(os.Args[0]) //nolint:noctx // it ends or is killed here
	cmd.Env, cmd.Stdout = append(os.Environ(), role+"=line"), os.Stdout
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		fmt.Print(err)
		return
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(cmd.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil || status.Stopped() {
		_ = cmd.Process.Kill()
		fmt.Print("stopped by ", status.StopSignal(), err)
	}
}

// process is another process that prints to the file at path. It has no terminal.
func process(t *testing.T, what, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), role+"="+what, file+"="+path)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd
}

func TestFile_appendedAndPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress")
	mask := syscall.Umask(0)
	defer syscall.Umask(mask)
	for _, text := range []string{"one", "two"} {
		w := New(path)
		w.Print(noon, text)
		w.Settle()
		if err := w.Problem(); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(path)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil {
		t.Fatal(err, statErr)
	}
	if want := at("one") + at("two"); string(content) != want || info.Mode() != 0o600 {
		t.Errorf("mode %s, content %q", info.Mode(), content)
	}
}

// Two processes append to one file: each line is whole, and none is missing.
// A file of another user, who may have prepared it, gets no line.
func TestFile_ofAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	path := filepath.Join(t.TempDir(), "progress")
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	w := New(path)
	w.Print(noon, "one")
	w.Settle()
	if content, err := os.ReadFile(path); err != nil || len(content) > 0 || !errors.Is(w.Problem(), errNotOwn) {
		t.Errorf("%q, %v, problem %v", content, err, w.Problem())
	}
}

func TestFile_twoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress")
	first, second := process(t, "lines", path), process(t, "lines", path)
	for _, cmd := range []*exec.Cmd{first, second} {
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for _, cmd := range []*exec.Cmd{first, second} {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	next := map[string]int{}
	for line := range strings.Lines(string(content)) {
		words := strings.Fields(line)
		if len(words) != 4 || words[2] != fmt.Sprint(next[words[1]]) || words[3] != strings.Repeat("x", 500) {
			t.Fatalf("line %q", line)
		}
		next[words[1]]++
	}
	for _, cmd := range []*exec.Cmd{first, second} {
		if got := next[fmt.Sprint(cmd.Process.Pid)]; got != printed {
			t.Errorf("%d lines of a process, want %d", got, printed)
		}
	}
}

// What is no regular file and no terminal is refused before it is opened where that can be seen, and after it in any case.
func TestFile_refused(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	pipe, reader := in("pipe"), in("read")
	for _, path := range []string{pipe, reader} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reading, err := os.OpenFile(reader, os.O_RDWR, 0) // its open would succeed
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	if err := os.WriteFile(in("file"), []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link": "file", "loose": "nothing"} {
		if err := os.Symlink(in(to), in(link)); err != nil {
			t.Fatal(err)
		}
	}
	socket, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", in("s"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()

	for path, row := range map[string]struct {
		kind  error
		says  string
		later bool // CheckFile does not see it
	}{
		pipe:                {ErrKind, "a named pipe", false},
		reader:              {ErrKind, "a named pipe", false},
		in("link"):          {ErrKind, "a symbolic link", false},
		in("loose"):         {ErrKind, "a symbolic link", false},
		in("s"):             {ErrKind, "a socket", false},
		dir:                 {ErrDirectory, "", false},
		"/dev/null":         {ErrKind, "a device that is no terminal", false},
		"/dev/zero":         {ErrKind, "a device that is no terminal", true},
		in("missing/file"):  {ErrNoFolder, "missing", false},
		in("file/progress"): {nil, "not a directory", false},
	} {
		if err := CheckFile(path); (err == nil) != row.later || err != nil && !strings.Contains(err.Error(), row.says) ||
			!row.later && row.kind != nil && !errors.Is(err, row.kind) {
			t.Errorf("%s is checked: %v", path, err)
		}
		opened, err := openFile(path)
		if err == nil {
			opened.Close()
		}
		if err == nil || row.kind != nil && !errors.Is(row.kind, ErrNoFolder) && (!errors.Is(err, row.kind) || !strings.Contains(err.Error(), row.says)) {
			t.Errorf("%s is opened: %v", path, err)
		}
	}
	for _, path := range []string{in("file"), in("new"), "/dev/tty"} {
		if err := CheckFile(path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if left, err := os.ReadFile(in("file")); err != nil || string(left) != "kept" {
		t.Errorf("a link was followed: %q", left)
	}
	for _, name := range []string{"nothing", "new"} {
		if _, err := os.Lstat(in(name)); err == nil {
			t.Errorf("%s was created", name)
		}
	}
}

func TestCheck(t *testing.T) {
	for path, want := range map[string]error{
		"": ErrEmpty, " ": ErrEmpty, "progress": ErrRelative, "./a": ErrRelative, "~/a": ErrRelative, "/tmp/": ErrDirectory,
		"/a\x00b": os.ErrInvalid, "/dev/tty": nil, "/var/log/a b": nil,
	} {
		if err := Check(path); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q: %v, want %v", path, err, want)
		}
	}
}

// A process without a terminal has a problem with /dev/tty, and goes on.
func TestFile_noTerminal(t *testing.T) {
	output, err := process(t, "line", "/dev/tty").Output()
	if err != nil || string(output) != errNoTerminal.Error() {
		t.Errorf("%v, %q", err, output)
	}
}
