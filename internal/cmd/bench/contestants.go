// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"fmt"

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
func session(name, body string) contestant {
	return contestant{name: name, provider: "bos", program: ".", resource: "bos_session", body: body}
}

// contestants are those of the main tables.
func contestants() []contestant {
	const idle = "./internal/cmd/bench/idle"
	bos := session(ours, sessionBody+"false")

	return []contestant{
		{name: builtin, resource: "terraform_data", body: `input = "1"`},
		{name: nullLike, provider: "idle", program: idle, resource: "idle_resource", body: `triggers = { run = "1" }`},
		{
			name: sameLike, provider: "idlebos", program: idle, buildFlags: []string{"-ldflags", "-X main.like=bos"},
			resource: bos.resource, body: bos.body,
		},
		bos,
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
	local := c.provider
	if local == "idlebos" {
		local = "bos" // the resource's type begins with the provider's local name
	}

	return fmt.Sprintf("terraform {\n  required_providers {\n    %s = {\n      source = \"bosops/%s\"\n    }\n  }\n}\n\n", local, c.provider)
}
