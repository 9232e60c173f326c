// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Hosts at which Terraform and OpenTofu look for bosops/bos.
var registryHosts = []string{"registry.terraform.io", "registry.opentofu.org"}

// progressLog is the name of the progress file in the user's working folder.
const progressLog = "progress.log"

// providerVersion is the version in the mirror.
const providerVersion = "0.1.0"

// stage is what the demo runs on: a folder with the programs and the
// configuration, and a running simulator.
type stage struct {
	out       *screen
	api       api
	dir       string   // the temporary folder
	engine    string   // path of terraform or tofu
	command   string   // what a user types to run it
	product   string   // its name
	env       []string // of every command
	simulator *simulator
	client    *http.Client // for requests to the simulator
	chapters  int          // so far
}

func newStage(spoken api) (*stage, error) {
	engine := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if engine == "" {
		return nil, errors.New("TF_ACC_TERRAFORM_PATH is not set: run `make demo`, which finds or builds an engine")
	}
	_, err := os.Stat(spoken.example)
	if err != nil {
		return nil, fmt.Errorf("run it from the root of the project: %w", err)
	}
	dir, err := os.MkdirTemp("", "bos-demo-")
	if err != nil {
		return nil, err
	}

	return &stage{
		out: newScreen(os.Stdout), api: spoken, dir: dir, engine: engine,
		command: "terraform", product: "Terraform", client: &http.Client{},
	}, nil
}

// set builds the programs, starts the simulator and prepares a user's
// environment.
func (s *stage) set(ctx context.Context) error {
	began := time.Now()
	s.out.say("Building the provider and the simulator from this folder ...")
	err := s.build(ctx)
	if err != nil {
		return err
	}
	s.out.say("  done in %.0f s", time.Since(began).Seconds())

	s.simulator, err = startSimulator(ctx, filepath.Join(s.dir, "bossim"), s.dir, s.api.release)
	if err != nil {
		return err
	}
	cliConfig, err := s.mirror()
	if err != nil {
		return err
	}
	err = os.CopyFS(s.work(), os.DirFS(s.api.example))
	if err != nil {
		return err
	}

	s.env = append(ownEnvironment(),
		"BOS_ENDPOINT="+s.simulator.endpoint(),
		"BOS_TOKEN="+simulatorToken,
		"BOS_API_VERSION="+s.api.version,
		"BOS_POLL_INTERVAL=1s",
		"BOS_PROGRESS_FILE="+s.progressFile(),
		"TF_CLI_CONFIG_FILE="+cliConfig,
		"CHECKPOINT_DISABLE=1",
		"TF_INPUT=0",
		"TMPDIR="+s.dir,
	)
	if !s.out.colours {
		s.env = append(s.env, "TF_CLI_ARGS=-no-color")
	}

	return s.nameEngine(ctx)
}

// work returns the user's working folder.
func (s *stage) work() string { return filepath.Join(s.dir, "quickstart") }

// progressFile is where the provider writes how far a session is.
func (s *stage) progressFile() string { return filepath.Join(s.work(), progressLog) }

func (s *stage) build(ctx context.Context) error {
	for program, pkg := range map[string]string{"terraform-provider-bos": ".", "bossim": "./internal/cmd/bossim"} {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(s.dir, program), pkg)
		cmd.Env = append(os.Environ(), "TMPDIR="+s.dir)
		cmd.Stdout, cmd.Stderr = s.out, s.out
		err := cmd.Run()
		if err != nil {
			return fmt.Errorf("go build %s: %w", pkg, err)
		}
	}

	return nil
}

// mirror stores the provider as a registry's mirror would, and returns the path
// of a CLI configuration that uses this mirror alone.
func (s *stage) mirror() (string, error) {
	root := filepath.Join(s.dir, "mirror")
	for _, host := range registryHosts {
		dir := filepath.Join(root, host, "bosops", "bos", providerVersion, runtime.GOOS+"_"+runtime.GOARCH)
		err := os.MkdirAll(dir, 0o755)
		if err != nil {
			return "", err
		}
		err = os.Link(filepath.Join(s.dir, "terraform-provider-bos"),
			filepath.Join(dir, "terraform-provider-bos_v"+providerVersion))
		if err != nil {
			return "", err
		}
	}

	path := filepath.Join(s.dir, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", root)

	return path, os.WriteFile(path, []byte(text), 0o600)
}

// nameEngine asks the engine for its name and version.
func (s *stage) nameEngine(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, s.engine, "version")
	cmd.Env = s.env
	answer, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s version: %w", s.engine, err)
	}
	name, _, _ := strings.Cut(string(answer), "\n")
	if strings.HasPrefix(name, "OpenTofu") {
		s.command, s.product = "tofu", "OpenTofu"
	}
	s.intro(name)

	return nil
}

// clear stops the simulator and removes the folder.
func (s *stage) clear() error {
	var err error
	if s.simulator != nil {
		err = s.simulator.stop()
	}

	return errors.Join(err, os.RemoveAll(s.dir))
}

// ownEnvironment returns the environment without the variables that would direct
// Terraform or the provider elsewhere than to the simulator.
func ownEnvironment() []string {
	var env []string
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "TF_") || strings.HasPrefix(name, "BOS_") || name == "TMPDIR" {
			continue
		}
		env = append(env, variable)
	}

	return append(env, "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
}
