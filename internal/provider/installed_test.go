// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// installed is the path of a CLI configuration under which the engines find the
// provider as a program of its own.
type installed string

// releases are the one that the configurations in README and examples accept, and the next one.
var releases = acceptedReleases()

func acceptedReleases() []string {
	readme, err := os.ReadFile(readmeFile)
	pin := acceptedRelease.FindStringSubmatch(string(readme))
	if err != nil || pin == nil {
		panic(fmt.Sprint("README pins no version of the provider: ", err))
	}
	minor, _ := strconv.Atoi(pin[2])
	return []string{pin[1] + "." + pin[2] + ".0", fmt.Sprintf("%s.%d.0", pin[1], minor+1)}
}

var acceptedRelease = regexp.MustCompile(`"~> (\d+)\.(\d+)\.0"`)

// programs are the releases that have been built so far, in a folder that TestMain removes.
var programs struct {
	sync.Mutex
	built map[string]string
}

// releaseProgram is the provider of a release, built once for all tests.
func releaseProgram(t *testing.T, release string) string {
	t.Helper()
	programs.Lock()
	defer programs.Unlock()
	if path := programs.built[release]; path != "" {
		return path
	}
	path := filepath.Join(programFolder, "terraform-provider-bos_v"+release)
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-X main.version="+release, "-o", path, ".") //nolint:gosec // releases of the tests
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	if programs.built == nil {
		programs.built = map[string]string{}
	}
	programs.built[release] = path
	return path
}

// install makes a mirror of those releases.
func install(t *testing.T, which ...string) installed {
	t.Helper()
	root := t.TempDir()
	for _, release := range which {
		program := releaseProgram(t, release)
		for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
			folder := filepath.Join(root, "mirror", host, "bosops", "bos", release, runtime.GOOS+"_"+runtime.GOARCH)
			if err := os.MkdirAll(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Link(program, filepath.Join(folder, filepath.Base(program))); err != nil {
				t.Fatal(err)
			}
		}
	}
	file := filepath.Join(root, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.Join(root, "mirror"))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return installed(file)
}

// engine is a new directory whose commands run the provider as a program, in
// real time. The simulation's clock stands still beside it until the test moves it.
func (i installed) engine(t *testing.T, s *sim) *engine {
	t.Helper()
	tmp, err := os.MkdirTemp("", "bos") //nolint:usetesting // t.TempDir is too long for the path of a provider's socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(tmp) })
	return &engine{t: t, dir: t.TempDir(), bos: s, env: append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+string(i), "TF_IN_AUTOMATION=1", "TF_CLI_ARGS=-no-color",
		"BOS_POLL_INTERVAL=1s", "TMPDIR="+tmp)}
}

// command is a command of the engine that runs in the background, in a process
// group of its own as a shell would start it.
type command struct {
	t      *testing.T
	cmd    *exec.Cmd
	screen *screen
	ended  chan struct{}
}

func (e *engine) start(args ...string) *command {
	e.t.Helper()
	return startProgram(e.t, e.dir, e.env, os.Getenv("TF_ACC_TERRAFORM_PATH"), args...)
}

// startProgram runs a program in the background, in that folder and environment.
func startProgram(t *testing.T, dir string, env []string, name string, args ...string) *command {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...) //nolint:gosec // the engine under test, or a shell for the examples' scripts
	cmd.Dir, cmd.Env = dir, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return startCommand(t, cmd)
}

// startCommand runs the leader of a process group in the background.
func startCommand(t *testing.T, cmd *exec.Cmd) *command {
	t.Helper()
	c := &command{t: t, cmd: cmd, screen: &screen{}, ended: make(chan struct{})}
	c.cmd.Stdout, c.cmd.Stderr = c.screen, c.screen
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL) }) // what a failed test leaves
	go func() {
		defer close(c.ended)
		var exit *exec.ExitError
		if err := c.cmd.Wait(); err != nil && !errors.As(err, &exit) {
			t.Error(err)
		}
	}()
	return c
}

// await blocks until event, or fails the test when the command ends before.
func (c *command) await(event <-chan struct{}, what string) {
	c.t.Helper()
	select {
	case <-event:
	case <-c.ended:
		c.t.Fatalf("the command ended before this: %s\n%s", what, c.screen)
	}
}

// awaitText blocks until the command has printed text.
func (c *command) awaitText(text string) {
	c.t.Helper()
	c.await(c.screen.shows(text), text)
}

// end waits for the command's end and returns what it printed.
func (c *command) end() (output string, code int) {
	<-c.ended
	return c.screen.String(), c.cmd.ProcessState.ExitCode()
}

// ctrlC is what a terminal does: it tells the engine and the provider.
func (c *command) ctrlC() { c.kill(-c.cmd.Process.Pid, syscall.SIGINT) }

func (c *command) kill(pid int, signal syscall.Signal) {
	c.t.Helper()
	if err := syscall.Kill(pid, signal); err != nil {
		c.t.Fatal(err)
	}
}

// provider is the process id of the provider that the command runs.
func (c *command) provider() int {
	c.t.Helper()
	output, err := exec.CommandContext(c.t.Context(), "pgrep", "-g", strconv.Itoa(c.cmd.Process.Pid), "-f", "/terraform-provider-bos_v").Output()
	if err != nil {
		c.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(output)))
	if err != nil {
		c.t.Fatalf("not one provider: %q", output)
	}
	return pid
}

// screen keeps what is printed and tells when a text has come.
type screen struct {
	mu      sync.Mutex
	text    bytes.Buffer
	awaited map[string]chan struct{}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.text.Write(p)
	s.tell()
	return n, err
}

func (s *screen) tell() {
	for text, shown := range s.awaited {
		if strings.Contains(s.text.String(), text) {
			close(shown)
			delete(s.awaited, text)
		}
	}
}

func (s *screen) shows(text string) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown := make(chan struct{})
	if s.awaited == nil {
		s.awaited = map[string]chan struct{}{}
	}
	s.awaited[text] = shown
	s.tell()
	return shown
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// answered tells when the n-th request of that kind, from now on, is answered.
func (s *sim) answered(n int, method, pattern string) <-chan struct{} {
	var mu sync.Mutex
	seen, done := 0, make(chan struct{})
	s.OnRequest(func(r bossim.Request) {
		if matched, _ := path.Match(pattern, r.Path); !matched || r.Method != method {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if seen++; seen == n {
			close(done)
		}
	})
	return done
}

// waits tells when the provider waits for a session: it has looked and looked again.
func (s *sim) waits() <-chan struct{} { return s.answered(2, "GET", s.api.sessions+"*") }

// holds keeps back the answers to POSTs of a session until they are let go.
func (s *sim) holds() (arrived <-chan struct{}, letGo func()) {
	here, gone := make(chan struct{}), make(chan struct{})
	var once sync.Once
	s.OnRequest(func(r bossim.Request) {
		if r.Method == "POST" && r.Path == s.api.start {
			once.Do(func() { close(here) })
			<-gone
		}
	})
	return here, sync.OnceFunc(func() { close(gone) })
}
