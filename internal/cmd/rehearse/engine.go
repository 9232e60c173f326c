// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// enginePatience is how long an engine may take to stop after an interrupt.
const enginePatience = 20 * time.Second

// engine is a Terraform or an OpenTofu.
type engine struct {
	path    string
	edition string // such as "Terraform 1.11.4"
}

func newEngine(ctx context.Context, path string) (engine, error) {
	e := engine{path: path}
	printed, code, err := e.run(ctx, workplace{dir: os.TempDir()}, "version")
	if err != nil {
		return e, err
	}
	first, _, _ := strings.Cut(printed, "\n")
	name, version, found := strings.Cut(strings.TrimSpace(first), " v")
	if code != 0 || !found {
		return e, fmt.Errorf("%s is neither Terraform nor OpenTofu: %s", path, first)
	}
	e.edition = name + " " + version

	return e, nil
}

// host is the host that "bosops/bos" means in a configuration.
func (e engine) host() string {
	if strings.HasPrefix(e.edition, "OpenTofu") {
		return tofuHost
	}

	return terraformHost
}

// workplace is where an engine runs: a folder with a configuration, and the
// variables that are set there besides those of this process.
type workplace struct {
	dir string
	env []string
}

// lock returns the text of the lock file.
func (p workplace) lock() (string, error) {
	text, err := os.ReadFile(filepath.Join(p.dir, ".terraform.lock.hcl"))

	return string(text), err
}

// forget removes what init has unpacked, and the lock file too if that is asked for.
func (p workplace) forget(lock bool) error {
	if lock {
		if err := os.Remove(filepath.Join(p.dir, ".terraform.lock.hcl")); err != nil {
			return err
		}
	}

	return os.RemoveAll(filepath.Join(p.dir, ".terraform"))
}

// run runs a command and returns what it printed, and its exit code.
func (e engine) run(ctx context.Context, p workplace, arguments ...string) (string, int, error) {
	cmd := exec.CommandContext(ctx, e.path, arguments...)
	cmd.Dir = p.dir
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "BOS_") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	// Nothing answers at that proxy. It is not for loopback: what an engine gets, it
	// gets from here.
	cmd.Env = append(cmd.Env, "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE=/dev/null", "TF_CLI_ARGS=-no-color",
		"HTTPS_PROXY=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1", "NO_PROXY=")
	cmd.Env = append(cmd.Env, p.env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = enginePatience
	output, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return "", 0, context.Cause(ctx)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", 0, err
	}

	return string(output), cmd.ProcessState.ExitCode(), nil
}

// must is run for a command that ends with a certain exit code and says certain words.
func (e engine) must(ctx context.Context, p workplace, code int, words string, arguments ...string) (string, error) {
	printed, got, err := e.run(ctx, p, arguments...)
	if err != nil {
		return "", err
	}
	// Where it is narrow, an engine breaks lines anywhere, with the frame of the error.
	plain := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(printed)), " ")
	if got != code || !strings.Contains(plain, words) {
		return "", fmt.Errorf("%s: `%s` was to end with %d and to say %q; it ended with %d:\n%s",
			e.edition, strings.Join(arguments, " "), code, words, got, printed)
	}

	return plain, nil
}
