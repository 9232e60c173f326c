// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bossim")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}

	return path
}

func TestConcurrent_simulatorStartsWhenItListens(t *testing.T) {
	path := program(t, `echo "starting"; echo "listening on http://127.0.0.1:4711"; echo "$@"; exec sleep 600`)

	s, err := startSimulator(t.Context(), path, t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	stopped := s.stop()

	if s.endpoint() != "http://127.0.0.1:4711/apis/bos" || stopped != nil {
		t.Errorf("endpoint %q, stop %v", s.endpoint(), stopped)
	}
	if err := s.stop(); err != nil {
		t.Errorf("a second stop: %v", err)
	}
}

func TestSimulator_thatEndsAtOnceIsAnErrorWithItsOutput(t *testing.T) {
	path := program(t, `echo "bossim: no more ports" >&2; exit 1`)

	_, err := startSimulator(t.Context(), path, t.TempDir(), "")

	if err == nil || !strings.Contains(err.Error(), "bossim: no more ports") {
		t.Errorf("error %v", err)
	}
}

func TestSimulator_thatNeverListensIsStoppedAtAnInterrupt(t *testing.T) {
	path := program(t, `exec sleep 600`)
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()

	_, err := startSimulator(ctx, path, t.TempDir(), "")

	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
