// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// source is where an engine installs the provider from.
type source struct {
	name   string
	config string // the engine's CLI configuration
	path   string // where it asks the shop; "" = it does not
	signed bool   // the engine verifies the signature
	// The same with another archive of this platform: its configuration, what init
	// says of it, and whether that needs the lock file of the true one.
	tampered string
	refusal  map[string]string // by engine
	locked   bool
}

// result is a line of the report.
type result struct {
	edition, source string
	trust           string // how init says that it knows the provider
	lock            string
	sessions        int
	agent           string
	refused         string
}

const configuration = `terraform {
  required_providers {
    bos = {
      source  = %q
      version = %q
    }
  }
}

provider "bos" {
  poll_interval = "1s"
}

resource "bos_session_template" "compute" {
  name = "rehearsal"
  boot_sets = {
    compute = {
      path              = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_roles_groups = ["Compute"]
      cfs               = { configuration = "compute-config" }
    }
  }
}

resource "bos_session" "reboot" {
  operation     = "reboot"
  template_name = bos_session_template.compute.name
  limit         = "blue"
  triggers      = { template = bos_session_template.compute.fingerprint }
}
`

// trial is one engine that installs a release from one source and applies with it.
type trial struct {
	release  *release
	platform string
	engine   engine
	source   source
	shop     *shop
	place    workplace
}

// run installs, applies, plans again, installs by the lock file alone, and is
// refused another archive. What differs from what must be is an error.
func (t *trial) run(ctx context.Context, bos *system) (result, error) {
	found := result{edition: t.engine.edition, source: t.source.name}
	if err := t.prepare(bos); err != nil {
		return found, err
	}
	for _, step := range []func(context.Context, *system, *result) error{t.install, t.apply, t.reinstall, t.tamper} {
		if err := step(ctx, bos, &found); err != nil {
			return found, fmt.Errorf("%s from a %s: %w", t.engine.edition, t.source.name, err)
		}
	}

	return found, nil
}

func (t *trial) prepare(bos *system) error {
	if err := os.MkdirAll(t.place.dir, 0o755); err != nil {
		return err
	}
	t.place.env = []string{
		"TF_CLI_CONFIG_FILE=" + filepath.Join(t.place.dir, "true.tfrc"),
		"SSL_CERT_FILE=" + t.shop.ca,
		"BOS_ENDPOINT=" + bos.url + "/apis/bos", "BOS_TOKEN=rehearsal",
	}
	for name, text := range map[string]string{
		"main.tf":       fmt.Sprintf(configuration, address, t.release.version),
		"true.tfrc":     t.source.config,
		"tampered.tfrc": t.source.tampered,
	} {
		if err := os.WriteFile(filepath.Join(t.place.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}

	return nil
}

func (t *trial) install(ctx context.Context, _ *system, found *result) error {
	t.shop.asked("", "")
	words := fmt.Sprintf("Installed %s v%s", address, t.release.version)
	printed, err := t.engine.must(ctx, t.place, 0, words, "init", "-input=false")
	if err != nil {
		return err
	}
	if from := t.shop.asked(t.source.path, t.release.archive(t.platform)); (t.source.path != "") != (from == 1) {
		return fmt.Errorf("%d requests for the archive at %q", from, t.source.path)
	}
	_, rest, _ := strings.Cut(printed, words)
	if strings.HasPrefix(rest, " (") {
		trust, _, _ := strings.Cut(rest[2:], ")")
		found.trust, _, _ = strings.Cut(trust, ", key ID")
	}
	if t.source.signed != strings.Contains(found.trust, "signed") {
		return fmt.Errorf("init says %q of the signature", found.trust)
	}
	lock, err := t.place.lock()
	if err != nil {
		return err
	}
	found.lock, err = checkLock(lock, t.release, t.platform, t.source.signed)

	return err
}

func (t *trial) apply(ctx context.Context, bos *system, found *result) error {
	if _, err := t.engine.must(ctx, t.place, 0, "Apply complete! Resources: 2 added", "apply", "-input=false", "-auto-approve"); err != nil {
		return err
	}
	if _, err := t.engine.must(ctx, t.place, 0, "No changes.", "plan", "-input=false", "-detailed-exitcode"); err != nil {
		return err
	}
	if found.sessions = bos.started(); found.sessions != 1 {
		return fmt.Errorf("%d sessions were started", found.sessions)
	}
	agents := bos.userAgents()
	for agent := range agents {
		found.agent, _, _ = strings.Cut(agent, " ")
		if found.agent != project+"/"+t.release.version {
			return fmt.Errorf("the User-Agent is %q", agent)
		}
	}
	if len(agents) == 0 {
		return fmt.Errorf("the simulator has seen no request")
	}

	return nil
}

// reinstall installs again, by a lock file that must do.
func (t *trial) reinstall(ctx context.Context, _ *system, _ *result) error {
	before, err := t.place.lock()
	if err != nil {
		return err
	}
	if err := t.place.forget(false); err != nil {
		return err
	}
	if _, err := t.engine.must(ctx, t.place, 0, "successfully initialized", "init", "-input=false", "-lockfile=readonly"); err != nil {
		return err
	}
	after, err := t.place.lock()
	if err == nil && after != before {
		err = fmt.Errorf("the lock file has changed:\n%s", after)
	}

	return err
}

// tamper has the engine find another archive in the place of this platform's.
func (t *trial) tamper(ctx context.Context, _ *system, found *result) error {
	if err := t.place.forget(!t.source.locked); err != nil {
		return err
	}
	place := workplace{dir: t.place.dir, env: append(t.place.env, "TF_CLI_CONFIG_FILE="+filepath.Join(t.place.dir, "tampered.tfrc"))}
	name, _, _ := strings.Cut(t.engine.edition, " ")
	found.refused = t.source.refusal[name]
	_, err := t.engine.must(ctx, place, 1, found.refused, "init", "-input=false")

	return err
}
