// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-bos is the Terraform and OpenTofu provider for
// the Boot Orchestration Service (BOS) of HPE Cray EX systems.
package main

import (
	"context"
	"flag"
	"log"
	"os/signal"
	"syscall"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// version is set by the linker in a release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run as a server that a debugger can attach to")
	flag.Parse()

	// A CI runner that stops a job signals the whole process group. The engine
	// treats the signal as an interrupt, stops in order, and ends this process
	// itself; if this process ended first, the session that it waits for would be
	// missing from the state. (go-plugin ignores SIGINT.)
	if !*debug {
		signal.Ignore(syscall.SIGTERM)
	}

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/bosops/bos",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
