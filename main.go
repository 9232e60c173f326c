// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-bos is the Terraform and OpenTofu provider for
// the Boot Orchestration Service (BOS) of HPE Cray EX systems.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/bosops/terraform-provider-bos/internal/plugin"
	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// version is set by the linker in a release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run as a server that a debugger can attach to")
	flag.Parse()

	err := plugin.Serve(context.Background(), provider.New(version), "registry.terraform.io/bosops/bos", *debug)
	if err != nil {
		log.Fatal(err)
	}
}
