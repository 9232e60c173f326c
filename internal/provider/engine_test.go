// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// engine is a working directory in which a user types Terraform's commands,
// with the provider under test served from this process, so that it lives in
// the simulation's time.
type engine struct {
	t   *testing.T
	dir string
	bos *sim
	env []string

	played *played // instead of a real engine
	served bool    // the provider lives in this process: a directory needs no initialization
}

// engineForAll is the environment variable that, set to "all", has every test use the real engine: `make test-all`.
const engineForAll = "TESTS_ON_ENGINE"

// allOnEngine reports whether every test uses the real engine.
func allOnEngine() bool { return os.Getenv(engineForAll) == "all" }

// measuresCost skips a test that measures what thousands of nodes or hundreds of sessions cost: `make test-all` runs it.
func measuresCost(t *testing.T) {
	t.Helper()
	if testing.Short() || !allOnEngine() {
		t.Skip("measures a cost: make test-all runs it")
	}
}

// newEngine serves the provider to a new directory, in which Terraform's commands are played in this process, unless all
// tests are to use the real engine. With -short, which leaves out what no engine takes part in, a played test is skipped.
func newEngine(t *testing.T, s *sim) *engine {
	t.Helper()
	if allOnEngine() {
		return newRealEngine(t, s)
	}
	if testing.Short() {
		t.Skip("-short: no engine takes part in it")
	}
	return newPlayedEngine(t, s)
}

func newPlayedEngine(t *testing.T, s *sim) *engine {
	t.Helper()
	e := &engine{t: t, dir: t.TempDir(), bos: s}
	e.played = newPlayed(t, e.dir)
	e.serve(s.served())
	return e
}

// newRealEngine is newEngine for what only a real engine decides or prints. Messages are recorded without one.
func newRealEngine(t *testing.T, s *sim) *engine {
	t.Helper()
	if recording != nil {
		return newPlayedEngine(t, s)
	}
	return newEngineOf(t, s, s.served())
}

// served is the provider in the simulation's time.
func (s *sim) served() func() tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(provider.New("test", provider.WithClock(s.Clock))())
}

// newEngineOf has a real engine use a provider that the test has made itself.
func newEngineOf(t *testing.T, s *sim, served func() tfprotov6.ProviderServer) *engine {
	t.Helper()
	e := &engine{t: t, dir: t.TempDir(), bos: s, env: append(os.Environ(), "TF_IN_AUTOMATION=1", "TF_CLI_ARGS=-no-color")}
	e.serve(served)
	return e
}

// serve lets the directory's next commands use that provider.
func (e *engine) serve(served func() tfprotov6.ProviderServer) {
	e.t.Helper()
	if e.played != nil {
		e.played.serve(served())
		return
	}
	e.served = true
	e.env = append(e.env, "TF_REATTACH_PROVIDERS="+serve(e.t, served))
}

// serve runs the provider's gRPC server until the test ends.
func serve(t *testing.T, served func() tfprotov6.ProviderServer) (reattach string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	started, closed := make(chan *plugin.ReattachConfig), make(chan struct{})
	go func() {
		err := tf6server.Serve("registry.terraform.io/bosops/bos", served,
			tf6server.WithDebug(ctx, started, closed),
			tf6server.WithGoPluginLogger(hclog.New(&hclog.LoggerOptions{Output: io.Discard})),
			tf6server.WithLoggingSink(t), // silent unless TF_LOG asks for it
		)
		if err != nil {
			t.Error(err)
		}
	}()
	config := <-started
	t.Cleanup(func() { cancel(); <-closed })

	address := map[string]any{
		"Protocol": "grpc", "ProtocolVersion": 6, "Pid": config.Pid, "Test": true,
		"Addr": map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
	}
	text, err := json.Marshal(map[string]any{
		"registry.terraform.io/bosops/bos": address, "registry.opentofu.org/bosops/bos": address,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const requiredProviders = "terraform {\n  required_providers {\n    bos = {\n      source = \"bosops/bos\"\n    }\n  }\n}\n"

// write makes config the directory's only configuration, and initializes it where the provider is a program of its own. A
// provider block is added where there is none.
func (e *engine) write(config string) {
	e.t.Helper()
	e.configure(config)
	if !e.served && e.played == nil {
		e.must("init", "-input=false")
	}
}

// configure is write without the initialization.
func (e *engine) configure(config string) {
	e.t.Helper()
	if !strings.Contains(config, "provider \"bos\"") {
		config = e.bos.provider() + config
	}
	if err := os.WriteFile(filepath.Join(e.dir, "main.tf"), []byte(requiredProviders+config), 0o600); err != nil {
		e.t.Fatal(err)
	}
}

// run runs one command and returns what it printed and its exit code.
func (e *engine) run(args ...string) (output string, code int) {
	e.t.Helper()
	if e.played != nil {
		return e.played.run(args...)
	}
	command := exec.CommandContext(e.t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), args...) //nolint:gosec // the engine under test
	command.Dir, command.Env = e.dir, e.env
	printed, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		e.t.Fatal(err)
	}
	return string(printed), command.ProcessState.ExitCode()
}

// must is run for a command that has to succeed.
func (e *engine) must(args ...string) string {
	e.t.Helper()
	return e.exits(0, args...)
}

// exits is run for a command that has to end with code.
func (e *engine) exits(code int, args ...string) string {
	e.t.Helper()
	output, got := e.run(args...)
	if got != code {
		e.t.Fatalf("%s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, output)
	}
	return output
}

// attributes is the state's only bos_session, and whether it is tainted. They are read from the file: one command less.
func (e *engine) attributes() (values map[string]any, tainted bool) {
	e.t.Helper()
	content, err := os.ReadFile(filepath.Join(e.dir, "terraform.tfstate"))
	if err != nil {
		e.t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Mode, Type string
			Instances  []struct {
				Status     string
				Attributes map[string]any
			}
		}
	}
	if err := json.Unmarshal(content, &state); err != nil {
		e.t.Fatal(err)
	}
	for _, r := range state.Resources {
		if r.Mode == "managed" && r.Type == "bos_session" {
			return r.Instances[0].Attributes, r.Instances[0].Status == "tainted"
		}
	}
	e.t.Fatal("no bos_session in the state")
	return nil, false
}

// says checks that output holds text, wherever the engine broke its lines.
func says(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(unwrapped(output), unwrapped(text)) {
			t.Errorf("the output does not say %q:\n%s", text, output)
		}
	}
}

// unwrapped is text with the engine's frame and line breaks taken out.
func unwrapped(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)), " ")
}
