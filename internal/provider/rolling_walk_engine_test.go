// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// rolloutEngine runs the commands of a walk over a rollout.
type rolloutEngine interface {
	run(args ...string) (output string, code int)
	// stop is Ctrl-C, and kill the end of the process. Both come while the provider's request is handled.
	stop()
	kill()
}

// playedRollout has Terraform's commands played in this process.
type playedRollout struct {
	*engine

	clock   *bossim.SteppedClock
	restore func()
}

// run starts the provider anew, as each command does.
func (e *playedRollout) run(args ...string) (output string, code int) {
	e.t.Helper()
	e.serve(providerserver.NewProtocol6(provider.New("test", provider.WithClock(e.clock))()))
	file := filepath.Join(e.dir, "terraform.tfstate")
	saved, err := os.ReadFile(file)
	e.restore = nil
	output, code = e.engine.run(args...)
	if e.restore == nil {
		return output, code
	}
	if err != nil {
		_ = os.Remove(file)
	} else if err := os.WriteFile(file, saved, 0o600); err != nil {
		e.t.Fatal(err)
	}
	return "killed", 1
}

func (e *playedRollout) stop() {
	_, _ = e.played.base.StopProvider(e.t.Context(), &tfprotov6.StopProviderRequest{})
}

// kill has run restore the state: the process is killed before it saves another.
func (e *playedRollout) kill() {
	e.restore = func() {}
	e.stop()
}

// realRollout runs the engine that all tests drive.
type realRollout struct {
	*engine

	served *awaited

	mu      sync.Mutex
	running *os.Process
}

// awaited is a provider whose changes in flight can be awaited: those of an engine that was killed end later.
type awaited struct {
	tfprotov6.ProviderServer

	inFlight sync.WaitGroup
}

func (p *awaited) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	p.inFlight.Add(1)
	defer p.inFlight.Done()
	return p.ProviderServer.ApplyResourceChange(ctx, req)
}

func newRealRollout(t *testing.T, s *sim) *realRollout {
	t.Helper()
	e := &realRollout{served: &awaited{ProviderServer: s.served()()}}
	e.engine = newEngineOf(t, s, func() tfprotov6.ProviderServer { return e.served })
	return e
}

func (e *realRollout) run(args ...string) (output string, code int) {
	e.t.Helper()
	command := exec.CommandContext(e.t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), args...) //nolint:gosec // the engine under test
	var printed bytes.Buffer
	command.Dir, command.Env, command.Stdout, command.Stderr = e.dir, e.env, &printed, &printed
	e.mu.Lock()
	err := command.Start()
	e.running = command.Process
	e.mu.Unlock()
	if err != nil {
		e.t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := command.Wait(); err != nil && !errors.As(err, &exit) {
		e.t.Fatal(err)
	}
	e.served.inFlight.Wait()
	return printed.String(), command.ProcessState.ExitCode()
}

func (e *realRollout) signal(signal os.Signal) {
	e.mu.Lock()
	defer e.mu.Unlock()
	_ = e.running.Signal(signal)
}

func (e *realRollout) stop() { e.signal(os.Interrupt) }

func (e *realRollout) kill() { e.signal(os.Kill) }
