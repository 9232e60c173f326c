// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// realEngine drives the engine that all tests drive.
type realEngine struct {
	k      *walk
	tf     *engine
	served *aimed
	rounds int
	plans  int

	mu      sync.Mutex
	running *os.Process
	stopped bool
}

// aimed is the provider, whose connection is given from outside, as by the variables of the environment.
type aimed struct {
	tfprotov6.ProviderServer

	world  *walkWorld
	p      *server
	config fields
}

// aim gives the provider's next processes a connection.
func (a *aimed) aim(config fields) {
	a.world.turn.Lock()
	defer a.world.turn.Unlock()
	a.config = config
}

func (a *aimed) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	a.world.turn.Lock()
	config := a.config
	a.world.turn.Unlock()
	configured := *req
	configured.Config = config.of(a.p)
	return a.ProviderServer.ConfigureProvider(ctx, &configured)
}

func newWalkOnEngine(k *walk) walkEngine {
	served := providerserver.NewProtocol6(provider.New("test", provider.WithClock(k.world.clock))())
	e := &realEngine{k: k, served: &aimed{ProviderServer: served(), world: k.world, p: newEmulated(k).p}}
	e.tf = newEngineOf(k.t, nil, func() tfprotov6.ProviderServer { return e.served })
	e.configure(&k.wish)
	e.tf.must("init", "-input=false")
	return e
}

func (e *realEngine) configure(w *wish) {
	e.served.aim(e.k.connection(w.System))
	e.tf.configure("provider \"bos\" {\n  endpoint = \"http://127.0.0.1:9\"\n}\n" + w.hcl(e.rounds, e.has))
}

func (e *realEngine) has(attribute string) bool {
	_, found := e.served.p.session.AttributeTypes[attribute]
	return found
}

// run runs a command with -json, and returns what it said.
func (e *realEngine) run(args ...string) *answered {
	e.k.t.Helper()
	args = append([]string{args[0], "-json", "-input=false"}, args[1:]...)
	command := exec.CommandContext(e.k.t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), args...) //nolint:gosec // the engine under test
	var printed bytes.Buffer
	command.Dir, command.Env, command.Stdout, command.Stderr = e.tf.dir, e.tf.env, &printed, &printed
	e.mu.Lock()
	err := command.Start()
	e.running, e.stopped = command.Process, false
	e.mu.Unlock()
	if err != nil {
		e.k.t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := command.Wait(); err != nil && !errors.As(err, &exit) {
		e.k.t.Fatal(err)
	}
	said := heard(printed.Bytes())
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running, said.stopped = nil, e.stopped
	if exit != nil && len(said.errors) == 0 {
		said.errors = []string{"exit code 1: " + printed.String()}
	}
	return said
}

// heard reads the diagnostics out of what an engine prints with -json.
func heard(printed []byte) *answered {
	said := &answered{}
	for line := range strings.Lines(string(printed)) {
		var entry struct {
			Type       string
			Diagnostic struct{ Severity, Summary, Detail string }
		}
		if json.Unmarshal([]byte(line), &entry) != nil || entry.Type != "diagnostic" {
			continue
		}
		text := entry.Diagnostic.Summary + ": " + strings.ReplaceAll(entry.Diagnostic.Detail, "\n", " ")
		if entry.Diagnostic.Severity == "error" {
			said.errors = append(said.errors, text)
		} else {
			said.warnings = append(said.warnings, text)
		}
	}
	return said
}

func (e *realEngine) stop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running != nil {
		e.stopped = true
		_ = e.running.Signal(os.Interrupt)
	}
}

// planJSON is what `show -json` says of a plan.
type planJSON struct {
	Changes []struct {
		Address, Deposed string
		Change           struct {
			Actions      []string
			After        map[string]any
			AfterUnknown map[string]any `json:"after_unknown"`
		}
	} `json:"resource_changes"`
}

