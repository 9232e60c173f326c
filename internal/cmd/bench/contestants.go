// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import "fmt"

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
	waiting  = "bos_session, waiting"
)

// Each session acts on a node of its own, see sessionNode.
const sessionBody = `
  operation           = "boot"
  template_name       = "compute"
  limit               = "x${1000 + count.index}c0s0b0n0"
  wait_for_completion = `

// sessionNode is the node of the session with that index.
func sessionNode(index int) string { return fmt.Sprintf("x%dc0s0b0n0", 1000+index) }

func contestants() []contestant {
	const idle = "./internal/cmd/bench/idle"
	bos := contestant{name: ours, provider: "bos", program: ".", resource: "bos_session", body: sessionBody + "false"}

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
	local := c.provider
	if local == "idlebos" {
		local = "bos" // the resource's type begins with the provider's local name
	}
	text := ""
	if c.provider != "" {
		text = fmt.Sprintf("terraform {\n  required_providers {\n    %s = {\n      source = \"bosops/%s\"\n    }\n  }\n}\n\n", local, c.provider)
	}

	return text + fmt.Sprintf("resource %q \"test\" {\n  count = %d\n  %s\n}\n", c.resource, n, c.body)
}
