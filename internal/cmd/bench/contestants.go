// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"fmt"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// contestant is a provider with a resource of it.
type contestant struct {
	name       string // in the tables
	provider   string // its name in bosops, "" = built into the engine
	program    string // the package to build
	buildFlags []string
	body       string // of the resource's block
	resource   string // its type
}

// Names of contestants that the tables compare others with.
const (
	builtin  = "terraform_data"
	nullLike = "null's schema, idle"
	loudLike = "null's, idle, loud"
	sameLike = "our schema, idle"
	ours     = "bos_session"
)

// Each session acts on a node of its own, see sessionNode.
const sessionBody = `
  operation           = "boot"
  template_name       = "compute"
  limit               = "x${1000 + count.index}c0s0b0n0"
  wait_for_completion = `

// sessionNodes returns a system with the nodes of n sessions.
func sessionNodes(n int) bossim.System {
	var system bossim.System
	for i := range n {
		system.Names = append(system.Names, fmt.Sprintf("x%dc0s0b0n0", 1000+i))
	}

	return system
}

// session is a contestant with a bos_session of this provider.
func session(body string) contestant {
	return contestant{name: ours, provider: "bos", program: ".", resource: "bos_session", body: body}
}

// contestants are those of the main tables.
func contestants() []contestant {
	bos := session(sessionBody + "false")
	same := idle(sameLike, "idlebos", "bos")
	same.resource, same.body = bos.resource, bos.body

	return []contestant{
		{name: builtin, resource: "terraform_data", body: `input = "1"`},
		idle(nullLike, "idle", "null"), idle(loudLike, "idleloud", "loud"), same, bos,
	}
}

// idle is a contestant with a provider that does nothing, see the program idle.
func idle(name, provider, like string) contestant {
	return contestant{
		name: name, provider: provider, program: "./internal/cmd/bench/idle",
		buildFlags: []string{"-ldflags", "-X main.like=" + like},
		resource:   "idle_resource", body: `triggers = { run = "1" }`,
	}
}

// config returns a configuration with n resources.
func (c contestant) config(n int) string {
	return c.requirements() + fmt.Sprintf("resource %q \"test\" {\n  count = %d\n  %s\n}\n", c.resource, n, c.body)
}

// requirements returns the block that names the provider.
func (c contestant) requirements() string {
	if c.provider == "" {
		return ""
	}
	local, _, _ := strings.Cut(c.resource, "_") // a resource's type begins with the provider's local name

	return fmt.Sprintf(`terraform {
  required_providers {
    %s = {
      source = "bosops/%s"
    }
  }
}

`, local, c.provider)
}