func (e *realEngine) plan(w *wish, how planning) *walkPlan {
	e.rounds++
	e.plans++
	e.configure(w)
	file := fmt.Sprintf("plan-%d", e.plans)
	args := []string{"plan", "-out=" + file}
	for option, set := range map[string]bool{"-replace=bos_session.test": how.replace, "-destroy": how.destroy, "-refresh=false": how.stale} {
		if set {
			args = append(args, option)
		}
	}
	plan := &walkPlan{answered: *e.run(args...), action: doNothing, heir: w.Heir, stale: how.stale, file: file}
	if !plan.ok() {
		return plan
	}
	var shown planJSON
	if err := json.Unmarshal([]byte(e.tf.must("show", "-json", file)), &shown); err != nil {
		e.k.t.Fatal(err)
	}
	for _, one := range shown.Changes {
		switch {
		case one.Address != "bos_session.test":
		case one.Deposed != "":
			plan.deposed = append(plan.deposed, &instance{})
		default:
			plan.action = strings.Join(one.Change.Actions, ",")
			if len(one.Change.Actions) == 2 {
				plan.action = doReplace
			}
			plan.after = withUnknown(one.Change.After, one.Change.AfterUnknown)
		}
	}
	return plan
}

func withUnknown(after, unknown map[string]any) map[string]any {
	if after == nil {
		return nil
	}
	values, _ := whole(after).(map[string]any)
	for name, is := range unknown {
		if is == true {
			values[name] = unknownValue{}
		}
	}
	return values
}

// whole makes numbers whole, as those of an emulated state are.
func whole(value any) any {
	switch value := value.(type) {
	case float64:
		return int(value)
	case map[string]any:
		all := map[string]any{}
		for name, part := range value {
			all[name] = whole(part)
		}
		return all
	default:
		return value
	}
}

func (e *realEngine) apply(plan *walkPlan, w *wish) *answered {
	e.served.aim(e.k.connection(w.System))
	return e.run("apply", plan.file)
}

func (e *realEngine) refresh(w *wish) *answered {
	e.configure(w)
	return e.run("apply", "-refresh-only", "-auto-approve")
}

func (e *realEngine) taint(tainted bool) {
	command := "untaint"
	if tainted {
		command = "taint"
	}
	e.tf.must(command, "bos_session.test")
}

func (e *realEngine) stateFile() string { return filepath.Join(e.tf.dir, "terraform.tfstate") }

func (e *realEngine) keep() func() {
	saved, err := os.ReadFile(e.stateFile())
	return func() {
		if err != nil || len(saved) == 0 { // no state yet, or a lock alone
			_ = os.Remove(e.stateFile())
		} else if err := os.WriteFile(e.stateFile(), saved, 0o600); err != nil {
			e.k.t.Fatal(err)
		}
	}
}

type stateInstance struct {
	Status, Deposed string
	Attributes      map[string]any
}

func (e *realEngine) instances() []stateInstance {
	text, err := os.ReadFile(e.stateFile())
	if err != nil || len(text) == 0 { // no state yet, or a lock alone
		return nil
	}
	var state struct {
		Resources []struct {
			Type      string
			Instances []stateInstance
		}
	}
	if err := json.Unmarshal(text, &state); err != nil {
		e.k.t.Fatal(err)
	}
	for _, r := range state.Resources {
		if r.Type == "bos_session" {
			return r.Instances
		}
	}
	return nil
}

func (e *realEngine) find(deposed bool) []stateInstance {
	return slices.DeleteFunc(e.instances(), func(one stateInstance) bool { return (one.Deposed != "") != deposed })
}

func (e *realEngine) values() map[string]any {
	for _, one := range e.find(false) {
		values, _ := whole(one.Attributes).(map[string]any)
		return values
	}
	return nil
}

func (e *realEngine) deposed() []map[string]any {
	var all []map[string]any
	for _, one := range e.find(true) {
		values, _ := whole(one.Attributes).(map[string]any)
		all = append(all, values)
	}
	return all
}

func (e *realEngine) tainted() bool {
	found := e.find(false)
	return len(found) > 0 && found[0].Status == "tainted"
}
