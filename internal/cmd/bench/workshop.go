// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// providerVersion is the version of every provider in the mirror.
const providerVersion = "0.1.0"

// workshop is a temporary folder with the providers, as a registry's mirror would
// have them, and the engine that runs them.
type workshop struct {
	dir    string
	engine string   // path of terraform or tofu
	about  string   // its name and version
	env    []string // of every command of the engine
}

// openWorkshop builds the providers of the contestants.
func openWorkshop(ctx context.Context, all []contestant) (*workshop, error) {
	engine := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if engine == "" {
		return nil, errors.New("TF_ACC_TERRAFORM_PATH is not set: run `make bench`, which finds or builds an engine")
	}
	dir, err := os.MkdirTemp("", "bos-bench-")
	if err != nil {
		return nil, err
	}
	w := &workshop{dir: dir, engine: engine}

	return w, errors.Join(w.fill(ctx, all), w.nameEngine(ctx))
}

func (w *workshop) fill(ctx context.Context, all []contestant) error {
	err := w.build(ctx, w.path("meter"), "./internal/cmd/bench/meter")
	for _, c := range all {
		if c.name == builtin {
			continue
		}
		err = errors.Join(err, w.build(ctx, w.path(c.provider), c.program, c.buildFlags...), w.install(c.provider))
	}
	for _, folder := range []string{"costs", "no-cray-cli", "tmp"} {
		err = errors.Join(err, os.Mkdir(w.path(folder), 0o700))
	}
	cli := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", w.path("mirror"))
	err = errors.Join(err, os.WriteFile(w.path("cli.tfrc"), []byte(cli), 0o600))

	w.env = append(ownEnvironment(),
		"TF_CLI_CONFIG_FILE="+w.path("cli.tfrc"),
		"CHECKPOINT_DISABLE=1",
		"TF_INPUT=0",
		"TF_IN_AUTOMATION=1",
		"TF_CLI_ARGS=-no-color",
		"TMPDIR="+w.path("tmp"),
		"CRAY_CONFIG_DIR="+w.path("no-cray-cli"),
		"BENCH_METER="+w.path("costs"),
	)

	return err
}

func (w *workshop) path(name string) string { return filepath.Join(w.dir, name) }

func (w *workshop) build(ctx context.Context, program, pkg string, flags ...string) error {
	arguments := append([]string{"build", "-o", program}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(arguments, pkg)...) //nolint:gosec // packages of this project
	output, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, output)
	}

	return nil
}

// install puts the meter into the mirror as the provider, and the provider beside
// it: the engine's checksum of the package then costs what it costs a user.
func (w *workshop) install(provider string) error {
	var errs []error
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(
			w.path("mirror"), host, "bosops", provider, providerVersion, runtime.GOOS+"_"+runtime.GOARCH)
		errs = append(errs, os.MkdirAll(folder, 0o700),
			os.Link(w.path("meter"), filepath.Join(folder, "terraform-provider-"+provider+"_v"+providerVersion)),
			os.Link(w.path(provider), filepath.Join(folder, "provider")))
	}

	return errors.Join(errs...)
}

func (w *workshop) nameEngine(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, w.engine, "version") //nolint:gosec // the engine to measure
	cmd.Env = w.env
	answer, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s version: %w", w.engine, err)
	}
	w.about, _, _ = strings.Cut(string(answer), "\n")

	return nil
}

func (w *workshop) close() error { return os.RemoveAll(w.dir) }

// ownEnvironment returns the environment without the variables that would direct
// the engine or the provider elsewhere, or change what they log.
func ownEnvironment() []string {
	env := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc([]string{"TF_", "BOS_", "CRAY_", "TMPDIR="}, func(prefix string) bool {
			return strings.HasPrefix(variable, prefix)
		})
	})

	return append(env, "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
}
